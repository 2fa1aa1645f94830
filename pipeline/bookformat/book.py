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

VERSION = 6
"""Version of the JSON file; raise it with each change of the fields."""
BOOK = "book"
"""The name of the book's files, and of the folder with the files of its offprints."""
OFFPRINTS = "offprints"


@dataclass(frozen=True, slots=True)
class PrintedMessage:
    """A message that a book prints: its `original`, its `path` and `line` in the sources, and the printed words.

    `parts` are the words that must be printed, in order; typesetting or the builder inserts content between them: the number of
    a footnote, a formula, raw HTML. The original of an abstract in another language is preceded by its domain, separated as
    gettext separates contexts. `note` is the identifier of the message's footnote, or empty; `language` is the tag of its first word,
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
    """What makes a book an offprint: its `name` in addresses, its kind (`sheet`), and its place in the publication.

    `sheet` is leaflet, card, form, checklist or paper; `position` counts the offprints of a book from 0. The offprint is the element
    `anchor` of `document` (empty: the whole document). `imprint` is printed at the foot of a sheet.
    `messages` are the messages of a leaflet or card, by their identifiers in the HTML. A paper begins in its volume with the element
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
    """An offprint as a PDF. `sheet`, `document` and `anchor` are those of its Offprint.

    `digest` is the digest of all its inputs, `text_hash` that of its text, as printed. A paper has the printed page numbers `first` to `last` in its volume;
    other sheets have 0.
    """

    name: str
    sheet: str
    title: str
    document: str
    anchor: str
    digest: str
    text_hash: str = ""
    pages: int = 0
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PagedBook(Metadata):
    """A book or offprint: its metadata, its files, and what must be on its pages.

    `front` is the file of the front matter, or of a whole offprint; `chapters` are the files of the text: chapters, some of them
    in several pieces, the index, the colophon. Each file holds a part of the HTML body, the chapters parts of the element BODY.
    `draft` is the note in running headers that a translation is a draft. `identifier` names the book for machines. The style
    sheets depend on `design` (a style sheet; empty for most books) and `typography` (the tag of the language whose conventions apply).
    `running` is the title in running headers. `expected` are the messages that must be printed; if empty, none is checked.
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
