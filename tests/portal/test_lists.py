# SPDX-License-Identifier: GPL-3.0-or-later
"""The lists by which readers choose among many publications: what is offered, and what each list has."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.model.project import Project
from pipeline.model.publication import Artefact, Category, Edition, Format, Publication
from pipeline.portal.build import build_portal
from pipeline.portal.pages.lists import ALL, MAX_ON_FRONT, NEWEST
from tests.portal.conftest import Make, page, text
from tests.portal.test_front_pages import contacts
from tests.safety.pages import Open, violations

CHOSEN: Mapping[str, Mapping[str, object]] = {
    "field-guide": {"subjects": ("law",), "audiences": ("services",), "countries": ("it", "al")},
    "street-leaflet": {"subjects": ("help",), "countries": ("it", "at"), "date": date(2025, 3, 1)},
    "closing-volume": {"subjects": ("law", "help"), "countries": ("it",)},
}


@pytest.fixture
def offered(project: Project, make: Make) -> Project:
    """The site of three publications with subjects, audiences and countries, the volume in German too."""
    project = replace(
        project,
        subjects=(Category("help", "Aiuto"), Category("law", "Diritto")),
        audiences=(Category("services", "Chi lavora nei servizi"),),
        publications=tuple(replace(one, **CHOSEN[one.slug]) for one in project.publications),  # type: ignore[arg-type]  # keys of a mapping
    )
    made = [make(*key) for key in (("field-guide", "it"), ("street-leaflet", "it"), ("closing-volume", "it"))]
    made.append(make("closing-volume", "de"))
    build_portal(
        project, [of(project.publication(one.edition.publication.slug), one) for one in made], [], project.site, TEXTS
    )
    return project


TEXTS = {"de": {"Diritto": "Recht"}}


def of(publication: Publication, artefact: Artefact) -> Artefact:
    return replace(artefact, edition=Edition(publication, artefact.edition.language))


def choices(project: Project, name: str) -> dict[str, Sequence[tuple[str, str]]]:
    """The values that a page offers, under their headings, with the numbers of publications."""
    rows = page(project, name).xpath("//details[@class='facets']/div")
    return {text(row[0]): [(text(one), str(one.xpath("string(a/@href)"))) for one in row[1]] for row in rows}


def test_a_front_page_offers_what_some_publications_have_and_others_have_not(offered: Project) -> None:
    assert choices(offered, "de/index.html") == {
        "Thema": [("Aiuto 2", "list.subject-help.html"), ("Recht 2", "list.subject-law.html")],
        "Für wen": [("Chi lavora nei servizi 1", "list.audience-services.html")],
        "Land": [("Albanien 1", "list.country-al.html"), ("Österreich 1", "list.country-at.html")],
        "Art": [
            ("Handbücher 1", "list.kind-manual.html"),
            ("Tagungsbände 1", "list.kind-proceedings.html"),
            ("Folder und Karten 1", "list.kind-leaflet.html"),
        ],
        "Sprache": [("Deutsch 1", "list.language-de.html")],
        "Jahr": [("2026 2", "list.year-2026.html"), ("2025 1", "list.year-2025.html")],
    }
    names = page(offered, "de/index.html").xpath("//details//a[@lang='it']")
    assert [text(one) for one in names] == ["Aiuto", "Chi lavora nei servizi"], (
        "names without a translation say their language"
    )


@pytest.mark.parametrize("tag", ["it", "de", "sq"])
def test_a_list_has_those_alone_and_is_the_same_in_every_language(offered: Project, tag: str) -> None:
    shown = page(offered, f"{tag}/list.subject-law.html")

    assert sorted(shown.xpath("//article//h3/@id")) == ["closing-volume", "field-guide"]
    assert set(shown.xpath("//nav[@class='languages']//a/@href")) == {
        f"../{other}/list.subject-law.html" for other in ("it", "en", "de", "sq") if other != tag
    }
    assert [text(one) for one in shown.xpath("//details//*[@aria-current]")] == ["Recht" if tag == "de" else "Diritto"]


def test_every_choice_leads_to_a_page(offered: Project) -> None:
    hrefs = {href for values in choices(offered, "sq/index.html").values() for _, href in values}

    assert len(hrefs) == 11
    assert [href for href in hrefs if not (offered.site / "sq" / href).is_file()] == []
    assert {path.name for path in (offered.site / "sq").glob("list.*")} == hrefs, "and no list without one"


def test_of_many_publications_a_front_page_has_the_newest(project: Project, make: Make) -> None:
    one = make("field-guide", "it")
    publications = [
        replace(one.edition.publication, slug=f"guide-{number}", date=date(2020, 1, 1 + number))
        for number in range(MAX_ON_FRONT + 1)
    ]
    project = replace(project, publications=tuple(publications))
    build_portal(project, [of(publication, one) for publication in publications], [], project.site)

    newest = [f"guide-{MAX_ON_FRONT - number}" for number in range(NEWEST)]
    front = page(project, "it/index.html")
    assert front.xpath("//article//h3/@id") == newest
    assert front.xpath("//p[@class='all']/a/@href") == [ALL]
    assert len(page(project, f"it/{ALL}").xpath("//article")) == MAX_ON_FRONT + 1


def test_on_a_phone_an_entry_of_a_long_list_has_two_lines_with_its_other_languages(
    project: Project, make: Make, open_context: Open
) -> None:
    made = [make("closing-volume", "it"), make("closing-volume", "de")]
    publications = [replace(made[0].edition.publication, slug=f"guide-{number}") for number in range(MAX_ON_FRONT + 1)]
    project = replace(project, publications=tuple(publications))
    build_portal(project, [of(one, artefact) for one in publications for artefact in made], [], project.site)
    phone = open_context(viewport={"width": 390, "height": 844}).new_page()

    phone.goto((project.site / "it" / ALL).as_uri())

    entry = phone.locator("article").first
    assert entry.locator(".facts").inner_text() == "Atti del convegno · 26 nov 2026 · originale DE"
    assert entry.evaluate("entry => entry.getBoundingClientRect().height") <= 56


@pytest.mark.parametrize("tag", ["it", "de"])
def test_eight_publications_are_two_screens_of_a_phone(
    project: Project, make: Make, tmp_path: Path, open_context: Open, tag: str
) -> None:
    one = [make("closing-volume", language, format_) for language in ("it", "de") for format_ in Format]
    publications = [replace(project.publication("closing-volume"), slug=f"volume-{n}") for n in range(8)]
    made = [
        replace(
            of(publication, artefact),
            title="Die Ströme und Routen des Menschenhandels" if n < 3 else "Lebensgeschichten",
        )
        for n, publication in enumerate(publications)
        for artefact in one
    ]
    project = replace(project, publications=tuple(publications))
    build_portal(project, made, [], project.site, {}, contacts(tmp_path))
    screen = {"width": 390, "height": 844}
    opened = open_context(viewport=screen).new_page()

    opened.goto((project.site / tag / "index.html").as_uri())

    assert opened.locator("article").count() == 8
    assert opened.evaluate("document.documentElement.scrollHeight") <= 2 * screen["height"]


def test_a_list_is_accessible_and_opens_its_choices_without_scripts(offered: Project, open_context: Open) -> None:
    address = (offered.site / "it/list.subject-law.html").as_uri()
    page = open_context(viewport={"width": 390, "height": 844}).new_page()
    page.goto(address)
    assert violations(page) == []
    quiet = open_context(java_script_enabled=False).new_page()
    quiet.goto(address)

    quiet.locator("summary").click()
    quiet.get_by_role("link", name="Albania").click()

    assert quiet.url.endswith("/it/list.country-al.html")
    assert quiet.locator("article h3").all_inner_texts() == ["Guida breve"]
