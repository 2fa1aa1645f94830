# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the folder of a book that the composing stage has written: book.json, HTML files, offprints, pictures."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from html import escape
from pathlib import Path
from typing import NamedTuple

from pipeline.bookformat.book import BOOK, PagedBook, PrintedMessage
from pipeline.bookformat.identifiers import BODY
from pipeline.languages import LanguageProfile, is_right_to_left, profile_of
from pipeline.model.metadata import iso_day
from pipeline.model.problems import Problem
from pipeline.typeset.values.pages import normalized

PROFILES = "languages"
"""The folder of the project's own language profiles, if it has any."""
LONGEST_QUOTATION = 60
"""Maximum characters of a text that a Problem quotes."""
_BETWEEN_TAGS = re.compile(r">[^<]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Book(PagedBook):
    """A book, described by the JSON file `path`, with the HTML of its files. References in the HTML are relative to `folder`."""

    folder: Path
    path: Path
    opening: str
    pieces: tuple[str, ...]

    @classmethod
    def read(cls, folder: Path, name: str = BOOK) -> "Book":
        """Read the book in a folder, or an offprint of it: `offprints/name`.

        Raises Problem `typeset-no-book` if the folder has no book written by the paged builder.
        """
        path = folder.resolve() / f"{name}.json"
        try:
            book = PagedBook.from_json(path.read_text(encoding="utf-8"))
            opening = _read(path.with_name(book.front)) if book.front else ""
            pieces = tuple(_read(path.with_name(file)) for file in book.chapters)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Problem(
                "typeset-no-book",
                "the folder does not contain a book",
                cause=str(error),
                hint="build it with Sphinx's builder `paged` first",
                path=folder,
            ) from error
        values = {field.name: getattr(book, field.name) for field in fields(book)}
        return cls(folder=folder.resolve(), path=path, opening=opening, pieces=pieces, **values)

    @property
    def text(self) -> str:
        """The whole book as one page of HTML."""
        return self._page("\n" + self.opening + (_in_body("".join(self.pieces)) if self.pieces else ""))

    @property
    def texts(self) -> tuple[str, ...]:
        """The parts of the book, each as a page of HTML: the front matter, if any, then the chapters."""
        front = (self._page("\n" + self.opening),) if self.opening else ()
        return (*front, *(self._page(_in_body(piece)) for piece in self.pieces))

    def _page(self, content: str) -> str:
        """Return a whole HTML page with `content` as its body. WeasyPrint takes the PDF's metadata from its head."""
        values = [
            *(("author", author) for author in self.authors),
            ("description", self.description),
            ("keywords", ", ".join(self.keywords)),
            ("generator", "Sphinx"),
            ("dcterms.created", iso_day(self.published)),
            ("dcterms.modified", iso_day(self.modified)),
        ]
        metas = "".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in values if value)
        tag = self.language.tag
        direction = ' dir="rtl"' if is_right_to_left(tag) else ""
        head = f'<meta charset="utf-8"><title>{escape(self.title)}</title>{metas}'
        return _normalize(
            f'<!DOCTYPE html>\n<html lang="{escape(tag)}"{direction}>\n<head>{head}</head>\n'
            f'<body class="kind-{self.kind}">{content}\n</body>\n</html>\n'
        )

    @property
    def profile(self) -> LanguageProfile:
        """The language profile whose typographic conventions apply."""
        return profile_of(self.typography, self.folder / PROFILES)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _in_body(content: str) -> str:
    return f'<main id="{BODY}">{content}</main>'


def _normalize(text: str) -> str:
    """Normalise the text of HTML to NFC (a letter and its accent are one character), since readers type that when they search.

    A PDF can map a glyph to only one sequence of characters. Tags are not changed, since they contain file names.
    """
    if unicodedata.is_normalized("NFC", text):
        return text
    return _BETWEEN_TAGS.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)


class SourceLocation(NamedTuple):
    """A file and a line in it, each empty if unknown."""

    path: Path | None = None
    line: int | None = None


def characters_of(message: PrintedMessage) -> list[str]:
    """Return the normalized characters of each part of a message, except blank parts."""
    return [characters for part in message.parts if (characters := normalized(part))]


def shortened(text: str) -> str:
    """Return a text as messages quote it: at most LONGEST_QUOTATION characters, in whole words."""
    return text if len(text) <= LONGEST_QUOTATION else f"{text[:LONGEST_QUOTATION].rsplit(' ', 1)[0]} …"


def source_location(message: PrintedMessage, lines: Mapping[str, str]) -> SourceLocation:
    """Return where to fix a message: in the catalogue if it is translated (`lines`: original -> `file.po:line`), else in the sources."""
    if message.translated and message.original in lines:
        path, _, line = lines[message.original].rpartition(":")
        return SourceLocation(Path(path), int(line))
    return SourceLocation(Path(message.path) if message.path else None, message.line or None)


def location_prefix(location: SourceLocation) -> str:
    """Return a location as the beginning of a sentence: `file:line: `, `file: `, or an empty string."""
    path, line = location
    return f"{path}:{line}: " if path and line else f"{path}: " if path else ""
