# SPDX-License-Identifier: GPL-3.0-or-later
"""Balances the lines of headings, so that no single word is left on the last line.

This is CSS's `text-wrap: balance`, which WeasyPrint does not support. A block with the custom property `--lines: even` is laid out
at the smallest width that needs no more lines, and hyphenates no more words.
"""

from collections.abc import Callable, Iterator
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block

from pipeline.system.versions import original

ISSUE = "https://github.com/Kozea/WeasyPrint/issues/2264"

_PROPERTY = "__lines"
_MAX_LINES = 4
_STEPS = 7
"""Steps of the binary search for the width; the last step is less than a hundredth of the width."""

_iter_lines = original(
    block,
    "iter_line_boxes",
    "(context, box, position_y, bottom_space, skip_stack, containing_block, absolute_boxes, fixed_boxes,"
    " first_letter_style, first_line_style)",
)


# WeasyPrint ships no types: its context and its boxes are Any. A block has one line box until it is laid out.
def _iter_balanced_lines(
    context: Any,
    line: Any,
    position_y: Any,
    bottom_space: Any,
    skip_stack: Any,
    block_box: Any,
    absolute_boxes: Any,
    fixed_boxes: Any,
    *styles: Any,
) -> Iterator[Any]:
    def lines(absolute: Any, fixed: Any) -> Any:
        return _iter_lines(context, line, position_y, bottom_space, skip_stack, block_box, absolute, fixed, *styles)

    def words_by_line(width: float) -> list[int]:
        return [_words(split) for split, _ in _lines_within(block_box, width, lines([], []))]

    is_balanced = any(token.type == "ident" and token.value == "even" for token in block_box.style[_PROPERTY])
    is_whole = skip_stack is None and not context.excluded_shapes
    width = _narrowest(words_by_line, block_box.width) if is_whole and is_balanced else block_box.width
    yield from _lines_within(block_box, width, lines(absolute_boxes, fixed_boxes))


def _narrowest(words_by_line: Callable[[float], list[int]], width: float) -> float:
    """Return the smallest width that gives the same number of lines, and of words on them, as `width`."""
    lines = words_by_line(width)
    if not 1 < len(lines) <= _MAX_LINES:
        return width
    low, high = width / len(lines) / 2, width
    for _ in range(_STEPS):
        middle = (low + high) / 2
        narrower = words_by_line(middle)
        if len(narrower) == len(lines) and sum(narrower) == sum(lines):
            high = middle
        else:
            low = middle
    return high


def _lines_within(block_box: Any, width: float, lines: Iterator[Any]) -> Iterator[Any]:
    """Yield lines laid out at another width. After each line, restore the box's own width, which its borders need."""
    previous = block_box.width
    is_right_to_left = block_box.style["direction"] == "rtl"
    while True:
        block_box.width = width
        try:
            line = next(lines, None)
        finally:
            block_box.width = previous
        if line is None:
            return
        if is_right_to_left:  # the line is at the right of that width
            line[0].translate(previous - width)
        yield line


def _words(line: Any) -> int:
    return len("".join(box.text for box in line.descendants() if isinstance(box, boxes.TextBox)).split())


REPLACEMENTS = ((block, "iter_line_boxes", _iter_lines, _iter_balanced_lines),)
