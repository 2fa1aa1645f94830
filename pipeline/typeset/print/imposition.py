# SPDX-License-Identifier: GPL-3.0-or-later
"""Imposition: pages two by two on both sides of sheets that are laid into each other, folded, and stitched; cards and small leaflets several on a sheet."""

import io
from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple

import pikepdf

from pipeline.typeset.print.ink import intend
from pipeline.typeset.print.marks import MM, trim_of

# In points.
A4_LANDSCAPE = (297 * MM, 210 * MM)
BLANK = 0
_SLACK = 0.01
"""Such a part of a page is no less than it: sizes are rounded."""
_CUT = 8 * MM
_KEPT_FREE = 2 * MM
_EDGE = MM
"""What is nearer to an edge of the paper is not cut off: half of A4 and of A6 is rounded to millimetres."""


class SheetSide(NamedTuple):
    """One side of a sheet: the numbers of its pages, counted from 1, BLANK for an empty one."""

    left: int
    right: int


def sides(pages: int) -> tuple[SheetSide, ...]:
    """Return the sides of all sheets, the front of the outermost first, each front followed by its back.

    Pages are added at the end, blank, until they are a multiple of four: 6 pages are two sheets, (–, 1 | 2, –), (6, 3 | 4, 5).
    """
    total = -(-pages // 4) * 4

    def side(left: int, right: int) -> SheetSide:
        return SheetSide(*(number if number <= pages else BLANK for number in (left, right)))

    return tuple(
        sheet_side
        for first in range(1, total // 2, 2)
        for sheet_side in (side(total + 1 - first, first), side(first + 1, total - first))
    )


def creep(side: int, thickness: float) -> float:
    """Return how far the pages of a side (from 0, as `sides` counts) are moved to the spine, in the unit of `thickness`.

    Each sheet that lies in another stands out further by the thickness of one: cut off there, its pages keep their margins.
    """
    return side // 2 * thickness


def saddle_stitched(data: bytes, thickness: float = 0.0, *, is_right_to_left: bool = False) -> bytes:
    """Return the PDF of a booklet for A4 sheets, printed on both sides and turned on the short edge.

    Each page goes, by its trim, on one half of a side; A5 pages keep their size. `thickness` of a sheet is in millimetres. A book
    that is read from right to left has its spine at the right of its first page.
    """
    width, height = A4_LANDSCAPE
    with pikepdf.open(io.BytesIO(data)) as pages, pikepdf.new() as sheets:
        for number_of_side, side in enumerate(sides(len(pages.pages))):
            paper = sheets.add_blank_page(page_size=A4_LANDSCAPE)
            shift = creep(number_of_side, thickness * MM)
            halves = reversed(side) if is_right_to_left else side
            for number, left in zip(halves, (shift, width / 2 - shift), strict=True):
                if number != BLANK:
                    drawn = sheets.copy_foreign(pages.pages[number - 1].as_form_xobject())
                    _place(paper, f"/Page{number}", drawn, pikepdf.Rectangle(left, 0, left + width / 2, height))
        return _saved(sheets, pages)


def several_up(data: bytes) -> bytes:
    """Return the PDF of a card or leaflet smaller than A4, as often as there is room on each side of a sheet of A4, with lines
    at its edges where it is cut: A6 four times, A5 twice, 85 × 55 mm ten times.

    All are alike, so each front has its back behind it, whichever edge a card's sheet is turned on.
    """
    with pikepdf.open(io.BytesIO(data)) as pages, pikepdf.new() as sheets:
        trim = trim_of(pages.pages[0])
        paper_sizes = (A4_LANDSCAPE, (A4_LANDSCAPE[1], A4_LANDSCAPE[0]))
        columns, rows, (width, height) = max(
            ((int(size[0] / trim.width + _SLACK), int(size[1] / trim.height + _SLACK), size) for size in paper_sizes),
            key=lambda layout: layout[0] * layout[1],
        )
        # In the middle of the paper.
        left, bottom = (width - columns * trim.width) / 2, (height - rows * trim.height) / 2
        for number, page in enumerate(pages.pages, 1):
            paper = sheets.add_blank_page(page_size=(width, height))
            drawn = sheets.copy_foreign(page.as_form_xobject())
            for column, row in product(range(columns), range(rows)):
                x, y = left + column * trim.width, bottom + row * trim.height
                _place(paper, f"/Page{number}", drawn, pikepdf.Rectangle(x, y, x + trim.width, y + trim.height))
            uprights = [left + column * trim.width for column in range(columns + 1)]
            levels = [bottom + row * trim.height for row in range(rows + 1)]
            paper.contents_add(_cuts(width, height, uprights, levels).encode())
        return _saved(sheets, pages)


def _place(paper: Any, name: str, drawn: Any, place: pikepdf.Rectangle) -> None:
    """Draw a page, cut at its trim, as large as it can be in the middle of a place."""
    paper.add_resource(drawn, pikepdf.Name.XObject, pikepdf.Name(name))  # pikepdf's own names are random
    left, bottom, right, top = map(float, drawn.BBox)
    scale = min(place.width / (right - left), place.height / (top - bottom))
    x = place.llx + (place.width - scale * (right - left)) / 2 - scale * left
    y = place.lly + (place.height - scale * (top - bottom)) / 2 - scale * bottom
    paper.contents_add(f"q {scale:.5f} 0 0 {scale:.5f} {x:.3f} {y:.3f} cm {name} Do Q".encode())


def _saved(sheets: pikepdf.Pdf, pages: pikepdf.Pdf) -> bytes:
    sheets.docinfo.update({key: pages.docinfo[key] for key in ("/Title", "/Author") if key in pages.docinfo})
    intend(sheets)
    for paper in sheets.pages:
        paper.contents_coalesce()
        paper.trimbox = paper.mediabox
    out = io.BytesIO()
    sheets.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _cuts(width: float, height: float, uprights: Sequence[float], levels: Sequence[float]) -> str:
    """Return short lines at the edges of the paper, where it is cut at these places, none where the cut is the edge itself.

    They are as long as the margin but 2 mm, and not shorter than 8: most printers leave the outermost 4 mm white.
    """
    beside, below = (max(_CUT, margin - _KEPT_FREE) for margin in (uprights[0], levels[0]))
    lines = [
        line
        for x in uprights
        if _EDGE < x < width - _EDGE
        for line in ((x, 0, x, below), (x, height - below, x, height))
    ]
    lines += [
        line
        for y in levels
        if _EDGE < y < height - _EDGE
        for line in ((0, y, beside, y), (width - beside, y, width, y))
    ]
    return "0 G 0.25 w\n" + "\n".join(f"{a:.3f} {b:.3f} m {c:.3f} {d:.3f} l S" for a, b, c, d in lines)
