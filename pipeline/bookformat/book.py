# SPDX-License-Identifier: GPL-3.0-or-later
"""The paged book: files of HTML, each of which begins a page, and `<name>.json`, which says what typesetting must know of them and must
find again on their pages.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TypedDict

from pipeline.model.metadata import Metadata
from pipeline.model.plain_data import from_plain_data

VERSION = 4
"""Of the file; to be raised with each change of the fields."""
BOOK = "book"
"""The name of the book's files; those of its offprints lie in a folder below it."""
OFFPRINTS = "offprints"


@dataclass(frozen=True, slots=True)
class PrintedMessage:
    """A message that a book prints: its `original`, the `path` and `line` of the sources, and its words.

    `parts` are the words that must be printed, in order; between two of them stands what typesetting or the builder puts there:
    the number of a footnote, a formula, raw HTML. The original of an abstract in another language follows its domain, as gettext
    writes contexts. `note` is the identifier of the footnote that it belongs to, `language` the tag of its first words if they
    are not in the edition's language; both are empty for the others. `translated`: the words are a translation.
    """

    original: str
    path: str
    line: int
    parts: tuple[str, ...]
    note: str
    language: str
    translated: bool


class SourceMessage(TypedDict):
    """The words of a message in the original, and the file and line where they stand."""

    text: str
    path: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offprint:
    """What makes a book an offprint: its `name` in addresses, its `sheet` and its place in the publication.

    `sheet` is leaflet, card, form, checklist or paper; `position` counts the offprints of a book from 0. It stands in
    `document`, with the identifier `anchor` (empty: it is the whole document). `imprint` is printed at the foot of a sheet.
    `messages` are those of a leaflet or card, by their identifiers in the HTML. A paper begins in its volume with the element
    `first`, and ends before the element `following`, which is empty where it is the last.
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
    """An offprint as a PDF. `sheet` is leaflet, card, form, checklist or paper; `document` and `anchor` say where it stands.

    `digest` is that of all it was made from. A paper has the pages `first` to `last` of its volume, as these are printed;
    anything else has 0.
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

    `front` is the file of what stands before the text, or of all of an offprint; `chapters` are those of the text: its chapters, some of them
    in several pieces, the index, the colophon. Each has a part of a page's body, the chapters what is in the element BODY of it.
    `draft` says in running headers that a translation is one. `identifier` names the book for machines. `design` (a style sheet; empty for most books) and `typography` (the language by whose habits it is set) choose the style
    sheets, `running` is the title in its running headers. `expected` are the messages that must be
    printed; of a book without any, none is looked for.
    `again` are texts of messages that stand also where no message is taken from, such as the label of a tab.
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
    again: tuple[str, ...] = ()
    offprint: Offprint | None = None

    def to_json(self) -> str:
        """Return the text that `from_json` reads back."""
        data = {"format": VERSION, **asdict(self)}
        return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "PagedBook":
        """Parse what `to_json` has written. Raises ValueError, KeyError or TypeError for anything else, also of another version."""
        data = json.loads(text)
        if data.pop("format", None) != VERSION:
            raise ValueError(f"version {VERSION} of the format is needed")
        return from_plain_data(PagedBook, data)
