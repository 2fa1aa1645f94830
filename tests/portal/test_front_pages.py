# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reader finds on the front page of her language."""

from lxml import html

from pipeline.portal import build_portal
from pipeline.project import Project
from pipeline.publication import Edition, Format, Progress, Review
from tests.portal.conftest import Make

PART = Progress(translated=87, untranslated=13, translated_words=879, untranslated_words=121)
LITTLE = Progress(translated=43, untranslated=57, translated_words=430, untranslated_words=570)


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def front(project: Project, tag: str) -> html.HtmlElement:
    return html.parse(str(project.site / tag / "index.html")).getroot()


def entry(project: Project, tag: str, slug: str = "field-guide") -> html.HtmlElement:
    return front(project, tag).xpath(f"//article[@aria-labelledby='{slug}']")[0]


def test_the_download_in_the_readers_language_comes_first(project: Project, make: Make) -> None:
    made = [make("field-guide", tag, format_) for tag in ("it", "en") for format_ in Format]
    build_portal(project, made, [], project.site)

    shown = entry(project, "en")

    (download,) = shown.xpath(".//a[@class='download']")
    assert download.get("href") == "field-guide/field-guide-en.pdf"
    assert text(download) == "Download PDF 96 pages, 680 kB"
    assert shown.xpath(".//a[@class='read']/@href") == ["field-guide/index.html"]
    assert text(shown.xpath(".//h2")[0]) == "A short guide"
    assert text(shown.xpath(".//p[@class='kind']")[0]) == "Manual"
    assert text(shown.xpath(".//p[@class='facts']")[0]) == "26 November 2026 · version 1.2 · original language: Italian"
    assert text(shown.xpath(".//p[@class='notice']")[0]) == "Draft translation: no native speaker has read it yet."


def test_other_languages_are_a_list_with_their_states(project: Project, make: Make) -> None:
    made = [make("field-guide", "it"), make("field-guide", "en", Format.HTML), make("field-guide", "sq", progress=PART)]
    waiting = [(Edition(project.publication("field-guide"), project.language("de")), LITTLE)]
    build_portal(project, made, waiting, project.site)

    rows = entry(project, "it").xpath(".//div[@class='others']//li")

    assert [text(row) for row in rows] == [
        "English HTML bozza di traduzione",
        "Deutsch In preparazione (parole tradotte: 43%).",
        "Shqip PDF, 96 pagine, 680 kB bozza di traduzione, parole tradotte: 87%",
    ]
    assert rows[0].xpath(".//a/@href") == ["../en/field-guide/index.html"]


def test_an_edition_held_back_is_in_preparation_under_its_original_title(project: Project, make: Make) -> None:
    waiting = [(Edition(project.publication("field-guide"), project.language("de")), LITTLE)]
    build_portal(project, [make("field-guide", "it")], waiting, project.site)

    shown = entry(project, "de")

    (title,) = shown.xpath(".//h2")
    assert (text(title), title.get("lang")) == ("Guida breve", "it")
    assert "43\u00a0%" in shown.xpath(".//p[@class='notice']")[0].text_content()
    assert shown.xpath(".//a[@class='download'] | .//a[@class='read']") == []
    assert shown.xpath(".//img/@src") == ["../_covers/field-guide-it.svg"]


def test_a_part_says_how_much_is_translated_and_what_the_rest_is(project: Project, make: Make) -> None:
    build_portal(project, [make("field-guide", "en", progress=PART, review=Review.REVIEWED)], [], project.site)

    assert text(entry(project, "en").xpath(".//p[@class='notice']")[0]) == (
        "87% of the words are translated; the rest is in Italian."
    )


def test_a_reviewed_translation_needs_no_notice(project: Project, make: Make) -> None:
    build_portal(project, [make("field-guide", "en", review=Review.REVIEWED)], [], project.site)

    shown = entry(project, "en")

    assert shown.xpath(".//p[@class='notice']") == []
    assert text(shown.xpath(".//p[@class='facts']")[0]).endswith("reviewed translation")


def test_publications_stand_by_kind(project: Project, make: Make) -> None:
    build_portal(project, [make("street-leaflet", "it"), make("field-guide", "it")], [], project.site)

    assert [text(one) for one in front(project, "it").xpath("//h2")] == ["Guida breve", "Aiuto subito"]


def test_an_empty_site_says_so(project: Project) -> None:
    build_portal(project, [], [], project.site)

    assert text(front(project, "en").xpath("//main")[0]) == "No publication is ready yet."


def test_the_projects_own_texts_are_translated_or_marked(project: Project) -> None:
    build_portal(project, [], [], project.site, {"en": {"Pubblicazioni di prova": "Test publications"}})

    (translated,), (kept,) = front(project, "en").xpath("//h1"), front(project, "en").xpath("//header/p")
    assert (text(translated), translated.get("lang")) == ("Test publications", None)
    assert (text(kept), kept.get("lang")) == ("Quattro lingue.", "it")


def test_texts_are_no_markup(project: Project, make: Make) -> None:
    build_portal(project, [make("field-guide", "it")], [], project.site)

    assert text(entry(project, "it").xpath(".//p[@class='description']")[0]) == "field-guide <in> it"


def test_the_first_page_offers_all_languages(project: Project) -> None:
    build_portal(project, [], [], project.site)

    root = html.parse(str(project.site / "index.html")).getroot()

    assert root.xpath("//ul[@class='choice']//a/@href") == [f"{tag}/index.html" for tag in ("it", "en", "de", "sq")]
