# SPDX-License-Identifier: GPL-3.0-or-later
"""Detects the scripts (ISO 15924) of texts, which determine their fonts and the order of their glyphs."""

from collections.abc import Iterable
from functools import cache
from unicodedata import bidirectional

from fontTools.unicodedata import script, script_extension

from pipeline.system.script_fonts import OURS, script_fonts

LAST_OF_LATIN, _LAST_IN_ORDER = "\u017f", "\u058f"
_IN_ORDER = OURS | {"Armn", "Bopo", "Geor", "Hang", "Hani", "Hira", "Kana"}
"""Scripts whose glyphs are painted from left to right in the order of the characters."""


@cache
def _script(character: str) -> str:
    """Return the script code of a character. A character shared by a few scripts counts as inherited (Zinh)."""
    code = script(character)
    return "Zinh" if code == "Zyyy" and len(script_extension(character)) > 1 else code


def scripts_of(characters: Iterable[str]) -> frozenset[str]:
    """Return the scripts of characters beyond ASCII and common Latin characters."""
    return frozenset(_script(character) for character in set(characters) if character > LAST_OF_LATIN)


def can_be_written(text: str) -> bool:
    """Tell whether our fonts and the installed fallback fonts cover the scripts of a text."""
    beyond_ours = scripts_of(filter(str.isalpha, text)) - OURS
    rows = (row for row in script_fonts() if not beyond_ours.isdisjoint(row.scripts))
    return beyond_ours <= {script for row in rows if row.files for script in row.scripts}


def is_painted_in_order(text: str) -> bool:
    """Tell whether the glyphs of a text are painted in the order of its characters."""
    return max(text, default="") <= _LAST_IN_ORDER or scripts_of(text) <= _IN_ORDER


def has_right_to_left(text: str) -> bool:
    """Tell whether a text has right-to-left characters."""
    return max(text, default="") > _LAST_IN_ORDER and any(bidirectional(character) in ("R", "AL") for character in text)
