# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures are scaled and encoded for their medium, and nothing that a camera wrote into them is left."""

import io
import random
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngImageFile

from pipeline.media.picture_cache import renditions
from pipeline.media.pictures import Purpose, encoded, refuse_broken
from pipeline.model.problems import Problem

PURPOSE = Purpose(((100, 150), (200, 300), (400, 600)), 80)
GPS, ORIENTATION = 0x8825, 0x0112


def photo(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    channels = len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, (60, 40), random.Random(1).randbytes(2400 * channels)).resize(size)


def drawing(size: tuple[int, int]) -> Image.Image:
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    for turn in range(3):
        draw.ellipse((turn * 9, turn * 6, size[0] - turn * 9, size[1] - turn * 6), outline=(turn * 40, 40, 90), width=8)
    return picture


def saved(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, format=kind, **options)
    return out.getvalue()


def place_and_turn(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[2] = (43.0, 37.0, 12.0)
    return exif


def read(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_photograph_has_each_size_that_it_can_fill() -> None:
    for pixels, widths in (
        ((1200, 800), [100, 200, 400]),
        ((210, 140), [100, 210]),
        ((90, 60), [90]),
        ((440, 1320), [50, 100, 200]),
    ):
        found = encoded(saved(photo(pixels), quality=90), PURPOSE)

        assert [one.width for one in found] == widths
        assert [read(one.data).size for one in found] == [(one.width, one.height) for one in found]
        assert {(one.suffix, read(one.data).format) for one in found} == {(".jpg", "JPEG")}


@pytest.mark.parametrize("pixels", [(1200, 800), (90, 60)], ids=["scaled", "not scaled"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_that_a_camera_wrote_is_left(kind: str, pixels: tuple[int, int]) -> None:
    data = saved(photo(pixels), kind, exif=place_and_turn(), comment=b"in the flat of A.", xmp=b"<x>Ancona</x>")
    assert read(data).getexif().get_ifd(GPS)

    for one in encoded(data, PURPOSE):
        picture = read(one.data)
        assert not picture.getexif()
        assert picture.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert b"Ancona" not in one.data
        assert b"flat of" not in one.data


def test_a_picture_that_is_to_be_turned_is_upright() -> None:
    (found,) = encoded(saved(photo((90, 60)), exif=place_and_turn(6)), PURPOSE)

    assert (found.width, found.height) == read(found.data).size == (60, 90)


def test_colours_become_those_of_screens() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for data in (saved(photo((90, 60), "CMYK")), saved(photo((90, 60)), icc_profile=lab)):
        (found,) = encoded(data, PURPOSE)
        assert read(found.data).mode == "RGB"
        assert "icc_profile" not in read(found.data).info


def test_a_picture_of_few_colours_stays_sharp_and_has_a_palette() -> None:
    data = saved(drawing((1000, 700)), "PNG")

    for one in encoded(data, PURPOSE):
        assert (one.suffix, read(one.data).mode) == (".png", "P")
    (same,) = encoded(saved(drawing((90, 60)), "PNG"), PURPOSE)
    assert read(same.data).convert("RGB").tobytes() == drawing((90, 60)).tobytes()


@pytest.mark.parametrize(("picture", "width"), [(photo((390, 300)), 390), (photo((1200, 900)), 400)])
def test_a_drawing_is_scaled_where_it_has_more_than_paper_shows(picture: Image.Image, width: int) -> None:
    picture.putalpha(128)  # so that it is no photograph

    (found,) = encoded(saved(picture, "PNG"), Purpose(((100, 150),), 80, drawing_scale=4))

    assert (found.width, read(found.data).size[0], read(found.data).mode) == (width, width, "RGBA")


def test_transparency_stays_where_there_is_any() -> None:
    for transparency, mode, suffix in ((128, "RGBA", ".png"), (255, "RGB", ".jpg")):
        picture = photo((300, 200))
        picture.putalpha(transparency)
        found = encoded(saved(picture, "PNG"), PURPOSE)[-1]
        assert (read(found.data).mode, found.suffix) == (mode, suffix)


def test_sixteen_bits_are_no_white_sheet() -> None:
    picture = Image.new("I;16", (90, 60), 32768)

    assert read(encoded(saved(picture, "PNG"), PURPOSE)[0].data).convert("L").getpixel((5, 5)) == 127


def test_an_animation_moves_on_the_web_alone() -> None:
    frames = [drawing((90, 60)), drawing((90, 60)).rotate(30), drawing((90, 60)).rotate(60)]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100, comment=b"Ancona")

    (moving,) = encoded(data, Purpose(((400, 600),), 80, animated=True))
    (still,) = encoded(data, PURPOSE)

    assert (moving.suffix, getattr(read(moving.data), "n_frames", 1)) == (".gif", 3)
    assert b"Ancona" not in moving.data
    assert still.suffix == ".png"


def test_the_same_picture_gives_the_same_bytes() -> None:
    for data in (saved(photo((900, 600)), exif=place_and_turn(3)), saved(drawing((900, 600)), "PNG")):
        assert encoded(data, PURPOSE) == encoded(data, PURPOSE)


def png(width: int, height: int, data: bytes) -> bytes:
    """A PNG with this compressed data, and checksums that are right."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def half_png() -> bytes:
    """A PNG that ends in the midst of its data."""
    noise = random.Random(1)
    data = zlib.compress(b"".join(b"\0" + noise.randbytes(48) for _ in range(16)))
    return png(16, 16, data[: len(data) // 2])


def bomb(width: int, height: int) -> bytes:
    """A PNG of so many pixels in a hundred bytes."""
    return png(width, height, zlib.compress(b"\0" * 9))


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"not a picture", "unknown picture format"),
        (saved(photo((300, 200)))[:2000], "truncated"),
        (saved(photo((300, 200)), exif=b"Exif\0\0" + saved(photo((60, 40))))[:-2000], "truncated"),
        (saved(photo((300, 200)), progressive=True)[:-2000], "truncated"),
        (saved(photo((300, 200)), "PNG")[:2000], "truncated"),
        (bomb(65000, 65000), "limit is 100 million"),
        (bomb(12000, 9000), "12000 × 9000 pixels; the limit is 100 million"),
        (b"", "unknown picture format"),
    ],
    ids=["text", "truncated", "with thumbnail", "progressive", "truncated PNG", "bomb", "large", "empty"],
)
def test_what_cannot_be_read_is_a_problem(data: bytes, cause: str) -> None:
    for read_it in (lambda: encoded(data, PURPOSE), lambda: refuse_broken(data)):
        with pytest.raises(Problem) as found:
            read_it()

        assert found.value.code == "broken-picture"
        assert cause in found.value.cause


def test_a_whole_png_is_not_decoded_to_be_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = saved(photo((300, 200)), "PNG")
    refuse_broken(whole[:-12])  # without its last chunk, as some programs leave it
    monkeypatch.setattr(PngImageFile, "load", lambda _: pytest.fail("it was decoded"))

    refuse_broken(whole)


def test_a_png_whose_data_end_early_is_refused_when_it_is_encoded() -> None:
    with pytest.raises(Problem, match="cannot be read"):
        encoded(half_png(), PURPOSE)


@pytest.mark.parametrize("damage", ["cut", "gone", "of another picture"])
def test_a_picture_is_encoded_once_and_again_where_its_file_is_damaged(damage: str, tmp_path: Path) -> None:
    data = saved(photo((1200, 800)), quality=90)
    first = renditions(tmp_path, data, PURPOSE)
    sizes = [size.path.read_bytes() for size in first.sizes]
    assert first.is_new
    assert not renditions(tmp_path, data, PURPOSE).is_new

    path = first.largest.path
    path.unlink() if damage == "gone" else path.write_bytes(sizes[0] if damage != "cut" else sizes[-1][:-9])
    again = renditions(tmp_path, data, PURPOSE)
    assert again.is_new
    assert again.sizes == first.sizes
    assert [size.path.read_bytes() for size in again.sizes] == sizes
    assert {file.suffix for file in tmp_path.rglob("*") if file.is_file()} == {".jpg", ".json"}
