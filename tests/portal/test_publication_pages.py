# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reader finds on the page of a publication and on that of a paper, in her language."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from lxml import html

from pipeline.model.project import Project
from pipeline.model.publication import Artefact, Edition, Format, Progress
from pipeline.portal.build import build_portal
from tests.portal.conftest import ABOUT, PAPER_TITLES, Make, page, text

LITTLE = Progress(translated=43, untranslated=57, translated_words=430, untranslated_words=570)
WHOLE, PAPER = "closing-volume.html", "closing-volume.austria.html"


@pytest.fixture
def drawn(project: Project, volume: list[Artefact]) -> Project:
    waiting = [(Edition(project.publication("closing-volume"), project.language("sq")), LITTLE)]
    for tag, about in ABOUT.items():
        for chapter in about.chapters:
            (project.site / tag / "closing-volume" / chapter.href).write_text(chapter.title, encoding="utf-8")
    build_portal(project, volume, waiting, project.site)
    return project


def section(root: html.HtmlElement, name: str) -> html.HtmlElement:
    return root.xpath(f"//section[@aria-labelledby='{name}']")[0]


def rows(root: html.HtmlElement) -> dict[str, str]:
    return {text(row.find("dt")): text(row.find("dd")) for row in section(root, "facts").xpath(".//dl/div")}


def texts(elements: Sequence[html.HtmlElement]) -> list[str]:
    return [text(one) for one in elements]


def test_one_box_has_every_language_and_format_the_readers_first(drawn: Project) -> None:
    root = page(drawn, f"de/{WHOLE}")

    box = section(root, "formats").xpath(".//li")
    assert texts(box) == [
        "Deutsch PDF, 96 Seiten, 800 kB EPUB, 820 kB Online lesen (HTML) Übersetzungsentwurf",
        "Italiano PDF, 96 Seiten, 800 kB EPUB, 820 kB Online lesen (HTML) Original",
        "Shqip In Vorbereitung: 43 % der Wörter sind übersetzt.",
    ]
    assert [one.xpath(".//a/@href") for one in box] == [
        ["closing-volume/closing-volume-de.pdf", "closing-volume/closing-volume-de.epub", "closing-volume/index.html"],
        [
            "../it/closing-volume/closing-volume-it.pdf",
            "../it/closing-volume/closing-volume-it.epub",
            "../it/closing-volume/index.html",
        ],
        [],
    ]


@pytest.mark.parametrize("tag", ["it", "en", "de", "sq"])
def test_nothing_is_offered_that_is_not_there(drawn: Project, tag: str) -> None:
    for name in [WHOLE, PAPER] if tag in PAPER_TITLES else [WHOLE]:
        links = page(drawn, f"{tag}/{name}").xpath("//main//a/@href | //main//img/@src")
        own = [link for link in links if not link.startswith(("#", "https:"))]

        assert own
        assert [one for one in own if not (drawn.site / tag / one).is_file()] == []


def test_a_page_without_an_edition_says_how_far_it_is_and_offers_the_others(drawn: Project) -> None:
    root = page(drawn, f"sq/{WHOLE}")

    (title,) = root.xpath("//h1")
    assert (text(title), title.get("lang")) == ("Tratta & diritti: 100 % «prova»", "it")
    assert "43" in text(root.xpath("//p[@class='notice']")[0])
    assert root.xpath("//a[@class='download'] | //section[@aria-labelledby='cite']") == []
    assert [one.get("lang") for one in root.xpath("//section[@aria-labelledby='formats']//li/span[1]")] == [
        "sq",
        "it",
        "de",
    ]
    assert section(root, "abstract").xpath("./p/@lang") == ["it", "it"]


def test_a_page_tells_all_that_is_known_of_the_edition(drawn: Project) -> None:
    root = page(drawn, f"de/{WHOLE}")

    assert texts(section(root, "abstract").xpath("./p")) == list(ABOUT["de"].abstract)
    assert rows(root) == {
        "Verfasst von": "Probekollektiv, Gruppe B",
        "Datum": "26. November 2026",
        "Version": "2.0",
        "Lizenz": "CC BY-SA 4.0",
        "Originalsprache": "Italienisch",
        "Originaltitel": "Tratta & diritti: 100 % «prova»",
        "Übersetzung": "Übersetzungsentwurf",
        "Schlagwörter": "Handel",
        "ISBN": "978-0-306-40615-7",
        "DOI": "10.5281/zenodo.1234567",
    }
    assert text(section(root, "cite").xpath("./p[@class='citation']")[0]) == (
        "Probekollektiv, Gruppe B. Handel & Rechte: 100 % „Probe“. Ein Band. Version 2.0. Gruppo di prova, 2026. "
        "https://doi.org/10.5281/zenodo.1234567"
    )
    assert section(root, "cite").xpath(".//a/@href") == [
        f"closing-volume{suffix}" for suffix in (".bib", ".ris", ".csl.json")
    ]


def test_contents_lead_into_the_edition_and_papers_to_their_pages(drawn: Project) -> None:
    root = page(drawn, f"it/{WHOLE}")

    assert [(text(one), one.find(".//a").get("href")) for one in section(root, "contents").xpath(".//li")] == [
        ("1 Premessa", "closing-volume/foreword.html"),
        ("2 Dal § 217 al § 104a Scrittrici di prova, pp. 17–22", PAPER),
    ]
    assert texts(section(root, "parts").xpath(".//li")) == ["Modulo 1 PDF, 1 pagina, 1,1 MB"]


def test_a_paper_has_a_page_with_its_own_pdf_and_its_volume(drawn: Project) -> None:
    root = page(drawn, f"it/{PAPER}")

    assert root.xpath("//a[@class='download']/@href") == ["closing-volume/closing-volume-it-austria.pdf"]
    assert root.xpath("//main//p[@class='facts']/a/@href") == [WHOLE]
    assert text(root.xpath("//main//p[@class='facts']")[0]) == ("In: Tratta & diritti: 100 % «prova», pp. 17–22")
    assert rows(root)["Titolo originale"] == PAPER_TITLES["de"]
    assert text(section(root, "cite").xpath("./p[@class='citation']")[0]).endswith("Gruppo di prova, 2026, pp. 17–22.")
    # Its page in a language without it is that of its volume.
    assert [one.get("href") for one in root.xpath("//nav[@class='languages']//a")] == [
        f"../en/{WHOLE}",
        f"../de/{PAPER}",
        f"../sq/{WHOLE}",
    ]


def test_each_language_says_of_a_paper_what_it_is_there(drawn: Project) -> None:
    """It was written in German, in a volume whose original is in Italian."""
    said = {tag: page(drawn, f"{tag}/{PAPER}") for tag in PAPER_TITLES}

    assert texts(section(said["it"], "formats").xpath(".//p[@class='state']")) == ["traduzione", "originale"]
    assert texts(section(said["de"], "formats").xpath(".//p[@class='state']")) == ["Original", "Übersetzung"]
    # The volume is a translation, and this paper is not.
    assert page(drawn, f"de/{WHOLE}").xpath("//p[@class='notice']")
    assert said["de"].xpath("//p[@class='notice']") == []


def test_a_paper_that_nobody_has_translated_leads_to_its_pdf_and_makes_no_claim(
    project: Project, volume: list[Artefact]
) -> None:
    kept = [
        replace(one, about=replace(one.about, language="de"), title=PAPER_TITLES["de"])
        if one.sheet == "paper" and one.edition.language.tag == "it"
        else one
        for one in volume
    ]
    build_portal(project, kept, [], project.site)

    (row,) = section(page(project, f"it/{WHOLE}"), "contents").xpath(".//li[span='2']")
    (link,) = row.xpath(".//a")
    assert (text(link), link.get("lang")) == (PAPER_TITLES["de"], "de")
    assert link.get("href") == "closing-volume/closing-volume-it-austria.pdf"
    assert not (project.site / "it" / PAPER).exists()
    assert (project.site / "de" / PAPER).is_file()


def test_a_paper_that_is_gone_takes_its_page_and_files_along(drawn: Project, volume: list[Artefact]) -> None:
    assert (drawn.site / "it/closing-volume.austria.bib").is_file()

    build_portal(drawn, [one for one in volume if one.sheet != "paper"], [], drawn.site)

    assert list(drawn.site.glob("*/closing-volume.austria*")) == []
    assert (drawn.site / "it" / WHOLE).is_file()


def test_the_title_of_the_page_and_its_words_are_no_markup(drawn: Project) -> None:
    assert "<em>" not in (drawn.site / "it" / WHOLE).read_text(encoding="utf-8")
    assert (
        page(drawn, f"it/{WHOLE}").findtext("head/title") == "Tratta & diritti: 100 % «prova» – Pubblicazioni di prova"
    )


def test_an_edition_in_one_format_offers_that_alone(project: Project, make: Make) -> None:
    build_portal(project, [make("field-guide", "en", Format.HTML)], [], project.site)

    root = page(project, "en/field-guide.html")
    assert root.xpath("//p[@class='actions']/a/@href") == ["field-guide/index.html"]
    assert texts(section(root, "formats").xpath(".//li")) == ["English Read online (HTML) draft translation"]


def test_a_page_without_a_licence_or_keywords_has_no_empty_row(project: Project, make: Make) -> None:
    bare = replace(make("field-guide", "it"), description="")
    build_portal(project, [bare], [], project.site)

    told = rows(page(project, "it/field-guide.html"))
    assert all(told.values())
    assert "Licenza" not in told
