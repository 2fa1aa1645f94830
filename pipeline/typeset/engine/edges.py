# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures whether text and pictures stay within their box, the content area of their page, and the paper."""

from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from weasyprint.formatting_structure import boxes

from pipeline.typeset.engine.boxes import Box

SLACK = 1.9
"""Tolerance in CSS pixels (half a millimetre, which is not visible), for rounding and the balancing of columns."""
_MIN_SCALE = 0.7
"""Smallest scale at which a formula that is too wide can be read."""
_PIXELS = {"mm": 96 / 25.4, "cm": 96 / 2.54, "pt": 96 / 72, "px": 1}


@dataclass(frozen=True, slots=True)
class Edges:
    """The edges that the content of a box may not cross, in CSS pixels from the top left corner of the paper.

    `right` is the edge of the nearest block, and `bottom` the edge of the nearest block with a given height. Both are limited by the
    content area of the page plus the margin that headings and wide tables may use (`--hang`); for absolutely positioned boxes by
    the paper.
    """

    left: float
    top: float
    right: float
    bottom: float
    paper: tuple[float, float]
    """Width and height of the paper."""
    page_right: float

    @classmethod
    def of_page(cls, page: Box) -> "Edges":
        left, top = page.content_box_x(), page.content_box_y()
        right = left + page.width
        paper = page.margin_width(), page.margin_height()
        # Headings reach into the margin by `--hang`, a custom property of the root.
        root: Any = next((child for child in page.children if not isinstance(child, boxes.MarginBox)), page)
        lengths = (token for token in root.style["__hang"] or () if token.type == "dimension")
        hang = next((token.value * _PIXELS[token.unit] for token in lengths), 0)
        if root.style["direction"] == "rtl":
            right = min(paper[0], right + hang)
        else:
            left = max(0, left - hang)
        return cls(left, top, right, top + page.height, paper, right)

    @classmethod
    def of_paper(cls, page: Box) -> "Edges":
        """Return the edges for margin boxes."""
        width, height = page.margin_width(), page.margin_height()
        return cls(0, 0, width, height, (width, height), width)

    def inside(self, box: Box) -> "Edges":
        """Return the edges for the content of a block container."""
        edges = self
        if box.is_absolutely_positioned():
            width, height = self.paper
            edges = replace(self, left=0, top=0, bottom=height, page_right=width)
        bottom = edges.bottom if box.style["height"] == "auto" else box.border_box_y() + box.border_height()
        return replace(edges, right=min(box.border_box_x() + box.border_width(), edges.page_right), bottom=bottom)

    def overflow(self, box: Box) -> tuple[str, float]:
        """Return the edge that text or a picture crosses most, and the excess in CSS pixels (0 if it stays inside)."""
        # Half-leading is a margin of text. It is negative if the line height is less than the font's height; no glyph reaches there.
        is_text = isinstance(box, boxes.TextBox)
        x, y = (box.position_x, box.position_y) if is_text else (box.content_box_x(), box.content_box_y())
        height = min(box.height, box.margin_height()) if is_text else box.height
        return _largest(
            right=x + box.width - self.right,
            left=self.left - x,
            bottom=y + height - self.bottom,
            top=self.top - y,
        )

    def overflow_of_formula(self, box: Box) -> tuple[str, float]:
        """Return the overflow of a formula's drawing. A formula scaled down until it cannot be read counts as too wide."""
        lacking = _MIN_SCALE * box.style["width"].value - box.width
        return max(self.overflow(box), _largest(right=lacking), key=itemgetter(1))


def _largest(**excess: float) -> tuple[str, float]:
    edge, most = max(excess.items(), key=itemgetter(1))
    return edge, most if most > SLACK else 0
