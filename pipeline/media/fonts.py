# SPDX-License-Identifier: GPL-3.0-or-later
"""The typefaces of the project, cut to the characters that are needed. Pure; the same input gives the same bytes."""

import logging
from collections.abc import Iterable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import fontpkg
from fontTools.ttLib import TTFont

# Where a program has switched logging on, fontTools lists each glyph that it keeps.
logging.getLogger("fontTools").setLevel(logging.WARNING)

FAMILIES = ("Source Sans 3", "Source Serif 4", "Source Code Pro")


def path_of(family: str, style: str = "normal") -> Path:
    """Return the file of a family, which has all its weights."""
    file: Path = fontpkg.path(family, 400, style)
    return file


def cut(source: Path | BytesIO, codes: Iterable[int], features: Iterable[str], *, hinting: bool = True) -> TTFont:
    """Return the font with the glyphs of these characters and layout features alone."""
    # Imported here, as what follows: fonts that are kept need none of it.
    from fontTools.subset import Options, Subsetter

    # The time of making stays out of the file: recalcTimestamp.
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.layout_features = list(features)
    options.notdef_outline = True
    options.hinting = hinting
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    return font


def at(font: TTFont, limits: Mapping[str, float | tuple[float, float]]) -> TTFont:
    """Return a variable font with its axes fixed, or narrowed to a pair; axes that it has not are left out."""
    from fontTools.varLib.instancer import instantiateVariableFont

    axes = {axis.axisTag for axis in font["fvar"].axes}
    return instantiateVariableFont(font, {name: limit for name, limit in limits.items() if name in axes})


def woff2(font: TTFont) -> bytes:
    """Return a font as a file for browsers."""
    font.flavor = "woff2"
    data = BytesIO()
    font.save(data)
    return data.getvalue()


def width(text: str, size: float, weight: int = 400, family: str = FAMILIES[0]) -> float:
    """Return how wide a line of text is, in the unit of its `size`, without kerning."""
    glyphs, advances, per_em = _measures(family, weight)
    return sum(float(advances[glyphs.get(ord(character), ".notdef")].width) for character in text) * size / per_em


@cache
def _measures(family: str, weight: int) -> tuple[dict[int, str], Any, int]:  # fontTools has no types for glyph sets
    font = TTFont(path_of(family), lazy=True)
    return font.getBestCmap(), font.getGlyphSet(location={"wght": weight}), font["head"].unitsPerEm
