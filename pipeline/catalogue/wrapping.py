# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a long text is broken into lines: the rules of Unicode (UAX 14) as GNU gettext applies them."""

import re
import unicodedata
from functools import cache

_BY_CHARACTER = {
    **dict.fromkeys(" ", "SP"),
    **dict.fromkeys("([{¡¿‚„", "OP"),
    **dict.fromkeys("}、。", "CL"),
    **dict.fromkeys(")]", "CP"),
    **dict.fromkeys("\"'«»‘’“”‹›", "QU"),
    **dict.fromkeys("\u00a0\u202f\u2007\u2011", "GL"),
    **dict.fromkeys("!?", "EX"),
    **dict.fromkeys("/", "SY"),
    **dict.fromkeys(",.:;", "IS"),
    **dict.fromkeys("$+\\£€±№", "PR"),
    **dict.fromkeys("%¢°‰′″", "PO"),
    **dict.fromkeys("…‥․", "IN"),
    **dict.fromkeys("-", "HY"),
    **dict.fromkeys("|\t\u00ad\u2010\u2012\u2013", "BA"),
    **dict.fromkeys("´", "BB"),
    **dict.fromkeys("—", "B2"),
    **dict.fromkeys("\u2060\ufeff", "WJ"),
    **dict.fromkeys("\u200b", "ZW"),
}

_BY_CATEGORY = {**dict.fromkeys(("Mn", "Me", "Mc", "Cf"), "CM"), "Nd": "NU", "Sc": "PR", "Ps": "OP", "Pe": "CL"}

_PLACES = re.compile(r"(?![A-Za-z]{2})[^ ](?= *[^ ]) *")
"""Each character and the spaces behind it, before another one; between two letters no line ends."""

_ESCAPES = re.compile(r"\\.", re.DOTALL)

_NEVER_BEFORE = {"CL", "CP", "EX", "SY", "IS", "WJ", "SP", "ZW"}
_BEHIND_CLOSING = {"SP", "GL", "WJ", "CL", "QU", "CP", "EX", "IS", "SY"}
_STUCK_BEFORE = {"QU", "BA", "HY", "GL", "CM"}
_STUCK_AFTER = {"QU", "GL", "WJ", "OP", "BB"}
_WORDS = ("AL", "NU")
_STUCK_PAIRS = {
    *((left, right) for left in _WORDS for right in (*_WORDS, "OP", "IN")),
    *((left, "IN") for left in ("ID", "EX", "IN", "CL", "CP")),
    *(("CP", right) for right in _WORDS),
    *((left, "AL") for left in ("PR", "PO", "IS")),
    *((left, "NU") for left in ("PR", "PO", "HY", "IS")),
    *(("AL", right) for right in ("PR", "PO")),
    *(("NU", right) for right in ("PR", "PO")),
    ("ID", "PO"),
    ("PR", "ID"),
    ("B2", "B2"),
}
"""Classes between which no line ends without a space."""


def wrapped(text: str, width: int, start: int = 0) -> list[str]:
    """Break an escaped text into lines of at most `width` columns, blanks at their ends included.

    The first line has `start` columns less. Words that are longer than a line stay whole.
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


def _pieces(text: str) -> list[str]:
    """The parts of a text between which a line may end; never right before the line end that closes it."""
    pieces, begun = [], 0
    last = len(text) - 2 if text.endswith("\\n") else len(text)
    within_escapes = {match.start() + 1 for match in _ESCAPES.finditer(text)}
    base = 0
    for match in _PLACES.finditer(text):
        end, position = match.span()
        # A mark that is put over another character breaks as that one does.
        if _kind(text[end]) != "CM":
            base = end
        elif end and text[end - 1] == " ":
            base = end - 1
        is_spaced = position > end + 1
        if position < last and position not in within_escapes and _may_break(text, base, position, spaced=is_spaced):
            pieces.append(text[begun:position])
            begun = position
    return [*pieces, text[begun:]]


def _may_break(text: str, end: int, begin: int, *, spaced: bool) -> bool:
    """Whether a line may end between the character at `end` and that at `begin`, between which only marks and spaces stand."""
    before, after = _kind(text[end]), _kind(text[begin])
    if after in _NEVER_BEFORE or before == "OP" or _opens(text, end) or (spaced and _closes(text, begin)):
        return False
    if spaced:
        return (before, after) != ("B2", "B2")
    return before == "ZW" or _may_part(text, end, before, after)


def _may_part(text: str, end: int, before: str, after: str) -> bool:
    """Whether a line may end between two neighbours of these classes, the first of which is at `end`."""
    if after in _STUCK_BEFORE or before in _STUCK_AFTER:
        return after == "GL" and before in ("BA", "HY")
    if (before, after) == ("SY", "NU"):
        return end == 0 or _kind(text[end - 1]) != "NU"
    if (before, after) == ("HY", "AL"):
        return end > 0 and text[end - 1] != " "
    return (before, after) not in _STUCK_PAIRS


def _opens(text: str, position: int) -> bool:
    """Whether an opening quotation mark stands there: what follows it stays with it, even after a space."""
    if unicodedata.category(text[position]) != "Pi":
        return False
    return position == 0 or _kind(text[position - 1]) in ("SP", "OP", "QU", "GL", "ZW")


def _closes(text: str, position: int) -> bool:
    """Whether a closing quotation mark stands there: it stays with what precedes it, even after a space."""
    if unicodedata.category(text[position]) != "Pf":
        return False
    return position + 1 == len(text) or _kind(text[position + 1]) in _BEHIND_CLOSING


def _columns(text: str) -> int:
    return len(text) if text.isascii() else sum(map(_column, text))


@cache
def _column(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@cache
def _kind(character: str) -> str:
    """The line breaking class of a character, as far as our languages need them told apart."""
    kind = _BY_CHARACTER.get(character)
    if kind:
        return kind
    wide = unicodedata.east_asian_width(character) in "WF"
    return _BY_CATEGORY.get(unicodedata.category(character), "ID" if wide else "AL")
