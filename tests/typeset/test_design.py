# SPDX-License-Identifier: GPL-3.0-or-later
"""What the style sheets promise of pages: which lines stand together, and where they begin."""

from pathlib import Path

import pytest

from pipeline.typeset import typeset
from tests.typeset.conftest import Made
from tests.typeset.reading import Run, runs
from tests.typeset.test_faults import little_book

WORDS = "Words that fill some lines of the page. "


def laid_out(folder: Path, body: str, headings: list[str]) -> Made:
    book = little_book(folder / "book", body, headings=headings)
    return Made(book, folder / "book.pdf", typeset(book, folder / "book.pdf", {}))


def chapter(content: str, number: int = 1) -> str:
    title = f'<h1 id="chapter-{number}"><span class="section-number">{number}</span> Chapter</h1>'
    return f'<section id="section-{number}">{title}{content}</section>'


def height(points: int) -> str:
    return f'<div style="height: {points}pt"></div>'


def text_of(run: Run) -> str:
    return run.text.strip()


@pytest.mark.parametrize("letters", range(60, 84))
def test_the_page_of_a_list_stands_beside_words(tmp_path: Path, letters: int) -> None:
    """However long a title is, its page number has words or dots beside it."""
    title = ("Titles of tables are seldom so short that nothing goes wrong with them " * 2)[:letters].strip()
    row = (
        f'<li class="level-1"><a href="#chapter-1"><span class="number">Table 1</span> <span class="text">{title}</span>'
        '<span class="leader"></span><span class="page-of" data-for="chapter-1"></span></a></li>'
    )
    body = f'<ol class="list-of-table listing">{row}</ol>'

    found = [run for run in runs(laid_out(tmp_path, chapter(body), ["chapter-1"]).pdf) if not run.artifact]

    number = next(run for run in found if text_of(run) == "1" and run.left > 480)
    beside = [run for run in found if abs(run.height - number.height) < 1 and run is not number]
    assert any(text_of(run)[:1].isalpha() for run in beside)


def test_lines_of_a_heading_begin_where_the_text_does(tmp_path: Path) -> None:
    end = f"{'long title ' * 8}<br>Last"
    second = f'<h2 id="two"><span class="section-number">1.1</span> Second {end}</h2><p>Text {WORDS * 4}</p>'

    found = [run for run in runs(laid_out(tmp_path, chapter(second), ["chapter-1", "two"]).pdf) if not run.artifact]

    sizes = {"Chapter": 26, "Second": 15}
    begin = {text_of(run).split()[0]: run.left for run in found if text_of(run)}
    for word, size in sizes.items():  # the space behind the number is drawn with the word
        begin[word] += 0.2 * size
    assert {word: round(begin[word], 1) for word in ("Chapter", "Second", "Last")} == dict.fromkeys(
        ("Chapter", "Second", "Last"), round(begin["Text"], 1)
    )


@pytest.mark.parametrize("gap", range(560, 660, 12))
def test_a_list_does_not_end_a_chapter_with_one_item_alone(tmp_path: Path, gap: int) -> None:
    items = "".join(f'<li id="item-{number}"><p>An item.</p></li>' for number in range(5))

    pages = laid_out(tmp_path, chapter(f"{height(gap)}<ul>{items}</ul>"), ["chapter-1"]).result.map

    assert pages["item-3"] == pages["item-4"]


@pytest.mark.parametrize("gap", range(560, 660, 12))
def test_what_stands_before_a_form_is_not_alone_on_its_page(tmp_path: Path, gap: int) -> None:
    end = '<p id="before">Before.</p><p id="last">Last.</p><section class="form"><p id="form">Form</p></section>'

    pages = laid_out(tmp_path, chapter(f"{height(gap)}{end}"), ["chapter-1"]).result.map

    assert pages["before"] == pages["last"] < pages["form"]


@pytest.mark.parametrize("gap", range(500, 620, 20))
def test_an_abstract_takes_its_title_along(tmp_path: Path, gap: int) -> None:
    paragraphs = "".join(f'<p id="text-{number}">{WORDS * 6}</p>' for number in range(2))
    other = f'<div class="abstract"><p class="abstract-title" id="title">Abstract</p>{paragraphs}<p class="keywords">Words</p></div>'
    own = '<div class="abstract"><p class="abstract-title">Own</p></div>'

    found = laid_out(tmp_path, chapter(f'{height(gap)}<div class="abstracts">{own}{other}</div>'), ["chapter-1"])

    assert found.result.map["title"] == found.result.map["text-0"]


@pytest.mark.parametrize("letters", range(36, 60, 2))
def test_the_first_page_of_an_entry_has_a_word_beside_it(tmp_path: Path, letters: int) -> None:
    name = ("Entries of an index are sometimes longer than a column of it is wide " * 2)[:letters].strip()
    row = f'<li>{name},\u00a0<span class="pages-of" data-for="chapter-1"></span></li>'
    body = (
        '<section class="index-of-terms"><h1 id="index">Index</h1><div class="columns"><div class="letter-group">'
        f'<p class="letter">E</p><ul>{row}</ul></div></div></section>'
    )

    found = [
        run for run in runs(laid_out(tmp_path, chapter("") + body, ["chapter-1", "index"]).pdf) if not run.artifact
    ]

    number = next(run for run in reversed(found) if text_of(run) == "1")
    assert any(run is not number and abs(run.height - number.height) < 1 for run in found if text_of(run))
