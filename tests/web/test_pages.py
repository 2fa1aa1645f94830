# SPDX-License-Identifier: GPL-3.0-or-later
"""The site as files: every link leads to something, each page tells its edition."""

from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser

from pipeline.bookformat.facts import EditionFacts
from pipeline.model.project import Project
from tests.conftest import ROOT
from tests.links import broken_links
from tests.web import building


@pytest.fixture(scope="session")
def documents(small_site: Path) -> dict[Path, html.HtmlElement]:
    return {path: html.parse(str(path)).getroot() for path in sorted(small_site.rglob("*.html"))}


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_every_link_leads_to_a_file_and_a_place_in_it(small_site: Path) -> None:
    assert broken_links(small_site) == []


def test_every_page_of_an_edition_says_where_else_it_is(
    small_site: Path, documents: dict[Path, html.HtmlElement]
) -> None:
    for path, root in documents.items():
        if path.is_relative_to(small_site / "en" / "field-guide"):
            (other,) = root.xpath("//*[@class='edition-bar']//a[@hreflang='it']/@href")
            assert (path.parent / other).resolve() == small_site / "it" / path.relative_to(small_site / "en")
            assert text(root.xpath("//a[@class='edition-pdf']")[0]).endswith("PDF, 96 pages, 612 kB")
            assert root.xpath("//a[@class='all-publications']")
            assert root.get("lang") == "en"
            assert root.get("dir") == "ltr"


def test_a_partial_draft_says_so_and_an_original_says_nothing(
    documents: dict[Path, html.HtmlElement], small_site: Path
) -> None:
    translated = documents[small_site / "en/field-guide/chapters/tables.html"]
    original = documents[small_site / "it/field-guide/chapters/tables.html"]

    assert [text(one) for one in translated.xpath("//*[@class='edition-notice']")] == [
        "87% of the words are translated; the rest is in Italian. The original has changed since in 2 passages, which are in "
        "Italian until they are translated again. As of 1 December 2026. Draft translation: no native speaker "
        "has read it yet."
    ]
    assert original.xpath("//*[@class='edition-notice']") == []


def test_the_first_page_carries_the_imprint(documents: dict[Path, html.HtmlElement], small_site: Path) -> None:
    root = documents[small_site / "en/field-guide/index.html"]
    rows = {text(row[0]): text(row[1]) for row in root.xpath("//*[@class='imprint']/dl/div")}

    assert rows == {
        "Origin of this text": "A text written for the tests.",
        "Original title": "Guida breve",
        "Original language": "Italian",
        "Translation": "draft translation, 87% translated",
        "Languages": "Italian, English",
        "Authors": "Gruppo di prova",
        "Version": "1.2",
        "Date": "1 December 2026",
        "Licence": "CC BY-SA 4.0",
        "How to cite": "Gruppo di prova. A short guide. Two chapters and an index. Version 1.2. 2026.",
        "Publisher": "Gruppo di prova",
        "Contact": "scrivere@example.org",
    }
    assert root.xpath("//meta[@name='description']/@content") == ["A guide for tests, with tables, boxes and figures."]
    assert text(root.xpath("//p[@class='subtitle']")[0]) == "Two chapters and an index"
    assert not documents[small_site / "en/field-guide/genindex.html"].xpath("//*[@class='imprint']")


def test_a_plain_run_of_sphinx_leaves_out_what_only_the_pipeline_knows(tmp_path: Path) -> None:
    project = building.make_project(tmp_path / "project")
    edition = project.editions("field-guide", "it")[0]

    building.compose(project, edition, tmp_path / "out", EditionFacts())

    root = html.parse(str(tmp_path / "out" / "index.html")).getroot()
    assert root.xpath("//*[@class='edition-bar'] | //*[@class='edition-notice'] | //*[@class='all-publications']") == []
    assert [link for link in root.xpath("//link/@href") if link.startswith("..")] == []
    assert root.xpath("//*[@class='imprint']")


def test_where_the_site_stands_is_known_each_page_names_itself_and_its_other_languages(tmp_path: Path) -> None:
    project = building.make_project(tmp_path / "project")
    described = project.described_in
    described.write_text(
        described.read_text(encoding="utf-8").replace(
            "[languages]", 'site_url = "https://example.org/w"\n\n[languages]'
        ),
        encoding="utf-8",
    )
    edition = Project.load(project.root).editions("field-guide", "it")[0]

    building.compose(project, edition, tmp_path / "out", building.facts(edition))

    root = html.parse(str(tmp_path / "out/chapters/tables.html")).getroot()
    name = "field-guide/chapters/tables.html"
    told = {one.tag: f"https://example.org/w/{one.tag}/{name}" for one in edition.publication.languages}
    assert root.xpath("//link[@rel='canonical']/@href") == [told["it"]]
    assert {one.get("hreflang"): one.get("href") for one in root.xpath("//link[@rel='alternate'][@hreflang]")} == told


def test_the_first_column_of_a_matrix_is_bold_where_it_names_the_rows(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        "<article><table class='matrix'><thead><tr><th>A</th></tr></thead><tbody><tr><td>long text</td></tr></tbody></table>"
        "<table class='matrix'><tbody><tr><th class='stub'>name</th><td>text</td></tr></tbody></table></article>"
    )
    page.add_style_tag(path=ROOT / "pipeline/theme/web/edition/css/tables.css")

    assert page.locator("td").first.evaluate("cell => getComputedStyle(cell).fontWeight") == "400"
    assert page.locator("th.stub").evaluate("cell => getComputedStyle(cell).fontWeight") == "600"
    page.close()
