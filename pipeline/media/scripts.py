# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripts of texts, by the codes of ISO 15924: which fonts they need, and in which order their glyphs are painted."""

from collections.abc import Iterable
from functools import cache
from unicodedata import bidirectional

from fontTools.unicodedata import script, script_extension

from pipeline.system.script_fonts import OURS, script_fonts

_LAST_OF_LATIN, _LAST_IN_ORDER = "\u017f", "\u058f"
_IN_ORDER = OURS | {"Armn", "Bopo", "Geor", "Hang", "Hani", "Hira", "Kana"}
"""Scripts whose glyphs stand from left to right in the order of the characters."""


@cache
def _script(character: str) -> str:
    """Return the code of a character's script; that of all scripts for what a few share, as it comes with their letters."""
    code = script(character)
    return "Zinh" if code == "Zyyy" and len(script_extension(character)) > 1 else code


def scripts_of(characters: Iterable[str]) -> frozenset[str]:
    """Return the scripts of some characters; of a text without any other than Latin letters and signs, none."""
    return frozenset(_script(character) for character in set(characters) if character > _LAST_OF_LATIN)


def can_be_written(text: str) -> bool:
    """Tell whether our fonts, and those of scripts on this machine, have the letters of a text."""
    beyond_ours = scripts_of(filter(str.isalpha, text)) - OURS
    rows = (row for row in script_fonts() if not beyond_ours.isdisjoint(row.scripts))
    return beyond_ours <= {script for row in rows if row.files for script in row.scripts}


def is_painted_in_order(text: str) -> bool:
    """Tell whether the glyphs of a text stand in the order of its characters, each for one or for some that follow each other."""
    return max(text, default="") <= _LAST_IN_ORDER or scripts_of(text) <= _IN_ORDER


def has_right_to_left(text: str) -> bool:
    """Tell whether some characters of a text are written from right to left."""
    return max(text, default="") > _LAST_IN_ORDER and any(bidirectional(character) in ("R", "AL") for character in text)
