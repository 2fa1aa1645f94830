# SPDX-License-Identifier: GPL-3.0-or-later
"""Removes the trailing space of right-to-left lines.

WeasyPrint leaves it in the glyphs of the last text box, and moves that box into the margin, where we would count it as an overflow.
"""

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from pipeline.system.versions import original

ISSUE = "docs/upstream/trailing_spaces.md"

_remove = original(inline, "remove_last_whitespace", "(context, line)")


# WeasyPrint ships no types: its context and its boxes are Any.
def _remove_from_the_end(context: Any, line: Any) -> None:
    ancestors, box = [], line
    while isinstance(box, boxes.LineBox | boxes.InlineBox) and box.children:
        box = box.children[-1]
        ancestors.append(box)
    width = box.width if isinstance(box, boxes.TextBox) else None
    _remove(context, line)
    if width is None or not box.text or box.width == width or line.style["direction"] == "ltr":
        return
    if box.pango_layout.first_line_direction % 2:
        box.pango_layout = inline.split_text_box(context, box, None, 0)[0].pango_layout
        for inner in ancestors:
            inner.position_x += width - box.width


REPLACEMENTS = ((inline, "remove_last_whitespace", _remove, _remove_from_the_end),)
