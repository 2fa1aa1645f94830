# SPDX-License-Identifier: GPL-3.0-or-later
"""The feed of each language, as a program for feeds reads it, and by the rules of RFC 4287."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree

from pipeline.model.project import Project
from pipeline.model.releases_file import releases
from pipeline.portal.versions.feed import feed
from pipeline.words import Words
from tests.releases.conftest import NEWS, NEWS_DE, REASON, REASON_DE

ATOM = "{http://www.w3.org/2005/Atom}"
MARK = "{http://www.w3.org/XML/1998/namespace}lang"


def read(project: Path, tag: str) -> feedparser.FeedParserDict:
    found = feedparser.parse((project / f"build/site/{tag}/feed.atom").read_bytes())
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    return found


def written(project: Path, tag: str, url: str) -> bytes:
    """The feed of a site whose address is known."""
    known = replace(Project.load(project), site_url=url)
    language = known.language(tag)
    words = Words(language, known.locales)
    every = releases(known).values()
    return feed(known, language, every, (), words, title="Titolo & simili", publisher="Chi pubblica", reasons={})


def breaches(root: etree._Element) -> list[str]:
    """What RFC 4287 does not allow, by its sections."""
    found = []

    def expect(said: str, *, holds: bool) -> None:
        if not holds:
            found.append(said)

    def is_date(element: etree._Element) -> bool:
        return datetime.fromisoformat(element.text or "").tzinfo is not None

    entries = root.findall(f"{ATOM}entry")
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            expect(f"4.1: exactly one {name}", holds=len(element.findall(f"{ATOM}{name}")) == 1)
        expect("4.2.6: an id is an IRI", holds=bool(urlsplit(element.findtext(f"{ATOM}id") or "").scheme))
        expect("3.3: a date with an offset", holds=is_date(element.find(f"{ATOM}updated")))
        alternates = [
            (one.get("type"), one.get("hreflang")) for one in element.findall(f"{ATOM}link[@rel='alternate']")
        ]
        expect("4.1.1: one alternate of a type and language", holds=len(alternates) == len(set(alternates)))
    expect("4.1.1: an author", holds=bool(root.findtext(f"{ATOM}author/{ATOM}name")))
    named = [(one.findtext(f"{ATOM}id"), one.findtext(f"{ATOM}updated")) for one in entries]
    expect("4.1.1: no two entries with the same id and time", holds=len(named) == len(set(named)))
    for entry in entries:
        has_link = entry.find(f"{ATOM}link[@rel='alternate']") is not None
        expect("4.1.2: content or an alternate", holds=entry.find(f"{ATOM}content") is not None or has_link)
    for link in root.iter(f"{ATOM}link"):
        expect("4.2.7.1: a link leads somewhere", holds=bool(link.get("href")))
        expect("4.2.7.6: a length is a number", holds=(link.get("length") or "0").isdigit())
    return found


@pytest.mark.parametrize("stage", ["released", "second", "withdrawn"])
@pytest.mark.parametrize("tag", ["it", "de", "sq"])
def test_it_keeps_the_rules(stage: str, tag: str, request: pytest.FixtureRequest) -> None:
    project = request.getfixturevalue(stage)
    read(project, tag)

    root = etree.parse(str(project / f"build/site/{tag}/feed.atom")).getroot()
    assert breaches(root) == []
    assert breaches(etree.fromstring(written(project, tag, "https://example.org/west/"))) == []


def test_before_any_release_it_has_an_entry_for_each_edition(built_sample: Path) -> None:
    found = read(built_sample, "sq")

    assert [entry.title for entry in found.entries] == ["Botim i ri: Doracak i vogël"]
    assert next((link.rel, link.type) for link in found.entries[0].links) == ("alternate", "text/html")
    assert found.feed.language == "sq"
    assert breaches(etree.parse(str(built_sample / "build/site/sq/feed.atom")).getroot()) == []


def test_new_and_changed_editions_stand_newest_first(second: Path) -> None:
    found = read(second, "de")

    assert [one.title for one in found.entries] == ["Neue Version 1.1: Kleines Handbuch", "Neu: Kleines Handbuch"]
    assert [one.content[0].value for one in found.entries] == [NEWS_DE, "Kleines Handbuch"]
    assert read(second, "it").entries[0].title == "Nuova versione 1.1: Piccolo manuale"
    assert read(second, "it").entries[0].content[0].value == NEWS
    assert found.feed.updated == found.entries[0].updated


def test_its_links_lead_to_the_version_and_say_how_large_it_is(second: Path) -> None:
    for entry in read(second, "sq").entries:
        for link in entry.links:
            target = second / "build/site/sq" / link.href
            assert target.is_file()
            if link.type == "application/pdf":
                assert int(link.length) == target.stat().st_size


def test_a_withdrawn_edition_is_told_in_place_of_its_release(withdrawn: Path) -> None:
    german, italian = read(withdrawn, "de").entries, read(withdrawn, "it").entries

    assert [one.title for one in german] == ["Zurückgezogen: Kleines Handbuch, Version 1.1", "Neu: Kleines Handbuch"]
    assert german[0].content[0].value == REASON_DE
    assert [one.title for one in italian] == [
        "Ritirata: Piccolo manuale, versione 1.0",
        "Nuova versione 1.1: Piccolo manuale",
    ]
    assert italian[0].content[0].value == REASON


def test_what_stays_keeps_its_identifier(released: Path, withdrawn: Path) -> None:
    assert read(released, "sq").entries[0].id == read(withdrawn, "sq").entries[-1].id
    assert read(released, "sq").feed.id == read(withdrawn, "sq").feed.id


def test_where_the_address_is_known_links_are_absolute_and_it_names_itself(second: Path) -> None:
    found = feedparser.parse(written(second, "it", "https://example.org/west/"))

    assert {link.rel: link.href for link in found.feed.links} == {
        "alternate": "https://example.org/west/it/index.html",
        "self": "https://example.org/west/it/feed.atom",
    }
    assert all(
        link.href.startswith("https://example.org/west/archive/small/") for one in found.entries for link in one.links
    )


def test_a_reason_in_another_language_says_so(withdrawn: Path) -> None:
    root = etree.fromstring(written(withdrawn, "de", ""))

    assert [one.get(MARK) for one in root.iter(f"{ATOM}content")] == ["it", None]


def test_the_front_page_names_its_feed(released: Path) -> None:
    from lxml import html

    root = html.parse(str(released / "build/site/de/index.html")).getroot()
    (link,) = root.xpath("//link[@type='application/atom+xml']")
    assert (link.get("rel"), link.get("href")) == ("alternate", "feed.atom")
