# SPDX-License-Identifier: GPL-3.0-or-later
"""Photographs are fitted to their purpose before they are laid out: no more dots than the paper or the screen can show, as JPEG.

Drawings (SVG), and pictures with few colours or with transparency, stay as they are: they would be blurred.
"""

from importlib import resources
from typing import Any

from weasyprint.images import RasterImage

from pipeline.media.pictures import Purpose, encoded
from pipeline.model.problems import Problem
from pipeline.system.files import sha256

WIDEST, HIGHEST = 152, 230
"""The largest picture there is room for on a page, in millimetres."""
_MM = 25.4
"""Millimetres an inch."""


def _of_page(dpi: int, quality: int) -> Purpose:
    """Return the purpose of photographs of `dpi` dots an inch at their largest."""
    return Purpose(((round(WIDEST * dpi / _MM), round(HIGHEST * dpi / _MM)),), quality, photographs=True)


PRINT_DPI = 300
SCREEN = _of_page(150, 80)
PRINT = _of_page(PRINT_DPI, 92)


def fitted(data: bytes, kind: str, purpose: Purpose) -> tuple[bytes, str]:
    """Return a picture and its MIME type, as they serve the purpose: the same where they do already.

    What cannot be read as a picture is returned too: the layout will object to it.
    """
    if not kind.startswith("image/") or kind == "image/svg+xml":
        return data, kind
    try:
        sizes = encoded(data, purpose)
    except Problem:
        return data, kind
    return (sizes[-1].data, "image/jpeg") if sizes and sizes[-1].data != data else (data, kind)


def srgb_profile() -> bytes:
    """Return the colour profile of sRGB that WeasyPrint brings."""
    return (resources.files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


def name_by_content(document: Any) -> None:
    """Name the pictures of a document by their bytes: WeasyPrint names them by their path, which differs between machines."""
    for page in document.pages:
        for box in page._page_box.descendants():
            picture = getattr(box, "replacement", None)
            if isinstance(picture, RasterImage):
                picture.id = sha256(picture.image_data.data)[:32]
