# SPDX-License-Identifier: GPL-3.0-or-later
"""Photographs are reduced for the screen; drawings stay as they are."""

import io
import random
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from pipeline.typeset import typeset
from pipeline.typeset.engine.pictures import prepared
from tests.media.test_pictures import half_png
from tests.typeset import reading
from tests.typeset.test_faults import HEADING, little_book


def noise(mode: str, size: tuple[int, int]) -> Image.Image:
    channels = {"RGB": 3, "L": 1, "CMYK": 4, "RGBA": 4}[mode]
    small = Image.frombytes(mode, (60, 40), random.Random(1).randbytes(60 * 40 * channels))
    return small.resize(size, Image.Resampling.BICUBIC)


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    if kind == "PNG":
        options["compress_level"] = 1
    picture.save(out, format=kind, **options)
    return out.getvalue()


def turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_a_large_photograph_becomes_a_jpeg_of_the_width_of_a_page(kind: str) -> None:
    data, mime = prepared(saved(noise("RGB", (1900, 1267)), kind), f"image/{kind.lower()}")

    with Image.open(io.BytesIO(data)) as picture:
        assert (mime, picture.format, picture.width) == ("image/jpeg", "JPEG", 898)


@pytest.mark.parametrize(
    ("picture", "mode"),
    [(Image.new("RGB", (1900, 1267), "#0b5563"), "P"), (noise("RGBA", (1900, 1267)), "RGBA")],
    ids=["few colours", "transparency"],
)
def test_a_drawing_keeps_its_pixels(picture: Image.Image, mode: str) -> None:
    data, mime = prepared(saved(picture, "PNG"), "image/png")

    with Image.open(io.BytesIO(data)) as result:
        assert (mime, result.mode) == ("image/png", mode)
        assert result.convert(picture.mode).tobytes() == picture.tobytes()


def test_a_drawing_loses_transparency_that_shows_nothing_and_what_its_program_wrote() -> None:
    sharp, notes = Image.new("RGB", (1900, 1267), "#0b5563"), PngInfo()
    sharp.paste("white", (100, 100, 900, 700))
    opaque = sharp.copy()
    opaque.putalpha(255)
    notes.add_text("Author", "Ana")
    for data in (
        saved(opaque, "PNG"),
        saved(sharp.quantize(8), "PNG", pnginfo=notes),
        saved(sharp, "PNG", exif=turned(6)),
        saved(sharp, "TIFF"),
    ):
        result, mime = prepared(data, "image/png")
        with Image.open(io.BytesIO(result)) as picture:
            assert (mime, picture.mode, sorted(picture.size)) == ("image/png", "P", [1267, 1900])
            assert b"Ana" not in result
            assert picture.convert("RGB").getpixel((600, 600)) == (255, 255, 255)


def test_a_photograph_that_is_to_be_turned_is_upright() -> None:
    data, _ = prepared(saved(noise("RGB", (1900, 1267)), "JPEG", exif=turned(6)), "image/jpeg")

    with Image.open(io.BytesIO(data)) as picture:
        assert picture.height > picture.width
        assert not picture.getexif()


def test_other_colours_become_those_of_the_pdf() -> None:
    data, _ = prepared(saved(noise("CMYK", (300, 200)), "JPEG"), "image/jpeg")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    marked, _ = prepared(saved(noise("RGB", (300, 200)), "JPEG", icc_profile=profile), "image/jpeg")

    for one in (data, marked):
        with Image.open(io.BytesIO(one)) as picture:
            assert picture.mode == "RGB"
            assert not picture.info.get("icc_profile")


def test_a_picture_whose_data_end_early_is_a_warning_and_its_words_are_printed(tmp_path: Path) -> None:
    folder = little_book(tmp_path / "book", f'{HEADING}<p><img src="half.png" alt="Half a picture"></p>')
    folder.joinpath("half.png").write_bytes(half_png())

    made = typeset(folder, tmp_path / "book.pdf", {}, strict=False)

    assert ["truncated" in warning for warning in made.warnings] == [True]
    assert "Half a picture" in reading.text_of_pages(tmp_path / "book.pdf")[0]
