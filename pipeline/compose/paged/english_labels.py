# SPDX-License-Identifier: GPL-3.0-or-later
"""Labels that a book of another language may print in English: no catalogue translates them, and their words are in its HTML.

They are looked for before the book is laid out. One that is named although other text has its words costs a translator a line.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from lxml import html as lxml_html
from sphinx.application import Sphinx

from pipeline.bookformat.book import EnglishLabel
from pipeline.compose.context import context_of
from pipeline.compose.printed_words import printed_words
from pipeline.compose.translation.labels import DOMAIN as SPHINX
from pipeline.compose.translation.labels import Labels
from pipeline.words import INTERFACE_LOCALES, READERS, Words, path_of

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
_WORD = re.compile(r"[^\W\d_]+")
_TEXTS = "//body//text()[not(parent::script or parent::style)][ancestor::*[@lang][1]/@lang = $tag]"
"""The texts in one language."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label in English that a catalogue does not translate; `domain` is that catalogue's."""

    english: str
    domain: str


def untranslated(words: Words, labels: object) -> list[Label]:
    """Return the labels that may be printed in a book and that neither our words nor Sphinx's `labels` have in its language."""
    ours = [Label(form, READERS) for forms in printed_words() if not words.translates(forms[0]) for form in forms]
    if not isinstance(labels, Labels):
        return ours
    own = {form for forms in printed_words() for form in forms}
    return ours + [Label(text, SPHINX) for text in OF_SPHINX if text not in own and not labels.translates(text)]


def printed(text: str, tag: str, labels: Iterable[Label]) -> list[Label]:
    """Return the labels whose words, between their values, the HTML of a book has in the language `tag`, in whatever case."""
    parts_of = {label: _parts(label.english) for label in labels}
    if not parts_of:
        return []
    root = lxml_html.document_fromstring(text.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    texts: Any = root.xpath(_TEXTS, tag=tag)  # lxml's types have all that a path may lead to; this one leads to texts
    words = _words(" ".join(map(str, texts)))
    return [label for label, parts in parts_of.items() if parts and all(part in words for part in parts)]


def english_labels(app: Sphinx, text: str, words: Words) -> tuple[EnglishLabel, ...]:
    """Return the labels in English in the HTML of a book whose language should have them, with their places in its catalogues.

    An adopted project, and a language that is none of the project's, have the labels that there are.
    """
    context = context_of(app)
    if context is None or context.publication.adopted or words.tag.partition("-")[0] == "en":
        return ()
    if words.tag not in {language.tag for language in context.project.languages}:
        return ()
    labels = printed(text, words.tag, untranslated(words, app.translator))
    return tuple(_placed(label, words.tag, context.project.locales) for label in labels)


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


def _parts(label: str) -> list[str]:
    """Return the words of a label between its values, each part as `_words` has it."""
    return [part for part in map(_words, _VALUE.split(label)) if part.strip()]


def _words(text: str) -> str:
    """Return the words of a text without signs, figures, soft hyphens and capitals, a blank before and after each."""
    return f" {' '.join(_WORD.findall(text.replace('\u00ad', '').casefold()))} "
