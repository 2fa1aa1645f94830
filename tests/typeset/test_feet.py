# SPDX-License-Identifier: GPL-3.0-or-later
"""A note stands on the page of its call, however the paragraphs after it fall on the page."""

from pathlib import Path

import pytest

from pipeline.typeset import typeset
from tests.typeset.test_faults import HEADING, little_book

NOTE = '<span class="note-at-foot" id="note" data-number="1">A note at the foot.</span>'
PARAGRAPH = f"<p>{'Words that fill some lines of the page. ' * 10}</p>"


@pytest.mark.parametrize("height", range(500, 564, 8))
def test_a_paragraph_moves_before_a_note_does(tmp_path: Path, height: int) -> None:
    """Between its fullest and emptiest, the page has room for no line, for one (too few) and for two of the last paragraph."""
    body = f'{HEADING}<p id="call">Called here.{NOTE}</p><div style="height: {height}pt"></div>{PARAGRAPH}'
    book = little_book(tmp_path / "book", body, notes=["note"], headings=["one"])

    result = typeset(book, tmp_path / "book.pdf", {})

    assert result.map["note"] == result.map["call"]
