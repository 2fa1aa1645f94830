# SPDX-License-Identifier: GPL-3.0-or-later
"""Embeds the compressed pixels of a PNG as they are, with its palette, as PDF compresses in the same way (ISO 32000-1, 7.4.4.4).

WeasyPrint decodes each PNG, converts its palette to RGB, and compresses it again: a screenshot takes seconds and three times the bytes.
"""

import struct
from types import SimpleNamespace
from typing import Any

import pydyf
from weasyprint import DEFAULT_OPTIONS
from weasyprint.images import RasterImage

from pipeline.system.versions import original

ISSUE = "docs/upstream/pictures.md"

_GREY, _RGB, _INDEXED = 0, 2, 3
"""Colour types of PNG files."""
_MAX_DEPTH = 8
"""Maximum number of bits per component that is embedded as it is."""
_X_OBJECT = "_x_object"

_init = original(
    RasterImage,
    "__init__",
    "(self, pillow_image, image_id, image_data, filename=None, cache=None, orientation='none',"
    f" options={DEFAULT_OPTIONS})",
)
_get_x_object = original(RasterImage, "get_x_object", "(self, interpolate, dpi_ratio)")


# WeasyPrint ships no types: its pictures are Any.
def _init_with_x_object(
    self: Any,
    pillow_image: Any,
    image_id: Any,
    image_data: Any,
    filename: Any = None,
    cache: Any = None,
    orientation: Any = "none",
    options: Any = DEFAULT_OPTIONS,
) -> None:
    is_upright = orientation in ("none", "from-image") and "exif" not in pillow_image.info
    x_object = _embedded(image_data) if pillow_image.format == "PNG" and is_upright else None
    if x_object is not None:
        # WeasyPrint reads nothing else of a picture, and encodes pictures in other modes anew.
        width, height = pillow_image.size
        pillow_image = SimpleNamespace(format="PNG", mode="RGB", width=width, height=height, info={})
    _init(self, pillow_image, image_id, image_data, filename, cache, orientation, options)
    setattr(self, _X_OBJECT, x_object)


def _get_embedded_x_object(self: Any, interpolate: Any, dpi_ratio: Any) -> Any:
    x_object = getattr(self, _X_OBJECT)
    if x_object is None or dpi_ratio != 1:
        return _get_x_object(self, interpolate, dpi_ratio)
    x_object.extra["Interpolate"] = "true" if interpolate else "false"
    return x_object


def _embedded(data: bytes) -> pydyf.Stream | None:
    """Return a PNG as an XObject; None if it is interlaced, has transparency, or more than 8 bits per component."""
    found: dict[bytes, bytes] = {}
    start = len(b"\x89PNG\r\n\x1a\n")
    while start < len(data):  # a chunk is its length, its type, its content and a checksum
        length, kind = struct.unpack_from(">I4s", data, start)
        found[kind] = found.get(kind, b"") + data[start + 8 : start + 8 + length]
        start += length + 12
    width, height, depth, colours, _, _, is_interlaced = struct.unpack(">IIBBBBB", found[b"IHDR"])
    palette = found.get(b"PLTE", b"")
    spaces = {
        _GREY: "/DeviceGray",
        _RGB: "/DeviceRGB",
        _INDEXED: pydyf.Array(["/Indexed", "/DeviceRGB", len(palette) // 3 - 1, f"<{palette.hex()}>"]),
    }
    if colours not in spaces or depth > _MAX_DEPTH or is_interlaced or b"tRNS" in found:
        return None
    decoding = {
        "Predictor": 15,
        "Columns": width,
        "Colors": 3 if colours == _RGB else 1,
        "BitsPerComponent": depth,
    }
    extra = {
        "Type": "/XObject",
        "Subtype": "/Image",
        "Width": width,
        "Height": height,
        "ColorSpace": spaces[colours],
        "BitsPerComponent": depth,
        "Filter": "/FlateDecode",
        "DecodeParms": pydyf.Dictionary(decoding),
    }
    return pydyf.Stream([found[b"IDAT"]], extra)


REPLACEMENTS = (
    (RasterImage, "__init__", _init, _init_with_x_object),
    (RasterImage, "get_x_object", _get_x_object, _get_embedded_x_object),
)
