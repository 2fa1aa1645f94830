# SPDX-License-Identifier: GPL-3.0-or-later
"""The space at the end of a line that goes from right to left is not in the margin.

WeasyPrint leaves it in the glyphs of the last text, and moves the box of that text into the margin: measured, it would overflow.
"""

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from pipeline.system.versions import original

ISSUE = "docs/upstream/trailing_spaces.md"
CHECKED = "70.0"

_remove = original(inline, "remove_last_whitespace", "(context, line)")


# WeasyPrint ships no types: its context and its boxes are Any.
def _remove_from_the_end(context: Any, line: Any) -> None:
    around, box = [], line
    while isinstance(box, boxes.LineBox | boxes.InlineBox) and box.children:
        box = box.children[-1]
        around.append(box)
    width = box.width if isinstance(box, boxes.TextBox) else None
    _remove(context, line)
    if width is None or not box.text or box.width == width or line.style["direction"] == "ltr":
        return
    if box.pango_layout.first_line_direction % 2:
        box.pango_layout = inline.split_text_box(context, box, None, 0)[0].pango_layout
        for inner in around:
            inner.position_x += width - box.width


REPLACEMENTS = ((inline, "remove_last_whitespace", _remove, _remove_from_the_end),)
