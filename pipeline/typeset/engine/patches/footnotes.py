# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes stay on the page of their call: where a paragraph would begin with one line on a page, the paragraph moves, not a note.

Where a page has room for fewer lines of a paragraph than `orphans` asks for, WeasyPrint 70 makes the room by moving the
notes of that page to the next one, whatever `footnote-policy` says. It looks for such notes while it lays out lines,
and so only there it is told that there are none. And it asks whether the notes are higher than their foot, which grows with
them: where the last digit of one sum differs from that of the other, a note was moved, and lost if the head of a table calls it.
Private API, as in `tagging`: WeasyPrint is pinned, and tests watch it.
"""

from math import isfinite
from typing import Any

from weasyprint.layout import LayoutContext, block


class _NoNotesToMove:
    """The context of a layout in all but one thing: no note of the page may be moved."""

    current_page_footnotes = ()

    # WeasyPrint ships no types: its context, and what the context holds, are Any.
    def __init__(self, context: Any) -> None:
        object.__setattr__(self, "_context", context)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._context, name, value)


_lay_out_lines = block._linebox_layout


def _lay_out_lines_only(context: Any, *arguments: Any) -> Any:
    return _lay_out_lines(context if isinstance(context, _NoNotesToMove) else _NoNotesToMove(context), *arguments)


_lay_out_note = LayoutContext.layout_footnote


def _lay_out_note_in_growing_foot(context: Any, note: Any) -> bool:
    """Whether the foot overflows when a note is added to it: never, unless it has a greatest height."""
    overflows = _lay_out_note(context, note)
    return bool(overflows and isfinite(context.current_footnote_area.style["max_height"].value))


def keep_notes_with_calls() -> None:
    """Lay out lines without moving notes, in this process from now on."""
    block._linebox_layout = _lay_out_lines_only
    LayoutContext.layout_footnote = _lay_out_note_in_growing_foot
