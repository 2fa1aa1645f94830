# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines that are not too long: four places at which WeasyPrint 70 does not break one.

It asks of the last letter before and the first letter after whether a line may break there. An empty inline box, such as what
an entry of the index leads to, has neither, so the space before it is forgotten: `Netz <span id="…"></span>Person` stays on one
line, even one that is too short for it. And a word that fills a line by itself is not broken where something follows it
that does not fit, such as the call of a note: it is neither hyphenated nor, as addresses are, parted between any two letters.
And `hyphenate-limit-chars` counts the letters that are left of a word, not those of the word: after `centissi-`, `mamente` has no
place to break, though a column was made as narrow as `sima-`. Where a line is too long, it has the limits of CSS itself. Private API,
as in `tagging`: WeasyPrint is pinned, and tests watch it.
"""

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

_AFTER_SPACE = "_stands_after_space"
_SEEN = "_has_been_looked_through"
_LINE, _WAITING = 9, 11
"""Among the arguments of `_break_waiting_children`: what the line has so far, and what no break parts from what follows."""
_LOOSE = (5, 2, 2)
"""What `hyphenate-limit-chars` is by itself."""
_SLACK = 0.5
"""So many pixels do not make a line too long."""

_split = inline.split_inline_box
_split_text = inline.split_first_line
_break = inline._break_waiting_children
_can_break = inline.can_break_inside


# WeasyPrint ships no types: its context and its boxes are Any.
def _split_loosely(context: Any, box: Any, position_x: Any, max_x: Any, *arguments: Any) -> Any:
    """Lay out a line; once more where it is too long, and words in it may be broken nearer to their ends."""
    found = [argument for argument in arguments if isinstance(argument, list)]
    lengths = [len(one) for one in found]
    shapes = len(context.excluded_shapes or ())
    split = _split_before_the_empty(context, box, position_x, max_x, *arguments)
    has_floats = len(context.excluded_shapes or ()) != shapes
    if not isinstance(box, boxes.LineBox) or has_floats or not _is_too_long(context, split[0], max_x):
        return split
    for one, length in zip(found, lengths, strict=True):
        del one[length:]
    inline.split_first_line = _split_text_loosely
    try:
        return _split_before_the_empty(context, box, position_x, max_x, *arguments)
    finally:
        inline.split_first_line = _split_text


def _is_too_long(context: Any, line: Any, max_x: Any) -> bool:
    excess = line.content_box_x() + line.width - max_x
    return bool(excess > _SLACK and excess - inline.trailing_whitespace_size(context, line) > _SLACK)


def _split_text_loosely(text: Any, style: Any, *arguments: Any, **named: Any) -> Any:
    style = style.copy()
    style["hyphenate_limit_chars"] = _LOOSE
    return _split_text(text, style, *arguments, **named)


def _split_before_the_empty(context: Any, box: Any, *arguments: Any) -> Any:
    _look_through(box)
    split, resume_at, is_preserved, first, last, floats = _split(context, box, *arguments)
    if (stands_after_space := getattr(box, _AFTER_SPACE, None)) is not None:
        # As WeasyPrint says it of letters: whether a line may break before it; and that none may break after it.
        first, last = stands_after_space, False
    return split, resume_at, is_preserved, first, last, floats


def _look_through(box: Any) -> None:
    """Tell the empty boxes in a line or an inline box whether a space stands before them."""
    if getattr(box, _SEEN, False):
        return
    setattr(box, _SEEN, True)
    before = None
    for child in box.children:
        if not child.is_in_normal_flow():
            continue
        if before is not None and _is_empty(child):
            setattr(child, _AFTER_SPACE, _ends_with_space(before))
        else:
            before = child


def _is_empty(box: Any) -> bool:
    return isinstance(box, boxes.InlineBox) and all(_is_empty(child) for child in box.children)


def _ends_with_space(box: Any) -> bool:
    if isinstance(box, boxes.TextBox):
        return bool(box.trailing_collapsible_space or box.text.endswith(" "))
    return isinstance(box, boxes.InlineBox) and bool(box.children) and _ends_with_space(box.children[-1])


def _break_or_part(*arguments: Any) -> Any:
    """Where a line is too long, the place in what stands before at which it breaks; in the middle of a word if there is no other."""
    if found := _break(*arguments):
        return found
    line, waiting = arguments[_LINE], arguments[_WAITING]
    if line and waiting and line[0][1] is waiting[0][1]:
        # Only what begins a line is parted between any two letters: now what begins it is tried again.
        arguments = (*arguments[:_LINE], [], *arguments[_LINE + 1 :])
    inline.can_break_inside = _can_part
    try:
        return _break(*arguments)
    finally:
        inline.can_break_inside = _can_break


def _can_part(box: Any) -> bool:
    if isinstance(box, boxes.TextBox):
        return bool(box.style["hyphens"] != "none" or box.style["overflow_wrap"] != "normal")
    return isinstance(box, boxes.InlineBox) and any(_can_part(child) for child in box.children)


def break_lines_well() -> None:
    """Break lines so, in this process from now on."""
    inline.split_inline_box = _split_loosely
    inline._break_waiting_children = _break_or_part
