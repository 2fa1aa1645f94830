# SPDX-License-Identifier: GPL-3.0-or-later
"""Index and glossary of the project's own manual, on its pages and in its book, beside alphabets written by hand."""

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from tests.books import html_of
from tests.conftest import PRINTED

SLUG = "usual-procedures"
LATIN = tuple("abcdefghijklmnopqrstuvwxyz")
ALPHABETS = {
    "it": LATIN,
    "en": LATIN,
    "de": LATIN,  # DIN 5007, first variant: ä, ö, ü among a, o, u; ß as ss
    "sq": (
        *"abcç",
        "d",
        "dh",
        *"eëfg",
        "gj",
        *"hijkl",
        "ll",
        *"mn",
        "nj",
        *"opqr",
        "rr",
        "s",
        "sh",
        "t",
        "th",
        *"uvwx",
        "xh",
        *"yz",
        "zh",
    ),
}


def key(word: str, tag: str) -> list[int]:
    """The places of a word's letters in the alphabet; before all letters a space, then other signs, then digits."""
    alphabet = ALPHABETS[tag]
    rest, found = word.lower().replace("ß", "ss").lstrip("„“‘«(’'\""), []
    while rest:
        # A letter of two signs before one of one; a sign with an accent that is no letter of its own counts without.
        length = next((n for n in (2, 1) if rest[:n] in alphabet), 0)
        letter = rest[:length] if length else unicodedata.normalize("NFD", rest[0])[0]
        if letter in alphabet:
            found.append(alphabet.index(letter))
        elif letter.isdecimal():
            found.append(int(letter) - 10)
        else:
            found.append(-20 if letter == " " else -15)
        rest = rest[length or 1 :]
    return found


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split()).rstrip("#")


def entry(item: html.HtmlElement) -> str:
    link = item.find("a")
    return words(link) if link is not None else " ".join((item.text or "").split()).rstrip(",")


def read(path: Path, query: str) -> list[html.HtmlElement]:
    text = html_of(path) if path.is_dir() else path.read_text(encoding="utf-8")
    found: list[html.HtmlElement] = html.document_fromstring(text).xpath(query)
    assert len(found) > 10, path
    return found


def misplaced(names: list[str], tag: str) -> list[tuple[str, str]]:
    """Neighbours in the wrong order; numbers and signs stand under a heading of their own before all."""
    return [(one, other) for one, other in pairwise(names) if key(one, tag) > key(other, tag)]


def letters_of(names: list[str], tag: str) -> list[str]:
    first = dict.fromkeys(key(name, tag)[0] for name in names)
    return [ALPHABETS[tag][one].capitalize() for one in first if one >= 0]


@pytest.mark.parametrize("tag", ALPHABETS)
def test_pages_are_in_the_order_of_the_alphabet(site: Path, tag: str) -> None:
    folder = site / tag / SLUG
    index = [entry(one) for one in read(folder / "genindex.html", "//ul[@class='genindex-entries']/li")]
    letters = [words(one) for one in read(folder / "genindex.html", "//section[ul]/h2")]
    glossary = [words(one) for one in read(folder / "glossary.html", "//dt[starts-with(@id, 'term-')]")]

    assert misplaced(index, tag) == misplaced(glossary, tag) == []
    assert [one for one in letters if len(one) < 3] == letters_of(index, tag)


@pytest.mark.slow
@pytest.mark.parametrize("tag", PRINTED)
def test_the_book_is_in_the_same_order(printed_west: Path, tag: str) -> None:
    book = printed_west / "build/work" / tag / SLUG / "paged"
    pages = printed_west / "build/site" / tag / SLUG / "genindex.html"

    index = [entry(one) for one in read(book, "//div[@class='letter-group']/ul/li")]
    letters = [words(one) for one in read(book, "//div[@class='letter-group']/p")]

    assert index == [entry(one) for one in read(pages, "//ul[@class='genindex-entries']/li")]
    assert letters == [words(one) for one in read(pages, "//section[ul]/h2")]
    assert misplaced([words(one) for one in read(book, "//dt[contains(@id, 'term-')]")], tag) == []
