# SPDX-License-Identifier: GPL-3.0-or-later
"""A table begins where its caption stands, and its notes stand where it does, though a page cannot hold it with them."""

from pathlib import Path

import pytest

from pipeline.typeset import typeset
from tests.typeset.test_faults import HEADING, little_book


def table(rows: int, words: int, notes: int = 0, head: str = "") -> str:
    """A table that is not to be broken, so many notes in its first row."""
    called = "".join(note(f"note-{number}") for number in range(notes))
    lines = (f"<tr><td>{'words ' * words}{called if row == 0 else ''}</td><td>b</td></tr>" for row in range(rows))
    top = f'<caption id="caption">Caption</caption><thead><tr><th>Head{head}</th><th>x</th></tr></thead>'
    return f'<table style="break-inside: avoid" id="table">{top}<tbody>{"".join(lines)}</tbody></table>'


def note(identity: str) -> str:
    return f'<span class="note-at-foot" id="{identity}" data-number="1">{"A note at the foot. " * 30}</span>'


@pytest.mark.parametrize("gap", [0, 300])
def test_no_caption_stands_alone(tmp_path: Path, gap: int) -> None:
    body = f'{HEADING}<div style="height: {gap}pt"></div>{table(5, 300)}'

    result = typeset(little_book(tmp_path / "book", body, headings=["one"]), tmp_path / "book.pdf", {})

    assert result.map["table"] == result.map["caption"] == 2


@pytest.mark.parametrize("gap", [0, 300])
def test_the_notes_of_a_head_stay_with_it(tmp_path: Path, gap: int) -> None:
    body = f'{HEADING}<div style="height: {gap}pt"></div>{table(6, 28, 4, note("note-head"))}'
    book = little_book(tmp_path / "book", body, notes=["note-head", "note-0", "note-3"], headings=["one"])

    result = typeset(book, tmp_path / "book.pdf", {})

    assert {result.map[one] for one in ("table", "caption", "note-head", "note-0", "note-3")} == {2}


@pytest.mark.parametrize(("rows", "first_page"), [(40, 1), (9, 2)])
def test_a_long_list_begins_on_the_page_that_is_begun_and_a_short_one_stays_whole(
    tmp_path: Path, rows: int, first_page: int
) -> None:
    items = "".join(f'<li id="row-{row}">Table {row}</li>' for row in range(rows))
    listing = (
        f'<nav class="listing-page" style="page: auto"><h2 id="list">Tables</h2><ol class="listing">{items}</ol></nav>'
    )
    body = f'{HEADING}<div style="height: 460pt"></div>{listing}'

    result = typeset(little_book(tmp_path / "book", body, headings=["one"]), tmp_path / "book.pdf", {})

    assert [result.map[one] for one in ("list", "row-0", f"row-{rows - 1}")] == [first_page, first_page, 2]
