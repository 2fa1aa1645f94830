# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a word of the interface, or a label of Sphinx, stands in English where the words around it are in another language."""

import gettext
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby
from pathlib import Path

from babel.messages.pofile import read_po

from pipeline.typeset.engine.pages import TextRun, squeezed
from pipeline.typeset.proof.unclaimed import UnclaimedText
from pipeline.words import path_of

OF_SPHINX = (
    "Attention", "Caution", "Danger", "Error", "Hint", "Important", "Note", "See also", "Tip", "Todo", "Warning",
    "Contents", "Table of Contents", "Index", "Symbols", "see %s", "see also %s", "Footnotes",
    "Fig. %s", "Table %s", "Listing %s", "Section %s", "page",
    "Parameters", "Returns", "Return type", "Raises", "Throws", "Yields", "Variables", "Keyword Arguments",
    "Added in version %s", "New in version %s", "Changed in version %s", "Deprecated since version %s",
    "Removed in version %s",
)  # fmt: skip
"""What Sphinx prints itself, as it is called in its catalogues."""
_VALUE = re.compile(r"%(?:\(\w+\))?[sd]")
_COUNTED = re.compile(r"(?!see\b)\w+( \w+)? %s")
"""A word or two that also begin sentences of other languages, unless a number follows."""
_NUMBERS = frozenset({"%(number)s", "%(percent)s", "%(n)s", "%d"})
_NUMBER = r"(?:\d|[ivxlc]+\b).*"
_ANY = ".+"
_AROUND = " \u00a0\u202f.,:;·–()[]“”„«»"
_ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Label:
    """A label in English, what it is in another language (nothing where its catalogue does not say), and its place there.

    One that depends on a number has as many translations as the language has plural forms.
    """

    english: str
    translations: tuple[str, ...]
    path: Path | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Untranslated:
    """A label that stands in English on a page (from 1)."""

    label: Label
    words: str
    page: int


def untranslated(
    texts: Iterable[UnclaimedText], language: str, labels: Sequence[str], messages: Set[str]
) -> Iterator[Untranslated]:
    """Yield the labels in English among the unclaimed texts of a book in another `language`.

    What is marked as English, or may be of any language, is no mistake. A book has its labels in its language, whatever the
    language of a passage: one in English has them in English, and one in Italian prints “p. 7” in a German passage too. `labels`
    are the interface's own, in English; `messages` the letters of all that is a message, which a list repeats.
    """
    if _is_english(language):
        return
    for text in texts:
        for _, pieces in groupby(text.runs, key=lambda piece: (piece.element, piece.language)):
            yield from _among(tuple(pieces), language, labels, messages)
        # A label with a value in it may have that in an element of its own.
        if len({piece.element for piece in text.runs}) > 1:
            yield from _among(text.runs, language, labels, messages)


def _is_english(tag: str) -> bool:
    return tag.partition("-")[0] == _ENGLISH


def _among(
    pieces: tuple[TextRun, ...], language: str, labels: Sequence[str], messages: Set[str]
) -> Iterator[Untranslated]:
    tag = pieces[0].language or language
    if _is_english(tag) or any(piece.is_free for piece in pieces):
        return
    words = "".join(piece.words for piece in pieces).strip(_AROUND)
    letters = squeezed(words)
    label = _labels_of(tag, tuple(labels)).find(words, letters)
    is_ours = tag != language and _labels_of(language, tuple(labels)).find(words, letters) is None
    if label is not None and not is_ours and letters not in messages:
        yield Untranslated(label, words, pieces[0].page)


class _Labels:
    """The labels that another language says in other words, and has for nothing else."""

    def __init__(self, labels: Sequence[Label]) -> None:
        self._plain: dict[str, list[Label]] = defaultdict(list)
        self._patterns: list[tuple[re.Pattern[str], Label]] = []
        translations = {squeezed(text.strip(_AROUND)) for label in labels for text in label.translations}
        for label in labels:
            letters = squeezed(label.english.strip(_AROUND))
            if letters in translations:
                continue
            if not _VALUE.search(label.english):
                self._plain[letters].append(label)
            elif any(character.isalpha() for character in _VALUE.sub("", label.english)):
                self._patterns.append((_pattern(label.english), label))

    def find(self, words: str, letters: str) -> Label | None:
        """Return the label that words are, from the first to the last."""
        text = " ".join(words.casefold().split())
        matching = (label for pattern, label in self._patterns if pattern.fullmatch(text))
        labels = [*self._plain.get(letters, ()), *matching]
        return next((label for label in labels if _begins_like(words, label.english)), None)


@cache
def _labels_of(language: str, labels: tuple[str, ...]) -> _Labels:
    # An interface that does not speak a language is in English throughout, also where Sphinx has a word for a label of ours.
    silent = () if path_of(language).is_file() else labels
    of_sphinx = (label for label in _of_sphinx(language) if label.english not in silent)
    return _Labels([*_of_ours(language, frozenset(labels)), *of_sphinx])


def _pattern(label: str) -> re.Pattern[str]:
    """A label with something for each of its values. Where a line ends, no blank is left between two words."""
    label = label.strip(_AROUND)
    literal = (re.escape(part.casefold()) for part in _VALUE.split(label))
    first, *others = (re.sub(r"(?<=\w)\\ (?=\w)", r"\\s*", part) for part in literal)
    values = [_NUMBER if _COUNTED.fullmatch(label) or node in _NUMBERS else _ANY for node in _VALUE.findall(label)]
    behind = [*values[1:], ""]
    parts = (
        # Before another value that may be anything, the first place of the words between is as good as any later one.
        f"(?>{_ANY}?{part})" if value == following == _ANY else value + part
        for value, part, following in zip(values, others, behind, strict=True)
    )
    # A text with another end is none, wherever the words between stand.
    return re.compile(rf"(?=.*{others[-1]}\Z){first}{''.join(parts)}" if len(others) > 1 else first + "".join(parts))


def _begins_like(words: str, label: str) -> bool:
    """Whether words have a capital where the label has one, and only there: “See” is a word of German too."""
    first, initial = (next((character for character in text if character.isalpha()), "") for text in (words, label))
    return first.isupper() == initial.isupper() or words.isupper()


def _of_sphinx(language: str) -> Iterator[Label]:
    """Where Sphinx has no translation, nobody can correct it here."""
    folder = str(resources.files("sphinx") / "locale")
    catalogue = gettext.translation("sphinx", folder, [language.replace("-", "_")], fallback=True)
    for text in OF_SPHINX:
        yield Label(text, (catalogue.gettext(text),))


def _of_ours(language: str, labels: Set[str]) -> Iterator[Label]:
    """Those of a language that the interface speaks; in any other it is English throughout."""
    path = path_of(language)
    if not path.is_file():
        return
    with path.open("rb") as file:
        for message in read_po(file):
            for text in _forms(message.id):
                if text in labels:
                    yield Label(text, tuple(filter(None, _forms(message.string))), path, message.lineno)


def _forms(text: Sequence[str] | str | None) -> Sequence[str]:
    """One, or all of a plural."""
    return [text or ""] if isinstance(text, str | None) else text
