# SPDX-License-Identifier: GPL-3.0-or-later
"""A book folder as the composing stage leaves it: book.html, book.json, pictures. Read here and never written."""

import json
from dataclasses import dataclass
from pathlib import Path

from pipeline.problems import Problem


@dataclass(frozen=True, slots=True)
class Book:
    """The text of a book, its metadata (all texts; empty when unknown), and the identifiers that must stand on a page."""

    folder: Path
    text: str
    language: str
    kind: str
    title: str
    authors: tuple[str, ...]
    publisher: str
    description: str
    keywords: tuple[str, ...]
    created: str
    modified: str
    rights: str
    identifier: str
    notes: frozenset[str]
    headings: frozenset[str]
    figures: frozenset[str]

    @classmethod
    def read(cls, folder: Path) -> "Book":
        """Problem `typeset-no-book` when the folder holds no book that the paged builder wrote."""
        try:
            text = (folder / "book.html").read_text(encoding="utf-8")
            data = json.loads((folder / "book.json").read_text(encoding="utf-8"))
            return cls(
                folder=folder.resolve(),
                text=text,
                authors=tuple(data["authors"]),
                keywords=tuple(data["keywords"]),
                notes=frozenset(data["notes"]),
                headings=frozenset(data["headings"]),
                figures=frozenset(data["figures"]),
                **{name: str(data[name]) for name in _TEXTS},
            )
        except (OSError, ValueError, KeyError) as error:
            raise Problem(
                "typeset-no-book",
                "the folder holds no book",
                cause=str(error),
                hint="build it with Sphinx's builder `paged` first",
                path=folder,
            ) from error


_TEXTS = ["language", "kind", "title", "publisher", "description", "created", "modified", "rights", "identifier"]
