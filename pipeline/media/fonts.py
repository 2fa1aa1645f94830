# SPDX-License-Identifier: GPL-3.0-or-later
"""The project's fonts, and subsets of them. Pure; the same input gives the same bytes."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import fontpkg

_NO_LIMITS: Mapping[str, float] = {}
FAMILIES = ("Source Sans 3", "Source Serif 4", "Source Code Pro")
_ZIAMATH = find_spec("ziamath")  # importing it would take a tenth of a second
assert _ZIAMATH is not None
assert _ZIAMATH.origin is not None
FORMULAS = Path(_ZIAMATH.origin).parent / "fonts"
"""The folder of the font that formulas are drawn with, so that they look alike on screens and on paper."""


def path_of(family: str, style: str = "normal") -> Path:
    """Return the variable font file of a family, with all its weights."""
    file: Path = fontpkg.path(family, 400, style)
    return file


type Limits = Mapping[str, float | tuple[float, float]]
"""Limits by axis of a variable font: a value, or a range as a pair of its minimum (also the new default) and maximum."""


def subset(
    source: Path, codes: Iterable[int], features: Collection[str], limits: Limits = _NO_LIMITS, *, hinting: bool = True
) -> bytes:
    """Return the subset of a font with these characters and layout features. Limits of axes that the font lacks are ignored."""
    import uharfbuzz  # imported late, as below: most builds find all fonts in the cache of the user
    from uharfbuzz import SubsetFlags

    face = uharfbuzz.Face(source.read_bytes())
    request = uharfbuzz.SubsetInput()
    request.unicode_set.set(codes)
    request.layout_feature_tag_set.set(map(_tag, features))
    request.drop_table_tag_set.update(map(_tag, () if features else ("GDEF", "GPOS", "GSUB")))
    request.flags = SubsetFlags.NOTDEF_OUTLINE | (SubsetFlags(0) if hinting else SubsetFlags.NO_HINTING)
    for axis in {info.tag for info in face.axis_infos} & limits.keys():
        match limits[axis]:
            case (least, most):
                request.set_axis_range(face, axis, least, most, least)
            case value:
                request.pin_axis_location(face, axis, value)
    data: bytes = uharfbuzz.subset(face, request).blob.data
    return data


def _tag(name: str) -> int:
    return int.from_bytes(name.encode())


def woff2(font: bytes) -> bytes:
    """Return a font in WOFF2 format."""
    from fontTools.ttLib import TTFont

    tables = TTFont(BytesIO(font), recalcTimestamp=False)  # for reproducible files
    tables.flavor = "woff2"
    data = BytesIO()
    tables.save(data)
    return data.getvalue()


def width(text: str, size: float, weight: int = 400, family: str = FAMILIES[0]) -> float:
    """Return the width of a line of text, in the unit of `size`, without kerning."""
    glyphs, advances, per_em = _measures(family, weight)
    return sum(float(advances[glyphs.get(ord(character), ".notdef")].width) for character in text) * size / per_em


@cache
def _measures(family: str, weight: int) -> tuple[dict[int, str], Any, int]:  # fontTools has no types for glyph sets
    from fontTools.ttLib import TTFont

    font = TTFont(path_of(family), lazy=True)
    return font.getBestCmap(), font.getGlyphSet(location={"wght": weight}), font["head"].unitsPerEm
