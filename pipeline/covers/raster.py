# SPDX-License-Identifier: GPL-3.0-or-later
"""Covers as PNG, for those who show no SVG: the same drawing, the same bytes from the same input."""

import io
from pathlib import Path

import resvg_py
from PIL import Image

from pipeline.covers import COVER_SIZE, Cover
from pipeline.covers.drawing import draw
from pipeline.system.cache import cached
from pipeline.system.environment import code_of, environment
from pipeline.system.files import write_if_changed

_COLOURS = 64
_FOLDER = Path(__file__).resolve().parent


def write_picture(cover: Cover, path: Path) -> None:
    """Write the PNG of a cover, from the cache where it has been drawn before."""
    files = (*_FOLDER.glob("*.py"), _FOLDER.parent / "theme/drawing.py")
    parts = ("cover", cover, environment(), code_of(*sorted(map(str, files))))
    write_if_changed(path, cached(parts, lambda: picture(cover)))


def picture(cover: Cover) -> bytes:
    """Return the PNG, of COVER_SIZE, in so few colours that it has half the bytes."""
    drawn = resvg_py.svg_to_bytes(svg_string=draw(cover), width=COVER_SIZE[0], skip_system_fonts=True)
    data = io.BytesIO()
    with Image.open(io.BytesIO(drawn)) as image:
        few = image.convert("RGB").quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(data, "PNG")
    return data.getvalue()
