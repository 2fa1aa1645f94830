# SPDX-License-Identifier: GPL-3.0-or-later
"""Page numbers as they are printed."""

import re

from pipeline.bookformat.page_numbers import label
from pipeline.typeset.numbers import PageNumbers, fill, placeholder, reserve, with_numbers

PAGES = {"body": 5, "a": 5, "b": 7, "c": 8, "d": 9, "e": 3, "f": 7}


def test_arabic_begins_with_the_body() -> None:
    assert [label(page, 5) for page in (1, 4, 5, 6)] == ["i", "iv", "1", "2"]


def test_a_reference_gets_its_page() -> None:
    filled = fill('(p. <span class="page-of" data-for="b"></span>)', PAGES)

    assert filled == '(p. <span class="page-of" data-for="b">3</span>)'


def test_before_the_first_layout_a_number_stands_in() -> None:
    assert ">00<" in fill('<span class="page-of" data-for="b"></span>', {})


def test_zeros_are_reserved_for_a_number_that_will_have_as_many_figures() -> None:
    fields = "".join(f'<span class="page-of" data-for="{name}"></span>' for name in ("b", "c", "e", "gone"))

    reserved = reserve(fields, {"body": 5, "b": 7, "c": 14, "e": 3})

    assert re.findall(r">(\w+)<", reserved) == ["0", "00", "iii", "00"]


def test_words_with_placeholders_get_the_numbers_of_the_book() -> None:
    numbers = PageNumbers(PAGES, PAGES["body"], 11)

    words = with_numbers(
        f"({placeholder('b')}, {placeholder()}, {placeholder('e')})", lambda target: numbers.of(target, 9)
    )

    assert words == "(13, 15, iii)"


def test_an_index_entry_names_each_page_once_in_order_and_ranges_of_three() -> None:
    filled = fill('<span class="pages-of" data-for="d a f c b e"></span>', PAGES)

    assert filled == (
        '<span class="pages-of" data-for="d a f c b e"><a href="#e">iii</a>, <a href="#a">1</a>, <a href="#f">3–5</a></span>'
    )


def test_the_chief_place_is_bold_and_in_no_range() -> None:
    filled = fill('<span class="pages-of" data-for="b c d" data-main="c"></span>', PAGES)

    assert '<a href="#b">3</a>, <b><a href="#c">4</a></b>, <a href="#d">5</a>' in filled
