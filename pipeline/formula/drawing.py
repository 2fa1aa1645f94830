# SPDX-License-Identifier: GPL-3.0-or-later
"""A formula as a drawing for paper: ziamath sets it, and its letters stay letters, so that a PDF can be searched. Pure."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from math import ceil
from typing import Any

from lxml import etree

from pipeline.formula.mathml import MATHML, name_of
from pipeline.formula.tex import Broken

TYPEFACE = "STIX Two Math"
WIDE, WIDEST, LINE, HIGHEST = 26.0, 42.0, 33.0, 55.0
"""In ems of the text: one that is wider needs the room at its left, too; the widest has three quarters of its size; what a line of
text holds; and what a page holds, from head to foot."""
_SIZE = 10
"""Of the drawing's type, in its own units."""
_MARGIN = 0.25
_STRETCHES_NOT = frozenset("↑↓")
_ACCENTS = {"ˆ": "\u0302", "~": "\u0303"}
_UNDRAWN = frozenset((0x2061, 0x2062, 0x2063, 0x2064, 0x200B, 0x2060))
_UNIT = 0.012
"""What ziamath makes of a unit of the typeface: it draws glyphs in 12 points."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """SVG without names, in black; `width`, `height` and `depth` (below the base line) in ems, `box` as the viewBox."""

    shapes: str
    box: str
    width: float
    height: float
    depth: float

    def excess(self, most: float) -> int:
        """Return by how many per cent it is wider than this number of ems; zero or less if it fits."""
        return ceil(100 * (self.width / most - 1))


def draw(tree: etree._Element) -> Drawing:
    """Draw a formula with ziamath, without its colours and names."""
    from xml.etree import ElementTree

    from ziamath.config import config
    from ziamath.zmath import Math

    config.svg2 = True
    config.precision = 4
    prepared = etree.fromstring(etree.tostring(tree))
    for element in prepared.iter(f"{{{MATHML}}}mo", f"{{{MATHML}}}mi"):
        _as_it_is_drawn(element)
    try:
        of_standard_library = ElementTree.fromstring(etree.tostring(prepared))  # noqa: S314  # what has just been written
        layout = Math(of_standard_library, size=_SIZE, margin=_MARGIN)
        signs = {
            sign for sign in "".join(map(str, prepared.itertext())) if not sign.isspace() and ord(sign) not in _UNDRAWN
        }
        if missing := sorted(sign for sign in signs if not layout.font.glyphindex(sign)):
            raise Broken(f"the typeface of formulas has no {' '.join(missing)}")
        svg = layout.svgxml()
        width, height = (side + 2 * _MARGIN for side in layout.getsize())
        shapes, box, depth = _shapes(svg, _signs_of(layout.font)), svg.get("viewBox", ""), _MARGIN - layout.getyofst()
    except Broken:
        raise
    except Exception as error:
        raise Broken("it cannot be drawn") from error
    return Drawing(shapes, box, width / _SIZE, height / _SIZE, depth / _SIZE)


def _as_it_is_drawn(element: etree._Element) -> None:
    text = element.text or ""
    around = element.getparent()
    is_above = around is not None and around[0] is not element and name_of(around) in ("mover", "munder", "munderover")
    if text in _STRETCHES_NOT or ("stretchy" not in element.attrib and not is_above):
        # Else a sum with an index is as high as a house where ziamath asks how high a bracket around it is.
        element.set("stretchy", "false")
    elif text in _ACCENTS and element.get("stretchy") != "false":
        element.text = _ACCENTS[text]


@cache
def _signs_of(font: Any) -> Mapping[int, str]:
    """Return the sign of each glyph that has one; the first where it has several. Accents are none: alone they stand elsewhere."""
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
    """Return glyphs as characters of the font where they have one of their own, else as outlines; rules and lines."""
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
                raise Broken(f"its drawing has a <{element.tag}>")
    return "".join(shapes)


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A glyph's sign, its outline in units of the typeface, and the box that ziamath puts around it."""

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
            return ""  # a blank
        scale = float(use.get("height")) / self.height
        x, y = float(use.get("x")) - self.left * scale, float(use.get("y")) - self.top * scale
        if self.sign:
            size = f"{scale * 1000 * _UNIT:.3f}".rstrip("0").rstrip(".")
            return f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size}">{escape(self.sign)}</text>'
        size = f"{scale * _UNIT:.5f}".rstrip("0")
        return f'<path transform="translate({x:.2f} {y:.2f}) scale({size})" d="{self.outline}"/>'


def _outline(path: str) -> str:
    """Return a path of lines and quadratic curves in whole units, with the cubic curves that PDF knows."""
    words = iter(path.split())
    commands: list[str] = []
    at = 0, 0

    def point() -> tuple[int, int]:
        return round(float(next(words)) / _UNIT), round(float(next(words)) / _UNIT)

    for command in words:
        before = at
        match command:
            case "M":
                at = point()
                commands.append(f"M{at[0]} {at[1]}")
            case "L" if (at := point()) != before:
                commands.append(f"L{at[0]} {at[1]}")
            case "Q":
                middle, at = point(), point()
                commands.append(f"C{_towards(middle, before)} {_towards(middle, at)} {at[0]} {at[1]}")
            case "Z":
                commands.append("Z")
            case _:
                continue  # a line of no length
    return "".join(commands)


def _towards(middle: tuple[int, int], end: tuple[int, int]) -> str:
    """Return a point of the cubic curve that is the same as a quadratic one."""
    return " ".join(str(round((2 * m + e) / 3)) for m, e in zip(middle, end, strict=True))


def _line(element: Any) -> str:
    """Return a bar, filled; a frame or a stroke, drawn."""
    path = element.get("d") or "M{} {}h{}v{}h-{}Z".format(
        *(element.get(name, "0") for name in ("x", "y", "width", "height", "width"))
    )
    if not element.get("stroke"):
        return f'<path d="{path}"/>'
    return f'<path fill="none" stroke="#000" stroke-width="{element.get("stroke-width")}" d="{path}"/>'
