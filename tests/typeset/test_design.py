# SPDX-License-Identifier: GPL-3.0-or-later
"""What the style sheets promise of pages: which lines stand together, and where they begin."""

import json
from collections.abc import Iterable
from pathlib import Path

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


def chapters(contents: Iterable[str]) -> tuple[str, list[str]]:
    """A body of several chapters, each with a page of its own at least, and their headings."""
    made = [chapter(content, number) for number, content in enumerate(contents, 1)]
    return "".join(made), [f"chapter-{number}" for number in range(1, len(made) + 1)]


def text_of(run: Run) -> str:
    return run.text.strip()


def beside(run: Run, found: list[Run]) -> list[Run]:
    """The other words of its line."""
    return [one for one in found if one is not run and one.page == run.page and abs(one.height - run.height) < 1]


def test_the_page_of_a_list_stands_beside_words(tmp_path: Path) -> None:
    """However long a title is, its page number has words or dots beside it."""
    words = "Titles of tables are seldom so short that nothing goes wrong with them " * 2
    titles = [words[:letters].strip() for letters in range(60, 84)]
    rows = [
        f'<li class="level-1"><a href="#chapter-1"><span class="number">Table 1</span> <span class="text">{title}</span>'
        '<span class="leader"></span><span class="page-of" data-for="chapter-1"></span></a></li>'
        for title in titles
    ]
    body = f'<ol class="list-of-table listing">{"".join(rows)}</ol>'

    found = [run for run in runs(laid_out(tmp_path, chapter(body), ["chapter-1"]).pdf) if not run.artifact]

    numbers = [run for run in found if text_of(run) == "1" and run.left > 480]
    alone = [number for number in numbers if not any(text_of(run)[:1].isalpha() for run in beside(number, found))]
    assert len(numbers) == len(titles)
    assert alone == []


def test_words_about_the_publication_begin_on_the_page_of_the_lists(tmp_path: Path) -> None:
    for name, full, page in (("short", 200, 1), ("full", 550, 2)):
        book = little_book(tmp_path / name, chapter(""), headings=["contents", "opening", "chapter-1"])
        lists = f'<nav class="contents-page listing-page"><h1 id="contents">Contents</h1>{height(full)}</nav>'
        opening = f'<section class="opening"><h1 id="opening">About</h1><p>{WORDS * 40}</p></section>'
        (book / "front.html").write_text(lists + opening, encoding="utf-8")
        described = book / "book.json"
        described.write_text(json.dumps({**json.loads(described.read_bytes()), "front": "front.html"}))
        typeset(book, tmp_path / f"{name}.pdf", {})

        tops = {text_of(run): run for run in runs(tmp_path / f"{name}.pdf") if text_of(run) in ("Contents", "About")}
        assert tops["About"].page == page
        # Where it begins a page, it stands as any heading there.
        assert page == 1 or tops["About"].height == tops["Contents"].height


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


GAPS = range(560, 660, 12)
"""Heights after which what follows stands at the foot of a page: with all of it on the page, with a part, or with nothing."""


def test_a_list_does_not_end_a_chapter_with_one_item_alone(tmp_path: Path) -> None:
    def items(gap: int) -> str:
        return "".join(f'<li id="item-{gap}-{number}"><p>An item.</p></li>' for number in range(5))

    pages = laid_out(tmp_path, *chapters(f"{height(gap)}<ul>{items(gap)}</ul>" for gap in GAPS)).result.map

    assert [gap for gap in GAPS if pages[f"item-{gap}-3"] != pages[f"item-{gap}-4"]] == []


def test_a_heading_is_on_the_page_of_the_form_below_it(tmp_path: Path) -> None:
    def section(level: int, name: str) -> str:
        form = f'<section class="form"><p class="form-title">Form</p><p id="form-{name}">Text</p></section>'
        return f'<section id="{name}"><h{level} id="heading-{name}">Heading</h{level}>{form}</section>'

    body = f'{section(1, "a")}<section><h1>Two</h1><p id="two">Text</p>{section(2, "b")}{section(2, "c")}</section>'
    pages = laid_out(tmp_path, body, []).result.map

    assert [pages[f"heading-{name}"] for name in "abc"] == [pages[f"form-{name}"] for name in "abc"] == [1, 3, 4]
    assert pages["two"] == 2


def test_what_stands_before_a_form_is_not_alone_on_its_page(tmp_path: Path) -> None:
    def end(gap: int) -> str:
        words = f'<p id="before-{gap}">Before.</p><p id="last-{gap}">Last.</p>'
        return f'{words}<section class="form"><p id="form-{gap}">Form</p></section>'

    pages = laid_out(tmp_path, *chapters(height(gap) + end(gap) for gap in GAPS)).result.map

    for gap in GAPS:
        assert pages[f"before-{gap}"] == pages[f"last-{gap}"] < pages[f"form-{gap}"], gap


def test_an_abstract_takes_its_title_along(tmp_path: Path) -> None:
    gaps = range(500, 620, 20)
    own = '<div class="abstract"><p class="abstract-title">Own</p></div>'

    def other(gap: int) -> str:
        title = f'<p class="abstract-title" id="title-{gap}">Abstract</p>'
        paragraphs = "".join(f'<p id="text-{gap}-{number}">{WORDS * 6}</p>' for number in range(2))
        return f'<div class="abstract">{title}{paragraphs}<p class="keywords">Words</p></div>'

    contents = (f'{height(gap)}<div class="abstracts">{own}{other(gap)}</div>' for gap in gaps)
    pages = laid_out(tmp_path, *chapters(contents)).result.map

    assert [gap for gap in gaps if pages[f"title-{gap}"] != pages[f"text-{gap}-0"]] == []


def test_the_first_page_of_an_entry_has_a_word_beside_it(tmp_path: Path) -> None:
    """However long an entry is; each stands in an index of its own, in the first of two columns."""
    words = "Entries of an index are sometimes longer than a column of it is wide " * 2
    names = [words[:letters].strip() for letters in range(36, 60, 2)]
    indexes = [
        f'<section class="index-of-terms"><h1 id="index-{number}">Index</h1><div class="columns"><div class="letter-group">'
        f'<p class="letter">E</p><ul><li>{name},\u00a0<span class="pages-of" data-for="chapter-1"></span></li></ul></div></div>'
        "</section>"
        for number, name in enumerate(names)
    ]
    headings = ["chapter-1", *(f"index-{number}" for number in range(len(names)))]

    found = [run for run in runs(laid_out(tmp_path, chapter("") + "".join(indexes), headings).pdf) if not run.artifact]

    numbers = [run for run in found if text_of(run) == "1" and run.page > 1]
    assert len({run.page for run in numbers}) == len(numbers) == len(names)
    assert [run for run in numbers if not any(text_of(one) for one in beside(run, found))] == []
