# SPDX-License-Identifier: GPL-3.0-or-later
"""The paged book: HTML files, each beginning a page, and `<name>.json` with the data that typesetting needs and checks on the
pages.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TypedDict

from pipeline.model.metadata import Metadata
from pipeline.model.plain_data import from_plain_data

VERSION = 5
"""Version of the JSON file; raise it with each change of the fields."""
BOOK = "book"
"""The name of the book's files; those of its offprints lie in a folder below it."""
OFFPRINTS = "offprints"


@dataclass(frozen=True, slots=True)
class PrintedMessage:
    """A message that a book prints: its `original`, the `path` and `line` of the sources, and its words.

    `parts` are the words that must be printed, in order; typesetting or the builder inserts content between them: the number of
    a footnote, a formula, raw HTML. The original of an abstract in another language has its domain before it, separated as
    gettext separates contexts. `note` is the identifier of its footnote, or empty; `language` is the tag of its first words,
    empty for the edition's language. `translated`: the words are a translation.
    """

    original: str
    path: str
    line: int
    parts: tuple[str, ...]
    note: str
    language: str
    translated: bool


class SourceMessage(TypedDict):
    """The original of a message, with its file and line."""

    text: str
    path: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offprint:
    """The data of a book that is an offprint: its `name` in addresses, its `sheet` and its place in the publication.

    `sheet` is leaflet, card, form, checklist or paper; `position` counts the offprints of a book from 0. It is the element
    `anchor` of `document` (empty: the whole document). `imprint` is printed at the foot of a sheet.
    `messages` are those of a leaflet or card, by their identifiers in the HTML. A paper begins in its volume with the element
    `first`, and ends before the element `following`, which is empty for the last one.
    """

    sheet: str
    document: str
    anchor: str = ""
    name: str = ""
    position: int = 0
    imprint: str = ""
    messages: Mapping[str, SourceMessage] = field(default_factory=dict)
    first: str = ""
    following: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedOffprint:
    """An offprint as a PDF. `sheet` is leaflet, card, form, checklist or paper; `document` and `anchor` say where it is in the publication.

    `digest` is that of all its inputs. A paper has the printed page numbers `first` to `last` of its volume;
    other sheets have 0.
    """

    name: str
    sheet: str
    title: str
    document: str
    anchor: str
    digest: str
    pages: int = 0
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PagedBook(Metadata):
    """A book or offprint: its metadata, its files, and the identifiers that must be on a page.

    `front` is the file of the front matter, or of a whole offprint; `chapters` are those of the text: its chapters, some of them
    in several pieces, the index, the colophon. Each file holds a part of the HTML body, the chapters parts of the element BODY.
    `draft` says in running headers that a translation is one. `identifier` names the book for machines. `design` (a style sheet; empty for most books) and `typography` (the language by whose habits it is set) choose the style
    sheets, `running` is the title in its running headers. `expected` are the messages that must be
    printed; if it is empty, none is checked.
    `repeated_texts` are texts of messages that also occur outside of messages, such as the label of a tab.
    """

    front: str = ""
    chapters: tuple[str, ...] = ()
    draft: str = ""
    identifier: str = ""
    design: str = ""
    typography: str = ""
    running: str = ""
    notes: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    expected: tuple[PrintedMessage, ...] = ()
    repeated_texts: tuple[str, ...] = ()
    offprint: Offprint | None = None

    def to_json(self) -> str:
        """Return the book as JSON for `from_json`."""
        data = {"format": VERSION, **asdict(self)}
        return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "PagedBook":
        """Parse the output of `to_json`. Raises ValueError, KeyError or TypeError for anything else, or another version."""
        data = json.loads(text)
        if data.pop("format", None) != VERSION:
            raise ValueError(f"version {VERSION} of the format is needed")
        return from_plain_data(PagedBook, data)
