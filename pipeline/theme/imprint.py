# SPDX-License-Identifier: GPL-3.0-or-later
"""The imprint of an edition: labelled facts, of which book, HTML edition and site each print a selection."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.model.metadata import Metadata
from pipeline.model.publication import Language
from pipeline.theme import phrases
from pipeline.words import Words


@dataclass(frozen=True, slots=True)
class ImprintRow:
    """A labelled fact; `tag` is set if the text is not in the reader's language, `other_editions` if it is about those."""

    label: str
    text: str
    tag: str = ""
    href: str = ""
    rel: str = ""
    other_editions: bool = False


@dataclass(frozen=True, slots=True)
class Imprint:
    """The metadata of an edition in the `words` of a reader's language.

    `translation` is the state of the translation, `languages` are the languages of the publication's editions.
    """

    metadata: Metadata
    reader: Language
    words: Words
    translation: str = ""
    languages: tuple[Language, ...] = ()
    citation: str = ""

    def rows(self, names: Iterable[str]) -> tuple[ImprintRow, ...]:
        """Return the known facts with these names in `TABLE`, in this order."""
        return tuple(row for name in names if (row := self.row(name)).text)

    def row(self, name: str) -> ImprintRow:
        """Return a fact of `TABLE`; its text is empty if it is unknown."""
        return TABLE[name](self, self.metadata, self.words)

    @property
    def texts_tag(self) -> str:
        """The language of the metadata's texts if it is not the reader's, else an empty string."""
        return "" if self.metadata.language == self.reader else self.metadata.language.tag


def _original_language(imprint: Imprint, metadata: Metadata, words: Words) -> ImprintRow:
    language = phrases.language_name(metadata.original, imprint.reader)
    is_original = words("%s: this is the original edition") % language
    return ImprintRow(words("Original language"), is_original if metadata.original == imprint.reader else language)


def _license(_imprint: Imprint, metadata: Metadata, words: Words) -> ImprintRow:
    name, address = phrases.license_of(metadata)
    return ImprintRow(words("Licence"), name, href=address, rel="license")


TABLE: dict[str, Callable[[Imprint, Metadata, Words], ImprintRow]] = {
    "origin": lambda _, metadata, words: ImprintRow(words("Origin of this text"), metadata.origin),
    "drafting": lambda _, metadata, words: ImprintRow(words("How the text was made"), metadata.drafting),
    "original title": lambda _, metadata, words: ImprintRow(
        words("Original title"), metadata.original_title, metadata.original.tag
    ),
    "original language": _original_language,
    "written in": lambda imprint, metadata, words: ImprintRow(
        words("Original language"), phrases.language_name(metadata.original, imprint.reader)
    ),
    "translation": lambda imprint, _, words: ImprintRow(words("Translation"), imprint.translation),
    "languages": lambda imprint, _, words: ImprintRow(
        words("Languages"),
        ", ".join(phrases.language_name(language, imprint.reader) for language in imprint.languages),
        other_editions=True,
    ),
    "authors": lambda imprint, metadata, words: ImprintRow(
        words("Authors"), ", ".join(metadata.authors), imprint.texts_tag
    ),
    "version": lambda imprint, metadata, words: ImprintRow(
        words("Version"),
        phrases.version_sentence(metadata, imprint.reader, words) if metadata.unreleased else metadata.version,
    ),
    "date": lambda imprint, metadata, words: ImprintRow(
        words("Date"), phrases.long_date(metadata.modified, imprint.reader)
    ),
    "license": _license,
    "keywords": lambda imprint, metadata, words: ImprintRow(
        words("Keywords"), ", ".join(metadata.keywords), imprint.texts_tag
    ),
    "isbn": lambda _, metadata, _words: ImprintRow("ISBN", metadata.isbn),
    "doi": lambda _, metadata, _words: ImprintRow(
        "DOI", metadata.doi, href=f"https://doi.org/{metadata.doi}" if metadata.doi else ""
    ),
    "citation": lambda imprint, _, words: ImprintRow(words("How to cite"), imprint.citation),
    "publisher": lambda _, metadata, words: ImprintRow(words("Publisher"), metadata.publisher),
    "contact": lambda _, metadata, words: ImprintRow(words("Contact"), metadata.contact),
}
"""The facts by name. “written in” is only the original language; “original language” also tells whether this is the original."""
