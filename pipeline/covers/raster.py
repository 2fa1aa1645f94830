# SPDX-License-Identifier: GPL-3.0-or-later
"""Covers as PNG, for those who show no SVG: the same drawing, the same bytes from the same input."""

import io
from pathlib import Path

import resvg_py
from PIL import Image

from pipeline.covers import COVER_SIZE
from pipeline.system.cache import cached
from pipeline.system.environment import code_of, environment
from pipeline.system.files import write_if_changed

_COLOURS = 64


def write_picture(drawn: str, path: Path) -> None:
    """Write a drawn cover as PNG, from the cache where it has been one before."""
    parts = ("cover", drawn, environment(), code_of(__file__))
    write_if_changed(path, cached(parts, lambda: picture(drawn)))


def picture(drawn: str) -> bytes:
    """Return the PNG, of COVER_SIZE, in so few colours that it has half the bytes."""
    whole = resvg_py.svg_to_bytes(svg_string=drawn, width=COVER_SIZE[0], skip_system_fonts=True)
    data = io.BytesIO()
    with Image.open(io.BytesIO(whole)) as image:
        few = image.convert("RGB").quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(data, "PNG")
    return data.getvalue()
