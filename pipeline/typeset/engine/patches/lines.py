# SPDX-License-Identifier: GPL-3.0-or-later
"""Breaks overflowing lines at break opportunities that WeasyPrint misses (docs/upstream/lines.md)."""

import inspect
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from pipeline.system.versions import original

ISSUE = "https://github.com/Kozea/WeasyPrint/issues/1614"

_AFTER_SPACE = "_is_after_space"
_MARKED = "_has_marked_children"
_DEFAULT_LIMITS = (5, 2, 2)
"""The initial value of `hyphenate-limit-chars`."""
_SLACK = 0.5
"""Tolerance in CSS pixels."""

_split = original(
    inline,
    "split_inline_box",
    "(context, box, position_x, max_x, bottom_space, skip_stack, containing_block, absolute_boxes, fixed_boxes,"
    " line_placeholders, waiting_floats, line_children, first_letter_style, first_line_style)",
)
_split_text = original(
    inline,
    "split_first_line",
    "(text, style, context, max_width, justification_spacing, is_line_start=True, minimum=False)",
)
_break = original(
    inline,
    "_break_waiting_children",
    "(context, box, max_x, bottom_space, initial_skip_stack, absolute_boxes, fixed_boxes, line_placeholders,"
    " waiting_floats, line_children, children, waiting_children, first_letter_style, first_line_style)",
)
_can_break = original(inline, "can_break_inside", "(box)")
_positions = [*inspect.signature(_break).parameters]
_LINE, _WAITING = _positions.index("line_children"), _positions.index("waiting_children")
"""Argument positions in `_break_waiting_children`: the line so far, and the boxes that wait for a break opportunity."""


# WeasyPrint ships no types: its context and its boxes are Any.
def _split_without_overflow(context: Any, box: Any, position_x: Any, max_x: Any, *arguments: Any) -> Any:
    """Lay out a line. If it overflows, try again with looser hyphenation, then with breaks between any two characters."""
    lists = [argument for argument in arguments if isinstance(argument, list)]
    lengths = [len(items) for items in lists]
    shapes = len(context.excluded_shapes or ())
    split = _split_before_empty_boxes(context, box, position_x, max_x, *arguments)
    has_floats = len(context.excluded_shapes or ()) != shapes
    if not isinstance(box, boxes.LineBox) or has_floats:
        return split
    for split_text in (_split_text_with_default_limits, _split_text_anywhere):
        if not _overflows(context, split[0], max_x):
            break
        for items, length in zip(lists, lengths, strict=True):
            del items[length:]
        inline.split_first_line = split_text
        try:
            split = _split_before_empty_boxes(context, box, position_x, max_x, *arguments)
        finally:
            inline.split_first_line = _split_text
    return split


def _overflows(context: Any, line: Any, max_x: Any) -> bool:
    excess = line.content_box_x() + line.width - max_x
    return bool(excess > _SLACK and excess - inline.trailing_whitespace_size(context, line) > _SLACK)


def _split_text_with_default_limits(text: Any, style: Any, *arguments: Any, **options: Any) -> Any:
    style = style.copy()
    style["hyphenate_limit_chars"] = _DEFAULT_LIMITS
    return _split_text(text, style, *arguments, **options)


def _split_text_anywhere(text: Any, style: Any, *arguments: Any, **options: Any) -> Any:
    # With `overflow-wrap`, WeasyPrint breaks between any two characters only at the start of a line.
    return _split_text_with_default_limits(text, style, *arguments, **{**options, "is_line_start": True})


def _split_before_empty_boxes(context: Any, box: Any, *arguments: Any) -> Any:
    _mark_empty_boxes(box)
    split, resume_at, is_preserved, first, last, floats = _split(context, box, *arguments)
    if (is_after_space := getattr(box, _AFTER_SPACE, None)) is not None:
        # Treat the box like characters: a line may break before it if it follows a space, but not after it.
        first, last = is_after_space, False
    return split, resume_at, is_preserved, first, last, floats


def _mark_empty_boxes(box: Any) -> None:
    """Mark each empty box in a line or inline box with whether a space comes before it."""
    if getattr(box, _MARKED, False):
        return
    setattr(box, _MARKED, True)
    previous_box = None
    for child in box.children:
        if not child.is_in_normal_flow():
            continue
        if previous_box is not None and _is_empty(child):
            setattr(child, _AFTER_SPACE, _ends_with_space(previous_box))
        else:
            previous_box = child


def _is_empty(box: Any) -> bool:
    return isinstance(box, boxes.InlineBox) and all(_is_empty(child) for child in box.children)


def _ends_with_space(box: Any) -> bool:
    if isinstance(box, boxes.TextBox):
        return bool(box.trailing_collapsible_space or box.text.endswith(" "))
    return isinstance(box, boxes.InlineBox) and bool(box.children) and _ends_with_space(box.children[-1])


def _break_anywhere(*arguments: Any) -> Any:
    """Break an overflowing line earlier; in the middle of a word if there is no other break opportunity."""
    if split := _break(*arguments):
        return split
    line, waiting = arguments[_LINE], arguments[_WAITING]
    if line and waiting and line[0][1] is waiting[0][1]:
        # Breaks between any two characters work only at the start of a line, so try again with an empty line.
        arguments = (*arguments[:_LINE], [], *arguments[_LINE + 1 :])
    inline.can_break_inside = _can_break_anywhere
    try:
        return _break(*arguments)
    finally:
        inline.can_break_inside = _can_break


def _can_break_anywhere(box: Any) -> bool:
    if isinstance(box, boxes.TextBox):
        return bool(box.style["hyphens"] != "none" or box.style["overflow_wrap"] != "normal")
    return isinstance(box, boxes.InlineBox) and any(_can_break_anywhere(child) for child in box.children)


REPLACEMENTS = (
    (inline, "split_inline_box", _split, _split_without_overflow),
    (inline, "_break_waiting_children", _break, _break_anywhere),
)
