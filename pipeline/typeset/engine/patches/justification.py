# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of Chinese and Japanese end at the same edge: what is left of a line is spread over all its characters.

CSS calls it `text-justify: inter-character`. WeasyPrint widens spaces alone, which these languages write around other scripts at most.
"""

import unicodedata
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from pipeline.system.versions import original
from pipeline.typeset.engine.boxes import children

ISSUE = "docs/upstream/justification.md"
CHECKED = "70.0"

_LAST_WITH_SPACES = "\u2e7f"
"""Characters before those of Chinese and Japanese."""
_MOST = 0.2
"""So much of the size of its font is added behind a character at most."""

_MOST_OF_SPACES = 0.3
"""So much is added to the spaces around words in other scripts; where it would be more, all characters share it."""

_justify = original(inline, "justify_line", "(context, line, extra_width)")
_create_layout = original(inline, "create_layout", "(text, style, context, max_width, justification_spacing)")


# WeasyPrint ships no types: its context and its boxes are Any.
def _justify_characters(context: Any, line: Any, extra_width: Any) -> None:
    texts = [box for box in line.descendants() if isinstance(box, boxes.TextBox)]
    characters = "".join(box.text for box in texts)
    wide = sum(
        character > _LAST_WITH_SPACES and unicodedata.east_asian_width(character) in "WF" for character in characters
    )
    spacing, size = extra_width / max(1, len(characters) - 1), line.style["font_size"]
    spaces = characters.strip().count(" ")
    is_loose = not spaces or extra_width / spaces > _MOST_OF_SPACES * size
    if wide * 2 > len(characters) and is_loose and spacing <= _MOST * size:
        _spread(context, line, spacing, 0)
    else:
        _justify(context, line, extra_width)


def _spread(context: Any, box: Any, spacing: float, moved: float) -> float:
    """Widen a box by the spacing of its characters, move it by what those before have got, and return what the next is moved by."""
    if isinstance(box, boxes.TextBox):
        extra = spacing * len(box.text)
        former = box.style["letter_spacing"]
        box.style = box.style.copy()
        box.style["letter_spacing"] = spacing + (0 if former == "normal" else former)
        box.pango_layout = _create_layout(box.text, box.style, context, None, 0)
        box.pango_layout.deactivate()
        box.position_x += moved
        box.width += extra
        return moved + extra
    if not isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.translate(moved, 0)
        return moved
    before, box.position_x = moved, box.position_x + moved
    for child in children(box):
        if child.is_in_normal_flow():
            moved = _spread(context, child, spacing, moved)
    box.width += moved - before
    return moved


REPLACEMENTS = ((inline, "justify_line", _justify, _justify_characters),)
