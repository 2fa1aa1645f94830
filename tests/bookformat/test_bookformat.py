# SPDX-License-Identifier: GPL-3.0-or-later
"""What composing writes of a book is what typesetting and the preview read, and nothing of another version."""

import json
from datetime import date

import pytest

from pipeline.bookformat.book import VERSION, Offprint, PagedBook, PrintedMessage
from pipeline.bookformat.identifiers import beginnings, identity
from pipeline.bookformat.page_numbers import ANY_FIELD, PAGE_FIELD, PAGES_FIELD, page_of, pages_of
from pipeline.model.kinds import standard_kinds
from pipeline.model.publication import Language

ALBANIAN = Language("sq", "Shqip")
BOOK = PagedBook(
    slug="guide",
    kind=standard_kinds()["manual"],
    language=ALBANIAN,
    original=ALBANIAN,
    title="Udhëzues",
    published=date(2026, 3, 7),
    modified=date(2026, 4, 1),
    version="1.0",
    notes=("first--one",),
    expected=(PrintedMessage("Notes", "first.rst", 3, ("Shënime", "."), "", "it", translated=True),),
    offprint=Offprint(
        name="card",
        sheet="card",
        position=0,
        document="first",
        anchor="card",
        messages={"front": {"text": "Call", "path": "first.rst", "line": 7}},
    ),
)


def test_a_book_is_read_as_it_was_written() -> None:
    assert PagedBook.from_json(BOOK.to_json()) == BOOK


@pytest.mark.parametrize(
    "change",
    [{"format": 0}, {"format": VERSION + 1}, {"format": None}, {"colours": "new"}, {"offprint": {"name": "card"}}],
)
def test_a_book_of_another_shape_is_refused(change: dict[str, object]) -> None:
    text = json.dumps(json.loads(BOOK.to_json()) | change)

    with pytest.raises((ValueError, TypeError, KeyError)):
        PagedBook.from_json(text)


def test_documents_begin_where_the_first_of_their_identifiers_is() -> None:
    pages = {
        "contents": 3,
        "index--part-i": 8,
        "a-b--label": 10,
        "a-b--heading": 9,
        "a--heading": 12,
        "index-of-terms": 20,
    }

    assert beginnings(pages) == {"index--": 8, "a-b--": 9, "a--": 12, "index-of-terms": 20}
    assert identity("a/b", "") == "a-b--"
    assert beginnings({"contents": 3}) == {}


def test_page_fields_are_found_as_they_are_written() -> None:
    one, several = page_of('a"b--c'), pages_of(["x--1", "x--2", "x--1"], ["x--2"])

    assert [match[2] for match in PAGE_FIELD.finditer(one + several)] == ["a&quot;b--c"]
    assert [match.group(2, 3) for match in PAGES_FIELD.finditer(one + several)] == [("x--1 x--2", "x--2")]
    assert len(ANY_FIELD.findall(one + several + pages_of(["y--3"]))) == 3
