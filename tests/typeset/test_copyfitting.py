# SPDX-License-Identifier: GPL-3.0-or-later
"""Chapters whose pages would be nearly empty are set otherwise, within bounds; words stay in the order in which they are read."""

import pytest

from pipeline.typeset import Press, copyfitting
from pipeline.typeset.book import Book
from pipeline.typeset.copyfitting import LEAST, MOST_WHITE, badly_filled, fitted
from pipeline.typeset.engine.document import Document
from pipeline.typeset.engine.floats import NO_MOVES, Moves
from pipeline.typeset.engine.pages import PageFill
from tests.typeset.conftest import Made

PARAGRAPH = "<p>The table has been read by all who had to do with it, and none of them was sure of what it says. {}</p>"
TABLE = """<table class="{}" id="table"><caption><span class="caption-number">Table 1</span> What is known</caption>
<tbody>{}</tbody></table>"""
ROW = "<tr><td>One row of many</td><td>of which none may stand apart from the others</td></tr>"


def page(fill: float, *, ends: bool = False) -> PageFill:
    return PageFill(1, fill, ends)


@pytest.mark.parametrize(
    ("fills", "bad"),
    [
        ([page(0.1, ends=True)], 0),  # a chapter of one page
        ([page(1), page(LEAST - 0.01, ends=True)], 1),
        ([page(1), page(LEAST, ends=True)], 0),
        ([page(1 - MOST_WHITE - 0.01), page(0.5, ends=True)], 1),
        ([page(1, ends=True), page(0.05, ends=True)], 0),  # a form
    ],
)
def test_a_page_is_bad_by_its_white(fills: list[PageFill], bad: int) -> None:
    assert len(badly_filled(fills)) == bad


def laid_out(
    made: Made, paragraphs: int, rows: int, after: int, kind: str = "short"
) -> tuple[list[Document], Document]:
    """A chapter of paragraphs, a table and paragraphs, in the design of a book: all trials, and the one that is taken."""
    source = Book.read(made.folder)
    press = Press(source.folder, strict=True)
    before, behind = ("".join(PARAGRAPH.format(number) for number in range(count)) for count in (paragraphs, after))
    text = f"""<html lang="it"><body><main id="body"><section><h1>Chapter</h1>
{before}{TABLE.format(kind, ROW * rows)}{behind}</section></main></body></html>"""
    trials: list[Document] = []

    def lay_out(rules: str = "", moves: Moves = NO_MOVES) -> Document:
        trials.append(press.render(source, text, rules, moves=moves))
        return trials[-1]

    return trials, fitted(lay_out)[0]


def test_a_chapter_does_not_end_with_a_few_lines(books: dict[str, Made]) -> None:
    designed, fitting = next(
        (trials[0], best)
        for count in range(14, 40)
        for trials, best in [laid_out(books["it"], count, 0, 0)]
        if badly_filled(trials[0].fills) and len(trials) > 1
    )

    assert designed.fills[-1].filled < LEAST
    assert badly_filled(fitting.fills) == []


def test_a_long_chapter_is_set_as_it_is_designed(books: dict[str, Made], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copyfitting, "_LONGEST", 1)  # so that this takes no 41 pages

    made = [laid_out(books["it"], 12, 14, 6), laid_out(books["it"], 1, 0, 0)]

    assert all(trials == [fitting] for trials, fitting in made)
    assert badly_filled(made[0][1].fills) != []


def test_text_passes_a_table_that_leaves_a_hole_and_is_read_in_its_order(books: dict[str, Made]) -> None:
    trials, fitting = laid_out(books["it"], 12, 14, 6)

    assert [fill.ends for fill in badly_filled(trials[0].fills)] == [False]
    assert badly_filled(fitting.fills) == []
    words = [block.runs[0].words for block in fitting.read().blocks]
    assert words.index("Table 1") < [number for number, text in enumerate(words) if text.startswith("The table")][12]


def test_a_short_table_that_would_break_stays_whole(books: dict[str, Made]) -> None:
    fitting = next(
        best
        for count in range(6, 20)
        for trials, best in [laid_out(books["it"], count, 16, 8, kind="")]
        if trials[0].broken_tables
    )

    assert fitting.broken_tables == {}
    assert badly_filled(fitting.fills) == []
