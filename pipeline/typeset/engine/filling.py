# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures how full pages are."""

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes

from pipeline.bookformat.typeset_book import PageFill
from pipeline.typeset.engine.boxes import Box, children

_FORCED = frozenset({"page", "left", "right", "recto", "verso", "always"})
_TEXT = frozenset({"body", "turned"})
"""Names of page types; between pages of these types, text flows without a forced break."""


def page_fills(document: Any) -> tuple[PageFill, ...]:
    """Measure the pages of the body, without title pages and landscape pages."""
    pages = [page._page_box for page in document.pages]
    headings = [heading.get("data-running", "") for heading in document._html.etree_element.iter("h1")]
    chapter = headings[-1] if headings else ""  # the title of a part may precede the chapter's heading
    return tuple(
        PageFill(number, _filled_height(page), after is None or _is_forced(page, after), chapter, _lines(page))
        for number, (page, after) in enumerate(zip(pages, [*pages[1:], None], strict=True), 1)
        if page.page_type.name == "body"
    )


def _filled_height(page: Box) -> float:
    content = [child for child in children(page) if not isinstance(child, boxes.MarginBox)]
    notes = sum(child.margin_height() for child in content if isinstance(child, boxes.FootnoteAreaBox))
    bottoms = (_bottom(child) for child in content if not isinstance(child, boxes.FootnoteAreaBox))
    text = max(bottoms, default=0) - page.content_box_y()
    return float((max(0, text) + notes) / page.height)


def _lines(page: Box) -> int:
    """Count lines of text by their vertical position: lines of adjacent cells count once."""
    content = [child for child in children(page) if isinstance(child, boxes.BlockBox)]
    lines = (line for child in content for line in child.descendants() if isinstance(line, boxes.LineBox))
    return len({round(line.position_y) for line in lines})


def _bottom(box: Box) -> float:
    """Return the bottom of the last line, picture or border in a box, in CSS pixels from the top of the paper."""
    if isinstance(box, boxes.LineBox | boxes.ReplacedBox):
        return float(box.position_y + box.height)
    if isinstance(box, boxes.BlockLevelBox) and box.style["border_bottom_width"]:
        return float(box.border_box_y() + box.border_height())
    return max((_bottom(child) for child in children(box)), default=0)


def _is_forced(page: Box, next_page: Box) -> bool:
    last, first = [*_edge(page, -1)], [*_edge(next_page, 0)]
    in_both = {box.element for box in last} & {box.element for box in first}
    return (
        next_page.page_type.name not in _TEXT
        or any(box.style["break_before"] in _FORCED for box in first if box.element not in in_both)
        or any(box.style["break_after"] in _FORCED for box in last if box.element not in in_both)
    )


def _edge(page: Box, index: int) -> Iterator[Box]:
    """Yield the chain of first (`index` = 0) or last (-1) child blocks, outermost first."""
    blocks = [child for child in children(page) if isinstance(child, boxes.BlockBox) and child.element is not None]
    while blocks:
        yield (box := blocks[index])
        inner = (child for child in children(box) if isinstance(child, boxes.BlockLevelBox))
        blocks = [child for child in inner if child.is_in_normal_flow() and child.element is not None]
