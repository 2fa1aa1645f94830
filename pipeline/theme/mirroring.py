# SPDX-License-Identifier: GPL-3.0-or-later
"""Mirrors style sheets for right-to-left books.

CSS has no logical names for margin boxes and facing pages, so physical left and right are swapped everywhere.
"""

import re

_SIDES = {"left": "right", "right": "left"}
_WORD = re.compile(r"/\*.*?\*/|\.[a-z][\w-]*|\b(?:left|right)\b", re.DOTALL)
"""The words left and right. Also matches comments and class names, to skip them."""
_FOUR_VALUES = re.compile(
    r"(?P<name>\b(?:margin|padding|inset|border-width|border-style|border-color)\s*:)(?P<values>[^;{}]+)"
)
_VALUE = re.compile(r"[^\s()]*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|[^\s()]+")


def mirrored(css: str) -> str:
    """Swap left and right in a style sheet: in names, values, and lists of four values."""
    return _FOUR_VALUES.sub(_mirrored_values, _WORD.sub(lambda word: _SIDES.get(word[0], word[0]), css))


def _mirrored_values(declaration: re.Match[str]) -> str:
    match _VALUE.findall(declaration["values"]):
        case [top, right, bottom, left, *rest]:
            return " ".join((declaration["name"], top, left, bottom, right, *rest))
    return declaration[0]
