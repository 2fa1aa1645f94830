# SPDX-License-Identifier: GPL-3.0-or-later
"""A bilingual edition has each text in both languages: in the PDF and its tags, on the pages, and on the publication's page."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from lxml import html
from playwright.sync_api import BrowserContext

from pipeline.__main__ import main
from tests.conftest import ROOT, copy_project, once
from tests.typeset import reading, structural

PAIRS = (
    ("La rete dei servizi risponde entro trenta giorni.", "Rrjeti i shërbimeve përgjigjet brenda tridhjetë ditëve."),
    ("Una persona arriva allo sportello e chiede aiuto.", "Një person vjen në sportel dhe kërkon ndihmë."),
)
CHECKLIST = """
.. note::

   La rete dei servizi risponde entro trenta giorni.

.. checklist:: Secondo
   :name: tick

   - La rete dei servizi risponde entro trenta giorni.

.. list-table::
   :header-rows: 1

   * - Primo
     - Secondo
   * - 24
     - Nota a piè di pagina.
"""


@pytest.fixture(scope="module")
def site(shared_folder: Path) -> Path:
    """The site with the sample in Italian beside Albanian, to which a checklist and a table are added."""

    def make(folder: Path) -> None:
        copy_project(ROOT / "tests/sample", folder)
        small = folder / "source/small"
        with (small / "publication.toml").open("a", encoding="utf-8") as file:
            file.write('bilingual = ["it+sq"]\ndesign = "topics"\n')
        with (small / "second.rst").open("a", encoding="utf-8") as file:
            file.write(CHECKLIST)
        index = small / "index.rst"
        index.write_text(index.read_text(encoding="utf-8").replace(".. toctree::", f"{PAIRS[0][0]}\n\n.. toctree::", 1))
        assert main(["--project", str(folder), "build", "--language", "it+sq"]) == 0

    return once(shared_folder / "bilingual", make) / "build/site"


@pytest.fixture(scope="module")
def pdf(site: Path) -> Path:
    return site / "it+sq/small/small-it+sq.pdf"


def test_the_pdf_has_both_languages_on_one_page(pdf: Path) -> None:
    pages = reading.text_of_pages(pdf)

    for italian, albanian in PAIRS:
        assert any(italian.rstrip(".") in page and albanian.rstrip(".") in page for page in map(_joined, pages))
    assert any("Sommario" in page and "Përmbajtja" in page and "Së dyti" in page for page in map(_joined, pages))


def _joined(page: str) -> str:
    return " ".join(page.split())


def test_the_tags_name_the_language_of_each_part(pdf: Path) -> None:
    assert structural.faults(pdf) == []
    with pikepdf.open(pdf) as opened:
        marked = [
            element
            for element in reading.structure(opened).all()
            if str(element.dictionary.get("/Lang", "")) == "sq" and element.role in ("P", "Span")
        ]
        assert str(opened.Root.Lang) == "it"
        assert len(marked) > len(PAIRS)


def test_each_pair_is_one_message(site: Path) -> None:
    page = html.document_fromstring((site / "it+sq/small/second.html").read_bytes())

    pairs = [
        tuple((str(one.get("lang")), _joined(one.text_content())) for one in pair)
        for pair in page.xpath('//*[contains(concat(" ", @class, " "), " pair ")]')
    ]
    assert (("None", PAIRS[0][0]), ("sq", PAIRS[0][1])) in pairs
    assert pairs.count((("None", PAIRS[0][0]), ("sq", PAIRS[0][1]))) == 3, "in the text, the box, and the checklist"
    assert (("None", "Nota a piè di pagina."), ("sq", "Një poshtëshënim.")) in pairs, "in a cell"
    assert [_joined(one.text_content()) for one in page.xpath('//td[. = "24"]')] == ["24"]
    (heading,) = page.xpath("//h1")
    assert [one.get("lang") for one in heading.xpath('span[@class="beside"]')] == ["sq"]


def test_boxes_outline_and_index_have_both_languages(site: Path, pdf: Path) -> None:
    page = html.document_fromstring((site / "it+sq/small/second.html").read_bytes())
    index = html.document_fromstring((site / "it+sq/small/genindex.html").read_bytes())
    with pikepdf.open(pdf) as opened, opened.open_outline() as outline:
        bookmarks = [item.title for item in outline.root]

    (title,) = page.xpath('//p[@class="admonition-title"]')
    assert title.text_content() == "Nota · Shënim"
    assert [one.get("lang") for one in title.xpath('span[@class="beside"]')] == ["sq"]
    assert "Nota · Shënim" in " ".join(map(_joined, reading.text_of_pages(pdf)))
    assert any(" · Së dyti" in bookmark for bookmark in bookmarks)
    assert {one.get("lang") for one in index.xpath('//*[@class="genindex-entries"]//span')} == {"sq"}


def test_pairs_stand_side_by_side_where_there_is_room(site: Path, open_context: Callable[..., BrowserContext]) -> None:
    tops = {}
    for width in (390, 1300):
        page = open_context(viewport={"width": width, "height": 800}).new_page()
        page.goto((site / "it+sq/small/first.html").as_uri())
        places = (
            page.locator(".pair").first.locator("p").evaluate_all("all => all.map(p => p.getBoundingClientRect().top)")
        )
        tops[width] = places
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert tops[390][0] < tops[390][1]
    assert tops[1300][0] == tops[1300][1]


def test_the_page_of_the_publication_offers_it(site: Path) -> None:
    for tag in ("it", "de", "sq"):
        page = html.document_fromstring((site / tag / "small.html").read_bytes())
        links = page.xpath('//section[@aria-labelledby="bilingual"]//a/@href')
        assert "../it+sq/small/small-it+sq.pdf" in links
        assert all((site / tag / link).resolve().exists() for link in links)


def test_a_pair_that_is_not_published_is_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--project", str(site.parents[1]), "build", "--language", "de+sq"]) == 3
    assert 'bilingual = ["de+sq"]' in capsys.readouterr().err


def test_a_pair_that_is_held_back_names_the_message_that_waits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = copy_project(ROOT / "tests/sample", tmp_path / "project")
    with (project / "source/small/publication.toml").open("a", encoding="utf-8") as file:
        file.write('bilingual = ["it+sq"]\npublish_at = 100\n')
    catalogue = project / "locales/sq/LC_MESSAGES/small.po"
    text = catalogue.read_text(encoding="utf-8")
    assert 'msgstr "Së dyti"' in text
    catalogue.write_text(text.replace('msgstr "Së dyti"', 'msgstr ""'), encoding="utf-8")

    main(["--project", str(project), "build", "--language", "it+sq"])

    said = capsys.readouterr()
    assert "locales/sq/LC_MESSAGES/small.po:" in said.out + said.err
