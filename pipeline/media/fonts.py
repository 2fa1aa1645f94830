# SPDX-License-Identifier: GPL-3.0-or-later
"""The typefaces of the project, cut to the characters that are needed. Pure; the same input gives the same bytes."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import fontpkg
import uharfbuzz
from fontTools.ttLib import TTFont
from uharfbuzz import SubsetFlags

_NO_LIMITS: Mapping[str, float] = {}
FAMILIES = ("Source Sans 3", "Source Serif 4", "Source Code Pro")


def path_of(family: str, style: str = "normal") -> Path:
    """Return the file of a family, which has all its weights."""
    file: Path = fontpkg.path(family, 400, style)
    return file


type Limits = Mapping[str, float | tuple[float, float]]
"""Where the axes of a variable font are fixed; a pair narrows one, and is its default and its end."""


def cut(
    source: Path, codes: Iterable[int], features: Collection[str], limits: Limits = _NO_LIMITS, *, hinting: bool = True
) -> bytes:
    """Return the font with the glyphs of these characters and layout features alone; axes that it has not are left out."""
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
    """Return a font as a file for browsers."""
    tables = TTFont(BytesIO(font), recalcTimestamp=False)  # the time of making stays out of the file
    tables.flavor = "woff2"
    data = BytesIO()
    tables.save(data)
    return data.getvalue()


def width(text: str, size: float, weight: int = 400, family: str = FAMILIES[0]) -> float:
    """Return how wide a line of text is, in the unit of its `size`, without kerning."""
    glyphs, advances, per_em = _measures(family, weight)
    return sum(float(advances[glyphs.get(ord(character), ".notdef")].width) for character in text) * size / per_em


@cache
def _measures(family: str, weight: int) -> tuple[dict[int, str], Any, int]:  # fontTools has no types for glyph sets
    font = TTFont(path_of(family), lazy=True)
    return font.getBestCmap(), font.getGlyphSet(location={"wght": weight}), font["head"].unitsPerEm
