# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the search and the marks on the pages it leads to: for eyes, for the keyboard, for screen readers, without scripts."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from pipeline.words import Words
from tests.safety.pages import Listener, violations
from tests.search.conftest import TAGS, Open, Search

PHONE = {"width": 320, "height": 640}
MANUAL = "usual-procedures"
COMMON = {"it": "tratta", "en": "trafficking", "de": "Menschenhandel", "sq": "trafikimi"}
"""A word that stands in many passages."""
DISTURBED = {"it": "accolgienza", "en": "traficking", "de": "Menschnhandel", "sq": "trafkimi"}
"""A word with a letter wrong."""
MEANT = {"it": "accoglienza", "en": "trafficking", "de": "Menschenhandel", "sq": "trafikimi"}


@pytest.mark.parametrize(("tag", "scheme"), [("it", "light"), ("en", "dark"), ("de", "light"), ("sq", "dark")])
def test_results_are_accessible_on_a_phone_and_leave_no_trace(
    address: str, open_context: Open, tag: str, scheme: str
) -> None:
    page = open_context(viewport=PHONE, color_scheme=scheme).new_page()
    listener = Listener(page)
    Search(page, address, tag).ask(COMMON[tag])
    listener.gather()

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert listener.complaints == []
    assert [url for url in listener.asked if not url.startswith(address)] == []
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


@pytest.mark.parametrize("place", ["served", "from disk"])
def test_matches_are_marked_on_the_page_until_the_reader_takes_the_marks_away(
    site: Path, address: str, open_context: Open, place: str
) -> None:
    page = open_context().new_page()
    listener = Listener(page)
    Search(page, address if place == "served" else f"{site.as_uri()}/", "sq").ask("femijet")
    expect(page.locator(".search-results li").first.locator("mark").first).to_be_visible()
    page.locator(".search-results h2 a").first.click()

    marks = page.locator("article mark.found")
    bar = page.locator(".search-marks")
    expect(bar).to_be_visible()
    assert {"Fëmijët", "fëmijët"} <= set(marks.all_inner_texts())
    assert urlsplit(page.url).path.endswith("/children.html")

    bar.get_by_role("button").press("Enter")

    expect(marks).to_have_count(0)
    expect(bar).to_be_hidden()
    assert "mark" not in parse_qs(urlsplit(page.url).query) or place == "from disk"
    listener.gather()
    assert listener.complaints == []


def test_a_page_that_was_not_searched_says_nothing_of_marks(address: str, open_context: Open) -> None:
    page = open_context().new_page()
    page.goto(f"{address}de/{MANUAL}/glossary.html")

    expect(page.locator(".search-marks")).to_be_hidden()
    assert page.locator("mark").count() == 0


def test_the_keyboard_leads_from_the_front_page_to_a_result(address: str, open_context: Open) -> None:
    page = open_context().new_page()
    page.goto(f"{address}de/index.html")
    page.get_by_role("searchbox").focus()

    page.keyboard.type("Bedenkzeit")
    page.keyboard.press("Enter")
    page.locator(".search-results h2 a").first.wait_for()
    focused = 0
    while focused < 30 and not page.evaluate("document.activeElement.closest('.search-results')"):
        page.keyboard.press("Tab")
        focused += 1
    page.keyboard.press("Enter")

    page.wait_for_url(f"{address}de/{MANUAL}/**")
    expect(page.locator("article mark.found").first).to_be_visible()


def test_the_number_of_results_is_said_in_the_language(west: Path, address: str, open_context: Open) -> None:
    for tag in TAGS:
        search = Search(open_context().new_page(), address, tag)
        search.ask(COMMON[tag])
        words = Words(tag, west / "locales")
        said = words("Passages found: %(n)s, in publications: %(publications)s.").partition("%")[0]

        assert search.said.startswith(said)
        assert any(one.isdigit() for one in search.said)


@pytest.mark.parametrize(
    ("tag", "queries"),
    [("it", "aiuto aiuot help"), ("en", "help hepl hotline"), ("de", "Hilfe hilef"), ("sq", "ndihmë ndihem ndimhe")],
)
def test_who_looks_for_help_sees_the_helplines_first(address: str, open_context: Open, tag: str, queries: str) -> None:
    page = open_context(viewport=PHONE).new_page()
    search = Search(page, address, tag)
    for query in queries.split():
        search.ask(query)
        box = page.locator(".search-help .helplines")
        expect(box).to_be_visible()
        assert box.locator("a[href^='tel:']").count() >= 3
        result = page.locator(".search-results a").first
        assert box.evaluate("(box, result) => box.compareDocumentPosition(result) & 4", result.element_handle()), query

    search.ask(COMMON[tag])

    expect(page.locator(".search-help")).to_be_hidden()


def test_more_results_come_when_asked_for_and_the_first_of_them_has_the_focus(address: str, open_context: Open) -> None:
    page = open_context().new_page()
    Search(page, address, "it").ask(COMMON["it"])
    results = page.locator(".search-results li")
    expect(results).to_have_count(10)

    page.locator(".search-more").press("Enter")

    expect(results).to_have_count(20)
    assert page.evaluate("[...document.querySelectorAll('.search-results h2 a')].indexOf(document.activeElement)") == 10


@pytest.mark.parametrize("tag", TAGS)
def test_a_word_with_a_wrong_letter_finds_what_the_right_one_does(address: str, open_context: Open, tag: str) -> None:
    search = Search(open_context().new_page(), address, tag)
    found = search.ask(DISTURBED[tag])

    assert DISTURBED[tag] in search.said, "it says that the word is nowhere"
    assert found[:3] == search.ask(MEANT[tag])[:3] != []


def test_what_is_nowhere_is_said_with_what_to_do(west: Path, address: str, open_context: Open) -> None:
    page = open_context().new_page()
    for tag in TAGS:
        search = Search(page, address, tag)
        assert search.ask("<xylophon>zzz", MANUAL) == []
        words = Words(tag, west / "locales")

        assert search.said == words(
            "Nothing was found for “%(query)s”. Try other words, fewer words, or the beginning of a word."
        ) % {"query": "<xylophon>zzz"}
        everywhere = page.get_by_role("link", name=words("Search all publications"))
        assert "in" not in parse_qs(urlsplit(str(everywhere.get_attribute("href"))).query)
        assert page.locator(".search-else a").count() >= 2


def test_a_page_of_an_edition_searches_its_publication_and_loads_no_other(address: str, open_context: Open) -> None:
    page = open_context(viewport={"width": 1280, "height": 800}).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}en/{MANUAL}/glossary.html")
    assert not any("/_search/" in url for url in asked)
    box = page.get_by_role("searchbox")

    box.fill("ten minutes")
    box.press("Enter")
    page.locator(".search-results[aria-busy=false]").wait_for(state="attached")

    hrefs = page.locator(".search-results h2 a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert {href.partition("/")[0] for href in hrefs} <= {MANUAL}
    assert page.locator("select[name=in]").input_value() == MANUAL
    loaded = [url.partition("/_search/en/")[2] for url in asked if "/_search/" in url]
    assert {name.rpartition("/")[0] for name in loaded} == {"", MANUAL}
    assert len(loaded) < 20


@pytest.mark.parametrize("tag", TAGS)
def test_without_scripts_the_page_says_so_and_leads_to_contents_and_indexes(
    site: Path, address: str, open_context: Open, tag: str
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"{address}{tag}/search.html?q=x")

    expect(page.locator(".search-needs-scripts")).to_be_visible()
    hrefs = page.locator(".search-else a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert f"{MANUAL}/genindex.html" in hrefs
    assert [href for href in hrefs if not (site / tag / href).is_file()] == []


def test_a_text_that_does_not_come_is_said(address: str, open_context: Open) -> None:
    page = open_context().new_page()
    page.route("**/_search/**", lambda route: route.abort())
    page.goto(f"{address}en/search.html?q=help")

    expect(page.locator(".search-status")).to_contain_text("could not be loaded")


def test_the_zip_of_a_language_has_its_search(site: Path, tmp_path: Path, open_context: Open) -> None:
    (packed,) = (site / "sq").glob("*.zip")
    with ZipFile(packed) as archive:
        archive.extractall(tmp_path)
    (root,) = tmp_path.iterdir()
    page = open_context().new_page()

    found = Search(page, f"{root.as_uri()}/", "sq").ask("femije")
    page.locator(".search-results h2 a").first.click()

    assert found[0] == f"{MANUAL}/glossary.html#term-child"
    expect(page.locator("article mark.found").first).to_be_visible()
    assert sorted(one.name for one in (root / "_search").iterdir()) == ["sq"]


def test_the_zip_of_a_language_is_named_in_that_language(site: Path) -> None:
    names = {tag: [one.name for one in (site / tag).glob("*.zip")] for tag in TAGS}

    assert names == {
        "it": ["pubblicazioni-west-it.zip"],
        "en": ["west-publications-en.zip"],
        "de": ["west-veroeffentlichungen-de.zip"],
        "sq": ["botimet-west-sq.zip"],
    }
