# SPDX-License-Identifier: GPL-3.0-or-later
"""The font of form fields: Latin for all of Europe, Africa and Vietnam, Greek and Cyrillic.

Names of users may be Romanian, Serbian, Ukrainian or Nigerian. A single-byte font has no room for their letters: poppler omitted
them, and PDFium used a different font for each alphabet or also omitted them. With a composite font whose codes are Unicode, poppler
and pdf.js show every letter of the font. For letters beyond Western Europe, PDFium uses the font only if it considers it a symbol
font, judging by its resource name: hence NAME.
"""

import functools
import io
from dataclasses import dataclass
from itertools import batched, groupby
from typing import Any

import pydyf
from fontTools.ttLib import TTFont

from pipeline.media import fonts
from pipeline.typeset.engine.tagging.stream import add_dictionary

NAME = "Wingdings"
"""Resource name of the font (see above). The font itself is Source Sans 3."""
_LETTERS = (
    *((0x20, 0x7E), (0xA0, 0x24F), (0x2BB, 0x2BC), (0x300, 0x304), (0x306, 0x30C), (0x323, 0x328), (0x370, 0x3FF)),
    *((0x400, 0x52F), (0x1E00, 0x1EFF), (0x2010, 0x203A), (0x20AC, 0x20AC), (0x25A1, 0x25A1)),
)
_MISSING = 0x25A1
"""Replacement for characters that the font lacks: an empty box."""
_CODES = (*range(0x20, 0xD800), *range(0xE000, 0xFE00))
"""The characters that can be typed, except surrogate pairs."""
_FAMILY, _WEIGHT = "Source Sans 3", 400
_BASE = "FIELDS+Source-Sans-3"
_SYMBOLIC = 4
_STEM = 84
"""Width of the vertical stems, in thousandths of the font size."""
_MAX_BLOCK_LINES = 100
"""Maximum lines in a block of a CMap."""
_TO_UNICODE = """\
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


@dataclass(frozen=True, slots=True)
class _SubsetFont:
    """The font file, and its metrics in thousandths of the font size; `widths` and `glyphs` by character."""

    file: bytes
    widths: dict[int, int]
    glyphs: dict[int, int]
    box: tuple[int, ...]
    ascent: int
    descent: int
    capitals: int


def add_font(pdf: Any) -> bytes:
    """Add the font to a PDF of pydyf and return its reference."""
    subset = _subset_font()
    file = _add(pdf, pydyf.Stream([subset.file], {"Length1": len(subset.file)}, compress=True))
    descriptor = add_dictionary(
        pdf,
        Type="/FontDescriptor",
        FontName=f"/{_BASE}",
        Flags=_SYMBOLIC,
        FontBBox=pydyf.Array(subset.box),
        ItalicAngle=0,
        Ascent=subset.ascent,
        Descent=subset.descent,
        CapHeight=subset.capitals,
        StemV=_STEM,
        FontFile2=file,
    )
    system = {"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"), "Supplement": 0}
    missing = subset.glyphs[_MISSING]
    to_glyphs = bytes(2 * _CODES[0]) + b"".join(
        subset.glyphs.get(code, missing).to_bytes(2) for code in range(_CODES[0], _CODES[-1] + 1)
    )
    descendant = add_dictionary(
        pdf,
        Type="/Font",
        Subtype="/CIDFontType2",
        BaseFont=f"/{_BASE}",
        CIDSystemInfo=pydyf.Dictionary(system),
        FontDescriptor=descriptor.reference,
        DW=subset.widths[_MISSING],
        W=_width_runs(subset.widths),
        # Poppler needs an explicit map; /Identity is not enough.
        CIDToGIDMap=_add(pdf, pydyf.Stream([to_glyphs], compress=True)),
    )
    font = add_dictionary(
        pdf,
        Type="/Font",
        Subtype="/Type0",
        BaseFont=f"/{_BASE}",
        Encoding="/Identity-H",
        DescendantFonts=pydyf.Array([descendant.reference]),
        ToUnicode=_add(pdf, pydyf.Stream([_to_unicode()], compress=True)),
    )
    reference: bytes = font.reference
    return reference


def _add(pdf: Any, stream: Any) -> bytes:
    pdf.add_object(stream)
    reference: bytes = stream.reference
    return reference


def _width_runs(widths: dict[int, int]) -> Any:
    """Return the first code of each run of consecutive codes, and their widths."""
    runs: list[Any] = []
    for code, width in widths.items():
        if code - 1 not in widths:
            runs += [code, pydyf.Array()]
        runs[-1].append(width)
    return pydyf.Array(runs)


def _to_unicode() -> bytes:
    rows = [[*codes] for _, codes in groupby(_CODES, lambda code: code >> 8)]
    blocks = ""
    for batch in batched(rows, _MAX_BLOCK_LINES):
        lines = "".join(f"<{row[0]:04X}> <{row[-1]:04X}> <{row[0]:04X}>\n" for row in batch)
        blocks += f"{len(batch)} beginbfrange\n{lines}endbfrange\n"
    return _TO_UNICODE.format(blocks=blocks).encode()


def _file() -> bytes:
    codes = {code for first, last in _LETTERS for code in range(first, last + 1)}
    # Without OpenType layout tables, which no form viewer uses.
    cut = fonts.subset(fonts.path_of(_FAMILY), codes, (), {"wght": _WEIGHT}, hinting=False)
    font = TTFont(io.BytesIO(cut), recalcTimestamp=False)
    for table in {"BASE", "STAT", "meta"} & set(font.keys()):
        del font[table]
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


@functools.cache
def _subset_font() -> _SubsetFont:
    file = _file()
    font = TTFont(io.BytesIO(file))
    names, scale = dict(sorted(font.getBestCmap().items())), 1000 / font["head"].unitsPerEm
    head, lines, shapes = font["head"], font["hhea"], font["OS/2"]
    return _SubsetFont(
        file,
        {code: round(font["hmtx"][name][0] * scale) for code, name in names.items()},
        {code: font.getGlyphID(name) for code, name in names.items()},
        tuple(round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)),
        round(lines.ascent * scale),
        round(lines.descent * scale),
        round(shapes.sCapHeight * scale),
    )
