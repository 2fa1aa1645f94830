# SPDX-License-Identifier: GPL-3.0-or-later
"""Titles of several lines: they are about as long as each other, and none of them is a word that was left over.

CSS calls it `text-wrap: balance`, which WeasyPrint 70 does not know. What has the custom property `--lines: even` is laid out in the
narrowest measure that asks for no more lines, and divides no more words. Private API, as in `tagging`: WeasyPrint is pinned, and
tests watch it.
"""

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block

_PROPERTY = "__lines"
_MOST_LINES = 4
_STEPS = 7
"""How often the measure is halved: the last step is less than a hundredth of it."""

_lay_out_lines = block.iter_line_boxes


# WeasyPrint ships no types: its context and its boxes are Any. A block has one line box until it is laid out.
def _lay_out_evenly(
    context: Any,
    line: Any,
    position_y: Any,
    bottom_space: Any,
    skip_stack: Any,
    title: Any,
    absolute_boxes: Any,
    fixed_boxes: Any,
    *styles: Any,
) -> Iterator[Any]:
    def lines(absolute: Any, fixed: Any) -> Any:
        return _lay_out_lines(context, line, position_y, bottom_space, skip_stack, title, absolute, fixed, *styles)

    def pieces(width: float) -> list[int]:
        return [_words(laid_out) for laid_out, _ in _within(title, width, lines([], []))]

    is_whole = skip_stack is None and not context.excluded_shapes
    width = _narrowest(pieces, title.width) if is_whole and _is_even(title) else title.width
    yield from _within(title, width, lines(absolute_boxes, fixed_boxes))


def _narrowest(pieces: Any, width: float) -> float:
    """The smallest width with as many lines, and as many words in all of them, as there are in `width`."""
    wanted = pieces(width)
    if not 1 < len(wanted) <= _MOST_LINES:
        return width
    low, high = width / len(wanted) / 2, width
    for _ in range(_STEPS):
        middle = (low + high) / 2
        found = pieces(middle)
        if len(found) == len(wanted) and sum(found) == sum(wanted):
            high = middle
        else:
            low = middle
    return high


def _within(title: Any, width: float, lines: Iterator[Any]) -> Iterator[Any]:
    """Lines that are laid out in a measure; outside of it the box keeps its own, and with it its rules."""
    own = title.width
    while True:
        title.width = width
        try:
            found = next(lines, None)
        finally:
            title.width = own
        if found is None:
            return
        yield found


def _is_even(title: Any) -> bool:
    return any(token.type == "ident" and token.value == "even" for token in title.style[_PROPERTY])


def _words(line: Any) -> int:
    return len("".join(box.text for box in line.descendants() if isinstance(box, boxes.TextBox)).split())


def set_titles_evenly() -> None:
    """Lay out titles so, in this process from now on."""
    block.iter_line_boxes = _lay_out_evenly
