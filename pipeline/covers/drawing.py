# SPDX-License-Identifier: GPL-3.0-or-later
"""Covers as SVG, with the words and lines of the printed ones. Glyphs are outlines, so that no machine's fonts matter."""

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
from pipeline.model.metadata import Metadata
from pipeline.system.cache import cached
from pipeline.system.environment import code_of, environment
from pipeline.system.files import write_if_changed
from pipeline.system.script_fonts import OURS
from pipeline.theme import phrases
from pipeline.theme.drawing import PAPER, routes
from pipeline.words import Words

WIDTH, HEIGHT = 210, 297
FIELD = 99
"""Where the coloured field begins: a third of the way down."""
STROKE, OPACITY = 0.55, 0.7
"""How thick the routes are, and how much they cover of the field."""
_MARGIN = 17
_INK, _MUTED = "#1b1f23", "#565d66"
_TITLE_SIZES = (17.0, 15.0, 13.0, 11.5, 10.0, 8.5)
_TITLE_BOTTOM = 92.0
_TITLE_TOP = 33.0
_COLOURS = 64
"""Of a cover as PNG, for those who show no SVG."""


_TITLE = Typeface("Source Serif 4", 600, 48)
_TEXT = Typeface("Source Serif 4", 400, 20)
_LABEL = Typeface("Source Sans 3", 600)


@dataclass(slots=True)
class _Sheet:
    """Collects lines of text in the language `tag`; each glyph is defined once and used at each place."""

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
        """Set one line, its left end and base line at `position`; `letter_spacing` is added between letters, in ems.

        What is read from right to left is set as in a mirror.
        """
        units = shaping.units(face)
        scale = size / units
        # Joined letters stay so.
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
    """Return a glyph at a place in font units; `scale` makes those of another font as large as an em here."""
    if y or scale != 1:
        return f'<use href="#{key}" transform="translate({x:.0f} {y:.0f}) scale({scale:.4g})"/>'
    return f'<use href="#{key}" x="{x:.0f}"/>'


def draw(metadata: Metadata, words: Words) -> str:
    """Return the cover as an SVG file of A4's proportions; its title names it for those who do not see it."""
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
    """Return the cover without its words, as light as can be."""
    drawing = _simplified(routes(metadata.slug, WIDTH, HEIGHT - FIELD))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>'
        f'<rect y="{FIELD}" width="{WIDTH}" height="{HEIGHT - FIELD}" fill="{metadata.kind.colour}"/>'
        f'<path transform="translate(0 {FIELD})" d="{drawing}" fill="none" stroke="{PAPER}" stroke-opacity="{OPACITY}"'
        ' stroke-width="0.8"/></svg>\n'
    )


def _simplified(drawing: str) -> str:
    """Return the lines with coordinates rounded to a tenth, without the rings, which are too small to see."""
    parts = []
    for line in re.findall(r"M[^MA]*C[^MA]*", drawing):
        x, y, *numbers = (round(10 * float(number)) for number in re.findall(r"[\d.]+", line))
        parts.append(f"M{x / 10:g} {y / 10:g}")
        for bend in batched(numbers, 6, strict=True):
            steps = [(to - at) / 10 for to, at in zip(bend, (x, y) * 3, strict=True)]
            parts.append("c" + " ".join(f"{step:g}" for step in steps).replace(" -", "-"))
            x, y = bend[4:]
    return "".join(parts)


def _head(metadata: Metadata, sheet: _Sheet) -> None:
    """Write title and subtitle, as large as their place between the kind and the field allows."""
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
    """Write publisher and year, at the right of the language's name, on as many lines as they need, the last one lowest."""
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
    """Write a drawn cover as PNG, from the cache where it has been one before."""
    parts = ("cover", cover, environment(), code_of(__file__))
    write_if_changed(path, cached(parts, lambda: picture(cover)))


def picture(cover: str) -> bytes:
    """Return the PNG, of COVER_SIZE, in so few colours that it has half the bytes."""
    whole = resvg_py.svg_to_bytes(svg_string=cover, width=COVER_SIZE[0], skip_system_fonts=True)
    data = io.BytesIO()
    with Image.open(io.BytesIO(whole)) as image:
        few = image.convert("RGB").quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(data, "PNG")
    return data.getvalue()
