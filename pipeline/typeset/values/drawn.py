# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawn pages as plain values, from which any process can bind a PDF.

WeasyPrint's boxes hold objects of Pango and cannot be pickled; these values can.
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
    """A page number in a content stream: of the page of `target`, or of its own page if empty. All digits have equal width.

    `printed` is the placeholder that was laid out, `matrix` the operator that positions it, `font` the operators between that and
    the text, `glyphs` the glyphs of the ten digits (hexadecimal). Each additional digit moves the start `shift` CSS pixels to the left.
    """

    target: str
    printed: str
    matrix: bytes
    font: tuple[bytes, ...]
    glyphs: tuple[bytes, ...]
    shift: float


class DrawnLink(NamedTuple):
    """A link: `internal` or `external`, its target, its rectangle in CSS pixels (x, y, width, height), and its words."""

    kind: str
    target: str
    rectangle: Rectangle
    words: str


class DrawnField(NamedTuple):
    """A form field on a page (from 0): its rectangle in points from the lower left corner (left, bottom, right, top)."""

    page: int
    place: Rectangle
    field: FormField


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page, with sizes in CSS pixels. `content` is its content stream in pieces; `anchors` and `bookmarks` are WeasyPrint's."""

    width: float
    height: float
    bleed: Mapping[str, float]
    content: tuple[bytes | DrawnNumber, ...]
    links: tuple[DrawnLink, ...]
    anchors: Mapping[str, Any]
    bookmarks: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class DrawnFont:
    """A font as pages use it: its source, and the attributes of WeasyPrint's font, such as used glyphs and widths.

    `source` is the file of one of our fonts or of a fallback font, or the content of any other font.
    """

    source: Path | bytes
    attributes: Mapping[str, Any]

    @property
    def content(self) -> bytes:
        """The bytes of the font file."""
        return self.source.read_bytes() if isinstance(self.source, Path) else self.source


@dataclass(frozen=True, slots=True, eq=False)
class DrawnPart:
    """Pages that were laid out together. `resources` and `images` belong to their content streams, as pydyf objects.

    `structure` is their structure tree, in which marks count pages from 0, as do the `fields`. `text` is for the proof, with
    placeholders for page numbers. `metadata` is WeasyPrint's. `undescribed` are the headings of sections with a picture
    without alternative text. `messages` are WeasyPrint's warnings, `problems` the reported Problems.
    """

    pages: tuple[DrawnPage, ...]
    resources: Mapping[str, Mapping[str, Any]]
    images: Mapping[str, Any]
    fonts: Mapping[int, DrawnFont]
    structure: Node
    fields: tuple[DrawnField, ...]
    text: Pages
    metadata: Any
    undescribed: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def page_count(self) -> int:
        return len(self.pages)


def page_map_of(parts: Iterable[DrawnPart]) -> dict[str, int]:
    """Return the first page of each identifier in parts, from 1."""
    return first_pages(page.anchors for part in parts for page in part.pages)


def first_pages(anchors: Iterable[Iterable[str]]) -> dict[str, int]:
    """Return the first page (from 1) of each identifier, from the identifiers on each page."""
    pages: dict[str, int] = {}
    for number, identifiers in enumerate(anchors, 1):
        for identifier in identifiers:
            pages.setdefault(identifier, number)
    return pages
