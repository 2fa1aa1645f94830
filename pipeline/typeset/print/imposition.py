# SPDX-License-Identifier: GPL-3.0-or-later
"""Imposition: pages of a saddle-stitched booklet, two on each side of a sheet; and several cards or small leaflets on a sheet."""

import io
from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple

import pikepdf

from pipeline.typeset.print.ink import set_output_intent
from pipeline.typeset.print.marks import MM, trim_of

# In points.
A4_LANDSCAPE = (297 * MM, 210 * MM)
BLANK = 0
_SLACK = 0.01
"""Tolerance for rounded sizes, as a share of a page."""
_MARK_LENGTH = 8 * MM
_MARK_GAP = 2 * MM
_EDGE = MM
"""Cuts closer to an edge of the paper are omitted: they result from sizes such as half of A4, which are rounded to millimetres."""


class SheetSide(NamedTuple):
    """One side of a sheet: the numbers of its pages, from 1, or BLANK."""

    left: int
    right: int


def sides(pages: int) -> tuple[SheetSide, ...]:
    """Return the sides of all sheets, from the outermost sheet inwards, each front followed by its back.

    Blank pages are added at the end up to a multiple of four: 6 pages are two sheets, (–, 1 | 2, –), (6, 3 | 4, 5).
    """
    total = -(-pages // 4) * 4

    def side(left: int, right: int) -> SheetSide:
        return SheetSide(*(number if number <= pages else BLANK for number in (left, right)))

    return tuple(
        sheet_side
        for first in range(1, total // 2, 2)
        for sheet_side in (side(total + 1 - first, first), side(first + 1, total - first))
    )


def saddle_stitched(data: bytes, *, is_right_to_left: bool = False) -> bytes:
    """Return the PDF of a booklet for duplex printing on A4, flipped on the short edge.

    Each page is scaled by its trim box to half a side; A5 pages keep their size. A right-to-left book has its spine on the
    right of its first page.
    """
    width, height = A4_LANDSCAPE
    with pikepdf.open(io.BytesIO(data)) as pages, pikepdf.new() as sheets:
        for side in sides(len(pages.pages)):
            paper = sheets.add_blank_page(page_size=A4_LANDSCAPE)
            halves = reversed(side) if is_right_to_left else side
            for number, left in zip(halves, (0, width / 2), strict=True):
                if number != BLANK:
                    drawn = sheets.copy_foreign(pages.pages[number - 1].as_form_xobject())
                    _draw_page(paper, f"/Page{number}", drawn, pikepdf.Rectangle(left, 0, left + width / 2, height))
        return _to_bytes(sheets, pages)


def several_per_sheet(data: bytes) -> bytes:
    """Return a PDF with as many copies of a card or leaflet as fit on an A4 sheet, with crop marks at the edges.

    A6 fits four times, A5 twice, 85 × 55 mm ten times. Since all copies are equal, front and back match for duplex printing on either
    edge.
    """
    with pikepdf.open(io.BytesIO(data)) as pages, pikepdf.new() as sheets:
        trim = trim_of(pages.pages[0])
        paper_sizes = (A4_LANDSCAPE, (A4_LANDSCAPE[1], A4_LANDSCAPE[0]))
        columns, rows, (width, height) = max(
            ((int(size[0] / trim.width + _SLACK), int(size[1] / trim.height + _SLACK), size) for size in paper_sizes),
            key=lambda layout: layout[0] * layout[1],
        )
        # Centred on the paper.
        left, bottom = (width - columns * trim.width) / 2, (height - rows * trim.height) / 2
        for number, page in enumerate(pages.pages, 1):
            paper = sheets.add_blank_page(page_size=(width, height))
            drawn = sheets.copy_foreign(page.as_form_xobject())
            for column, row in product(range(columns), range(rows)):
                x, y = left + column * trim.width, bottom + row * trim.height
                _draw_page(paper, f"/Page{number}", drawn, pikepdf.Rectangle(x, y, x + trim.width, y + trim.height))
            uprights = [left + column * trim.width for column in range(columns + 1)]
            levels = [bottom + row * trim.height for row in range(rows + 1)]
            paper.contents_add(_crop_marks(width, height, uprights, levels).encode())
        return _to_bytes(sheets, pages)


def _draw_page(paper: Any, name: str, form: Any, place: pikepdf.Rectangle) -> None:
    """Draw a page, cropped to its trim box, centred in a rectangle and as large as possible."""
    paper.add_resource(form, pikepdf.Name.XObject, pikepdf.Name(name))  # pikepdf's default names are random
    left, bottom, right, top = map(float, form.BBox)
    scale = min(place.width / (right - left), place.height / (top - bottom))
    x = place.llx + (place.width - scale * (right - left)) / 2 - scale * left
    y = place.lly + (place.height - scale * (top - bottom)) / 2 - scale * bottom
    paper.contents_add(f"q {scale:.5f} 0 0 {scale:.5f} {x:.3f} {y:.3f} cm {name} Do Q".encode())


def _to_bytes(sheets: pikepdf.Pdf, pages: pikepdf.Pdf) -> bytes:
    sheets.docinfo.update({key: pages.docinfo[key] for key in ("/Title", "/Author") if key in pages.docinfo})
    set_output_intent(sheets)
    for paper in sheets.pages:
        paper.contents_coalesce()
        paper.trimbox = paper.mediabox
    out = io.BytesIO()
    sheets.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _crop_marks(width: float, height: float, uprights: Sequence[float], levels: Sequence[float]) -> str:
    """Return crop marks at the edges of the paper, for cuts at these positions; none for a cut at the edge itself.

    They are 2 mm shorter than the margin, but at least 8 mm long, since most printers leave the outermost 4 mm white.
    """
    mark_width, mark_height = (max(_MARK_LENGTH, margin - _MARK_GAP) for margin in (uprights[0], levels[0]))
    lines = [
        line
        for x in uprights
        if _EDGE < x < width - _EDGE
        for line in ((x, 0, x, mark_height), (x, height - mark_height, x, height))
    ]
    lines += [
        line
        for y in levels
        if _EDGE < y < height - _EDGE
        for line in ((0, y, mark_width, y), (width - mark_width, y, width, y))
    ]
    return "0 G 0.25 w\n" + "\n".join(f"{a:.3f} {b:.3f} m {c:.3f} {d:.3f} l S" for a, b, c, d in lines)
