# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the build names the pages of a PDF that are nearly empty: another reader than ours draws them and looks for ink."""

from collections.abc import Collection, Iterator
from pathlib import Path

import pypdfium2

TOP, BOTTOM = 26 / 297, 1 - 25 / 297
"""The text area of a page of A4, from its top."""
SPARSE = 0.2
"""A page with less of that than this should be named: what is named has less than a quarter."""
_WHITE = 250


def unnamed(path: Path, body: int, named: Collection[int]) -> Iterator[str]:
    """Name the nearly empty pages that the build does not: those after the first page of a chapter, from the page `body`, from 1.

    The last page is the colophon; a page on its side has a table alone.
    """
    with pypdfium2.PdfDocument(path) as pdf:
        begins = {entry.get_dest().get_index() + 1 for entry in pdf.get_toc() if entry.level == 0 and entry.get_dest()}
        for number in range(body, len(pdf)):
            page = pdf[number - 1]
            is_turned = page.get_width() > page.get_height()
            if number not in begins | {*named} and not is_turned and (share := _inked(page)) < SPARSE:
                yield f"white: page {number} is {share:.0%} full, and the build does not say so"


def _inked(page: pypdfium2.PdfPage) -> float:
    """Return the share of the text area down to the last row that is not white."""
    image = page.render(scale=0.5, grayscale=True).to_pil()
    height = image.height
    area = image.crop((0, round(TOP * height), image.width, round(BOTTOM * height)))
    box = area.point(lambda value: 255 * (value < _WHITE)).getbbox()
    return box[3] / area.height if box else 0.0
