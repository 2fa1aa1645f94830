# SPDX-License-Identifier: GPL-3.0-or-later
"""Prepares raster pictures before layout.

Photographs become JPEGs with no more pixels than paper or screens can show. Drawings stay PNG, since JPEG would blur them; they may
have four times the width and height.
"""

from pathlib import Path
from typing import Any

from weasyprint.images import RasterImage

from pipeline.media.picture_cache import renditions
from pipeline.media.pictures import Purpose, encoded
from pipeline.system.files import sha256

_TYPES = {".jpg": "image/jpeg", ".png": "image/png"}
_PAPER = Purpose(((898, 1358),), quality=80, drawing_scale=4)
"""A picture that fills a page has 152 by 230 mm: 150 dots per inch for photographs, and 600 for drawings, as sharp as printed letters."""


def prepared(data: bytes, kind: str, cache: Path | None = None) -> tuple[bytes, str]:
    """Return a picture and its MIME type, prepared for layout, and cached in a folder if there is one.

    SVG drawings are returned unchanged. Raises Problem `broken-picture`.
    """
    if not kind.startswith("image/") or kind == "image/svg+xml":
        return data, kind
    if cache is None:
        picture = encoded(data, _PAPER)[-1]
        return picture.data, _TYPES[picture.suffix]
    path = renditions(cache, data, _PAPER).largest.path
    return path.read_bytes(), _TYPES[path.suffix]


def name_by_content(document: Any) -> None:
    """Name the pictures of a document by their checksums; WeasyPrint names them by path, which differs between machines."""
    for page in document.pages:
        for box in page._page_box.descendants():
            picture = getattr(box, "replacement", None)
            if isinstance(picture, RasterImage):
                picture.id = sha256(picture.image_data.data)[:32]
