# SPDX-License-Identifier: GPL-3.0-or-later
"""Words stand where the readers of a language look for them. A case is a file: one list of words, in order, by letter."""

import random
import re
from pathlib import Path

import pytest
from lxml import html

from pipeline.compose.translation.index_collation import alphabetical, letter, sort_key
from tests.books import html_of
from tests.compose.conftest import HERE, Workshop

LISTS = sorted((HERE / "alphabets").glob("*.txt"))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_words_and_letters_are_in_the_order_of_the_list(path: Path) -> None:
    expected = path.read_text(encoding="utf-8").splitlines()
    words = [word for line in expected for word in line.partition(": ")[2].split(", ")]
    random.Random(1).shuffle(words)
    index = [("", [(word, ([], [], None)) for word in words])]

    groups = alphabetical(index, path.stem, symbols="#")

    assert [f"{name}: {', '.join(entry[0] for entry in entries)}" for name, entries in groups] == expected


UTF8 = html.HTMLParser(encoding="utf-8")


def test_entries_below_an_entry_are_in_order_too() -> None:
    index = [("D", [("det", ([], [("xhep", []), ("xixë", []), ("çanta", []), ("dora", [])], None))])]

    ((_, ((_, (_, inner, _)),)),) = alphabetical(index, "sq", symbols="#")

    assert [name for name, _ in inner] == ["çanta", "dora", "xixë", "xhep"]


def test_a_group_that_an_entry_names_is_kept() -> None:
    index = [("Zeichen", [("Apfel", ([], [], "Zeichen")), ("Birne", ([], [], None))])]

    assert [name for name, _ in alphabetical(index, "de", symbols="#")] == ["B", "Zeichen"]


def test_quotation_marks_do_not_move_a_word() -> None:
    assert sorted(["zu", "„Ärger“", "Arzt"], key=sort_key("de")) == ["„Ärger“", "Arzt", "zu"]
    assert letter("„Ärger“", "de") == "A"


def test_the_index_of_an_edition_has_the_letters_of_its_language(workshop: Workshop) -> None:
    letters = re.findall(r"<h2>(\w+)</h2>", workshop.build("sq").page("genindex"))

    assert letters == ["Ç", "D", "Dh", "Xh", "Zh"]


def test_the_glossary_of_an_edition_is_in_the_order_of_its_language(workshop: Workshop) -> None:
    terms = {
        tag: re.findall(r'<dt id="term-[^"]+"[^>]*>(?:<span[^>]*>)?(\w+)', workshop.build(tag).page("second"))
        for tag in ("it", "de", "sq")
    }

    assert terms["it"] == ["tratta", "vittima", "zio"]
    assert terms["de"] == ["Ärger", "Betroffene", "Menschenhandel"]
    assert terms["sq"] == ["çelës", "det", "dhjetë"]


@pytest.mark.parametrize("tag", ["it", "de", "sq"])
def test_book_and_pages_have_the_same_index_and_the_same_glossary(workshop: Workshop, tag: str) -> None:
    pages, book = workshop.build(tag), html_of(workshop.build(tag, "paged").out)

    assert index_of_pages(pages.page("genindex")) == index_of_book(book) != []
    assert terms(pages.page("second")) == terms(book) != []


def index_of_pages(page: str) -> list[tuple[str, list[str]]]:
    groups = html.fromstring(page.encode(), parser=UTF8).xpath("//section[h2 and ul[@class='genindex-entries']]")
    return [(words(one.find("h2")), [entry_of(li) for li in one.iterfind("ul/li")]) for one in groups]


def index_of_book(page: str) -> list[tuple[str, list[str]]]:
    groups = html.fromstring(page.encode(), parser=UTF8).xpath("//div[@class='letter-group']")
    return [(words(one.find("p")), [entry_of(li) for li in one.iterfind("ul/li")]) for one in groups]


def entry_of(item: html.HtmlElement) -> str:
    """The name of an entry, without the pages and numbers of its places."""
    link = item.find("a")
    return words(link) if link is not None else " ".join((item.text or "").split()).rstrip(",")


def terms(page: str) -> list[str]:
    return [words(one) for one in html.fromstring(page.encode(), parser=UTF8).xpath("//dt[contains(@id, 'term-')]")]


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split()).rstrip("#")
