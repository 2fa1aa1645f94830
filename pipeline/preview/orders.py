# SPDX-License-Identifier: GPL-3.0-or-later
"""Orders: changes and lookups that preview pages request, and the answers. Reads and writes no files."""

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
    """Change the translation of a paragraph. `base` is the translation when the translator started to edit."""

    paragraph: Paragraph
    base: Wording
    new: Wording


@dataclass(frozen=True, slots=True)
class Undo:
    """Undo the last edit of a paragraph in this session."""

    paragraph: Paragraph


@dataclass(frozen=True, slots=True)
class Signing:
    """Sign a translation, `text`, which a native speaker has reviewed."""

    paragraph: Paragraph
    text: str
    name: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """Resolve a conflict of translations: `side` is `theirs` or `ours`, `number` the index of the chosen `theirs`."""

    paragraph: Paragraph
    side: str
    number: int


@dataclass(frozen=True, slots=True)
class Lookup:
    """Look up translations of similar texts in the translation memory, without a change."""

    paragraph: Paragraph


type Order = Edit | Undo | Signing | Settlement | Lookup


class OrderOutcome(StrEnum):
    """The outcome of an order: written, unchanged, written next to a conflicting translation, or refused."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    BESIDE = "beside"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A translation of a similar original: the similarity in per cent, and the catalogue or memory it comes from."""

    original: str
    translation: str
    similarity: int
    origin: str


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """The outcome of an order, with a sentence for the translator; `findings` are the errors for which it was refused."""

    outcome: OrderOutcome
    text: str = ""
    findings: tuple[Finding, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


def order_of(action: str, payload: object, snapshot: Snapshot) -> Order | None:
    """Return the order `action` (`edit`, `undo`, `sign`, `settle`, `suggestions`) from the JSON of a page.

    Returns None for invalid JSON, or if the paragraph does not exist, cannot be edited, or (`settle`) has changed since the page
    showed it.
    """
    message = payload.get("message") if isinstance(payload, dict) else None
    paragraph = _paragraph(message, snapshot) if isinstance(message, str) else None
    if paragraph is None or not isinstance(payload, dict):
        return None
    return _settlement(paragraph, payload) if action == "settle" else _of_entry(action, paragraph, payload)


def _paragraph(message: str, snapshot: Snapshot) -> Paragraph | None:
    paragraphs = chain.from_iterable(document.paragraphs for document in snapshot.documents)
    return next((paragraph for paragraph in paragraphs if paragraph.id == message), None)


def _settlement(paragraph: Paragraph, payload: Mapping[str, object]) -> Settlement | None:
    match payload:
        case {"seen": str(seen), "side": "theirs" | "ours" as side, "number": int(number)}:
            if paragraph.seen == seen and 0 <= number < len(paragraph.others):
                return Settlement(paragraph, side, number)
    return None


def _of_entry(action: str, paragraph: Paragraph, payload: Mapping[str, object]) -> Order | None:
    if not paragraph.is_editable:
        return None
    match action, payload:
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
    """Return whether a text can be encoded; JSON may contain lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
