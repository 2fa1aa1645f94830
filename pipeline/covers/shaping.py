# SPDX-License-Identifier: GPL-3.0-or-later
"""Text shaping: text to glyphs in visual order, in our fonts or, for other scripts, in installed fallback fonts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import fontpkg
import icu
import uharfbuzz as hb
from fontTools.pens.svgPathPen import SVGPathPen

from pipeline.languages import is_right_to_left
from pipeline.media.scripts import scripts_of
from pipeline.system.script_fonts import OURS, fonts_for

_BOLD = 600
"""Weights from this one on use the bold file of a fallback family."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font instance: one of our variable fonts at a weight and optical size, or the file `path` of a fallback font."""

    family: str
    weight: int
    optical_size: int = 0
    path: str = ""

    @property
    def axes(self) -> dict[str, float]:
        weight: dict[str, float] = {"wght": self.weight}
        return weight | ({"opsz": self.optical_size} if self.optical_size else {})


class Glyph(NamedTuple):
    """A positioned glyph: its number in the font, its advance, and its offset (`x`, `y`), in ems."""

    number: int
    face: Typeface
    advance: float
    x: float
    y: float


def glyphs(text: str, face: Typeface, tag: str) -> Iterator[Glyph]:
    """Yield the shaped glyphs of a text, from left to right; characters that no font has are omitted."""
    for run, is_turned in _directions(text, tag):
        pieces = list(_pieces(run, face, tag))
        for piece, cut in reversed(pieces) if is_turned else pieces:
            yield from _shape_run(piece, cut, "rtl" if is_turned else "ltr")


def length(text: str, face: Typeface, tag: str) -> float:
    """Return the width of a line of text in ems."""
    return sum(glyph.advance for glyph in glyphs(text, face, tag))


def words(text: str, tag: str) -> Sequence[str]:
    """Return the pieces of a text between break opportunities, each with its trailing space."""
    if scripts_of(text) <= OURS:
        return [f"{word} " for word in text.split(" ")] if text else []
    breaks = icu.BreakIterator.createLineInstance(icu.Locale(tag))
    breaks.setText(text)
    ends = list(breaks)
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@cache
def outline(number: int, face: Typeface) -> str:
    """Return the outline of a glyph as an SVG path in font units."""
    pen = SVGPathPen(None, ntos=lambda value: f"{value:.0f}")
    _font(face).draw_glyph_with_pen(number, pen)
    return str(pen.getCommands())


@cache
def units(face: Typeface) -> int:
    """Return the font units per em."""
    return int(_font(face).face.upem)


def _directions(text: str, tag: str) -> list[tuple[str, bool]]:
    """Return the bidirectional runs in visual order: the text of each in logical order, and whether it is right-to-left."""
    if scripts_of(text) <= OURS and not is_right_to_left(tag):
        return [(text, False)]
    bidi = icu.Bidi()
    bidi.setPara(icu.UnicodeString(text), int(is_right_to_left(tag)))
    runs = (bidi.getVisualRun(number) for number in range(bidi.countRuns()))
    # ICU's offsets count UTF-16 units.
    units = text.encode("utf-16-le")
    return [(units[2 * at : 2 * (at + count)].decode("utf-16-le"), kind == 1) for at, count, kind in runs]


def _pieces(text: str, face: Typeface, tag: str) -> Iterator[tuple[str, Typeface]]:
    """Split a text by the font that has its characters. Characters that all scripts share stay in the current font."""
    piece, typeface = "", face
    for character in text:
        next_typeface = next(
            (candidate for candidate in (typeface, *_cuts(face, character, tag)) if _has(candidate, character)), face
        )
        if next_typeface != typeface and piece:
            yield piece, typeface
            piece = ""
        piece, typeface = piece + character, next_typeface
    if piece:
        yield piece, typeface


def _cuts(face: Typeface, character: str, tag: str) -> Iterator[Typeface]:
    yield face
    for row in fonts_for(scripts_of(character), tag) if character > "\u017f" else ():
        family = row.families[0 if "Serif" in face.family else 1]
        weight = "Bold" if face.weight >= _BOLD else "Regular"
        files = [str(path) for path in row.files if _faces(str(path)).get(family) is not None]
        if files:
            path = next((path for path in files if weight in path), files[0])
            yield replace(face, family=family, optical_size=0, path=path)


@cache
def _has(face: Typeface, character: str) -> bool:
    return _font(face).get_nominal_glyph(ord(character)) is not None


def _shape_run(text: str, face: Typeface, direction: str) -> Iterator[Glyph]:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = direction  # not guessed for brackets alone
    hb.shape(_font(face), buffer)
    em = units(face)
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        if info.codepoint:
            yield Glyph(info.codepoint, face, position.x_advance / em, position.x_offset / em, position.y_offset / em)


@cache
def _faces(path: str) -> dict[str, int]:
    """Return the index of each family in a font file or collection."""
    blob = hb.Blob.from_file_path(path)
    count = hb.Face(blob).count
    return {hb.Face(blob, index).get_name(hb.OTNameIdPredefined.FONT_FAMILY): index for index in range(count)}


@cache
def _font(face: Typeface) -> hb.Font:
    path = face.path or str(fontpkg.path(face.family, 400, "normal"))
    font = hb.Font(hb.Face(hb.Blob.from_file_path(path), _faces(path)[face.family] if face.path else 0))
    font.set_variations(face.axes)
    return font
