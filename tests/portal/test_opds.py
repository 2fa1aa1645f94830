# SPDX-License-Identifier: GPL-3.0-or-later
"""The lists for e-reader programs: what OPDS 1.2 asks for is there, and leads to the files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree, html

from pipeline.model.project import Project
from pipeline.model.publication import Artefact
from pipeline.portal.build import build_portal
from tests.portal.conftest import URL

OPEN_ACCESS = "http://opds-spec.org/acquisition/open-access"
TYPES = ["application/epub+zip", "application/pdf"]


@pytest.fixture
def site(known: Project, volume: list[Artefact]) -> Path:
    build_portal(known, volume, [], known.site)
    return known.site


def links(thing: Any, rel: str) -> list[Mapping[str, str]]:
    return [link for link in thing["links"] if link["rel"] == rel]


def file_of(site: Path, address: str) -> Path:
    assert address.startswith(f"{URL}/")
    return site / address.removeprefix(f"{URL}/")


def test_the_first_list_leads_to_one_in_each_language(site: Path) -> None:
    found = feedparser.parse((site / "opds.xml").read_bytes())

    assert not found.bozo
    assert [entry.title for entry in found.entries] == ["Italiano", "Deutsch"], "only languages that have a book"
    for entry in found.entries:
        (link,) = links(entry, "subsection")
        assert link["type"] == "application/atom+xml;profile=opds-catalog;kind=acquisition"
        assert file_of(site, link["href"]).is_file()


@pytest.mark.parametrize("tag", ["it", "de"])
def test_a_book_can_be_taken(site: Path, tag: str) -> None:
    found = feedparser.parse((site / tag / "opds.xml").read_bytes())

    assert not found.bozo
    assert {link["href"] for link in links(found.feed, "self")} == {f"{URL}/{tag}/opds.xml"}
    assert [link["href"] for link in links(found.feed, "start")] == [f"{URL}/opds.xml"]
    (entry,) = found.entries  # papers and forms are parts of it
    taken = links(entry, OPEN_ACCESS)
    assert [link["type"] for link in taken] == TYPES
    for link in taken:
        assert file_of(site, link["href"]).stat().st_size == int(link["length"])
    (image,) = links(entry, "http://opds-spec.org/image")
    assert file_of(site, image["href"]).read_bytes().startswith(b"\x89PNG")
    assert entry.dcterms_language == tag


def test_titles_authors_and_abstract_are_those_of_the_edition(site: Path) -> None:
    (entry,) = feedparser.parse((site / "it/opds.xml").read_bytes()).entries

    assert entry.title == "Tratta & diritti: 100 % «prova»: Un volume_di_prova"
    assert [author["name"] for author in entry.authors] == ["Collettivo di prova", "Gruppo {B $ altri"]
    assert entry.summary == "Primo capoverso <em>con segni</em>.\n\nSecondo capoverso."
    assert [tag["term"] for tag in entry.tags] == ["tratta", "diritti #1"]


def test_each_identifier_is_there_once(site: Path) -> None:
    names = [
        element.text
        for path in sorted(site.rglob("opds.xml"))
        for element in etree.parse(str(path)).iter("{http://www.w3.org/2005/Atom}id")
    ]

    # A list of a language is named by its own identifier in the first one too.
    assert len(set(names)) == len(names) - 2


def test_front_pages_lead_to_it(site: Path) -> None:
    (link,) = page_links(site, "de/index.html")

    assert link.text_content() == "Die Liste für E-Book-Programme"


def test_without_the_address_of_the_site_there_is_none(project: Project, volume: list[Artefact]) -> None:
    build_portal(project, volume, [], project.site)

    assert not list(project.site.rglob("opds.*"))
    assert not page_links(project.site, "de/index.html")


def page_links(site: Path, name: str) -> list[Any]:
    return list(html.parse(str(site / name)).xpath("//a[contains(@type, 'opds-catalog')]"))
