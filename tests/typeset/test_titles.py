# SPDX-License-Identifier: GPL-3.0-or-later
"""Titles of several lines are about as long as each other; pages begin at their top."""

from pathlib import Path
from typing import Any

import pytest
from weasyprint.formatting_structure import boxes

from pipeline.typeset.book import Book
from pipeline.typeset.engine.press import Press
from tests.typeset.test_faults import little_book

LONG = "What those who work with people on the road may say about the signs that they have seen"
COMPOUND = "Donaudampfschifffahrtselektrizitätenwerk"


def laid_out(folder: Path, body: str) -> Any:
    book = Book.read(little_book(folder, body))
    return Press(book.folder, strict=True).render(book, book.text).rendered


def lines(document: Any, name: str) -> list[Any]:
    """The lines of the element with an identifier."""
    found = [box for page in document.pages for box in page._page_box.descendants() if is_block(box, name)]
    return [line for box in found for line in box.children if isinstance(line, boxes.LineBox)]


def is_block(box: Any, name: str) -> bool:
    return isinstance(box, boxes.BlockContainerBox) and box.element is not None and box.element.get("id") == name


def words(line: Any) -> str:
    return "".join(box.text for box in line.descendants() if isinstance(box, boxes.TextBox))


def test_no_word_is_left_over(tmp_path: Path) -> None:
    document = laid_out(tmp_path / "book", f'<h1 id="title">{LONG}</h1><p id="text">{LONG}, and more: {LONG}.</p>')

    title, text = lines(document, "title"), lines(document, "text")

    assert len(title) > 1
    assert " ".join(words(line).strip() for line in title) == LONG
    assert min(line.width for line in title) > 0.7 * max(line.width for line in title)
    assert max(line.width for line in text) > 1.2 * min(line.width for line in text)


def test_the_rule_of_a_title_is_as_long_as_ever(tmp_path: Path) -> None:
    document = laid_out(tmp_path / "book", f'<h1 id="long">{LONG}</h1><h1 id="short">Signs</h1>')

    long, short = (
        next(box for box in document.pages[0]._page_box.descendants() if is_block(box, name)).width
        for name in ("long", "short")
    )

    assert long == short


def test_no_word_is_divided_for_it(tmp_path: Path) -> None:
    """The compound alone is longer than half of what stands on the two lines."""
    document = laid_out(tmp_path / "book", f'<h2 id="title" lang="de">{COMPOUND} und von dem, was sie ist</h2>')

    found = [words(line) for line in lines(document, "title")]

    assert len(found) == 2
    assert COMPOUND in found[0]


@pytest.mark.parametrize("height", [560, 580, 600, 620])
def test_a_heading_stands_where_the_text_of_other_pages_does(tmp_path: Path, height: int) -> None:
    many = "Words that fill some lines of the page. " * 120
    rest = f'<div style="height: {height}pt"></div><h2 id="moved">Moved</h2><p>{"Words. " * 60}</p><p id="text">{many}{many}</p>'

    document = laid_out(tmp_path / "book", f"<h1>One</h1>{rest}")

    (heading,) = (box for box in document.pages[1]._page_box.descendants() if is_block(box, "moved"))
    top = document.pages[2]._page_box.content_box_y()
    assert heading.border_box_y() == top
    assert lines(document, "text")[-1].position_y >= top


def test_the_space_above_stays_where_a_break_is_asked_for(tmp_path: Path) -> None:
    body = (
        '<h1>One</h1><p>Words.</p><h2 id="moved" style="break-before: page; margin-top: 40px">Moved</h2><p>Words.</p>'
    )

    document = laid_out(tmp_path / "book", body)

    (heading,) = (box for box in document.pages[1]._page_box.descendants() if is_block(box, "moved"))
    assert heading.border_box_y() == document.pages[1]._page_box.content_box_y() + 40
