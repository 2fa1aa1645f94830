# SPDX-License-Identifier: GPL-3.0-or-later
"""The site in a real browser: narrow, and in the reader's language."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from pipeline.bookformat.facts import EditionFacts
from tests.web import building

type Open = Callable[..., BrowserContext]

CHAPTER = "field-guide/chapters/first-contact.html"

PHONE = {"width": 360, "height": 640}
SHIFT = """
    window.shift = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => { window.shift += entry.value; }))
        .observe({ type: "layout-shift", buffered: true });
"""
"""Adds up how far a page moves while it is loaded."""


def failure(request: Request) -> list[str]:
    """Why nothing came; not when the test has gone to the next page meanwhile."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"{request.url}: {request.failure}"]


def listen(page: Page) -> list[str]:
    """The complaints that come while the page is used."""
    complaints: list[str] = []
    page.on("requestfailed", lambda request: complaints.extend(failure(request)))
    page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


@pytest.mark.parametrize("name", ["en/index.html", "en/field-guide/index.html", "en/search.html"])
def test_nothing_scrolls_sideways_between_a_phone_and_a_wide_screen(
    address: str, open_context: Open, name: str
) -> None:
    page = open_context().new_page()
    page.goto(address + name)
    for width in (600, 800, 1024, 1100, 1280, 1366, 1440):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert page.locator(".edition-languages:visible").count() == int("field-guide" in name), width


def test_the_contents_open_and_close_by_keyboard(address: str, open_context: Open) -> None:
    page = open_context(viewport={"width": 600, "height": 700}).new_page()
    page.goto(address + "en/field-guide/index.html")
    first = page.locator(".sidebar-tree a").first
    expect(first).to_be_hidden()

    page.get_by_role("checkbox", name="Show the contents of the publication").focus()
    page.keyboard.press("Space")
    expect(first).to_be_visible()

    page.keyboard.press("Escape")
    expect(first).to_be_hidden()


def test_paper_gets_the_text_alone(address: str, open_context: Open) -> None:
    page = open_context().new_page()
    page.goto(address + "en/field-guide/index.html")
    page.emulate_media(media="print")

    for what in (".skip-to-content", ".edition-bar", ".sidebar-drawer", ".sidebar-toggle", ".back-to-top"):
        assert not page.locator(what).first.is_visible(), what
    assert page.locator("article h1").is_visible()


def test_the_switch_of_language_leads_to_the_same_place(address: str, open_context: Open) -> None:
    page = open_context().new_page()
    page.goto(address + "it/field-guide/chapters/first-contact.html#quiet-place")

    page.locator(".edition-languages").get_by_role("link", name="English").click()

    assert page.url == address + "en/field-guide/chapters/first-contact.html#quiet-place"
    assert page.locator("section:has(> #quiet-place) > h2").inner_text().startswith("A quiet place")
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_switch_follows_a_step_within_the_page(address: str, open_context: Open) -> None:
    page = open_context().new_page()
    page.goto(address + "en/field-guide/chapters/first-contact.html")
    page.evaluate("location.hash = '#quiet-place'")

    page.locator(".edition-languages").get_by_role("link", name="Italiano").click()

    assert page.url == address + "it/field-guide/chapters/first-contact.html#quiet-place"


@pytest.mark.parametrize(("locale", "folder"), [("it-IT", "it/"), ("sq", "sq/"), ("de-AT", "de/"), ("fr-FR", "")])
def test_the_first_page_sends_a_reader_to_her_language(
    address: str, open_context: Open, locale: str, folder: str
) -> None:
    page = open_context(locale=locale).new_page()
    page.goto(address + "index.html")

    page.wait_for_url(f"{address}{folder}index.html")


def test_the_first_page_sends_a_reader_on_from_disk_too(small_site: Path, open_context: Open) -> None:
    page = open_context(locale="sq-AL").new_page()
    page.goto((small_site / "index.html").as_uri())

    page.wait_for_url((small_site / "sq" / "index.html").as_uri())


def test_without_scripts_the_first_page_is_a_list_of_four(address: str, open_context: Open) -> None:
    page = open_context(locale="it-IT", java_script_enabled=False).new_page()
    page.goto(address + "index.html")

    assert page.url == address + "index.html"
    assert page.locator(".choice strong").all_inner_texts() == ["Italiano", "English", "Deutsch", "Shqip"]


def test_a_reader_downloads_the_pdf_from_the_front_page(address: str, open_context: Open) -> None:
    page = open_context(accept_downloads=True).new_page()
    page.goto(address + "en/index.html")
    target = page.locator("a.download").get_attribute("href")
    assert target == "field-guide/field-guide-en.pdf"

    answer = page.request.get(address + "en/" + target)

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition by plain sphinx-build, which knows of no site and has Sphinx's own search."""
    project = building.make_project(tmp_path_factory.mktemp("alone") / "project")
    edition = project.editions("field-guide", "it")[0]
    folder = project.build / "alone"
    building.compose(project, edition, folder, EditionFacts())
    return folder


def test_an_edition_without_a_site_has_the_search_of_sphinx_in_its_language(alone: Path, open_context: Open) -> None:
    page = open_context().new_page()
    complaints = listen(page)
    page.goto(f"{alone.as_uri()}/search.html?q=tabelle")

    assert page.locator("#search-results li a").first.inner_text() == "Tabelle"
    assert complaints == []
    assert page.evaluate("Documentation.LOCALE") == "it"
    page.evaluate("Documentation.TRANSLATIONS['one'] = ['un', 'molti']")
    assert (
        page.evaluate("[1, 2, 0, 1e6].map(n => Documentation.ngettext('one', 'many', n)).join()")
        == "un,molti,molti,molti"
    )


def test_the_fonts_of_the_site_are_used(address: str, open_context: Open) -> None:
    page = open_context().new_page()
    page.goto(address + "it/field-guide/chapters/first-contact.html")

    loaded = page.evaluate(
        "document.fonts.ready.then(all => [...all].filter(f => f.status == 'loaded').map(f => f.family))"
    )

    assert {name.strip('"') for name in loaded} >= {"Source Serif 4", "Source Sans 3"}


@pytest.mark.parametrize("name", ["it/index.html", f"it/{CHAPTER}", "it/search.html"])
def test_fonts_that_come_late_move_nothing_and_two_style_sheets_are_all(
    address: str, open_context: Open, name: str
) -> None:
    page = open_context(viewport=PHONE, is_mobile=True).new_page()
    page.add_init_script(SHIFT)
    fonts: list[Route] = []
    page.route("**/*.woff2", lambda route: fonts.append(route))  # noqa: PLW0108 - Playwright takes no built-in method
    page.goto(address + name, wait_until="domcontentloaded")
    page.wait_for_timeout(300)  # so long a text waits for its font before it is painted in another

    for font in fonts:
        font.continue_()
    page.evaluate("document.fonts.ready.then(() => new Promise(painted => setTimeout(painted, 100)))")

    assert fonts
    assert page.evaluate("shift") <= 0.01
    assert page.locator("head link[rel=stylesheet]:not([href$='search.css'])").count() == 2


def test_a_paragraph_has_an_address_that_leads_to_it_in_every_language(address: str, open_context: Open) -> None:
    page = open_context(viewport={"width": 1280, "height": 500}).new_page()
    page.goto(f"{address}it/{CHAPTER}")
    paragraph = page.locator("article p[id^='p-']").nth(1)
    name = str(paragraph.get_attribute("id"))

    paragraph.hover()
    link = page.locator(".paragraph-link:visible")
    link.click()
    assert page.url.endswith(f"#{name}")
    page.locator(".sidebar-container a[hreflang=en]").click()

    assert page.url == f"{address}en/{CHAPTER}#{name}"
    expect(page.locator(f"#{name}")).to_be_visible()


def test_the_languages_lead_to_the_paragraph_in_sight(address: str, open_context: Open) -> None:
    page = open_context(viewport={"width": 1280, "height": 300}, reduced_motion="reduce").new_page()
    page.goto(f"{address}it/{CHAPTER}")
    paragraph = page.locator("article [id^='p-']").last
    name = paragraph.get_attribute("id")
    paragraph.evaluate("one => one.scrollIntoView()")

    page.locator(".sidebar-container a[hreflang=en]").click()

    assert page.url.partition("#")[2] == name


def test_a_button_gives_the_keyboard_a_link_to_each_paragraph(address: str, open_context: Open) -> None:
    page = open_context().new_page()
    page.goto(f"{address}en/{CHAPTER}")
    assert page.locator(".paragraph-link").count() == 0

    page.get_by_role("button", name="Show a link to each paragraph").press("Enter")

    links = page.get_by_role("link", name="Link to this paragraph")
    assert links.count() == page.locator("article [id^='p-']").count() > 2
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Link to this paragraph"


def test_citations_are_copied(address: str, open_context: Open) -> None:
    page = open_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    copied = []
    for name, button in (
        (f"en/{CHAPTER}", "Copy the citation"),
        ("en/field-guide.html", "Copy the citation"),
        ("en/field-guide.html", "Copy BibTeX"),
        ("en/field-guide.html", "Copy RIS"),
    ):
        page.goto(address + name)
        page.get_by_role("button", name=button).click()
        page.get_by_text("Copied.").wait_for()
        copied.append(page.evaluate("navigator.clipboard.readText()"))

    assert copied[0].startswith("Gruppo di prova. A short guide.")
    assert copied[1].startswith("Gruppo di prova. A short guide.")
    assert copied[2].startswith("@book{field-guide-en,")
    assert copied[3].startswith("TY  - BOOK")


def test_several_languages_are_searched_at_once_and_no_other_is_loaded(address: str, open_context: Open) -> None:
    page = open_context().new_page()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url.partition("/_search/")[2]))
    page.goto(f"{address}it/search.html?q=tabelle")
    page.locator(".search-results[aria-busy=false] a").first.wait_for()
    assert {name.partition("/")[0] for name in loaded if name} == {"it"}
    assert not page.locator(".search-language").is_visible()

    page.get_by_label("English").check()
    page.locator(".search-form button").click()

    expect(page.locator(".search-results[aria-busy=false]")).to_have_count(2)
    assert page.locator(".search-language").all_inner_texts() == ["Italiano", "English"]
    found = page.locator(".search-results h2 a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert found[0].startswith("field-guide/chapters/tables.html")
    assert found[-1].startswith("../en/field-guide/")
    assert page.url.endswith("&lang=it&lang=en")


def test_a_page_prints_with_folios_and_without_what_is_for_the_screen(
    address: str, open_context: Open, tmp_path: Path
) -> None:
    page = open_context().new_page()
    page.goto(f"{address}it/{CHAPTER}")
    printed = tmp_path / "printed.pdf"
    page.pdf(path=printed, prefer_css_page_size=True)

    text = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True).stdout

    assert re.search(r"1 ?/ ?\d", text)
    assert "Primo contatto" in text
    for what in ("English", "Copia la citazione", "Mostra un link", "Esci da questa pagina"):
        assert what not in text
