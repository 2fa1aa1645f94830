# SPDX-License-Identifier: GPL-3.0-or-later
"""A table that is wider than its column is made to fit, and loses no word; one that fits stays as it is."""

import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.model.problems import Problem
from pipeline.typeset import Press, typeset
from pipeline.typeset.book import Book
from pipeline.typeset.engine import press as engine
from tests.typeset import reading
from tests.typeset.test_faults import HEADING, little_book

WORD = "Accommodation"
ADDRESS = "https://www.example.org/a/very/long/path/representatives-and-what-they-do?with=questions"
LINK = f'<a class="address reference external" href="{ADDRESS}">{ADDRESS}</a>'
NUMBER = "123456789012"
JOINED = ["Telecommunications-infrastructure", "Acknowledgement-of-receipt-procedures", "Unconstitutionality"] * 2
CODE = "programmi_2004_finale_definitiva_corretta_e_ricorretta_2_" * 2


def table(head: Sequence[str], *rows: Sequence[str], names: str = "", columns: str = "") -> str:
    lines = ["".join(f"<td><p>{cell}</p></td>" for cell in row) for row in rows]
    top = "".join(f"<th><p>{cell}</p></th>" for cell in head)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f'<table class="{names}">{columns}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'


def words(count: int, **more: str) -> str:
    return table([WORD] * count, ["Words"] * count, **more)


GIVEN = f"<colgroup>{'<col style="width: 14%">' * 7}</colgroup>"
CONTACTS = table(
    ["Words"] * 5, ["Words", NUMBER, "Words", "anglisht, telekomunikacionisht, shqip", "Words"], names="contacts"
)
WAYS = {
    "it fits": (words(5), ""),
    "it reaches into the margin": (words(6), "wide fit-tight"),
    "words are divided": (words(9), "wide fit-tight fit-hyphens"),
    "too many would be": (words(10), "turned fit-tight"),
    "addresses are parted": (table([WORD] * 5 + ["Address"], ["Words"] * 5 + [LINK]), "wide fit-tight"),
    "names of files are parted": (table(["Name", "File"], [NUMBER, CODE]), "fit-tight"),
    "no language divides it": (table(["Name", "Word"], [NUMBER, "m" * 120]), "wide fit-small fit-hyphens fit-parts"),
    "hyphens join words": (table(JOINED, ["Words"] * len(JOINED)), "wide fit-tight fit-hyphens"),
    "in a list": (f"<ul><li><p>Words</p>{words(10)}</li></ul>", "turned fit-tight"),
    "in a box": (f'<div class="admonition note"><p>Words</p>{words(5)}</div>', "fit-tight"),
    "in a box that it may not leave": (f'<div class="admonition note">{words(10)}</div>', "fit-tight fit-hyphens"),
    "in a cell": (table(["Head", "Head"], ["Words", words(6)]), "wide fit-tight"),
    "it is turned already": (words(14, names="turned"), "turned fit-tight fit-hyphens"),
    "its columns are given": (words(7, columns=GIVEN), "wide fit-tight fit-hyphens"),
    "its contacts speak languages with long names": (CONTACTS, "contacts"),
}


def test_each_table_gets_the_first_way_that_fits(tmp_path: Path) -> None:
    body = "".join(f'<section id="{name}">{body}</section>' for name, (body, _) in WAYS.items())
    book = Book.read(little_book(tmp_path / "book", HEADING + body))

    document = Press(book.folder, strict=True).render(book, book.text)

    sections = document.rendered._html.etree_element.iter("section")
    tables = {section.get("id"): next(section.iter("table")) for section in sections}
    assert {name: " ".join(dict.fromkeys(one.get("class").split())) for name, one in tables.items()} == {
        name: way for name, (_, way) in WAYS.items()
    }
    assert document.read().overflows == ()


def test_a_first_layout_leaves_memory_before_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chapter is laid out again if one of its tables is too wide; two layouts at once took twice the memory."""
    book = Book.read(little_book(tmp_path / "book", HEADING + words(9)))
    press = Press(book.folder, strict=True)
    first_pages: list[weakref.ref[object]] = []
    lay_out = press._render

    def lay_out_after_first(*arguments: Any) -> Any:  # passed on as they are
        assert not first_pages or first_pages[0]() is None
        document = lay_out(*arguments)
        first_pages.append(weakref.ref(document.pages[0]._page_box))
        return document

    monkeypatch.setattr(press, "_render", lay_out_after_first)
    monkeypatch.setattr(engine, "MAX_LAID_OUT", 1)

    press.render(book, book.text)

    assert len(first_pages) == 3  # the chapter, the variants of its table, the chapter


def test_no_word_and_no_number_is_lost_or_parted(tmp_path: Path) -> None:
    rows = [[NUMBER, "Words", CODE], [f"1{NUMBER}", "Words", LINK]]
    wide = table([WORD] * 3, *rows).replace("<table", '<table id="table"')
    folder = little_book(tmp_path / "book", HEADING + wide)

    typeset(folder, tmp_path / "book.pdf", {})

    text = " ".join(reading.text_of_pages(tmp_path / "book.pdf"))
    assert {NUMBER, f"1{NUMBER}"} <= set(text.split())
    assert "".join(text.split()).count(CODE) == 1


def test_no_ruler_of_the_source_divides_a_word(tmp_path: Path) -> None:
    columns = '<colgroup><col style="width: 5%"><col style="width: 95%"></colgroup>'
    rows = [["Implementation", "What it does, with words enough to fill a line. " * 4]]
    folder = little_book(tmp_path / "book", HEADING + table(["Name", "Words"], *rows, columns=columns))

    typeset(folder, tmp_path / "book.pdf", {})

    assert "Implementation" in " ".join(reading.text_of_pages(tmp_path / "book.pdf")).split()


def test_a_table_that_no_page_holds_is_a_problem_with_its_line(tmp_path: Path) -> None:
    numbers = [f"{number}{NUMBER}" for number in range(100, 112)]
    message = {"original": "", "path": "a.rst", "note": "", "language": "", "translated": False}
    expected = [message | {"line": line, "parts": [number]} for line, number in enumerate(numbers, 5)]
    folder = little_book(tmp_path / "book", HEADING + table(["Head"] * 12, numbers), expected=expected)

    with pytest.raises(Problem) as caught:
        typeset(folder, tmp_path / "book.pdf", {})

    assert (caught.value.code, caught.value.place) == ("proof-overflow", "a.rst:16")
    assert f"a.rst:16: “{numbers[-1]}” on page 2, by " in caught.value.cause
