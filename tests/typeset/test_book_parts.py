# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of a book: a page with a title before the first chapter of each, in the contents, the outline and the tags."""

import shutil
import zipfile
from pathlib import Path

import pikepdf
import pytest
from lxml import html

from pipeline.typeset import typeset
from tests.books import html_of
from tests.typeset import structural, verapdf
from tests.typeset.conftest import Made, compile_catalogues, compose
from tests.typeset.reading import outline, structure, text_of_pages

PROJECT = Path(__file__).parent / "parts"


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    project = tmp_path_factory.mktemp("parts") / "project"
    shutil.copytree(PROJECT, project)
    compile_catalogues(project)
    made = {}
    for language in ("it", "sq"):
        folder = compose(project, language, project / "build" / language)
        pdf = project / f"{language}.pdf"
        made[language] = Made(folder, pdf, typeset(folder, pdf, {}))
    return made


LINES = {
    "it": (
        [1, "1 Premessa"], [2, "1.1 Come leggere"],
        [1, "Parte I Prima di partire"], [2, "2 Prepararsi"], [3, "2.1 Che cosa serve"], [1, "Per strada"],
        [1, "Parte II Lungo la strada"], [2, "3 La strada"], [3, "3.1 Di giorno"], [2, "4 La notte"], [3, "4.1 Al buio"],
        [1, "Congedo"], [2, "Chi ringraziare"],
    ),
    "sq": (
        [1, "1 Premessa"], [2, "1.1 Come leggere"],
        [1, "Pjesa I Para nisjes"], [2, "2 Prepararsi"], [3, "2.1 Che cosa serve"], [1, "Per strada"],
        [1, "Pjesa II Lungo la strada"], [2, "3 La strada"], [3, "3.1 Di giorno"], [2, "4 La notte"], [3, "4.1 Al buio"],
        [1, "Congedo"], [2, "Chi ringraziare"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", LINES)
def test_chapters_of_a_part_stand_below_it_in_the_outline(books: dict[str, Made], language: str) -> None:
    with pikepdf.open(books[language].pdf) as pdf:
        found = [[level, title] for level, title, _ in outline(pdf)]

    assert [one for one in found if one in LINES[language]] == list(LINES[language])


def test_each_part_has_a_page_of_its_own_and_a_line_in_the_contents(books: dict[str, Made]) -> None:
    pages = text_of_pages(books["it"].pdf)
    contents = next(page for page in pages if "Sommario" in page and "Premessa" in page)

    assert [page.split() for page in pages if page.split()[:2] == ["Parte", "I"]] == [
        ["Parte", "I", "Prima", "di", "partire"]
    ]
    assert contents.index("Parte I") < contents.index("Prepararsi") < contents.index("Parte II")


def test_a_list_that_is_interrupted_goes_on_with_its_number(books: dict[str, Made]) -> None:
    (page,) = (page for page in text_of_pages(books["it"].pdf) if "Aspettare" in page)

    assert page.split()[-3:] == ["1.", "2.", "3."]


def test_headings_go_down_one_level_at_a_time(books: dict[str, Made]) -> None:
    with pikepdf.open(books["it"].pdf) as pdf:
        levels = [int(one.role[1:]) for one in structure(pdf).all() if one.role in ("H1", "H2", "H3")]

    # A chapter with a section, a part with one such chapter, a section of the first page, a part with two, and a chapter outside.
    assert levels[-13:] == [1, 2, 1, 2, 3, 1, 1, 2, 3, 2, 3, 1, 2]


def test_a_parameter_that_has_the_words_of_a_message_is_no_repetition(books: dict[str, Made]) -> None:
    assert [made.result.warnings for made in books.values()] == [(), ()]


def test_what_is_not_translated_says_so(books: dict[str, Made]) -> None:
    text = html_of(books["sq"].folder)

    assert '<h1 id="index--part-ii" lang="it" data-running="Pjesa II Lungo la strada">' in text
    assert '<h1 id="index--part-i" data-running="Pjesa I Para nisjes">' in text


def test_an_epub_lists_chapters_below_their_part(books: dict[str, Made], tmp_path: Path) -> None:
    project = books["sq"].folder.parents[1]
    with zipfile.ZipFile(compose(project, "sq", tmp_path / "epub", "epub3") / "book.epub") as book:
        page = html.fromstring(book.read(next(name for name in book.namelist() if name.endswith("contents.xhtml"))))

    lists = page.xpath("//nav[1]/ol/li[ol/li/ol]")
    assert [one.findtext("a") for one in lists] == ["Pjesa I. Para nisjes", "Pjesa II. Lungo la strada"]
    assert [[two.text for two in one.xpath("ol/li/a")] for one in lists] == [
        ["2. Prepararsi"],
        ["3. La strada", "4. La notte"],
    ]


@pytest.mark.parametrize("profile", verapdf.IN_TURN)
def test_is_accessible_and_archivable(books: dict[str, Made], profile: str) -> None:
    assert verapdf.broken_rules(books["sq"].pdf, profile) == []
    assert list(structural.faults(books["sq"].pdf)) == []
