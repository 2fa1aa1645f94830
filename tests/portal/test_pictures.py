# SPDX-License-Identifier: GPL-3.0-or-later
"""Covers and typefaces: the same bytes from the same input, letters for all four languages, nothing too heavy."""

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import resvg_py
from fontTools.ttLib import TTFont
from lxml import etree
from PIL import Image, ImageChops, ImageColor

from pipeline.covers import COVER_SIZE, write_cover
from pipeline.covers.drawing import HEIGHT, WIDTH, draw, picture
from pipeline.model.kinds import PAPER, standard_kinds
from pipeline.model.metadata import Metadata
from pipeline.model.publication import Kind, Language
from pipeline.portal.downloads.fonts import FACES, write_web_fonts
from pipeline.theme.drawing import routes
from pipeline.words import Words

LETTERS = "àèéìòùÀÈÉ äöüßÄÖÜ ëçËÇ «»“”‘’„‚‹›…–— €%§° 0123456789"
KINDS = standard_kinds()
ENGLISH = Language("en", "English")
WORDS = Words(ENGLISH)
COVER = Metadata(
    slug="field-guide",
    kind=KINDS["manual"],
    language=ENGLISH,
    original=ENGLISH,
    title="A short guide",
    published=date(2026, 1, 1),
    modified=date(2026, 1, 1),
    subtitle="Two chapters",
    publisher="Test group",
)


def test_routes_follow_from_the_slug_alone() -> None:
    assert routes("field-guide") == routes("field-guide")
    assert routes("field-guide") != routes("street-leaflet")


def test_covers_of_a_manual_and_a_guide_are_not_taken_for_each_other() -> None:
    manual, guide = routes("usual-procedures", 100, 80), routes("workers-guide", 100, 80)

    assert abs(manual.count("A") - guide.count("A")) >= 8  # two arcs a route
    ends = [float(drawing.split()[-2]) for drawing in (manual, guide)]
    assert abs(ends[0] - ends[1]) > 10


@pytest.mark.parametrize("slug", ["field-guide", "street-leaflet", "research-2005", "a", "closing-conference"])
def test_routes_stay_in_their_field_and_leave_the_foot_free(slug: str) -> None:
    numbers = [
        float(number) for number in re.findall(r"-?\d+\.\d+", re.sub(r"A[^A-Z]*? 0 1 0", "L", routes(slug, 100, 80)))
    ]
    across, down = numbers[::2], numbers[1::2]

    assert 0 <= min(across) <= max(across) <= 100
    assert 0 <= min(down) <= max(down) <= 80 * 7 / 8


def test_a_cover_is_sound_svg_that_needs_no_font_and_is_always_the_same() -> None:
    drawn = draw(COVER, WORDS)

    root = etree.fromstring(drawn)
    assert drawn == draw(COVER, WORDS)
    assert root.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    assert root.findtext("{*}title") == "A short guide (English)"
    assert not root.findall(".//{*}text")
    assert not root.xpath("//@style")


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_each_kind_has_its_colour(kind: Kind) -> None:
    drawn = draw(replace(COVER, kind=kind), WORDS)

    assert f'fill="{kind.colour}"' in drawn


def test_a_long_title_stays_above_the_field() -> None:
    title = "Trafficking in women and minors in the regions of the Adriatic: research, law, practice and outlook"

    drawn = draw(replace(COVER, title=title, subtitle="Papers of the closing conference", publisher=""), WORDS)

    lines = [float(y) for y in re.findall(r"translate\(17\.00 ([\d.]+)\)", drawn)]
    assert max(y for y in lines if y < 200) < 99


def test_letters_of_a_title_are_kerned_and_joined() -> None:
    def places(title: str) -> list[int]:
        drawn = etree.fromstring(draw(replace(COVER, title=title), WORDS))
        return [int(use.get("x")) for use in drawn.findall("{*}g")[1]]

    assert places("AV")[1] < places("AH")[1]
    assert len(places("ffi")) == 1


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("fa", "اعلامیهٔ جهانی حقوق بشر"),
        ("he", "זכויות האדם (1948)"),
        ("hi", "मानव अधिकारों की सार्वभौम घोषणा"),
        ("th", "ปฏิญญาสากลว่าด้วยสิทธิมนุษยชนและเสรีภาพของมนุษย์ทั้งหลาย"),
        ("zh-TW", "世界人權宣言：人人生而自由，在尊嚴和權利上一律平等"),
    ],
)
def test_a_title_in_another_script_is_drawn_within_its_margins(tag: str, words: str) -> None:
    language = Language(tag, "")
    svg = draw(replace(COVER, title=words, subtitle="", publisher="", language=language), WORDS)
    plain = Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=svg, width=WIDTH)))).convert("L")
    left, _top, right, bottom = plain.crop((0, 22, WIDTH, 99)).point(lambda tone: 255 * (tone < 128)).getbbox()
    long_enough = 90

    assert right - left > long_enough
    assert (WIDTH - right if tag in ("fa", "he") else left) in range(15, 20)
    assert min(left, WIDTH - right) >= 15
    assert bottom < 75


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_web_fonts(tmp_path)
    return tmp_path


def test_fonts_hold_the_letters_of_all_four_languages(folder: Path) -> None:
    for face in FACES:
        with TTFont(folder / face.file) as font:
            known = font.getBestCmap()
        assert [letter for letter in LETTERS if ord(letter) not in known] == []


def test_fonts_are_light_and_named_in_their_style_sheet(folder: Path) -> None:
    sheet = (folder / "fonts.css").read_text(encoding="utf-8")

    assert all((folder / face.file).stat().st_size < 120_000 for face in FACES)
    assert all(f'url("{face.file}")' in sheet for face in FACES)
    assert "http" not in sheet


def test_a_site_has_the_letters_of_its_languages_and_of_no_others(tmp_path: Path) -> None:
    write_web_fonts(tmp_path, ["it", "el", "ru-RU"])

    sheet = (tmp_path / "fonts.css").read_text(encoding="utf-8")
    for name, letters in (("grek", "Ελληνικά"), ("cyrl", "Русский")):
        for face in FACES:
            path = tmp_path / face.file_of(name)
            with TTFont(path) as font:
                assert {*map(ord, letters)} <= {*font.getBestCmap()}
            assert f'url("{path.name}")' in sheet
            assert path.stat().st_size < 70_000
    assert not list(tmp_path.glob("*-vi.woff2"))


def test_a_damaged_font_is_written_again(folder: Path) -> None:
    font = folder / FACES[0].file
    data = font.read_bytes()
    font.write_bytes(data[:-1])

    write_web_fonts(folder)

    assert font.read_bytes() == data


@pytest.mark.parametrize("kind", KINDS.values(), ids=str)
def test_the_picture_of_a_cover_is_the_same_drawing(kind: Kind) -> None:
    cover = draw(replace(COVER, kind=kind), WORDS)

    data = picture(cover)

    with Image.open(io.BytesIO(data)) as image:
        assert image.size == COVER_SIZE
        colours = {pixel for _, pixel in image.convert("RGB").getcolors(COVER_SIZE[0] * COVER_SIZE[1])}
        ground = image.convert("RGB").getpixel((5, COVER_SIZE[1] - 5))
    assert ground == ImageColor.getrgb(kind.colour)
    assert ImageColor.getrgb(PAPER) in colours
    assert data == picture(cover)
    assert len(data) < 100_000


def test_a_picture_has_the_words_of_the_cover() -> None:
    """With another title, ink differs above the field and nowhere else."""
    with (
        Image.open(io.BytesIO(picture(draw(COVER, WORDS)))) as one,
        Image.open(io.BytesIO(picture(draw(replace(COVER, title="Ë"), WORDS)))) as two,
    ):
        apart = (
            ImageChops.difference(one.convert("L"), two.convert("L")).point(lambda value: 255 * (value > 64)).getbbox()
        )

    assert apart is not None
    assert apart[3] < COVER_SIZE[1] // 3


def test_a_picture_is_drawn_anew_only_when_its_cover_changes(tmp_path: Path) -> None:
    path = tmp_path / "cover.png"
    write_cover(COVER, WORDS, path)
    before = path.read_bytes(), path.stat().st_mtime_ns

    write_cover(COVER, WORDS, path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before

    write_cover(replace(COVER, modified=date(2027, 1, 1)), WORDS, path)
    assert path.read_bytes() != before[0]


def test_a_broken_picture_is_drawn_anew(tmp_path: Path) -> None:
    path = tmp_path / "cover.png"
    path.write_bytes(b"\x89PNG\r\n")

    write_cover(COVER, WORDS, path)

    with Image.open(path) as image:
        assert image.size == COVER_SIZE
