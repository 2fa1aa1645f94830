# SPDX-License-Identifier: GPL-3.0-or-later
"""Labels that a book of another language would print in English: its catalogue does not translate them, and they are on its pages.

They are looked for before the book is laid out, in its HTML, and in no text of a message.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from babel.messages.pofile import read_po
from lxml import etree
from lxml import html as lxml_html
from sphinx.application import Sphinx

from pipeline.bookformat.book import EnglishLabel, PrintedMessage
from pipeline.bookformat.page_numbers import ANY_FIELD
from pipeline.bookformat.vocabulary import GLOSSARY, LETTER_GROUP
from pipeline.compose.context import context_of
from pipeline.compose.printed_words import printed_words
from pipeline.compose.translation.labels import DOMAIN as SPHINX
from pipeline.compose.translation.labels import Labels
from pipeline.words import INTERFACE_LOCALES, PORTAL, Words, path_of

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
_AROUND = " \n\t\u00a0\u202f.,:;·–()[]“”„«»"
_BLANK = re.compile(r"[\s\u00ad]+")
_CODE = frozenset({"code", "kbd", "math", "pre", "samp", "script", "style", "svg", "head"})
_FREE = frozenset({"sig", GLOSSARY, LETTER_GROUP})
"""Classes of elements whose words may be of any language."""
_INLINE = frozenset({"a", "abbr", "b", "cite", "em", "i", "q", "small", "strong", "sub", "sup", "u"})
"""Elements that are a part of a text, never a label by themselves."""
_WITHIN = _INLINE | {"span", "br", "img"}
"""What a label may hold."""
_LONGEST = 300
"""Characters of a text that may be a label with values in it."""
_FEWEST = 5
"""Letters of a label that begins with a value, below which it is too like other words."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label in English that a catalogue does not translate; `domain` is that catalogue's."""

    english: str
    domain: str


def untranslated(words: Words, labels: object) -> list[Label]:
    """Return the labels that may be printed in a book and that neither our words nor Sphinx's `labels` have in its language."""
    ours = [Label(form, PORTAL) for forms in printed_words() if not words.translates(forms[0]) for form in forms]
    if not isinstance(labels, Labels):
        return ours
    own = {form for forms in printed_words() for form in forms}
    return ours + [Label(text, SPHINX) for text in OF_SPHINX if text not in own and not labels.translates(text)]


def printed(text: str, tag: str, labels: Iterable[Label], messages: Set[str]) -> dict[Label, None]:
    """Return which of these labels the HTML of a book prints where it is in the language `tag`.

    `messages` are the letters of all that is a message, and may have the words of one.
    """
    search = _Search(labels)
    found: dict[Label, None] = {}
    if search.is_empty:
        return found
    parser = lxml_html.HTMLParser(encoding="utf-8")
    root = lxml_html.document_fromstring(ANY_FIELD.sub("0", text).encode(), parser=parser)
    for words in _texts(root, str(root.get("lang") or ""), tag, messages):
        if (label := search.find(words)) is not None:
            found[label] = None
    return found


def english_labels(
    app: Sphinx, text: str, expected: Sequence[PrintedMessage], words: Words
) -> tuple[EnglishLabel, ...]:
    """Return the labels in English in the HTML of a book whose language should have them, with their places in its catalogues.

    An adopted project, and a language that is none of the project's, have the labels that there are.
    """
    context = context_of(app)
    if context is None or context.publication.adopted or words.tag.partition("-")[0] == "en":
        return ()
    if words.tag not in {language.tag for language in context.project.languages}:
        return ()
    messages = {letters(part) for message in expected for part in ("".join(message.parts), *message.parts)}
    labels = printed(text, words.tag, untranslated(words, app.translator), messages)
    return tuple(_placed(label, words.tag, context.project.locales) for label in labels)


def letters(text: str) -> str:
    """Return the letters of a text, without blanks and capitals."""
    return unicodedata.normalize("NFC", _BLANK.sub("", text).casefold())


def _placed(label: Label, tag: str, locales: Path) -> EnglishLabel:
    """Return a label with the line of the catalogue in which it is to be translated: the project's if it has one, else the pipeline's."""
    paths = [path_of(tag, label.domain, folder) for folder in (locales, INTERFACE_LOCALES)]
    path = next((path for path in paths if path.is_file()), paths[0])
    if path.is_file():
        with path.open("rb") as file:
            for message in read_po(file):
                if label.english in ([message.id] if isinstance(message.id, str) else message.id):
                    return EnglishLabel(label.english, str(path), message.lineno or 0)
    return EnglishLabel(label.english, str(path), 0)


def _texts(element: etree._Element, language: str, tag: str, messages: Set[str]) -> Iterator[str]:
    """Yield the texts of an element that may be a label: blocks without others in them, and spans, in the language `tag`."""
    language = str(element.get("lang") or language)
    if _is_free(element):
        return
    words = "".join(map(str, element.itertext()))
    if letters(words) in messages:
        return
    below = list(element.iterdescendants("*"))
    is_text = all(one.tag in _WITHIN and not _is_free(one) and one.get("lang") in (None, language) for one in below)
    if language == tag and is_text and element.tag not in _INLINE and words.strip():
        yield words
    for child in element.iterchildren("*"):
        yield from _texts(child, language, tag, messages)


def _is_free(element: etree._Element) -> bool:
    return element.tag in _CODE or not _FREE.isdisjoint(str(element.get("class") or "").split())


class _Search:
    """Finds labels in texts."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self._plain: dict[str, list[Label]] = defaultdict(list)
        self._patterns: list[tuple[re.Pattern[str], Label]] = []
        for label in labels:
            literal = _VALUE.sub("", label.english)
            count = sum(map(str.isalpha, literal))
            if not _VALUE.search(label.english):
                self._plain[letters(label.english.strip(_AROUND))].append(label)
            elif count >= _FEWEST or (count and not _VALUE.match(label.english.strip(_AROUND))):
                self._patterns.append((_pattern(label.english), label))

    @property
    def is_empty(self) -> bool:
        return not (self._plain or self._patterns)

    def find(self, words: str) -> Label | None:
        """Return the label that words are, from the first to the last."""
        words = words.strip(_AROUND)
        labels: Collection[Label] = self._plain.get(letters(words), ())
        if not labels and len(words) <= _LONGEST:
            text = " ".join(words.casefold().split())
            labels = [label for pattern, label in self._patterns if pattern.fullmatch(text)]
        return next((label for label in labels if _begins_like(words, label.english)), None)


def _pattern(label: str) -> re.Pattern[str]:
    """Return the pattern of a label with something for each of its values. Where a line ends, no blank is left between two words."""
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
    """Return whether words have a capital where the label has one, and only there: “See” is a word of German too."""
    first, initial = (next((character for character in text if character.isalpha()), "") for text in (words, label))
    return first.isupper() == initial.isupper() or words.isupper()
