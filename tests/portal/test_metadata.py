# SPDX-License-Identifier: GPL-3.0-or-later
"""What the head of a page says to machines, read by a JSON-LD processor, by the rules of each set of tags, and by a browser."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext
from pyld import jsonld

from pipeline.model.kinds import standard_kinds
from pipeline.model.project import Project
from pipeline.model.publication import Artefact, Format
from pipeline.portal.build import build_portal
from pipeline.portal.edition_catalogue import EditionCatalogue
from pipeline.portal.records.items import Addresses, items
from pipeline.portal.records.metadata import highwire, json_ld
from pipeline.theme.policy import HEADERS
from tests.portal.conftest import ABOUT, PAPER_TITLES, PAPERS, URL, Make, page
from tests.serving import shown

type Open = Callable[..., BrowserContext]

S = "https://schema.org/"
CONTEXT = {
    "@context": {
        "@vocab": S,
        **{name: {"@type": "@id"} for name in ("url", "license", "contentUrl", "sameAs")},
        **{name: {"@type": f"{S}Date"} for name in ("datePublished",)},
    }
}
"""What schema.org's own context says of the terms that we use; nothing is fetched."""
WHOLE, PAPER = "it/closing-volume.html", "it/closing-volume.austria.html"


@pytest.fixture
def drawn(known: Project, volume: list[Artefact]) -> Project:
    build_portal(known, volume, [], known.site)
    return known


def tags(project: Project, name: str, prefix: str) -> list[tuple[str, str]]:
    found = page(project, name).xpath(f"//head/meta[starts-with(@name | @property, '{prefix}')]")
    return [(one.get("name") or one.get("property"), one.get("content")) for one in found]


def graph(project: Project, name: str) -> dict[str, Any]:
    """The page's JSON-LD, expanded by a processor: every term a whole address."""
    (block,) = page(project, name).xpath("//script[@type='application/ld+json']/text()")

    def load(url: str, _options: object) -> dict[str, object]:
        assert url in ("https://schema.org", "https://schema.org/")
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": CONTEXT}

    (node,) = jsonld.expand(json.loads(block), {"documentLoader": load, "base": f"{URL}/{name}"})
    assert isinstance(node, dict)
    return node


def value(node: dict[str, Any], term: str) -> Any:
    (found,) = node[S + term]
    return found.get("@value", found.get("@id"))


def test_highwire_tags_of_a_paper_name_pages_pdf_and_volume(drawn: Project) -> None:
    found = tags(drawn, PAPER, "citation_")

    assert found == [
        ("citation_title", PAPER_TITLES["it"]),
        ("citation_author", PAPERS["it"].authors[0]),
        ("citation_publication_date", "2026/11/26"),
        ("citation_publisher", "Gruppo di prova"),
        ("citation_inbook_title", "Tratta & diritti: 100 % «prova»: Un volume_di_prova"),
        ("citation_isbn", "978-3-16-148410-0"),
        ("citation_firstpage", "17"),
        ("citation_lastpage", "22"),
        ("citation_language", "it"),
        ("citation_keywords", "Austria"),
        ("citation_abstract", "Dell’Austria."),
        ("citation_abstract_html_url", f"{URL}/{PAPER}"),
        ("citation_pdf_url", f"{URL}/it/closing-volume/closing-volume-it-austria.pdf"),
        ("citation_fulltext_html_url", f"{URL}/it/closing-volume/austria.html"),
    ]


def test_the_pdf_stands_below_the_folder_of_its_page(drawn: Project) -> None:
    told = dict(tags(drawn, PAPER, "citation_"))

    folder = told["citation_abstract_html_url"].rpartition("/")[0]
    assert told["citation_pdf_url"].startswith(f"{folder}/")
    assert (drawn.site / told["citation_pdf_url"].removeprefix(f"{URL}/")).is_file()


def test_open_graph_names_a_picture_that_is_there(drawn: Project) -> None:
    found = dict(tags(drawn, WHOLE, "og:"))

    assert (found["og:type"], found["og:locale"], found["og:locale:alternate"]) == ("book", "it_IT", "de_DE")
    with Image.open(drawn.site / found["og:image"].removeprefix(f"{URL}/")) as picture:
        assert picture.format == "PNG"
        assert picture.size == (int(found["og:image:width"]), int(found["og:image:height"]))


def test_open_graph_tells_of_a_book_and_of_an_article(drawn: Project) -> None:
    book, paper = tags(drawn, WHOLE, "book:"), tags(drawn, PAPER, "article:")

    assert book == [
        ("book:release_date", "2026-11-26"),
        ("book:isbn", "978-3-16-148410-0"),
        *(("book:tag", keyword) for keyword in ABOUT["it"].keywords),
    ]
    assert paper == [("article:published_time", "2026-11-26"), ("article:tag", "Austria")]


def test_a_page_is_canonical_and_names_its_other_languages(drawn: Project) -> None:
    root = page(drawn, PAPER)

    assert root.xpath("//link[@rel='canonical']/@href") == [f"{URL}/{PAPER}"]
    assert root.xpath("//link[@rel='alternate'][@hreflang]/@href") == [
        f"{URL}/{tag}/closing-volume.austria.html" for tag in ("it", "de")
    ]


def test_the_original_names_its_translations_and_its_papers(drawn: Project) -> None:
    node = graph(drawn, WHOLE)

    assert node["@type"] == [f"{S}Book"]
    assert node["@id"] == f"{URL}/{WHOLE}#edition"
    assert value(node, "inLanguage") == "it"
    assert value(node, "isbn") == "978-3-16-148410-0"
    assert value(node, "license") == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert value(node, "numberOfPages") == 96
    (translation,) = node[f"{S}workTranslation"]
    assert translation["@id"] == f"{URL}/de/closing-volume.html#edition"
    (part,) = node[f"{S}hasPart"]
    assert part["@id"] == f"{URL}/{PAPER}#edition"
    assert [value(one, "name") for one in node[f"{S}author"]] == list(ABOUT["it"].authors)
    assert {one["@type"][0] for one in node[f"{S}author"]} == {f"{S}Organization"}
    assert f"{S}translationOfWork" not in node


def test_a_translation_names_its_original_and_a_paper_its_volume(drawn: Project) -> None:
    node = graph(drawn, PAPER)

    assert node["@type"] == [f"{S}ScholarlyArticle"]
    (original,) = node[f"{S}translationOfWork"]
    assert original["@id"] == f"{URL}/de/closing-volume.austria.html#edition"
    (volume,) = node[f"{S}isPartOf"]
    assert volume["@id"] == f"{URL}/{WHOLE}#edition"
    assert (value(node, "pageStart"), value(node, "pageEnd")) == (17, 22)
    assert f"{S}workTranslation" not in node


def test_what_is_said_there_is_found_under_one_name_on_both_pages(drawn: Project) -> None:
    there, back = graph(drawn, "de/closing-volume.html"), graph(drawn, WHOLE)

    assert there[f"{S}translationOfWork"][0]["@id"] == back["@id"]
    assert back[f"{S}workTranslation"][0]["@id"] == there["@id"]


def test_a_translation_whose_original_is_not_there_still_names_it(known: Project, make: Make) -> None:
    build_portal(known, [make("field-guide", "en")], [], known.site)

    (original,) = graph(known, "en/field-guide.html")[f"{S}translationOfWork"]
    assert (value(original, "name"), value(original, "inLanguage")) == ("Guida breve", "it")
    assert "@id" not in original


def test_without_an_address_of_the_site_no_tag_names_one(project: Project, volume: list[Artefact]) -> None:
    build_portal(project, volume, [], project.site)

    root = page(project, WHOLE)
    assert not root.xpath("//link[@rel='canonical'] | //link[@rel='alternate'][@hreflang]")
    assert not {"citation_pdf_url", "citation_abstract_html_url"} & {
        name for name, _ in tags(project, WHOLE, "citation_")
    }
    assert "og:image" not in dict(tags(project, WHOLE, "og:"))
    assert graph(project, WHOLE)["@id"] == f"{URL}/{WHOLE}#edition"  # told relative to the page


def test_a_page_without_an_edition_makes_no_claim(drawn: Project) -> None:
    root = page(drawn, "sq/closing-volume.html")

    assert not root.xpath("//meta[starts-with(@name, 'citation_')]")
    assert not root.xpath("//script[@type='application/ld+json'] | //link[@rel='canonical']")


def test_no_text_ends_the_block_early(known: Project, make: Make) -> None:
    artefact = make("field-guide", "it", Format.HTML)
    build_portal(known, [artefact], [], known.site)

    (block,) = page(known, "it/field-guide.html").xpath("//script[@type='application/ld+json']/text()")
    assert "<" not in block
    assert json.loads(block)["abstract"] == "field-guide <in> it"


@pytest.fixture
def address(drawn: Project) -> Iterator[str]:
    with shown(drawn.site) as address:
        yield address


def test_the_policy_that_servers_are_told_to_send_lets_the_block_stand(address: str, open_context: Open) -> None:
    tab = open_context().new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))

    def strict(route: Any) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, **HEADERS})

    tab.route("**/*.html", strict)
    tab.goto(address + PAPER)

    told = tab.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)")
    assert told["@type"] == "ScholarlyArticle"
    assert complaints == []


def test_a_text_whose_making_is_stated_does_not_pass_for_reviewed_research(
    volume: list[Artefact], project: Project
) -> None:
    stated = replace(project, drafting="Drafted by a program.")
    made = {item.name: item for item in items(EditionCatalogue(volume, {}, {}), stated)}
    paper, report = made["closing-volume.austria"], replace(made["closing-volume"], kind=standard_kinds()["report"])

    told = json.loads(json_ld(paper, [], [], Addresses()))

    assert told["@type"] == "Article"
    assert "Drafted by a program." in told["creativeWorkStatus"]
    names = {name for name, _ in highwire(report, Addresses())}
    assert "citation_technical_report_institution" not in names
    assert "citation_technical_report_institution" in {
        name for name, _ in highwire(replace(report, drafting=""), Addresses())
    }
