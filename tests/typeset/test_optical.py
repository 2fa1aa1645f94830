# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes that look alike share a drawing of the text face, and lines are as long as its letters are wide."""

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from pipeline.typeset import Press, typeset
from pipeline.typeset.book import Book
from tests.typeset.test_faults import little_book

SIZES = (8.5, 9, 9.5, 10, 10.5, 11, 15, 17, 26, 38)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pikepdf.Pdf]:
    """Words in each of the sizes."""
    folder = tmp_path_factory.mktemp("optical")
    words = "".join(f'<p style="font-size: {size}pt">Words at <strong>some</strong> size.</p>' for size in SIZES)
    typeset(little_book(folder / "book", words), folder / "book.pdf", {})
    with pikepdf.open(folder / "book.pdf") as opened:
        yield opened


def drawings(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    found = (one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/FontDescriptor" in one)
    return [one for one in found if "Source-Serif-4" in str(one.BaseFont)]


def widths(font: pikepdf.Dictionary) -> dict[int, float]:
    """Glyph -> its width as the layout has it, from `[first [width …] first [width …] …]`."""
    found = list(font.W)
    return {
        int(first) + at: float(width)
        for first, group in zip(found[::2], found[1::2], strict=True)
        for at, width in enumerate(group)
    }


def test_there_are_as_many_drawings_as_steps(pdf: pikepdf.Pdf) -> None:
    names = [str(one.BaseFont) for one in drawings(pdf)]

    assert len(names) == 8
    assert sum("Bold" in name for name in names) == 4


def test_letters_are_as_wide_as_the_layout_took_them_to_be(pdf: pikepdf.Pdf) -> None:
    for one in drawings(pdf):
        font = TTFont(io.BytesIO(one.FontDescriptor.FontFile2.read_bytes()))
        order, advances = font.getGlyphOrder(), font["hmtx"].metrics
        found = widths(one)
        assert len(found) >= len(set("some"))
        assert all(abs(advances[order[glyph]][0] - width) <= 1 for glyph, width in found.items())


def test_pages_are_drawn_without_a_copy_of_each_font_file(tmp_path: Path) -> None:
    """Fonts of Chinese or Japanese have 20 MB, and WeasyPrint copies one for each style."""
    folder = little_book(tmp_path / "book", "<p>Words at <strong>some</strong> size.</p>")
    press, book = Press(folder, strict=True), Book.read(folder)
    document = press.render(book, book.text)

    part = press.draw(book, document)

    assert {type(font.file_content) for font in document.rendered.fonts.values()} == {type(tmp_path)}
    assert len({font.source for font in part.fonts.values()}) > 1
