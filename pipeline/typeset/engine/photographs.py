# SPDX-License-Identifier: GPL-3.0-or-later
"""Reduces photographs before layout to JPEGs with no more pixels than paper or screens can show.

Drawings (SVG), and pictures with few colours or with transparency, are left alone: JPEG would blur them.
"""

from importlib import resources
from typing import Any

from weasyprint.images import RasterImage

from pipeline.media.pictures import Purpose, encoded
from pipeline.model.problems import Problem
from pipeline.system.files import sha256

WIDEST, HIGHEST = 152, 230
"""The largest picture that fits on a page, in millimetres."""
_MM = 25.4
"""Millimetres per inch."""


def _purpose(dpi: int, quality: int) -> Purpose:
    """Return the purpose for photographs of at most `dpi` dots per inch at full page size."""
    return Purpose(((round(WIDEST * dpi / _MM), round(HIGHEST * dpi / _MM)),), quality, photographs=True)


PRINT_DPI = 300
SCREEN = _purpose(150, 80)
PRINT = _purpose(PRINT_DPI, 92)


def fit_photograph(data: bytes, kind: str, purpose: Purpose) -> tuple[bytes, str]:
    """Return a picture and its MIME type, reduced for a purpose if necessary.

    Data that cannot be read as a picture is returned unchanged, and the layout reports it.
    """
    if not kind.startswith("image/") or kind == "image/svg+xml":
        return data, kind
    try:
        sizes = encoded(data, purpose)
    except Problem:
        return data, kind
    return (sizes[-1].data, "image/jpeg") if sizes and sizes[-1].data != data else (data, kind)


def srgb_profile() -> bytes:
    """Return WeasyPrint's ICC profile of sRGB."""
    return (resources.files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


def name_by_content(document: Any) -> None:
    """Name the pictures of a document by their checksums; WeasyPrint names them by path, which differs between machines."""
    for page in document.pages:
        for box in page._page_box.descendants():
            picture = getattr(box, "replacement", None)
            if isinstance(picture, RasterImage):
                picture.id = sha256(picture.image_data.data)[:32]
