# SPDX-License-Identifier: GPL-3.0-or-later
"""Line breaking of long texts by the rules of Unicode (UAX 14), as in GNU gettext."""

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any


def wrapped(text: str, width: int, start: int = 0) -> list[str]:
    """Wrap an escaped text into lines of at most `width` columns, trailing spaces included.

    The first line is `start` columns shorter. Words longer than a line are not broken.
    """
    if start + _columns(text) <= width:
        return [text]
    lines, line, column = [], "", start
    for piece in _pieces(text):
        columns = _columns(piece)
        if line and column + columns > width:
            lines.append(line)
            line, column = "", 0
        line += piece
        column += columns
    return [*lines, line]


@cache
def _line_breaks() -> Any:  # icu has no types
    import icu  # imported late: most builds write no catalogues

    return icu.BreakIterator.createLineInstance(icu.Locale.getRoot())


def _pieces(text: str) -> Iterator[str]:
    """Yield the parts of an escaped text between break opportunities; never within an escape or right before a final `\\n`."""
    units = text.encode("utf-16-le", "surrogatepass")  # ICU counts these
    closing = len(units) // 2 - 2 if text.endswith("\\n") else -1
    piece, begin = "", 0
    breaks = _line_breaks()
    breaks.setText(text)
    for end in breaks:
        piece += units[2 * begin : 2 * end].decode("utf-16-le", "surrogatepass")
        begin = end
        is_within_escape = (len(piece) - len(piece.rstrip("\\"))) % 2
        if not is_within_escape and end != closing:
            yield piece
            piece = ""
    if piece:
        yield piece


def _columns(text: str) -> int:
    return len(text) if text.isascii() else sum(map(_column, text))


@cache
def _column(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
