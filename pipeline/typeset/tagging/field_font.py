# SPDX-License-Identifier: GPL-3.0-or-later
"""The font in which fields show what is typed: all letters that WinAnsi has, those of the four languages and their neighbours'.

Programs that fill in forms compose a field anew by themselves, and most do so only with a font of single bytes.
"""

import functools
import io
from dataclasses import dataclass
from typing import Any

import fontpkg
import pydyf
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FIRST, LAST = 32, 255
_FAMILY, _WEIGHT = "Source Sans 3", 400
_NAME = "FIELDS+Source-Sans-3"
_LAYOUT = frozenset({"GDEF", "GPOS", "GSUB", "BASE", "meta"})
"""Tables that no program which fills in forms looks at."""
_NONSYMBOLIC = 32
_STEM = 84
"""The width of its upright strokes, in thousandths of its size."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """The font's file, and its measures in thousandths of its size."""

    file: bytes
    widths: tuple[int, ...]
    box: tuple[int, ...]
    ascent: int
    descent: int
    capitals: int


def add_font(pdf: Any) -> bytes:
    """Put the font into a PDF of pydyf; the reference to it."""
    cut = _cut()
    file = pydyf.Stream([cut.file], {"Length1": len(cut.file)}, compress=True)
    pdf.add_object(file)
    descriptor = pydyf.Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": f"/{_NAME}",
            "Flags": _NONSYMBOLIC,
            "FontBBox": pydyf.Array(cut.box),
            "ItalicAngle": 0,
            "Ascent": cut.ascent,
            "Descent": cut.descent,
            "CapHeight": cut.capitals,
            "StemV": _STEM,
            "FontFile2": file.reference,
        }
    )
    pdf.add_object(descriptor)
    font = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/TrueType",
            "BaseFont": f"/{_NAME}",
            "FirstChar": FIRST,
            "LastChar": LAST,
            "Widths": pydyf.Array(cut.widths),
            "Encoding": "/WinAnsiEncoding",
            "FontDescriptor": descriptor.reference,
        }
    )
    pdf.add_object(font)
    reference: bytes = font.reference
    return reference


def letters() -> list[str]:
    """What each byte from FIRST to LAST stands for; empty where it stands for nothing."""
    return [bytes([byte]).decode("cp1252", errors="ignore") for byte in range(FIRST, LAST + 1)]


@functools.cache
def _cut() -> _Cut:
    font = TTFont(fontpkg.path(_FAMILY, _WEIGHT, "normal"), recalcTimestamp=False)
    for table in _LAYOUT & set(font.keys()):
        del font[table]
    cutter = subset.Subsetter(subset.Options(hinting=False, notdef_outline=True, name_IDs=[]))
    cutter.populate(text="".join(letters()))
    cutter.subset(font)
    font = instancer.instantiateVariableFont(font, {"wght": _WEIGHT}, inplace=True)
    glyphs, scale = font.getBestCmap(), 1000 / font["head"].unitsPerEm
    widths = {one: round(font["hmtx"][glyph][0] * scale) for one, glyph in glyphs.items()}
    head, lines, shapes = font["head"], font["hhea"], font["OS/2"]
    file = io.BytesIO()
    font.save(file)
    return _Cut(
        file.getvalue(),
        tuple(widths.get(ord(one), 0) if one else 0 for one in letters()),
        tuple(round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)),
        round(lines.ascent * scale),
        round(lines.descent * scale),
        round(shapes.sCapHeight * scale),
    )
