# SPDX-License-Identifier: GPL-3.0-or-later
"""Words as glyphs: in our fonts, and in those of the machine for scripts that ours do not have, in the order in which they stand."""

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
"""From this weight on, a family that has two of them is bold."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """A cut of a variable font of ours: family, and the place on its axes; or one of the family with a file of its own."""

    family: str
    weight: int
    optical_size: int = 0
    path: str = ""

    @property
    def axes(self) -> dict[str, float]:
        weight: dict[str, float] = {"wght": self.weight}
        return weight | ({"opsz": self.optical_size} if self.optical_size else {})


class Glyph(NamedTuple):
    """A glyph of a cut: its number, how far the next is from it, and its own distance from where it would stand, in ems."""

    number: int
    face: Typeface
    advance: float
    x: float
    y: float


def glyphs(text: str, face: Typeface, tag: str) -> Iterator[Glyph]:
    """Yield the glyphs of a text in a language, from left to right, kerned and joined; a letter that no font has is passed over."""
    for run, is_turned in _directions(text, tag):
        pieces = list(_pieces(run, face, tag))
        for piece, cut in reversed(pieces) if is_turned else pieces:
            yield from _shape_run(piece, cut, "rtl" if is_turned else "ltr")


def length(text: str, face: Typeface, tag: str) -> float:
    """Return how long a line of text is, in ems."""
    return sum(glyph.advance for glyph in glyphs(text, face, tag))


def words(text: str, tag: str) -> Sequence[str]:
    """Return the pieces of a text between which a line may end, each with the space after it."""
    if scripts_of(text) <= OURS:
        return [f"{word} " for word in text.split(" ")] if text else []
    breaks = icu.BreakIterator.createLineInstance(icu.Locale(tag))
    breaks.setText(text)
    ends = list(breaks)
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@cache
def outline(number: int, face: Typeface) -> str:
    """Return the outline of a glyph as a path of SVG, in font units."""
    pen = SVGPathPen(None, ntos=lambda value: f"{value:.0f}")
    _font(face).draw_glyph_with_pen(number, pen)
    return str(pen.getCommands())


@cache
def units(face: Typeface) -> int:
    """Return the font units of an em."""
    return int(_font(face).face.upem)


def _directions(text: str, tag: str) -> list[tuple[str, bool]]:
    """Return the runs of one direction from left to right, each in the order of its characters, and whether it goes to the left."""
    if scripts_of(text) <= OURS and not is_right_to_left(tag):
        return [(text, False)]
    bidi = icu.Bidi()
    bidi.setPara(icu.UnicodeString(text), int(is_right_to_left(tag)))
    runs = (bidi.getVisualRun(number) for number in range(bidi.countRuns()))
    # ICU counts in UTF-16, as its strings do.
    units = text.encode("utf-16-le")
    return [(units[2 * at : 2 * (at + count)].decode("utf-16-le"), kind == 1) for at, count, kind in runs]


def _pieces(text: str, face: Typeface, tag: str) -> Iterator[tuple[str, Typeface]]:
    """Yield the pieces of a text in their order, each with the cut that has its letters: what all scripts share goes on in it."""
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
    buffer.direction = direction  # brackets alone have none
    hb.shape(_font(face), buffer)
    em = units(face)
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        if info.codepoint:
            yield Glyph(info.codepoint, face, position.x_advance / em, position.x_offset / em, position.y_offset / em)


@cache
def _faces(path: str) -> dict[str, int]:
    """Return the places of families in a file, which may hold several."""
    blob = hb.Blob.from_file_path(path)
    count = hb.Face(blob).count
    return {hb.Face(blob, index).get_name(hb.OTNameIdPredefined.FONT_FAMILY): index for index in range(count)}


@cache
def _font(face: Typeface) -> hb.Font:
    path = face.path or str(fontpkg.path(face.family, 400, "normal"))
    font = hb.Font(hb.Face(hb.Blob.from_file_path(path), _faces(path)[face.family] if face.path else 0))
    font.set_variations(face.axes)
    return font
