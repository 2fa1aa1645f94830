# SPDX-License-Identifier: GPL-3.0-or-later
"""Covers as SVG, with the text and drawing of the printed covers. Glyphs are outlines, independent of installed fonts."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path
from xml.sax.saxutils import escape

import resvg_py
from PIL import Image

from pipeline.covers import COVER_SIZE, shaping
from pipeline.covers.shaping import Typeface
from pipeline.languages import is_right_to_left
from pipeline.media.scripts import scripts_of
from pipeline.model.kinds import PAPER
from pipeline.model.metadata import Metadata
from pipeline.system.cache import cached
from pipeline.system.environment import code_of, environment
from pipeline.system.files import write_if_changed
from pipeline.system.script_fonts import OURS
from pipeline.theme import phrases
from pipeline.theme.drawing import routes
from pipeline.words import Words

WIDTH, HEIGHT = 210, 297
FIELD = 99
"""The top of the coloured field, a third of the way down; units are mm."""
STROKE, OPACITY = 0.55, 0.7
"""Line width (mm) and opacity of the routes."""
_MARGIN = 17
_INK, _MUTED = "#1b1f23", "#565d66"
_TITLE_SIZES = (17.0, 15.0, 13.0, 11.5, 10.0, 8.5)
_TITLE_BOTTOM = 92.0
_TITLE_TOP = 33.0
_COLOURS = 64
"""Number of colours of a PNG cover, for programs without SVG."""


_TITLE = Typeface("Source Serif 4", 600, 48)
_TEXT = Typeface("Source Serif 4", 400, 20)
_LABEL = Typeface("Source Sans 3", 600)


@dataclass(slots=True)
class _Sheet:
    """Collects lines of text in the language `tag`; each glyph is defined once and referenced by <use>."""

    tag: str
    glyphs: dict[str, str] = field(default_factory=dict)
    uses: list[str] = field(default_factory=list)

    def line(
        self,
        text: str,
        face: Typeface,
        size: float,
        position: tuple[float, float],
        colour: str,
        letter_spacing: float = 0,
    ) -> None:
        """Set one line with its left end and baseline at `position`; `letter_spacing` is the letter spacing in ems.

        In a right-to-left language `position` is mirrored: the line ends as far from the right edge.
        """
        units = shaping.units(face)
        scale = size / units
        # No letter spacing in other scripts, which may join letters.
        letter_spacing = letter_spacing if scripts_of(text) <= OURS else 0
        placed, x = [], 0.0
        for glyph in shaping.glyphs(text, face, self.tag):
            if outline := shaping.outline(glyph.number, glyph.face):
                key = self.glyphs.setdefault(outline, f"g{len(self.glyphs)}")
                placed.append(_use(key, x + glyph.x * units, glyph.y * units, units / shaping.units(glyph.face)))
            x += (glyph.advance + letter_spacing) * units
        left = WIDTH - position[0] - x * scale if is_right_to_left(self.tag) else position[0]
        self.uses.append(
            f'<g fill="{colour}" transform="translate({left:.2f} {position[1]:.2f}) scale({scale:.5f} {-scale:.5f})">'
            f"{''.join(placed)}</g>"
        )

    def definitions(self) -> str:
        return "".join(f'<path id="{key}" d="{outline}"/>' for outline, key in self.glyphs.items())


def _use(key: str, x: float, y: float, scale: float) -> str:
    """Return the <use> of a glyph at a position in the line's font units; `scale` converts the units of a fallback font."""
    if y or scale != 1:
        return f'<use href="#{key}" transform="translate({x:.0f} {y:.0f}) scale({scale:.4g})"/>'
    return f'<use href="#{key}" x="{x:.0f}"/>'


def draw(metadata: Metadata, words: Words) -> str:
    """Return the cover as an A4-proportioned SVG file, with a <title> for screen readers."""
    sheet = _Sheet(metadata.language.tag)
    kind = phrases.kind_name(metadata.kind, words)
    sheet.line(kind.upper(), _LABEL, 5, (_MARGIN, 21), metadata.kind.colour, 0.09)
    _head(metadata, sheet)
    sheet.line(metadata.language.autonym, _LABEL, 6, (_MARGIN, HEIGHT - 17), PAPER)
    _foot(metadata, sheet)
    name = escape(f"{metadata.title} ({metadata.language.autonym})")
    drawing = routes(metadata.slug, WIDTH, HEIGHT - FIELD)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"><title>{name}</title>'
        f"<defs>{sheet.definitions()}</defs>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>'
        f'<rect y="{FIELD}" width="{WIDTH}" height="{HEIGHT - FIELD}" fill="{metadata.kind.colour}"/>'
        f'<path transform="translate(0 {FIELD})" d="{drawing}" fill="none" stroke="{PAPER}" stroke-opacity="{OPACITY}"'
        f' stroke-width="{STROKE}"/>{"".join(sheet.uses)}</svg>\n'
    )


def draw_wordless(metadata: Metadata) -> str:
    """Return the cover as a small SVG without text."""
    drawing = _simplified(routes(metadata.slug, WIDTH, HEIGHT - FIELD))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>'
        f'<rect y="{FIELD}" width="{WIDTH}" height="{HEIGHT - FIELD}" fill="{metadata.kind.colour}"/>'
        f'<path transform="translate(0 {FIELD})" d="{drawing}" fill="none" stroke="{PAPER}" stroke-opacity="{OPACITY}"'
        ' stroke-width="0.8"/></svg>\n'
    )


def _simplified(drawing: str) -> str:
    """Shrink a drawing: coordinates relative and rounded to a tenth, and no rings, which are too small to see in lists."""
    parts = []
    for line in re.findall(r"M[^MA]*C[^MA]*", drawing):
        x, y, *numbers = (round(10 * float(number)) for number in re.findall(r"[\d.]+", line))
        parts.append(f"M{x / 10:g} {y / 10:g}")
        for bend in batched(numbers, 6):
            steps = [(to - at) / 10 for to, at in zip(bend, (x, y) * 3, strict=True)]
            parts.append("c" + " ".join(f"{step:g}" for step in steps).replace(" -", "-"))
            x, y = bend[4:]
    return "".join(parts)


def _head(metadata: Metadata, sheet: _Sheet) -> None:
    """Set title and subtitle, in the largest size that fits between the kind and the coloured field."""
    for size in _TITLE_SIZES:
        small = max(5.6, size * 0.46)
        title, subtitle = (
            _wrap(metadata.title, _TITLE, size, metadata.language.tag),
            _wrap(metadata.subtitle, _TEXT, small, metadata.language.tag),
        )
        height = len(title) * size * 1.16 + len(subtitle) * small * 1.3 + (4 if subtitle else 0)
        if height <= _TITLE_BOTTOM - _TITLE_TOP:
            break
    y = _TITLE_TOP + size * 0.72
    for line in title:
        sheet.line(line, _TITLE, size, (_MARGIN, y), _INK)
        y += size * 1.16
    y += 4 - size * 0.3
    for line in subtitle:
        sheet.line(line, _TEXT, small, (_MARGIN, y), _MUTED)
        y += small * 1.3


def _foot(metadata: Metadata, sheet: _Sheet) -> None:
    """Set publisher and year to the right of the language's name, wrapped; the last line is level with the name."""
    words = f"{metadata.publisher}, {metadata.modified.year}" if metadata.publisher else str(metadata.modified.year)
    left = _MARGIN + 62
    lines = _wrap(words, _LABEL, 4.6, metadata.language.tag, WIDTH - _MARGIN - left)
    for number, line in enumerate(lines):
        sheet.line(line, _LABEL, 4.6, (left, HEIGHT - 17 - (len(lines) - 1 - number) * 6), PAPER)


def _wrap(text: str, face: Typeface, size: float, tag: str, width: float = WIDTH - 2 * _MARGIN) -> Sequence[str]:
    lines: list[str] = []
    for word in shaping.words(text, tag):
        longer = f"{lines[-1]}{word}" if lines else word
        if lines and shaping.length(longer.rstrip(" "), face, tag) * size <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line.rstrip(" ") for line in lines]


def write_picture(cover: str, path: Path) -> None:
    """Write a cover's SVG as PNG; rendered PNGs are cached."""
    parts = ("cover", cover, environment(), code_of(__file__))
    write_if_changed(path, cached(parts, lambda: picture(cover)))


def picture(cover: str) -> bytes:
    """Render an SVG to a PNG of COVER_SIZE, with a palette, which halves the bytes."""
    whole = resvg_py.svg_to_bytes(svg_string=cover, width=COVER_SIZE[0], skip_system_fonts=True)
    data = io.BytesIO()
    with Image.open(io.BytesIO(whole)) as image:
        few = image.convert("RGB").quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(data, "PNG")
    return data.getvalue()
