# SPDX-License-Identifier: GPL-3.0-or-later
"""Prepares raster pictures before layout.

Photographs become JPEGs with no more pixels than paper or screens can show. Drawings stay PNG, since JPEG would blur them; they may
have four times the width and height.
"""

from importlib import resources
from pathlib import Path
from typing import Any

from weasyprint.images import RasterImage

from pipeline.media.picture_cache import renditions
from pipeline.media.pictures import Purpose, encoded
from pipeline.system.files import sha256

WIDEST, HIGHEST = 152, 230
"""The largest picture that fits on a page, in millimetres."""
_MM = 25.4
"""Millimetres per inch."""
_TYPES = {".jpg": "image/jpeg", ".png": "image/png"}


SCREEN = Purpose(((round(WIDEST * 150 / _MM), round(HIGHEST * 150 / _MM)),), quality=80, keeps_drawings=True)
"""Photographs have at most 150 dots per inch at full page size."""


def prepared(data: bytes, kind: str, cache: Path | None = None) -> tuple[bytes, str]:
    """Return a picture and its MIME type, prepared for layout, and cached in a folder if there is one.

    SVG drawings are returned unchanged. Raises Problem `broken-picture`.
    """
    if not kind.startswith("image/") or kind == "image/svg+xml":
        return data, kind
    if cache is None:
        picture = encoded(data, SCREEN)[-1]
        return picture.data, _TYPES[picture.suffix]
    path = renditions(cache, data, SCREEN).largest.path
    return path.read_bytes(), _TYPES[path.suffix]


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
