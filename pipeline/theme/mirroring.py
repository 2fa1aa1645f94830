# SPDX-License-Identifier: GPL-3.0-or-later
"""Mirrors style sheets for books that are written, and turned over, from right to left.

Margin boxes, facing pages and the fixed places of leaflets and cards have no logical names in CSS, so that all is mirrored in one way.
"""

import re

_SIDES = {"left": "right", "right": "left"}
_WORD = re.compile(r"/\*.*?\*/|\.[a-z][\w-]*|\b(?:left|right)\b", re.DOTALL)
"""Comments and names of classes stay as they are."""
_FOUR = re.compile(
    r"(?P<name>\b(?:margin|padding|inset|border-width|border-style|border-color)\s*:)(?P<values>[^;{}]+)"
)
_VALUE = re.compile(r"[^\s()]*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|[^\s()]+")


def mirrored(css: str) -> str:
    """Return a style sheet in which left and right have changed places: in names, values, and lists of four values."""
    return _FOUR.sub(_mirrored_values, _WORD.sub(lambda word: _SIDES.get(word[0], word[0]), css))


def _mirrored_values(declaration: re.Match[str]) -> str:
    match _VALUE.findall(declaration["values"]):
        case [top, right, bottom, left, *rest]:
            return " ".join((declaration["name"], top, left, bottom, right, *rest))
    return declaration[0]
