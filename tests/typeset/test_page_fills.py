# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of a text with much white are named, for the editor to change a few words."""

import pytest

from pipeline.bookformat.typeset_book import PageFill
from pipeline.model.project import Project
from pipeline.publishing.events import Published
from pipeline.report.builds import lines_for
from pipeline.typeset import Press
from pipeline.typeset.book import Book
from pipeline.typeset.engine.document import Document
from pipeline.typeset.engine.filling import page_fills
from pipeline.typeset.volume import MAX_BLANK, MIN_FILL, badly_filled
from tests.conftest import ROOT
from tests.typeset.conftest import Made

LINE = '<p id="line-{}">A paragraph of one line.</p>'
TABLE = f'<table style="break-inside: avoid"><tbody>{"<tr><td>One row of many</td></tr>" * 30}</tbody></table>'


def page(fill: float, *, ends: bool = False) -> PageFill:
    return PageFill(1, fill, ends)


@pytest.mark.parametrize(
    ("fills", "bad"),
    [
        ([page(0.1, ends=True)], 0),  # a chapter of one page
        ([page(1), page(MIN_FILL - 0.01, ends=True)], 1),
        ([page(1), page(MIN_FILL, ends=True)], 0),
        ([page(1 - MAX_BLANK - 0.01), page(0.5, ends=True)], 1),
        ([page(1, ends=True), page(0.05, ends=True)], 0),  # a form
    ],
)
def test_a_page_is_bad_by_its_white(fills: list[PageFill], bad: int) -> None:
    assert len(badly_filled(fills)) == bad


def test_the_last_lines_of_a_chapter_and_room_before_a_table_are_named(books: dict[str, Made]) -> None:
    source = Book.read(books["it"].folder)
    press = Press(source.folder, strict=True)

    def laid_out(lines: int, table: str = "") -> Document:
        content = "".join(LINE.format(number) for number in range(lines)) + table
        text = f'<html lang="it"><body><main id="body"><section><h1 data-running="19 Health">Health</h1>{content}</section></main></body></html>'
        return press.render(source, text)

    def bad_pages(document: Document) -> list[PageFill]:
        return badly_filled(page_fills(document.rendered))

    pages = laid_out(50)
    fitting = next(number for number in range(50) if pages.page_map[f"line-{number}"] == 2)
    ends_with_a_line, is_broken_by_a_table = laid_out(fitting + 1), laid_out(fitting - 12, TABLE)

    assert pages.page_count == ends_with_a_line.page_count == is_broken_by_a_table.page_count == 2
    assert bad_pages(pages) == bad_pages(laid_out(fitting)) == []
    assert [(hole.page, hole.ends, hole.chapter, hole.lines) for hole in bad_pages(ends_with_a_line)] == [
        (2, True, "19 Health", [*ends_with_a_line.page_map.values()].count(2))
    ]
    assert [(hole.page, hole.ends) for hole in bad_pages(is_broken_by_a_table)] == [(1, False)]


def test_the_build_says_by_how_many_lines_a_chapter_runs_over() -> None:
    holes = (PageFill(62, 0.1, ends=True, chapter="19 Health", lines=5), PageFill(70, 0.58, ends=False))
    edition = Project.load(ROOT).editions("usual-procedures", "it")[0]
    event = Published(edition, (), 1.0, holes=holes)

    assert [line.text for line in lines_for(event)][1:] == [
        "  p. 62 of the PDF: 19 Health runs over by 5 lines",
        "  p. 70 of the PDF: 42% of the page is blank",
    ]
