# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept of pages that were laid out and drawn: values alone, from which a PDF is bound, in this process or in another.

WeasyPrint's boxes hold objects of Pango and stay in the process that made them. These values can be written to a file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.model.problems import Problem
from pipeline.typeset.values.fields import FormField
from pipeline.typeset.values.nodes import Node
from pipeline.typeset.values.pages import Pages

type Rectangle = tuple[float, float, float, float]


class DrawnNumber(NamedTuple):
    """A page number in a content stream, whose figures are all as wide: that of the page of `target`, of its own page if empty.

    `printed` is what was laid out; `matrix` places it, `font` are the lines between that and the text, `glyphs` are those of the ten
    figures in hexadecimal digits. For each further figure it begins `shift` CSS pixels farther to the left.
    """

    target: str
    printed: str
    matrix: bytes
    font: tuple[bytes, ...]
    glyphs: tuple[bytes, ...]
    shift: float


class DrawnLink(NamedTuple):
    """A link: `internal` or `external`, its target, its place in CSS pixels (x, y, width, height), and the words that it has."""

    kind: str
    target: str
    rectangle: Rectangle
    words: str


class DrawnField(NamedTuple):
    """What is filled in on a page, counted from 0: its place in points from the lower left corner (left, bottom, right, top)."""

    page: int
    place: Rectangle
    field: FormField


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page, its sizes in CSS pixels. `content` is its content stream in pieces; the others are as WeasyPrint has them."""

    width: float
    height: float
    bleed: Mapping[str, float]
    content: tuple[bytes | DrawnNumber, ...]
    links: tuple[DrawnLink, ...]
    anchors: Mapping[str, Any]
    bookmarks: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class DrawnFont:
    """A font as pages use it: where it comes from, and what WeasyPrint has gathered of it, glyphs and widths among it.

    `source` is one of our files, or of those of scripts; of any other font it is all its bytes.
    """

    source: Path | bytes
    attributes: Mapping[str, Any]

    @property
    def content(self) -> bytes:
        """The bytes of the font's file."""
        return self.source.read_bytes() if isinstance(self.source, Path) else self.source


@dataclass(frozen=True, slots=True, eq=False)
class DrawnPart:
    """Pages that were laid out together. `resources` and `images` are what their streams name, as objects of pydyf.

    `structure` is their part of the structure, whose marks count the pages from 0, as do the `fields`. `text` is what a proof
    asks of them, with placeholders for page numbers, `metadata` are WeasyPrint's of the HTML. `messages` are what WeasyPrint
    warned of, and `problems` what we reported.
    """

    pages: tuple[DrawnPage, ...]
    resources: Mapping[str, Mapping[str, Any]]
    images: Mapping[str, Any]
    fonts: Mapping[int, DrawnFont]
    structure: Node
    fields: tuple[DrawnField, ...]
    text: Pages
    metadata: Any
    messages: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def page_count(self) -> int:
        return len(self.pages)


def places_in(parts: Iterable[DrawnPart]) -> dict[str, int]:
    """Return the page of each identifier of parts, from 1, the first one of those that it is on."""
    places: dict[str, int] = {}
    for number, page in enumerate((page for part in parts for page in part.pages), 1):
        for anchor in page.anchors:
            places.setdefault(anchor, number)
    return places
