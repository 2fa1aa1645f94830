# SPDX-License-Identifier: GPL-3.0-or-later
"""Photographs brought to their purpose before they are laid out: no more dots than the paper or the screen can show, as JPEG.

Drawings (SVG), and pictures with few colours or with transparency, stay as they are: they would be blurred.
"""

import hashlib
import io
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageCms, ImageOps
from weasyprint.images import RasterImage

WIDEST, HIGHEST = 152, 230
"""The largest picture there is room for on a page, in millimetres."""
_FEW = 4096
_FEW_GREYS = 128
"""A picture of fewer colours, or greys, is a drawing."""
_MM = 25.4
"""Millimetres an inch."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """How many dots an inch a photograph has at its largest, and the quality of its JPEG, of 100."""

    dpi: int
    quality: int


SCREEN = Purpose(150, 80)
PRINT = Purpose(300, 92)


def fitted(data: bytes, kind: str, purpose: Purpose) -> tuple[bytes, str]:
    """A picture and its MIME type, as they serve the purpose; given back as they are where they do already.

    What cannot be read as a picture is given back too: whoever lays it out says so.
    """
    if not kind.startswith("image/") or kind == "image/svg+xml":
        return data, kind
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if not _is_photograph(picture):
                return data, kind
            width, height = (round(side * purpose.dpi / _MM) for side in (WIDEST, HIGHEST))
            if picture.format == "JPEG" and picture.mode != "CMYK" and _fits(picture, width, height):
                return data, kind
            return _as_jpeg(picture, (width, height), purpose), "image/jpeg"
    except (OSError, ValueError, Image.DecompressionBombError):
        return data, kind


def name_by_content(document: Any) -> None:
    """Name the pictures of a document by their bytes: WeasyPrint names them by their path, which differs between machines."""
    for page in document.pages:
        for box in page._page_box.descendants():
            picture = getattr(box, "replacement", None)
            if isinstance(picture, RasterImage):
                picture.id = hashlib.sha256(picture.image_data.data).hexdigest()[:32]


def _is_photograph(picture: Image.Image) -> bool:
    if picture.format in ("JPEG", "MPO"):
        return True
    if getattr(picture, "n_frames", 1) > 1 or picture.has_transparency_data or picture.mode not in ("RGB", "L", "CMYK"):
        return False
    return picture.getcolors(_FEW_GREYS if picture.mode == "L" else _FEW) is None


def _fits(picture: Image.Image, width: int, height: int) -> bool:
    # Upright or on its side: the file may say that it is to be turned.
    return picture.width <= width and picture.height <= height and not picture.info.get("icc_profile")


def _as_jpeg(picture: Image.Image, limits: tuple[int, int], purpose: Purpose) -> bytes:
    upright = _in_srgb(ImageOps.exif_transpose(picture))
    upright.thumbnail(limits, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    upright.save(out, format="JPEG", quality=purpose.quality, optimize=True, subsampling="4:2:0")
    return out.getvalue()


def _in_srgb(picture: Image.Image) -> Any:
    """The colours of a picture as the PDF understands them, whatever camera or program it came from."""
    mode = "L" if picture.mode == "L" else "RGB"
    profile = picture.info.pop("icc_profile", None)
    if profile and mode == "RGB":
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except ImageCms.PyCMSError:
            pass  # a profile for other colours than the picture has
    return picture.convert(mode)
