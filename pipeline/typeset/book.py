# SPDX-License-Identifier: GPL-3.0-or-later
"""A book folder as the composing stage leaves it: book.html, book.json, offprints, pictures. Read here and never written."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.languages import LanguageProfile, profile_of
from pipeline.model.problems import Problem

BOOK = "book"
OFFPRINTS = "offprints"
"""The folder of the offprints, below that of their book."""
PROFILES = "languages"
"""The folder of the project's own profiles of languages, if it has any."""


@dataclass(frozen=True, slots=True)
class Book:
    """The text of a book, its metadata (all texts; empty when unknown), and the identifiers that must stand on a page.

    `path` is its HTML; what that refers to is relative to `folder`. `design` (of an offprint) and `typography` (a language)
    choose the style sheets, `running` is the title at the head of its pages, `colour` that of its kind. `expected` are the messages that must be printed
    (pipeline/compose/paged/expected.py says what is told of each); none in a book that does not tell.
    """

    folder: Path
    path: Path
    text: str
    language: str
    colour: str
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
    design: str
    typography: str
    running: str
    expected: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def read(cls, folder: Path, name: str = BOOK) -> "Book":
        """The book in a folder, or an offprint of it: `offprints/name`.

        Problem `typeset-no-book` when the folder holds no book that the paged builder wrote.
        """
        path = folder.resolve() / f"{name}.html"
        try:
            text = path.read_text(encoding="utf-8")
            data = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            return cls(
                folder=folder.resolve(),
                path=path,
                text=_composed(text),
                authors=tuple(data["authors"]),
                keywords=tuple(data["keywords"]),
                notes=frozenset(data["notes"]),
                headings=frozenset(data["headings"]),
                figures=frozenset(data["figures"]),
                design=str(data.get("design", "")),
                typography=str(data.get("typography", data["language"])),
                running=str(data.get("running", data["title"])),
                expected=tuple(data.get("expected", ())),
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

    @property
    def profile(self) -> LanguageProfile:
        """The profile of the language by whose habits it is set."""
        return profile_of(self.typography, self.folder / PROFILES)


def _composed(text: str) -> str:
    """The words of HTML with each accent and its letter as one sign, as readers type what they search for.

    A PDF says once for each glyph which signs it stands for. What stands in tags, such as names of files, stays as it is.
    """
    if unicodedata.is_normalized("NFC", text):
        return text
    return _BETWEEN_TAGS.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)


_BETWEEN_TAGS = re.compile(r">[^<]+")
_TEXTS = ["language", "colour", "title", "publisher", "description", "created", "modified", "rights", "identifier"]
