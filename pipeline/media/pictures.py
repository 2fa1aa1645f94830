# SPDX-License-Identifier: GPL-3.0-or-later
"""Scales and encodes raster pictures: upright, in sRGB, without metadata. Pure; the same input gives the same bytes.

Photographs become JPEG. Pictures with few colours or with transparency become PNG, with a palette if that is lossless.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from pipeline.model.problems import Problem

MAX_PIXELS = 100_000_000
"""Larger pictures are refused before decoding, which would need more than 300 MB of memory."""
FEW, FEW_GREYS = 4096, 128
"""A picture with fewer colours, or greys, counts as a drawing."""
_COMPRESSION = 7
"""zlib level of PNG files: level 9 saves only 1 % and takes 50 % longer."""
_PALETTE = 256
_MAX_COLOUR_CHANGE = 16
"""Maximum change (of 255) by a palette of the mixed colours that scaling creates at the edges of a drawing.

Without it, a scaled screenshot had up to four times the bytes.
"""
_TOO_SIMILAR = 0.8
"""A size is omitted if its width is more than this share of the next larger size's."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """Maximum width and height in pixels of each size of a picture, from small to large, and the JPEG quality (of 100).

    Pictures that are not photographs may be `drawing_scale` times as large. With `animated`, animations keep their frames.
    """

    boxes: tuple[tuple[int, int], ...]
    quality: int
    drawing_scale: int = 1
    animated: bool = False


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """One size of a picture; `suffix` is `.jpg` or `.png`; for an animation also `.gif` or `.webp`."""

    data: bytes
    suffix: str
    width: int
    height: int


def encoded(data: bytes, purpose: Purpose) -> tuple[EncodedPicture, ...]:
    """Encode a picture in the sizes of a purpose, from small to large. It is never enlarged.

    Raises Problem `broken-picture` for unreadable data, or more than MAX_PIXELS.
    """
    with _open(data) as picture:
        if purpose.animated and picture.format in ("GIF", "WEBP", "PNG") and getattr(picture, "is_animated", False):
            return (_animation(picture),)
        is_still, kind = getattr(picture, "n_frames", 1) == 1, picture.format
        upright = _upright(picture)
        is_photograph = kind in ("JPEG", "MPO") or (is_still and _has_many_colours(upright))
        scale = 1 if is_photograph else purpose.drawing_scale
        # Scaling mixes colours at the edges of a drawing, so the whole one may have fewer bytes.
        whole = None if is_photograph else _png(upright, 0)
        sizes: list[EncodedPicture] = []
        for width, height in reversed(purpose.boxes):
            upright.thumbnail((width * scale, height * scale), Image.Resampling.LANCZOS, reducing_gap=3.0)
            if whole is not None and upright.width == whole.width:
                sizes = [whole]
            elif not sizes or upright.width <= _TOO_SIMILAR * sizes[-1].width:
                sizes.append(_png(upright, _MAX_COLOUR_CHANGE) if whole else _jpeg(upright, purpose.quality))
        if whole is not None and len(whole.data) < len(sizes[0].data):
            sizes[0] = whole
        return tuple(size for size in reversed(sizes) if size is sizes[0] or len(size.data) < len(sizes[0].data))


def refuse_broken(data: bytes) -> None:
    """Raise Problem `broken-picture` for data that `encoded` would reject, unless only decoding a PNG shows it."""
    with suppress(Problem), _open(data) as picture:
        if picture.format == "PNG":
            picture.verify()  # compares the checksums, in a hundredth of the time
            return
    with _open(data) as picture:
        picture.draft("L", (1, 1))
        picture.load()


def size_of(data: bytes) -> tuple[int, int]:
    """Return the displayed width and height of a picture in pixels. Raises Problem `broken-picture`."""
    with _open(data) as picture:
        return ImageOps.exif_transpose(picture).size


@contextmanager
def _open(data: bytes) -> Iterator[Image.Image]:
    try:
        with _refuse_truncated(), Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Image.DecompressionBombError(f"it has {picture.width} × {picture.height} pixels")
            yield picture
    except Image.DecompressionBombError as error:
        cause = f"{error}; the limit is {MAX_PIXELS // 1_000_000} million pixels"
        raise _broken(cause, "save it smaller; no page shows more than 1800 pixels of its width") from error
    except UnidentifiedImageError as error:
        raise _broken("unknown picture format", "save it as JPEG or PNG") from error
    except Exception as error:  # decoders raise all kinds of exceptions
        cause = str(error) or type(error).__name__
        raise _broken(cause, "open it in a picture editor and save it again, as JPEG or PNG") from error


@contextmanager
def _refuse_truncated() -> Iterator[None]:
    """Make Pillow reject truncated files, which WeasyPrint allows in the whole process. Ignore Pillow's warnings about metadata."""
    allowed = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = allowed


def _broken(cause: str, hint: str) -> Problem:
    return Problem("broken-picture", "the picture cannot be read", cause=cause, hint=hint)


def _upright(picture: Image.Image) -> Image.Image:
    """Return the first frame of a picture, upright, as L, RGB or RGBA in sRGB, without metadata.

    Changes the picture itself where possible: a copy of a large one takes 400 MB.
    """
    ImageOps.exif_transpose(picture, in_place=True)
    profile = picture.info.get("icc_profile")
    mode = "RGBA" if picture.has_transparency_data else "L" if picture.mode in ("1", "L") else "RGB"
    if picture.mode.startswith("I"):
        picture, mode = picture.convert("I").point(lambda value: value * (1 / 257)).convert("L"), "L"  # 16 bits
    if profile and mode != "L":
        # The colour profile may be for a mode that is not the picture's.
        with suppress(ImageCms.PyCMSError, OSError):
            source, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            converted = picture if picture.mode == "CMYK" else picture.convert(mode)
            picture = ImageCms.profileToProfile(converted, source, srgb, outputMode=mode) or picture
    if picture.mode != mode:
        picture = picture.convert(mode)
    picture.info = {}
    is_opaque = mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255)  # as in screenshots
    return picture.convert("RGB") if is_opaque else picture


def _has_many_colours(picture: Image.Image) -> bool:
    return picture.mode != "RGBA" and picture.getcolors(FEW_GREYS if picture.mode == "L" else FEW) is None


def _jpeg(picture: Image.Image, quality: int) -> EncodedPicture:
    out = io.BytesIO()
    picture.save(out, format="JPEG", quality=quality, optimize=True, subsampling="4:2:0")
    return EncodedPicture(out.getvalue(), ".jpg", *picture.size)


def _png(picture: Image.Image, tolerance: int) -> EncodedPicture:
    """Encode with a palette if that changes no colour by more than `tolerance` (of 255)."""
    out, encoding = io.BytesIO(), picture
    if picture.mode == "RGB" and (tolerance or picture.getcolors(_PALETTE) is not None):
        flat = picture.quantize(_PALETTE, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        changes = ImageChops.difference(flat.convert("RGB"), picture).split()
        if max(int(channel.getextrema()[1]) for channel in changes) <= tolerance:  # type: ignore[arg-type]  # a pair, for one channel
            encoding = flat
    encoding.save(out, format="PNG", compress_level=_COMPRESSION)
    return EncodedPicture(out.getvalue(), ".png", *picture.size)


def _animation(picture: Image.Image) -> EncodedPicture:
    """Return all frames, without metadata."""
    kind, out = str(picture.format), io.BytesIO()
    picture.info.pop("icc_profile", None)
    picture.save(out, format=kind, save_all=True, comment=b"", exif=b"", xmp=b"")
    return EncodedPicture(out.getvalue(), {"GIF": ".gif", "WEBP": ".webp", "PNG": ".png"}[kind], *picture.size)
