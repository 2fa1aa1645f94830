# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page of the preview can ask to be written, and the answer. They read and write no file."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from pipeline.model.findings import Finding
from pipeline.preview.snapshot import Paragraph, Snapshot


@dataclass(frozen=True, slots=True)
class Wording:
    """A translation, and whether it is marked as fuzzy."""

    text: str
    fuzzy: bool


@dataclass(frozen=True, slots=True)
class Edit:
    """A paragraph is to be worded anew. `base` is what the catalogue had when the translator began."""

    paragraph: Paragraph
    base: Wording
    new: Wording


@dataclass(frozen=True, slots=True)
class Undo:
    """The last edit of a paragraph in this session is to be taken back."""

    paragraph: Paragraph


@dataclass(frozen=True, slots=True)
class Signing:
    """A native speaker has read a translation, `text`, and signs it."""

    paragraph: Paragraph
    text: str
    name: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """What somebody decided of a paragraph with several translations: `side` is `theirs` or `ours`, `number` that of theirs."""

    paragraph: Paragraph
    side: str
    number: int


@dataclass(frozen=True, slots=True)
class Lookup:
    """The memory is to be asked for translations of similar texts; nothing is written."""

    paragraph: Paragraph


type Order = Edit | Undo | Signing | Settlement | Lookup


class Saved(StrEnum):
    """What became of an order: it is in the file, changes nothing, is in the file beside another translation, or is not."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    BESIDE = "beside"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A translation of a similar original: how similar, in per cent, and the catalogue or memory that has it."""

    original: str
    translation: str
    likeness: int
    origin: str


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """What became of an order, in words; `findings` are the errors for which it was refused."""

    outcome: Saved
    text: str = ""
    findings: tuple[Finding, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


def order_of(what: str, sent: object, snapshot: Snapshot) -> Order | None:
    """Return the order `what` (`edit`, `undo`, `sign`, `settle`, `suggestions`) in the JSON that a page sent.

    Return None where it is none, or is about a paragraph that is not there, cannot be edited, or (of `settle`) is no
    longer as the page showed it.
    """
    message = sent.get("message") if isinstance(sent, dict) else None
    paragraph = _paragraph(message, snapshot) if isinstance(message, str) else None
    if paragraph is None or not isinstance(sent, dict):
        return None
    return _settlement(paragraph, sent) if what == "settle" else _of_entry(what, paragraph, sent)


def _paragraph(message: str, snapshot: Snapshot) -> Paragraph | None:
    paragraphs = chain.from_iterable(document.paragraphs for document in snapshot.documents)
    return next((paragraph for paragraph in paragraphs if paragraph.id == message), None)


def _settlement(paragraph: Paragraph, sent: Mapping[str, object]) -> Settlement | None:
    match sent:
        case {"seen": str(seen), "side": "theirs" | "ours" as side, "number": int(number)}:
            if paragraph.seen == seen and 0 <= number < len(paragraph.others):
                return Settlement(paragraph, side, number)
    return None


def _of_entry(what: str, paragraph: Paragraph, sent: Mapping[str, object]) -> Order | None:
    if not paragraph.is_editable:
        return None
    match what, sent:
        case "edit", {"base": {"text": str(seen), "fuzzy": bool(was_fuzzy)}, "text": str(text), "fuzzy": bool(fuzzy)}:
            if _is_text(text):
                return Edit(paragraph, Wording(seen, was_fuzzy), Wording(text.replace("\r\n", "\n"), fuzzy))
        case "undo", _:
            return Undo(paragraph)
        case "sign", {"text": str(text), "name": str(name)}:
            return Signing(paragraph, text, name.strip()) if _is_text(name) else None
        case "suggestions", _:
            return Lookup(paragraph)
    return None


def _is_text(text: str) -> bool:
    """Return whether a text can be written; JSON can hold half a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
