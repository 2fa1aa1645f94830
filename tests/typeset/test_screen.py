# SPDX-License-Identifier: GPL-3.0-or-later
"""A book for the screen: no blank pages, wide tables on landscape pages, photographs in the resolution of a screen."""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from pipeline.__main__ import main
from pipeline.typeset.engine.tagging.stream import short
from tests.conftest import PRINTED, copy_project, once
from tests.typeset import reading
from tests.typeset.verapdf import IN_TURN, broken_rules

A4 = (595, 842)
PROJECT = Path(__file__).parent / "screen"
FRONT = 4
"""Cover, title page, imprint, contents."""


def photograph(path: Path, size: tuple[int, int]) -> None:
    """Write a picture with as many colours as a photograph, the same each time."""
    noise = Image.frombytes("RGB", (60, 40), random.Random(size[0]).randbytes(60 * 40 * 3))
    noise.resize(size, Image.Resampling.BICUBIC).save(path)


@pytest.fixture(scope="session")
def screen(shared_folder: Path) -> Path:
    def make(folder: Path) -> None:
        copy_project(PROJECT, folder)
        photograph(folder / "source/handbook/photograph.png", (2400, 1600))
        photograph(folder / "source/handbook/small.png", (300, 200))
        assert main(["--project", str(folder), "build", "--format", "pdf"]) == 0

    return once(shared_folder / "screen", make) / "build/site/it/handbook/handbook-it.pdf"


def test_chapters_begin_on_the_next_page_and_wide_tables_on_one_that_lies(screen: Path) -> None:
    with pikepdf.open(screen) as pdf:
        sizes = [(round(float(page.MediaBox[2])), round(float(page.MediaBox[3]))) for page in pdf.pages]
        labels = [page.label for page in pdf.pages]
    lines = (re.sub(r"\s+", " ", page) for page in reading.text_of_pages(screen, artifacts=True))
    pages = [re.sub(r" (?=[,.)])", "", line) for line in lines]

    assert all(page.strip() for page in pages[1:])
    assert [n for n, page in enumerate(pages) if "Il secondo rinvia" in page] == [FRONT + 3]
    assert "Il secondo capitolo (p. 4), e alla Tabella 1 (p. 2)" in pages[FRONT]
    lying = [number for number, size in enumerate(sizes) if size == A4[::-1]]
    assert lying == [number for number, page in enumerate(pages) if "Uno Due" in page or "Girata Perché" in page]
    # The pages go on counting.
    assert [pages[number].split()[-1] for number in range(FRONT, FRONT + 4)] == ["1", "2", "3", "4"]
    assert labels[FRONT : FRONT + 4] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("profile", IN_TURN)
def test_it_passes_verapdf(screen: Path, profile: str) -> None:
    assert broken_rules(screen, profile) == []


def test_photographs_are_jpeg_of_150_dots_an_inch(screen: Path) -> None:
    with pikepdf.open(screen) as pdf:
        found = {
            (int(one.Width), int(one.Height), str(one.Filter)): len(one.read_raw_bytes())
            for page in pdf.pages
            for one in dict(page.resources.get("/XObject", {})).values()
            if one.get("/Subtype") == "/Image"
        }

    assert found[898, 599, "/DCTDecode"] < 200_000


@pytest.mark.slow
@pytest.mark.parametrize("language", PRINTED)
def test_a_hundred_pages_of_text_stay_small(printed_site: Path, language: str) -> None:
    """716 KB in Italian. How the fields of forms look when empty is not text."""
    path = printed_site / language / "usual-procedures" / f"usual-procedures-{language}.pdf"
    with pikepdf.open(path) as pdf:
        pages = len(pdf.pages)
        # However long the book is, its typefaces are there once.
        typefaces = sum(len(one.read_raw_bytes()) for one in streams(pdf) if "/Length1" in one)
        fields = sum(
            len(one.read_raw_bytes()) for one in streams(pdf) if one.get("/Subtype") == "/Form" and "/BBox" in one
        )

    assert typefaces + (path.stat().st_size - typefaces - fields) * 100 / pages < 760_000


def streams(pdf: pikepdf.Pdf) -> Iterator[Any]:
    return (one for one in pdf.objects if isinstance(one, pikepdf.Stream))


@pytest.mark.parametrize(
    ("line", "written"),
    [
        (b"1 0 0 -1 105.826772 140.667912 Tm", b"1 0 0 -1 105.827 140.668 Tm"),
        (b"[<0011>0<002d>9<002a>0<001e>-109.35714285714286<0001>0] TJ", b"[<0011002d>9<002a001e>-109.357<0001>0] TJ"),
        (b"0.0123456789 0 0 0.00001234 0 0 cm", b"0.0123457 0 0 0.00001234 0 0 cm"),
        (b"/Span <</ActualText (3.14159265)>> BDC", b"/Span <</ActualText (3.14159265)>> BDC"),
    ],
)
def test_streams_are_written_short(line: bytes, written: bytes) -> None:
    assert short(line) == written
