# SPDX-License-Identifier: GPL-3.0-or-later
"""Raster pictures scaled and encoded for a medium: upright, in sRGB, without metadata. Pure; the same input gives the same bytes.

Photographs become JPEG. Pictures of few colours, and those with transparency, become PNG, with a palette where it loses
nothing. No picture is enlarged, in pixels or in bytes.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from pipeline.model.problems import Problem

MOST_PIXELS = 100_000_000
"""A larger picture is refused before it is decoded: it would take more than 300 MB of memory."""
FEW, FEW_GREYS = 4096, 128
"""A picture of fewer colours, or greys, is a drawing."""
_COMPRESSION = 7
"""Of PNG files: with 9 they have 1 % fewer bytes, and a page of screenshots takes half as long again."""
_PALETTE = 256
_UNSEEN = 16
"""How far a palette may change the colours, of 255, that scaling has mixed at the edges of a drawing."""
_NEAR = 0.8
"""A size of more than this share of the next larger one is left out."""
_HEAVY = 0.6
"""A JPEG that fits is encoded again where that takes less than this share of its bytes."""
_ORIENTATION, _LAST_UNTURNED = 0x0112, 4
"""The EXIF tag of the orientation; larger values exchange width and height."""
_OF_PIXELS = frozenset({"transparency", "gamma", "srgb", "chromaticity", "dpi", "aspect", "interlace", "background"})
"""What a PNG says of its pixels."""
_METADATA = ("exif", "xmp", "comment", "photoshop", "icc_profile", "mp")


@dataclass(frozen=True, slots=True)
class Purpose:
    """The largest width and height in pixels of each size of a picture, from small to large, and the quality of JPEG, of 100.

    With `photographs` what is no photograph is not encoded at all; with `animated` an animation keeps its frames.
    """

    boxes: tuple[tuple[int, int], ...]
    quality: int
    photographs: bool = False
    animated: bool = False


@dataclass(frozen=True, slots=True)
class Encoded:
    """One size of a picture; `suffix` is that of its file: `.jpg`, `.png`, or for an animation `.gif` or `.webp`."""

    data: bytes
    suffix: str
    width: int
    height: int


def encoded(data: bytes, purpose: Purpose) -> tuple[Encoded, ...]:
    """Encode a picture in the sizes of a purpose, from small to large; nothing where the purpose has no use for it.

    Raises Problem `broken-picture` for what cannot be read, or has more than MOST_PIXELS.
    """
    with _opened(data) as picture:
        if purpose.photographs and not _is_photograph(picture):
            return ()
        if purpose.animated and picture.format in ("GIF", "WEBP", "PNG") and getattr(picture, "is_animated", False):
            return (_animation(picture),)
        if picture.format == "JPEG" and (as_it_is := _unchanged(picture, data, purpose)) is not None:
            return (as_it_is,)
        upright = _upright(picture)
        encode = _jpeg if _is_photograph(picture) else _png
        sizes = tuple(encode(upright, size, purpose) for size in _sizes(upright.size, purpose))
        stripped = _stripped_png(picture, data)
        if stripped is None or len(stripped.data) > len(sizes[-1].data):
            return sizes
        return (*(size for size in sizes[:-1] if len(size.data) < len(stripped.data)), stripped)


def refuse_broken(data: bytes) -> None:
    """Raise Problem `broken-picture` for what `encoded` does not take."""
    if not _is_whole_png(data):
        with _opened(data) as picture:
            picture.draft("L", (1, 1))  # a JPEG is read to its end, and drawn small
            picture.load()


def _is_whole_png(data: bytes) -> bool:
    """Tell whether a picture is a PNG whose checksums are right, which takes a hundredth of the time of decoding it."""
    with _opened(data) as picture:
        if picture.format == "PNG":
            with suppress(OSError, SyntaxError):
                picture.verify()
                return True
    return False


def size_of(data: bytes) -> tuple[int, int]:
    """Return width and height of a picture in pixels, as it is to be seen. Raises Problem `broken-picture`."""
    with _opened(data) as picture:
        width, height = picture.size
        return (height, width) if _orientation(picture) > _LAST_UNTURNED else (width, height)


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    try:
        with _strictly(), Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Image.DecompressionBombError(f"it has {picture.width} × {picture.height} pixels")
            yield picture
    except Image.DecompressionBombError as error:
        cause = f"{error}; at most {MOST_PIXELS // 1_000_000} million pixels are taken"
        raise _broken(cause, "save it smaller; no page shows more than 1800 pixels of its width") from error
    except UnidentifiedImageError as error:
        raise _broken("no picture of a kind that is known", "save it as JPEG or PNG") from error
    except Exception as error:  # decoders raise whatever they stumble over
        cause = str(error) or type(error).__name__
        raise _broken(cause, "open it in a picture program and save it anew, as JPEG or PNG") from error


@contextmanager
def _strictly() -> Iterator[None]:
    """Let Pillow refuse truncated files, which WeasyPrint allows for the whole process; its warnings are about metadata."""
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
    if picture.mode == "RGBA" and _is_opaque(picture):  # as programs save what is on a screen
        picture = picture.convert("RGB")
    if picture.has_transparency_data or picture.mode not in ("RGB", "L", "CMYK"):
        return False
    return picture.getcolors(FEW_GREYS if picture.mode == "L" else FEW) is None


def _sizes(size: tuple[int, int], purpose: Purpose) -> Iterator[tuple[int, int]]:
    """Yield the sizes of a picture within the boxes of a purpose, never larger than it is, and none much like the next."""
    sizes = [_within(size, box) for box in purpose.boxes]
    for smaller, larger in zip(sizes, [*sizes[1:], None], strict=True):
        if larger is None or smaller[0] <= _NEAR * larger[0]:
            yield smaller


def _within(size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    factor = min(1.0, box[0] / size[0], box[1] / size[1])
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _unchanged(picture: Image.Image, data: bytes, purpose: Purpose) -> Encoded | None:
    """Return a JPEG that fits, with the pixels that it has; None where it must be scaled, turned, or brought to sRGB."""
    is_plain = picture.mode in ("RGB", "L") and "icc_profile" not in picture.info and _orientation(picture) == 1
    if not is_plain or [*_sizes(picture.size, purpose)] != [picture.size]:
        return None
    out = io.BytesIO()
    if any(name in picture.info for name in _METADATA):
        picture.info = {}
        # The same tables of quantisation: nothing more is lost than by rounding.
        picture.save(out, format="JPEG", quality="keep", optimize=True)
    else:
        picture.load()
        out.write(data)
    again = _jpeg(picture, picture.size, purpose)
    unchanged = out.getvalue()
    return again if len(again.data) < _HEAVY * len(unchanged) else Encoded(unchanged, ".jpg", *picture.size)


def _stripped_png(picture: Image.Image, data: bytes) -> Encoded | None:
    """Return a PNG with the pixels and the palette that it has, without metadata; None where it must be turned or brought to sRGB."""
    if picture.format != "PNG" or picture.mode.startswith("I") or "icc_profile" in picture.info:
        return None
    if _orientation(picture) != 1:
        return None
    if picture.info.keys() <= _OF_PIXELS:
        return Encoded(data, ".png", *picture.size)
    out, plain = io.BytesIO(), picture.copy()
    plain.info = {name: value for name, value in picture.info.items() if name == "transparency"}
    plain.save(out, format="PNG", optimize=True)
    return Encoded(out.getvalue(), ".png", *picture.size)


def _orientation(picture: Image.Image) -> int:
    return int(picture.getexif().get(_ORIENTATION, 1))


def _upright(picture: Image.Image) -> Image.Image:
    """Return the first frame of a picture as it is to be seen, as L, RGB or RGBA in sRGB, without its metadata."""
    turned = _in_srgb(ImageOps.exif_transpose(picture))
    turned.info = {}
    return turned.convert("RGB") if turned.mode == "RGBA" and _is_opaque(turned) else turned


def _is_opaque(picture: Image.Image) -> bool:
    return picture.getchannel("A").getextrema() == (255, 255)


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L")  # 16 bits
    if picture.mode in ("1", "L"):
        return picture.convert("RGBA" if picture.has_transparency_data else "L")
    if picture.mode != "CMYK":
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    mode = "RGB" if picture.mode == "CMYK" else picture.mode
    if profile:
        # It may be a profile for other colours than the picture has.
        with suppress(ImageCms.PyCMSError, OSError):
            source, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            # None is for a picture that is changed in place.
            picture = ImageCms.profileToProfile(picture, source, srgb, outputMode=mode) or picture
    return picture.convert(mode)


def _resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    return picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _jpeg(picture: Image.Image, size: tuple[int, int], purpose: Purpose) -> Encoded:
    out = io.BytesIO()
    _resized(picture, size).save(out, format="JPEG", quality=purpose.quality, optimize=True, subsampling="4:2:0")
    return Encoded(out.getvalue(), ".jpg", *size)


def _png(picture: Image.Image, size: tuple[int, int], _purpose: Purpose) -> Encoded:
    out = io.BytesIO()
    encoding = _with_palette(_resized(picture, size), 0 if picture.size == size else _UNSEEN)
    encoding.save(out, format="PNG", compress_level=_COMPRESSION)
    return Encoded(out.getvalue(), ".png", *size)


def _with_palette(picture: Image.Image, tolerance: int) -> Image.Image:
    """Return the picture with a palette where that changes no colour by more than `tolerance`, of 255."""
    if picture.mode != "RGB" or (not tolerance and picture.getcolors(_PALETTE) is None):
        return picture
    flat = picture.quantize(_PALETTE, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    changes = ImageChops.difference(flat.convert("RGB"), picture).split()
    most = max(int(channel.getextrema()[1]) for channel in changes)  # type: ignore[arg-type]  # a pair, for one channel
    return flat if most <= tolerance else picture


def _animation(picture: Image.Image) -> Encoded:
    """Return all frames as they are, without metadata."""
    kind, out = str(picture.format), io.BytesIO()
    picture.info.pop("icc_profile", None)
    picture.save(out, format=kind, save_all=True, comment=b"", exif=b"", xmp=b"")
    return Encoded(out.getvalue(), {"GIF": ".gif", "WEBP": ".webp", "PNG": ".png"}[kind], *picture.size)
