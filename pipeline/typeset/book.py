# SPDX-License-Identifier: GPL-3.0-or-later
"""A book folder as the composing stage leaves it: book.html, book.json, offprints, pictures. Read here and never written."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import NamedTuple

from pipeline.bookformat.book import BOOK, PagedBook, PrintedMessage
from pipeline.languages import LanguageProfile, profile_of
from pipeline.model.problems import Problem
from pipeline.typeset.values.pages import squeezed

PROFILES = "languages"
"""The folder of the project's own profiles of languages, if it has any."""
_BETWEEN_TAGS = re.compile(r">[^<]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Book(PagedBook):
    """A book with its HTML, of which `path` is the file; what that refers to is relative to `folder`."""

    folder: Path
    path: Path
    text: str

    @classmethod
    def read(cls, folder: Path, name: str = BOOK) -> "Book":
        """Read the book in a folder, or an offprint of it: `offprints/name`.

        Raises Problem `typeset-no-book` when the folder holds no book that the paged builder wrote.
        """
        path = folder.resolve() / f"{name}.html"
        try:
            text = path.read_text(encoding="utf-8")
            book = PagedBook.from_json(path.with_suffix(".json").read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Problem(
                "typeset-no-book",
                "the folder holds no book",
                cause=str(error),
                hint="build it with Sphinx's builder `paged` first",
                path=folder,
            ) from error
        values = {field.name: getattr(book, field.name) for field in fields(book)}
        return cls(folder=folder.resolve(), path=path, text=_composed(text), **values)

    @property
    def profile(self) -> LanguageProfile:
        """The profile of the language by whose habits it is set."""
        return profile_of(self.typography, self.folder / PROFILES)


def _composed(text: str) -> str:
    """Return HTML whose words have each letter and its accent as one character (NFC), as readers type what they search for.

    A PDF says once for each glyph which characters it stands for. What stands in tags, such as names of files, stays as it is.
    """
    if unicodedata.is_normalized("NFC", text):
        return text
    return _BETWEEN_TAGS.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)


class Place(NamedTuple):
    """A line of a file, as far as both are known."""

    path: Path | None = None
    line: int | None = None


def characters_of(message: PrintedMessage) -> list[str]:
    """Return the characters of each part of a message that has any."""
    return [characters for part in message.parts if (characters := squeezed(part))]


def place_of(message: PrintedMessage, lines: Mapping[str, str]) -> Place:
    """Return where a message can be corrected: in the catalogue if it is a translation (`lines`: original -> `file.po:line`)."""
    if message.translated and message.original in lines:
        path, _, line = lines[message.original].rpartition(":")
        return Place(Path(path), int(line))
    return Place(Path(message.path) if message.path else None, message.line or None)


def where(place: Place) -> str:
    """Return a place as the beginning of a sentence: `file:line: `, `file: `, or nothing."""
    path, line = place
    return f"{path}:{line}: " if path and line else f"{path}: " if path else ""
