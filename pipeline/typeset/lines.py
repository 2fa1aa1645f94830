# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines that are not too long: two places at which WeasyPrint 70 does not break one.

It asks of the last letter before and the first letter after whether a line may break there. An empty inline box, such as what
an entry of the index leads to, has neither, so the space before it is forgotten: `Netz <span id="…"></span>Person` stays on one
line, even one that is too short for it. And a word that fills a line by itself is not hyphenated where something follows it
that does not fit, such as the call of a note. Private API, as in `tagging`: WeasyPrint is pinned, and tests watch it.
"""

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

_AFTER_SPACE = "_stands_after_space"
_SEEN = "_has_been_looked_through"

_split = inline.split_inline_box
_break = inline._break_waiting_children
_can_break = inline.can_break_inside


# WeasyPrint ships no types: its context and its boxes are Any.
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


def _break_or_hyphenate(*arguments: Any) -> Any:
    """Where a line is too long, the place in what stands before at which it breaks; in the middle of a word if there is no other."""
    if found := _break(*arguments):
        return found
    inline.can_break_inside = _can_hyphenate
    try:
        return _break(*arguments)
    finally:
        inline.can_break_inside = _can_break


def _can_hyphenate(box: Any) -> bool:
    if isinstance(box, boxes.TextBox):
        return bool(box.style["hyphens"] != "none")
    return isinstance(box, boxes.InlineBox) and any(_can_hyphenate(child) for child in box.children)


def break_lines_well() -> None:
    """Break lines so, in this process from now on."""
    inline.split_inline_box = _split_before_the_empty
    inline._break_waiting_children = _break_or_hyphenate
