# SPDX-License-Identifier: GPL-3.0-or-later
"""The imprint of an edition: a table of facts under their labels, of which book, HTML edition and site show what they need."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from pipeline.model.publication import Language
from pipeline.theme import phrases
from pipeline.words import Words


@dataclass(frozen=True, slots=True)
class ImprintRow:
    """A fact under its label; `tag` where the text is in another language than its reader's."""

    label: str
    text: str
    tag: str = ""
    href: str = ""
    rel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """The facts, in the language of the reader; what is unknown is empty.

    `texts_tag` is the language of authors and keywords where it is not the reader's. `original_title` and `translation` (how far
    it is) are those of a translation alone.
    """

    reader: Language
    original: Language
    version: str
    day: date
    license: str
    origin: str = ""
    original_title: str = ""
    translation: str = ""
    languages: tuple[Language, ...] = ()
    authors: Iterable[str] = ()
    keywords: Iterable[str] = ()
    texts_tag: str = ""
    isbn: str = ""
    doi: str = ""
    citation: str = ""
    publisher: str = ""
    contact: str = ""

    def rows(self, names: Iterable[str], words: Words) -> tuple[ImprintRow, ...]:
        """Return the facts of these names in `TABLE` that are known, in this order."""
        return tuple(row for name in names if (row := TABLE[name](self, words)).text)


def _original_language(imprint: Imprint, words: Words) -> ImprintRow:
    language = phrases.language_name(imprint.original, imprint.reader)
    is_original = words("%s: this is the original edition") % language
    return ImprintRow(words("Original language"), is_original if imprint.original == imprint.reader else language)


def _license(imprint: Imprint, words: Words) -> ImprintRow:
    name, address = phrases.LICENSES.get(imprint.license, (imprint.license, ""))
    return ImprintRow(words("Licence"), name, href=address, rel="license")


TABLE: dict[str, Callable[[Imprint, Words], ImprintRow]] = {
    "origin": lambda imprint, words: ImprintRow(words("Origin of this text"), imprint.origin),
    "original title": lambda imprint, words: ImprintRow(
        words("Original title"), imprint.original_title, imprint.original.tag
    ),
    "original language": _original_language,
    "written in": lambda imprint, words: ImprintRow(
        words("Original language"), phrases.language_name(imprint.original, imprint.reader)
    ),
    "translation": lambda imprint, words: ImprintRow(words("Translation"), imprint.translation),
    "languages": lambda imprint, words: ImprintRow(
        words("Languages"), ", ".join(phrases.language_name(language, imprint.reader) for language in imprint.languages)
    ),
    "authors": lambda imprint, words: ImprintRow(words("Authors"), ", ".join(imprint.authors), imprint.texts_tag),
    "version": lambda imprint, words: ImprintRow(words("Version"), imprint.version),
    "date": lambda imprint, words: ImprintRow(words("Date"), phrases.long_date(imprint.day, imprint.reader)),
    "license": _license,
    "keywords": lambda imprint, words: ImprintRow(words("Keywords"), ", ".join(imprint.keywords), imprint.texts_tag),
    "isbn": lambda imprint, _words: ImprintRow("ISBN", imprint.isbn),
    "doi": lambda imprint, _words: ImprintRow(
        "DOI", imprint.doi, href=f"https://doi.org/{imprint.doi}" if imprint.doi else ""
    ),
    "citation": lambda imprint, words: ImprintRow(words("How to cite"), imprint.citation),
    "publisher": lambda imprint, words: ImprintRow(words("Publisher"), imprint.publisher),
    "contact": lambda imprint, words: ImprintRow(words("Contact"), imprint.contact),
}
"""The facts by name. “written in” is the original language without a word on whether this is the original."""
