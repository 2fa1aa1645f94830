# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws a formula for paper with ziamath. Letters remain text, so that a PDF can be searched. Pure."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from math import ceil
from typing import Any

from lxml import etree

from pipeline.formula.mathml import MATHML, name_of
from pipeline.formula.tex import FormulaError

TYPEFACE = "STIX Two Math"
WIDE, WIDEST, LINE, HIGHEST = 26.0, 42.0, 33.0, 55.0
"""In ems of the text: the width above which a formula also uses the left margin; the maximum width, which is scaled down to three
quarters; the width of a line of text; and the height of a page."""
_SIZE = 10
"""Font size of the drawing, in its units."""
_MARGIN = 0.25
_STRETCHES_NOT = frozenset("↑↓")
_ACCENTS = {"ˆ": "\u0302", "~": "\u0303"}
_UNDRAWN = frozenset((0x2061, 0x2062, 0x2063, 0x2064, 0x200B, 0x2060))
_UNIT = 0.012
"""Size of a font unit in ziamath's drawing: it draws glyphs at 12 points."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """SVG shapes in black, without ids; `width`, `height` and `depth` (below the baseline) in ems, `box` is the viewBox."""

    shapes: str
    box: str
    width: float
    height: float
    depth: float

    def excess(self, limit: float) -> int:
        """Return by how many per cent the drawing is wider than `limit` ems; zero or less if it fits."""
        return ceil(100 * (self.width / limit - 1))


def draw(tree: etree._Element) -> Drawing:
    """Draw a formula with ziamath, without its colours and ids. Raises FormulaError."""
    from xml.etree import ElementTree

    from ziamath.config import config
    from ziamath.zmath import Math

    config.svg2 = True
    config.precision = 4
    prepared = etree.fromstring(etree.tostring(tree))
    for element in prepared.iter(f"{{{MATHML}}}mo", f"{{{MATHML}}}mi"):
        _prepare_operator(element)
    try:
        of_standard_library = ElementTree.fromstring(etree.tostring(prepared))  # noqa: S314  # what has just been written
        layout = Math(of_standard_library, size=_SIZE, margin=_MARGIN)
        signs = {
            sign for sign in "".join(map(str, prepared.itertext())) if not sign.isspace() and ord(sign) not in _UNDRAWN
        }
        if missing := sorted(sign for sign in signs if not layout.font.glyphindex(sign)):
            raise FormulaError(f"the font of formulas has no {' '.join(missing)}")
        svg = layout.svgxml()
        width, height = (side + 2 * _MARGIN for side in layout.getsize())
        shapes, box, depth = (
            _shapes(svg, _characters_by_glyph(layout.font)),
            svg.get("viewBox", ""),
            _MARGIN - layout.getyofst(),
        )
    except FormulaError:
        raise
    except Exception as error:
        raise FormulaError("it cannot be drawn") from error
    return Drawing(shapes, box, width / _SIZE, height / _SIZE, depth / _SIZE)


def _prepare_operator(element: etree._Element) -> None:
    text = element.text or ""
    around = element.getparent()
    is_above = around is not None and around[0] is not element and name_of(around) in ("mover", "munder", "munderover")
    if text in _STRETCHES_NOT or ("stretchy" not in element.attrib and not is_above):
        # Otherwise ziamath draws brackets around a sum with limits far too high.
        element.set("stretchy", "false")
    elif text in _ACCENTS and element.get("stretchy") != "false":
        element.text = _ACCENTS[text]


@cache
def _characters_by_glyph(font: Any) -> Mapping[int, str]:
    """Return the (first) character of each glyph number, without accents, which as separate text would be positioned differently."""
    from fontTools.ttLib import TTFont

    with TTFont(font.fname) as opened:
        numbers = {name: number for number, name in enumerate(opened.getGlyphOrder())}
        characters = ((chr(code), name) for code, name in sorted(opened.getBestCmap().items(), reverse=True))
        return {
            numbers[name]: sign
            for sign, name in characters
            if unicodedata.is_normalized("NFC", sign) and unicodedata.category(sign)[0] in "LNPS"
        }


def _shapes(svg: Any, signs: Mapping[int, str]) -> str:
    """Return the shapes of a drawing: glyphs as text if they have a character, else as outlines; and bars and lines."""
    glyphs = {f"#{symbol.get('id')}": _Glyph.read(symbol, signs) for symbol in svg.iter("symbol")}
    shapes = []
    for element in svg:
        match element.tag:
            case "symbol":
                continue
            case "use":
                shapes.append(glyphs[element.get("href")].at(element))
            case "rect" | "path":
                shapes.append(_line(element))
            case _:
                raise FormulaError(f"its drawing has a <{element.tag}>")
    return "".join(shapes)


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A glyph: its character, its outline in font units, and ziamath's bounding box."""

    sign: str
    outline: str
    left: float
    top: float
    height: float

    @classmethod
    def read(cls, symbol: Any, signs: Mapping[int, str]) -> "_Glyph":
        left, top, _, height = map(float, symbol.get("viewBox").split())
        sign = signs.get(int(symbol.get("id").rpartition("_")[2]), "")
        return cls(sign, "".join(_outline(path.get("d")) for path in symbol.iter("path")), left, top, height)

    def at(self, use: Any) -> str:
        if not self.outline:
            return ""  # a space
        scale = float(use.get("height")) / self.height
        x, y = float(use.get("x")) - self.left * scale, float(use.get("y")) - self.top * scale
        if self.sign:
            size = f"{scale * 1000 * _UNIT:.3f}".rstrip("0").rstrip(".")
            return f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size}">{escape(self.sign)}</text>'
        size = f"{scale * _UNIT:.5f}".rstrip("0")
        return f'<path transform="translate({x:.2f} {y:.2f}) scale({size})" d="{self.outline}"/>'


def _outline(path: str) -> str:
    """Convert a path of lines and quadratic curves to whole units, and to the cubic curves of PDF."""
    words = iter(path.split())
    commands: list[str] = []
    end = 0, 0

    def point() -> tuple[int, int]:
        return round(float(next(words)) / _UNIT), round(float(next(words)) / _UNIT)

    for command in words:
        start = end
        match command:
            case "M":
                end = point()
                commands.append(f"M{end[0]} {end[1]}")
            case "L" if (end := point()) != start:
                commands.append(f"L{end[0]} {end[1]}")
            case "Q":
                middle, end = point(), point()
                commands.append(f"C{_control_point(middle, start)} {_control_point(middle, end)} {end[0]} {end[1]}")
            case "Z":
                commands.append("Z")
            case _:
                continue  # a line with zero length
    return "".join(commands)


def _control_point(middle: tuple[int, int], end: tuple[int, int]) -> str:
    """Return a control point of the cubic curve equal to a quadratic one."""
    return " ".join(str(round((2 * m + e) / 3)) for m, e in zip(middle, end, strict=True))


def _line(element: Any) -> str:
    """Return a bar as a filled path; a frame or a stroke as a stroked path."""
    path = element.get("d") or "M{} {}h{}v{}h-{}Z".format(
        *(element.get(name, "0") for name in ("x", "y", "width", "height", "width"))
    )
    if not element.get("stroke"):
        return f'<path d="{path}"/>'
    return f'<path fill="none" stroke="#000" stroke-width="{element.get("stroke-width")}" d="{path}"/>'
