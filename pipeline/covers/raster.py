# SPDX-License-Identifier: GPL-3.0-or-later
"""Covers as PNG, for those who show no SVG: the same lines and letters, the same bytes from the same input."""

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import fontpkg
from PIL import Image, ImageColor, ImageDraw, ImageFont

from pipeline.covers import COVER_SIZE, Cover
from pipeline.covers import drawing as covers
from pipeline.covers.drawing import FIELD, HEIGHT, OPACITY, STROKE, WIDTH, Typeface, write
from pipeline.system.cache import cached
from pipeline.system.environment import code_of, environment
from pipeline.system.files import write_if_changed
from pipeline.theme.drawing import PAPER, routes

type _Point = tuple[float, float]

_FINER = 3
"""The picture is drawn so many times larger, since lines that are drawn in pixels have steps."""
_SCALE = COVER_SIZE[0] / WIDTH * _FINER
_COLOURS = 64
_STEPS = 24
"""Straight pieces of a bend."""
_COMMAND = re.compile(r"([MCA])([^MCA]*)")
_FOLDER = Path(__file__).resolve().parent


def write_picture(cover: Cover, path: Path) -> None:
    """Write the PNG of a cover, from the cache where it has been drawn before."""
    files = (*_FOLDER.glob("*.py"), _FOLDER.parent / "theme/drawing.py")
    parts = ("cover", cover, environment(), code_of(*sorted(map(str, files))))
    write_if_changed(path, cached(parts, lambda: picture(cover)))


def picture(cover: Cover) -> bytes:
    """Return the PNG, of COVER_SIZE."""
    size = (COVER_SIZE[0] * _FINER, COVER_SIZE[1] * _FINER)
    image = Image.new("RGB", size, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, FIELD * _SCALE, *size), fill=cover.kind.colour)
    line = _mixed(PAPER, cover.kind.colour)
    for points in _lines(routes(cover.slug, WIDTH, HEIGHT - FIELD)):
        placed = [(x * _SCALE, (y + FIELD) * _SCALE) for x, y in points]
        draw.line(placed, fill=line, width=round(STROKE * _SCALE), joint="curve")
    write(cover, _Canvas(draw))
    small = image.reduce(_FINER).quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    data = io.BytesIO()
    small.save(data, "PNG", compress_level=9)
    return data.getvalue()


class _Canvas:
    """Sets lines of text on a picture."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self._draw = draw

    def line(self, text: str, face: Typeface, size: float, at: _Point, colour: str, apart: float = 0) -> None:
        font = _font(face, size * _SCALE)
        x, y = at[0] * _SCALE, at[1] * _SCALE
        for letter in text:
            self._draw.text((x, y), letter, font=font, fill=colour, anchor="ls")
            x += font.getlength(letter) + apart * size * _SCALE


@cache
def _font(face: Typeface, size: float) -> ImageFont.FreeTypeFont:
    path = str(fontpkg.path(face.family, 400, "normal"))
    font = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
    axes = covers.font_of(face.family)["fvar"].axes
    font.set_variation_by_axes([face.axes.get(axis.axisTag, axis.defaultValue) for axis in axes])
    return font


def _lines(path: str) -> Iterator[list[_Point]]:
    """Yield the strokes of the drawing's path data, as the points of straight pieces: rings are two half circles."""
    points: list[_Point] = []
    for command, arguments in _COMMAND.findall(path):
        numbers = [float(number) for number in arguments.split()]
        if command == "M":
            if len(points) > 1:
                yield points
            points = [(numbers[0], numbers[1])]
        elif command == "C":
            points += _bend(points[-1], numbers)
        else:
            points += _half_circle(points[-1], (numbers[5], numbers[6]))
    yield points


def _bend(start: _Point, numbers: list[float]) -> Iterator[_Point]:
    """Yield a cubic curve; `numbers` are its two handles and its end."""
    corners = [start, *zip(numbers[::2], numbers[1::2], strict=True)]
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        x, y = (sum(weight * corner[axis] for weight, corner in zip(weights, corners, strict=True)) for axis in (0, 1))
        yield x, y


def _half_circle(start: _Point, end: _Point) -> Iterator[_Point]:
    """Yield points from one end of a level diameter to the other: above it on the way to the left, below on the way to the right."""
    centre, radius = (start[0] + end[0]) / 2, (end[0] - start[0]) / 2
    for step in range(1, _STEPS + 1):
        x = 2 * step / _STEPS - 1
        yield centre + x * radius, start[1] + radius * (1 - x * x) ** 0.5


def _mixed(upper: str, lower: str) -> tuple[int, ...]:
    """Return the colour of a line that lets some of the ground through."""
    pairs = zip(ImageColor.getrgb(upper), ImageColor.getrgb(lower), strict=True)
    return tuple(round(OPACITY * above + (1 - OPACITY) * below) for above, below in pairs)
