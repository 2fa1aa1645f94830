# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps tables together with their caption, head and footnotes at page breaks, and prints "continued" in repeated heads."""

from typing import Any

from weasyprint.css import properties
from weasyprint.layout import LayoutContext, block
from weasyprint.layout import table as table_module

from pipeline.bookformat.vocabulary import CONTINUED
from pipeline.system.versions import check_attributes, original

ISSUE = "docs/upstream/table_heads.md"

_SLACK = 1.0
"""Tolerance in CSS pixels for the top of a page."""

check_attributes(LayoutContext, "current_footnote_area", "current_page_footnotes", "reported_footnotes")
_table_layout = original(
    block,
    "table_layout",
    "(context, table, bottom_space, skip_stack, containing_block, page_is_empty, absolute_boxes, fixed_boxes)",
)
_fixed_layout = original(table_module, "fixed_table_layout", "(box)")
_unlay_footnote = original(LayoutContext, "unlayout_footnote", "(self, footnote)")
_remove_placeholders = original(block, "remove_placeholders", "(context, box_list, absolute_boxes, fixed_boxes)")


# WeasyPrint ships no types: its context and its boxes are Any.
def _layout_with_head(
    context: Any,
    table: Any,
    bottom_space: Any,
    skip_stack: Any,
    containing_block: Any,
    page_is_empty: bool,
    absolute_boxes: Any,
    fixed_boxes: Any,
) -> Any:
    is_first = page_is_empty or (
        skip_stack is None
        and containing_block.is_table_wrapper
        and containing_block.position_y <= context.current_footnote_area.page.content_box_y() + _SLACK
    )

    if skip_stack is None:
        table = _without_continued_row(table)

    def layout() -> Any:
        return _table_layout(
            context, table, bottom_space, skip_stack, containing_block, is_first, absolute_boxes, fixed_boxes
        )

    result = layout()
    if _lacks_head(table, result[0]):
        _remove_placeholders(context, [result[0]], absolute_boxes, fixed_boxes)
        _remove_footnotes_of_head(context, table)
        moved: Any = None, None, {"break": "any", "page": None}, [], False
        result = _with_unbroken_rows(table, layout) if is_first else moved
    if skip_stack is None and (result[0] is None or _lacks_head(table, result[0])):
        _remove_footnotes_of_head(context, table)
    return result


def _without_continued_row(table: Any) -> Any:
    """Return the table with an empty "continued" row in its head. The row cannot be removed, since borders count rows."""
    if not _has_head(table) or not (rows := table.children[0].children) or not _says_continued(rows[0].element):
        return table
    (cell,) = rows[0].children
    cell = cell.copy_with_children([])
    cell.style = cell.style.copy()
    cell.style["padding_top"] = cell.style["padding_bottom"] = properties.ZERO_PIXELS
    head = table.children[0].copy_with_children([rows[0].copy_with_children([cell]), *rows[1:]])
    return table.copy_with_children([head, *table.children[1:]])


def _fixed_layout_without_continued_row(box: Any) -> None:
    """Lay out the columns by the first row after the "continued" row."""
    table = box.get_wrapped_table()
    if not _has_head(table) or not (rows := table.children[0].children) or not _says_continued(rows[0].element):
        _fixed_layout(box)
        return
    table.children[0].children = rows[1:]
    try:
        _fixed_layout(box)
    finally:
        table.children[0].children = rows


def _says_continued(row: Any) -> bool:
    return row is not None and CONTINUED in row.get("class", "").split()


def _lacks_head(table: Any, fragment: Any) -> bool:
    """Tell whether the table has a head, but this fragment of it does not."""
    return fragment is not None and _has_head(table) and not _has_head(fragment)


def _has_head(table: Any) -> bool:
    return bool(table.children and table.children[0].is_header)


def _with_unbroken_rows(table: Any, layout: Any) -> Any:
    """Lay out the table with `break-inside: avoid` on its row groups, so that WeasyPrint does not omit the head."""
    styles = [group.style for group in table.children]
    for group in table.children:
        group.style = group.style.copy()
        group.style["break_inside"] = "avoid"
    try:
        return layout()
    finally:
        for group, style in zip(table.children, styles, strict=True):
            group.style = style


def _remove_footnotes_of_head(context: Any, table: Any) -> None:
    """Remove the footnotes of the head from the page: they will be on the next page, with the head."""
    for group in table.children:
        for box in group.descendants() if group.is_header else ():
            if box.footnote in (*context.current_page_footnotes, *context.reported_footnotes):
                _unlay_footnote(context, box.footnote)


_wrapper_properties = properties.TABLE_WRAPPER_BOX_PROPERTIES

REPLACEMENTS = (
    (block, "table_layout", _table_layout, _layout_with_head),
    (table_module, "fixed_table_layout", _fixed_layout, _fixed_layout_without_continued_row),
    # Links lead to the wrapper, which includes the caption.
    (properties, "TABLE_WRAPPER_BOX_PROPERTIES", _wrapper_properties, {*_wrapper_properties, "anchor"}),
)
