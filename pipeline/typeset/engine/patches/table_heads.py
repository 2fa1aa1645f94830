# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables that begin well: four faults of WeasyPrint 70, mended where it lays out a table.

A table that a page cannot hold, and that is not to be broken, is moved to the next page; its caption stays, even where
nothing but the caption stands above it. When a table is moved, the notes that its head calls stay at the foot of the page
that it left. And where a page cannot hold a head, its notes, and the whole of the row below it, the head is left out and
with it what it says, and neither is the table moved nor that row broken. And what leads to a table leads past its caption, to another
page where the caption fills its own with nothing but itself. Private API, as in `tagging`: WeasyPrint is pinned, and tests watch it.
"""

from typing import Any

from weasyprint.css import properties
from weasyprint.layout import block

_SLACK = 1.0
"""So many pixels below the top of a page are its top."""

_lay_out = block.table_layout


# WeasyPrint ships no types: its context and its boxes are Any.
def _lay_out_well(
    context: Any,
    table: Any,
    bottom_space: Any,
    skip_stack: Any,
    containing_block: Any,
    page_is_empty: bool,
    absolute_boxes: Any,
    fixed_boxes: Any,
) -> Any:
    is_first = page_is_empty or (skip_stack is None and _is_at_top(context, containing_block))

    def lay_out() -> Any:
        return _lay_out(
            context, table, bottom_space, skip_stack, containing_block, is_first, absolute_boxes, fixed_boxes
        )

    laid_out = lay_out()
    if _lacks_head(table, laid_out[0]):
        block.remove_placeholders(context, [laid_out[0]], absolute_boxes, fixed_boxes)
        _give_back_notes(context, table)
        laid_out = _with_head(table, lay_out) if is_first else _on_next_page()
    if skip_stack is None and (laid_out[0] is None or _lacks_head(table, laid_out[0])):
        _give_back_notes(context, table)
    return laid_out


def _on_next_page() -> Any:
    """What a layout returns of a table that is to stand on the next page."""
    return None, None, {"break": "any", "page": None}, [], False


def _is_at_top(context: Any, wrapper: Any) -> bool:
    """Whether nothing stands above the box that holds a table and its caption."""
    page = context.current_footnote_area.page
    return bool(wrapper.is_table_wrapper and wrapper.position_y <= page.content_box_y() + _SLACK)


def _lacks_head(table: Any, laid_out: Any) -> bool:
    """Whether a part of a table is laid out without the head that the table has."""
    return laid_out is not None and _has_head(table) and not _has_head(laid_out)


def _has_head(table: Any) -> bool:
    return bool(table.children and table.children[0].is_header)


def _with_head(table: Any, lay_out: Any) -> Any:
    """Lay out the table with its head: WeasyPrint leaves none out above rows that are not to be broken."""
    styles = [group.style for group in table.children]
    for group in table.children:
        group.style = group.style.copy()
        group.style["break_inside"] = "avoid"
    try:
        return lay_out()
    finally:
        for group, style in zip(table.children, styles, strict=True):
            group.style = style


def _give_back_notes(context: Any, table: Any) -> None:
    """Take the notes of the head off the page; they wait for the one on which the head will stand."""
    for group in table.children:
        for box in group.descendants() if group.is_header else ():
            if box.footnote in (*context.current_page_footnotes, *context.reported_footnotes):
                context.unlayout_footnote(box.footnote)


def begin_tables_well() -> None:
    """Lay out tables so, in this process from now on."""
    block.table_layout = _lay_out_well
    properties.TABLE_WRAPPER_BOX_PROPERTIES.add("anchor")  # what a link leads to is the box that holds the caption too
