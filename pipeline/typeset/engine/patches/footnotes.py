# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps footnotes on the page of their call: to avoid an orphan line, the paragraph is moved to the next page, not a footnote.

WeasyPrint looks for footnotes to move while it lays out lines, so the patch hides them at that time (docs/upstream/footnotes.md).
"""

from math import isfinite
from typing import Any

from weasyprint.layout import LayoutContext, block

from pipeline.system.versions import check_attributes, original

ISSUE = "https://github.com/Kozea/WeasyPrint/issues/2432"

check_attributes(LayoutContext, "current_page_footnotes", "current_footnote_area")
_layout_lines = original(
    block,
    "_linebox_layout",
    "(context, box, index, child, new_children, page_is_empty, absolute_boxes, fixed_boxes, adjoining_margins,"
    " bottom_space, position_y, skip_stack, first_letter_style, first_line_style, draw_bottom_decoration, max_lines)",
)
_layout_footnote = original(LayoutContext, "layout_footnote", "(self, footnote)")


class _NoFootnotesToMove:
    """Wraps a layout context and hides the footnotes of the page, so that none is moved."""

    current_page_footnotes = ()

    # WeasyPrint ships no types: its context is Any.
    def __init__(self, context: Any) -> None:
        object.__setattr__(self, "_context", context)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._context, name, value)


def _layout_lines_only(context: Any, *arguments: Any) -> Any:
    lines_context = context if isinstance(context, _NoFootnotesToMove) else _NoFootnotesToMove(context)
    return _layout_lines(lines_context, *arguments)


def _add_to_growing_area(context: Any, footnote: Any) -> bool:
    """Add a footnote and tell whether it makes its area overflow, which needs a maximum height."""
    overflows = _layout_footnote(context, footnote)
    return bool(overflows and isfinite(context.current_footnote_area.style["max_height"].value))


REPLACEMENTS = (
    (block, "_linebox_layout", _layout_lines, _layout_lines_only),
    (LayoutContext, "layout_footnote", _layout_footnote, _add_to_growing_area),
)
