# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reader finds on the front page of her language."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from lxml import html

from pipeline.model.contacts import ContactList, read_contacts
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format, Progress, Review
from pipeline.portal.build import build_portal
from tests.portal.conftest import Make, page, text

PART = Progress(translated=87, untranslated=13, translated_words=879, untranslated_words=121)
LITTLE = Progress(translated=43, untranslated=57, translated_words=430, untranslated_words=570)


def front(project: Project, tag: str) -> html.HtmlElement:
    return page(project, f"{tag}/index.html")


def entry(project: Project, tag: str, slug: str = "field-guide") -> html.HtmlElement:
    return front(project, tag).xpath(f"//article[.//h3/@id='{slug}']")[0]


def facts(entry: html.HtmlElement) -> str:
    return text(entry.xpath(".//p[@class='facts']")[0])


def test_the_download_in_the_readers_language_comes_first(project: Project, make: Make) -> None:
    made = [make("field-guide", tag, format_) for tag in ("it", "en") for format_ in Format]
    build_portal(project, made, [], project.site)

    shown = entry(project, "en")

    (download,) = shown.xpath(".//a[@class='download']")
    assert download.get("href") == "field-guide/field-guide-en.pdf"
    assert text(download) == "PDF, 96 pages, 680 kB"
    read, epub = shown.xpath(".//p[@class='actions']/a[not(@class)]")
    assert read.get("href") == "field-guide/index.html"
    assert (epub.get("href"), text(epub)) == ("field-guide/field-guide-en.epub", "EPUB")
    assert text(shown.xpath(".//h3")[0]) == "A short guide"
    assert shown.xpath(".//h3/a/@href") == ["field-guide.html"]
    assert facts(shown) == "Manual · 26 Nov 2026 · draft translation"


def test_where_there_is_no_edition_the_other_languages_are_a_tap_away(project: Project, make: Make) -> None:
    made = [make("field-guide", "it"), make("field-guide", "en", Format.HTML), make("field-guide", "sq", progress=PART)]
    waiting = [(Edition(project.publication("field-guide"), project.language("de")), LITTLE)]
    build_portal(project, made, waiting, project.site)

    links = entry(project, "de").xpath(".//p[@class='actions']/a")

    assert [(text(one), one.get("href"), one.get("lang")) for one in links] == [
        ("Italiano", "../it/field-guide.html", "it"),
        ("English", "../en/field-guide.html", "en"),
        ("Shqip", "../sq/field-guide.html", "sq"),
    ]


def test_an_edition_held_back_is_in_preparation_under_its_original_title(project: Project, make: Make) -> None:
    waiting = [(Edition(project.publication("field-guide"), project.language("de")), LITTLE)]
    build_portal(project, [make("field-guide", "it")], waiting, project.site)

    shown = entry(project, "de")

    (title,) = shown.xpath(".//h3")
    assert (text(title), title.get("lang")) == ("Guida breve", "it")
    assert "43 %" in facts(shown)
    assert [text(one) for one in shown.xpath(".//p[@class='actions']/a")] == ["Italiano"]
    assert shown.xpath(".//img/@src") == ["../_covers/field-guide.svg"]


def test_a_part_says_how_much_is_translated_and_what_the_rest_is(project: Project, make: Make) -> None:
    build_portal(project, [make("field-guide", "en", progress=PART, review=Review.REVIEWED)], [], project.site)

    assert facts(entry(project, "en")).endswith("reviewed translation, 87% translated")


def test_a_reviewed_translation_says_so(project: Project, make: Make) -> None:
    build_portal(project, [make("field-guide", "en", review=Review.REVIEWED)], [], project.site)

    shown = entry(project, "en")

    assert facts(shown).endswith("reviewed translation")


def test_the_newest_publications_come_first(project: Project, make: Make) -> None:
    newer = replace(project.publication("street-leaflet"), date=date(2026, 12, 24))
    leaflet = make("street-leaflet", "it")
    of_newer = replace(leaflet, edition=Edition(newer, leaflet.edition.language))
    build_portal(project, [make("field-guide", "it"), of_newer], [], project.site)

    assert [text(one) for one in front(project, "it").xpath("//main//h3")] == ["Aiuto subito", "Guida breve"]


def test_an_empty_site_says_so(project: Project) -> None:
    build_portal(project, [], [], project.site)

    assert text(front(project, "en").xpath("//main/p")[0]) == "No publication is ready yet."


def test_the_projects_own_texts_are_translated_or_marked(project: Project) -> None:
    build_portal(project, [], [], project.site, {"en": {"Pubblicazioni di prova": "Test publications"}})

    (translated,), (kept,) = front(project, "en").xpath("//h1"), front(project, "en").xpath("//header/p[not(@class)]")
    assert (text(translated), translated.get("lang")) == ("Test publications", None)
    assert (text(kept), kept.get("lang")) == ("Quattro lingue.", "it")


def test_texts_are_no_markup(project: Project, make: Make) -> None:
    build_portal(project, [make("field-guide", "it")], [], project.site)

    assert text(entry(project, "it").xpath(".//p[@class='subtitle']")[0]) == "field-guide <in> it"


def test_the_first_page_offers_all_languages(project: Project) -> None:
    build_portal(project, [], [], project.site)

    root = html.parse(str(project.site / "index.html")).getroot()

    assert root.xpath("//ul[@class='choice']//a/@href") == [f"{tag}/index.html" for tag in ("it", "en", "de", "sq")]


def contacts(folder: Path) -> ContactList:
    path = folder / "contacts.toml"
    path.write_text(
        'original = "it"\n'
        '[[contact]]\nid = "at-line"\ncountry = "at"\nhelpline = true\nservice = "Linea di aiuto"\nnumber = "+43 1 (2345) 67"\n'
        'hours = "24 ore su 24"\ncost = "gratuito"\nlanguages = ["de", "sq"]\nsource = "key"\nsource_date = "2022-05"\n'
        '[[contact]]\nid = "it-police-hotline"\ncountry = "it"\nservice = "Sportello"\nnumber = "051 1"\nsource = "key"\n'
        '[[contact]]\nid = "it-line"\ncountry = "it"\nhelpline = true\nservice = "Numero verde"\nnumber = "800 1"\nsource = "key"\n'
        "verified_on = 2026-03-03\n",
        encoding="utf-8",
    )
    return read_contacts(path)


def test_helplines_stand_on_top_by_country_with_the_date_of_their_source(
    project: Project, make: Make, tmp_path: Path
) -> None:
    told = {"de": {"Linea di aiuto": "Hilfetelefon", "gratuito": "kostenlos"}}
    build_portal(project, [make("field-guide", "it")], [], project.site, told, contacts(tmp_path))

    (strip,) = front(project, "de").xpath("//aside[@class='helplines']")
    rows = [[(text(part), part.get("lang")) for part in row] for row in strip.xpath(".//li")]

    assert rows == [
        [
            ("Österreich", None),
            ("+43 1 (2345) 67", None),
            ("Hilfetelefon", None),
            ("kostenlos", None),
            ("24 ore su 24", "it"),
            ("Deutsch, Albanisch", None),
            ("wie veröffentlicht (Mai 2022); nicht geprüft", None),
        ],
        [
            ("Italien", None),
            ("800 1", None),
            ("Numero verde", "it"),
            ("geprüft am 3. März 2026", None),
        ],
    ]
    assert strip.xpath(".//a/@href") == ["tel:+431234567", "tel:8001"]
    assert strip.getparent().index(strip) < strip.getparent().index(strip.getparent().find("header"))
    for name in ("it/field-guide.html", "de/field-guide.html"):
        (link,) = page(project, name).xpath("//nav[@class='back']/a")
        assert link.get("href") == "index.html#helplines"


def test_without_helplines_nothing_leads_to_them(project: Project, make: Make) -> None:
    build_portal(project, [make("field-guide", "it")], [], project.site)

    assert front(project, "de").xpath("//aside") == []
    assert page(project, "de/field-guide.html").xpath("//nav[@class='back']/a") == []
