# SPDX-License-Identifier: GPL-3.0-or-later
"""Scales and encodes raster pictures: upright, in sRGB, without metadata. Pure; the same input gives the same bytes.

Photographs become JPEG. Pictures with few colours or with transparency become PNG, with a palette if that is lossless. No picture
gets more pixels or bytes.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from pipeline.media import png
from pipeline.model.problems import Problem

MAX_PIXELS = 100_000_000
"""Larger pictures are refused before decoding, which would need more than 300 MB of memory."""
FEW, FEW_GREYS = 4096, 128
"""A picture with fewer colours, or greys, counts as a drawing."""
_COMPRESSION = 7
"""zlib level of PNG files: level 9 saves only 1 % and takes 50 % longer."""
_PALETTE = 256
_MAX_COLOUR_CHANGE = 16
"""Maximum change (of 255) by a palette of the mixed colours that scaling creates at the edges of a drawing."""
_MAX_DRAWING = 4
"""Larger drawings are scaled if that saves bytes. At 150 dpi for photographs on a page, this is 600 dpi, as sharp as printed letters."""
_TOO_SIMILAR = 0.8
"""A size is omitted if its width is more than this share of the next larger size's."""
_MAX_REENCODED_SHARE = 0.6
"""A JPEG of the right size is re-encoded only if that reduces it below this share of its bytes."""
_START_OF_SCAN, _END_OF_IMAGE = b"\xff\xda", b"\xff\xd9"
"""Markers of a JPEG. The compressed data between them never contains one; a thumbnail, which has both, stands before."""
_ORIENTATION, _LAST_UNTURNED = 0x0112, 4
"""The EXIF tag of the orientation, and the last value that does not swap width and height."""
_PIXEL_CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"bKGD", b"sBIT"}
)
"""The chunks of a PNG that are not metadata."""
_METADATA = ("exif", "xmp", "comment", "photoshop", "icc_profile", "mp")


@dataclass(frozen=True, slots=True)
class Purpose:
    """Maximum width and height in pixels of each size of a picture, from small to large, and the JPEG quality (of 100).

    With `keeps_drawings`, pictures that are not photographs keep their pixels, up to _MAX_DRAWING times the largest size; with
    `animated`, animations keep their frames.
    """

    boxes: tuple[tuple[int, int], ...]
    quality: int
    keeps_drawings: bool = False
    animated: bool = False


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """One size of a picture; `suffix` is `.jpg` or `.png`; for an animation also `.gif` or `.webp`."""

    data: bytes
    suffix: str
    width: int
    height: int


def encoded(data: bytes, purpose: Purpose) -> tuple[EncodedPicture, ...]:
    """Encode a picture in the sizes of a purpose, from small to large.

    Raises Problem `broken-picture` for unreadable data, or more than MAX_PIXELS.
    """
    with _open(data) as picture:
        if purpose.animated and picture.format in ("GIF", "WEBP", "PNG") and getattr(picture, "is_animated", False):
            return (_animation(picture),)
        if picture.format == "JPEG" and (as_it_is := _with_same_pixels(picture, data, purpose)) is not None:
            return (as_it_is,)
        is_photograph = _is_photograph(picture)
        stripped = _stripped_png(picture, data)
        upright = _upright(picture)
        if purpose.keeps_drawings and not is_photograph:
            # Transparency that shows nothing is left out: a PDF would store it as a second picture.
            is_opaque = picture.has_transparency_data and upright.mode == "RGB"
            whole = _png(upright, upright.size, purpose) if stripped is None or is_opaque else stripped
            width, height = purpose.boxes[-1]
            size = _scaled_size(upright.size, (width * _MAX_DRAWING, height * _MAX_DRAWING))
            versions = (whole,) if size == upright.size else (_png(upright, size, purpose), whole)
            return (min(versions, key=lambda version: len(version.data)),)
        encode = _jpeg if is_photograph else _png
        sizes = tuple(encode(upright, size, purpose) for size in _sizes(upright.size, purpose))
        if stripped is None or len(stripped.data) > len(sizes[-1].data):
            return sizes
        return (*(size for size in sizes[:-1] if len(size.data) < len(stripped.data)), stripped)


def refuse_broken(data: bytes) -> None:
    """Raise Problem `broken-picture` for data that `encoded` would reject, unless only decoding shows it."""
    if not _is_whole(data):
        with _open(data) as picture:
            picture.load()


def _is_whole(data: bytes) -> bool:
    """Return whether a PNG has correct checksums, or a JPEG its end. This is a hundred times as fast as decoding them."""
    with _open(data) as picture:
        if picture.format == "JPEG":
            # Pillow refuses a JPEG that ends too early, but decodes wrong data without an error.
            return data.rfind(_END_OF_IMAGE) > data.rfind(_START_OF_SCAN)
        if picture.format == "PNG":
            with suppress(OSError, SyntaxError):
                picture.verify()
                return True
    return False


def size_of(data: bytes) -> tuple[int, int]:
    """Return the displayed width and height of a picture in pixels. Raises Problem `broken-picture`."""
    with _open(data) as picture:
        width, height = picture.size
        return (height, width) if _orientation(picture) > _LAST_UNTURNED else (width, height)


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


def _is_photograph(picture: Image.Image) -> bool:
    if picture.format in ("JPEG", "MPO"):
        return True
    if getattr(picture, "n_frames", 1) > 1:
        return False
    if picture.mode == "RGBA" and _is_opaque(picture):  # as in screenshots
        picture = picture.convert("RGB")
    if picture.has_transparency_data or picture.mode not in ("RGB", "L", "CMYK"):
        return False
    return picture.getcolors(FEW_GREYS if picture.mode == "L" else FEW) is None


def _sizes(size: tuple[int, int], purpose: Purpose) -> Iterator[tuple[int, int]]:
    """Yield the sizes of a picture for a purpose: never larger than the picture, and none that is similar to the next."""
    sizes = [_scaled_size(size, box) for box in purpose.boxes]
    for smaller, larger in zip(sizes, [*sizes[1:], None], strict=True):
        if larger is None or smaller[0] <= _TOO_SIMILAR * larger[0]:
            yield smaller


def _scaled_size(size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    factor = min(1.0, box[0] / size[0], box[1] / size[1])
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _with_same_pixels(picture: Image.Image, data: bytes, purpose: Purpose) -> EncodedPicture | None:
    """Return a JPEG with its pixels unchanged, without metadata; None if it must be scaled, rotated, or converted to sRGB."""
    is_plain = picture.mode in ("RGB", "L") and "icc_profile" not in picture.info and _orientation(picture) == 1
    if not is_plain or [*_sizes(picture.size, purpose)] != [picture.size]:
        return None
    buffer = io.BytesIO()
    if any(name in picture.info for name in _METADATA):
        picture.info = {}
        # With the same quantisation tables, only rounding errors are added.
        picture.save(buffer, format="JPEG", quality="keep", optimize=True)
    else:
        picture.load()
        buffer.write(data)
    reencoded = _jpeg(picture, picture.size, purpose)
    unchanged = buffer.getvalue()
    is_worth_it = len(reencoded.data) < _MAX_REENCODED_SHARE * len(unchanged)
    return reencoded if is_worth_it else EncodedPicture(unchanged, ".jpg", *picture.size)


def _stripped_png(picture: Image.Image, data: bytes) -> EncodedPicture | None:
    """Return a PNG with the same pixels and palette, without metadata; None if it must be rotated or converted to sRGB."""
    if picture.format != "PNG" or picture.mode.startswith("I") or "icc_profile" in picture.info:
        return None
    if _orientation(picture) != 1:
        return None
    kept = (chunk.data for chunk in png.chunks(data) if chunk.kind in _PIXEL_CHUNKS)
    return EncodedPicture(b"".join((png.SIGNATURE, *kept)), ".png", *picture.size)


def _orientation(picture: Image.Image) -> int:
    return int(picture.getexif().get(_ORIENTATION, 1))


def _upright(picture: Image.Image) -> Image.Image:
    """Return the first frame of a picture, upright, as L, RGB or RGBA in sRGB, without metadata.

    Changes the picture itself where possible: a copy of a large one takes 400 MB.
    """
    ImageOps.exif_transpose(picture, in_place=True)
    upright = _in_srgb(picture)
    upright.info = {}
    return upright.convert("RGB") if upright.mode == "RGBA" and _is_opaque(upright) else upright


def _is_opaque(picture: Image.Image) -> bool:
    return picture.getchannel("A").getextrema() == (255, 255)


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")  # 16 bits
    if picture.mode in ("1", "L"):
        return _in_mode("RGBA" if picture.has_transparency_data else "L", picture)
    if picture.mode != "CMYK":
        picture = _in_mode("RGBA" if picture.has_transparency_data else "RGB", picture)
    mode = "RGB" if picture.mode == "CMYK" else picture.mode
    if profile:
        # The colour profile may be for a mode that is not the picture's.
        with suppress(ImageCms.PyCMSError, OSError):
            source, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            # The result is None if the picture was changed in place.
            picture = ImageCms.profileToProfile(picture, source, srgb, outputMode=mode) or picture
    return _in_mode(mode, picture)


def _in_mode(mode: str, picture: Image.Image) -> Image.Image:
    return picture if picture.mode == mode else picture.convert(mode)


def _resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    return picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _jpeg(picture: Image.Image, size: tuple[int, int], purpose: Purpose) -> EncodedPicture:
    out = io.BytesIO()
    _resized(picture, size).save(out, format="JPEG", quality=purpose.quality, optimize=True, subsampling="4:2:0")
    return EncodedPicture(out.getvalue(), ".jpg", *size)


def _png(picture: Image.Image, size: tuple[int, int], _purpose: Purpose) -> EncodedPicture:
    out = io.BytesIO()
    encoding = _with_palette(_resized(picture, size), 0 if picture.size == size else _MAX_COLOUR_CHANGE)
    encoding.save(out, format="PNG", compress_level=_COMPRESSION)
    return EncodedPicture(out.getvalue(), ".png", *size)


def _with_palette(picture: Image.Image, tolerance: int) -> Image.Image:
    """Return the picture with a palette if that changes no colour by more than `tolerance` (of 255), else unchanged."""
    if picture.mode != "RGB" or (not tolerance and picture.getcolors(_PALETTE) is None):
        return picture
    flat = picture.quantize(_PALETTE, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    changes = ImageChops.difference(flat.convert("RGB"), picture).split()
    most = max(int(channel.getextrema()[1]) for channel in changes)  # type: ignore[arg-type]  # a pair, for one channel
    return flat if most <= tolerance else picture


def _animation(picture: Image.Image) -> EncodedPicture:
    """Return all frames, without metadata."""
    kind, out = str(picture.format), io.BytesIO()
    picture.info.pop("icc_profile", None)
    picture.save(out, format=kind, save_all=True, comment=b"", exif=b"", xmp=b"")
    return EncodedPicture(out.getvalue(), {"GIF": ".gif", "WEBP": ".webp", "PNG": ".png"}[kind], *picture.size)
