# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page of an edition shows at its place: terms explained, notes, large pictures, heads of tables, the PDF at a chapter."""

from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Locator, Page, expect

from pipeline.bookformat.facts import EditionFacts
from tests.safety.pages import Open
from tests.web import building

CONTACT = "field-guide/chapters/first-contact.html"
TABLES = "field-guide/chapters/tables.html"
PHONE = {"width": 320, "height": 640}
DEFINITION = {
    "it": "Il lavoro di chi conosce due lingue e due mondi, e spiega l’uno all’altro.",
    "en": "The work of someone who knows two languages and two worlds, and explains each to the other.",
}
ENLARGED = "#figure-three-steps-enlarged"


def parsed(site: Path, name: str) -> html.HtmlElement:
    return html.parse(str(site / name)).getroot()


def term(page: Page) -> Locator:
    return page.locator("a:has(.std-term)")


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request: pytest.FixtureRequest, open_context: Open) -> Page:
    return open_context(java_script_enabled=request.param, locale="fr-FR").new_page()


@pytest.mark.parametrize("tag", ["it", "en"])
def test_a_term_explains_itself_on_hover_and_focus(page: Page, address: str, tag: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 1200})  # where it opens below without scripts
    page.goto(f"{address}{tag}/{CONTACT}")
    shown = page.get_by_role("tooltip")
    expect(shown).to_have_count(0)

    term(page).hover()
    expect(shown).to_have_text(DEFINITION[tag])
    shown.hover()
    expect(shown).to_be_visible()
    page.mouse.move(1, 1)
    expect(shown).to_have_count(0)
    term(page).focus()
    expect(shown).to_have_text(DEFINITION[tag])


def test_a_term_is_described_to_screen_readers_and_leads_to_the_glossary(page: Page, address: str) -> None:
    page.goto(f"{address}en/{CONTACT}")

    expect(term(page)).to_have_accessible_description(DEFINITION["en"])
    term(page).click()

    assert page.url == f"{address}en/field-guide/chapters/words.html#term-cultural-mediation"


def test_a_note_is_shown_at_its_call_with_its_links_in_reach_of_the_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}it/{CONTACT}")
    note = page.locator(".explanation[role=note]").first

    expect(note).to_be_hidden()
    page.locator(".footnote-reference").first.focus()
    expect(note).to_have_text("Una nota con un collegamento: licenza.")
    page.keyboard.press("Tab")

    expect(note.locator("a")).to_be_focused()
    expect(note).to_be_visible()


@pytest.mark.parametrize("screen", [PHONE, {"width": 1280, "height": 800}], ids=["phone", "desktop"])
def test_an_explanation_is_whole_and_above_all(address: str, open_context: Open, screen: dict[str, int]) -> None:
    page = open_context(viewport=screen).new_page()
    page.goto(f"{address}en/{CONTACT}")
    for link, name in ((term(page), "tooltip"), (page.locator(".footnote-reference").first, "note")):
        link.scroll_into_view_if_needed()
        link.focus()
        shown = page.locator(f".explanation[role={name}]:visible")
        box = shown.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= screen["width"]
        assert shown.evaluate(
            """one => { const at = one.getBoundingClientRect();
            return one.contains(document.elementFromPoint(at.left + at.width / 2, at.top + 12)); }"""
        ), name


def test_escape_takes_an_explanation_away_until_it_is_asked_for_again(address: str, open_context: Open) -> None:
    page = open_context().new_page()
    page.goto(f"{address}en/{CONTACT}")
    shown = page.get_by_role("tooltip")

    term(page).focus()
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")

    expect(shown).to_be_visible()


def test_a_finger_sees_the_explanation_first_and_follows_the_link_second(address: str, open_context: Open) -> None:
    page = open_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    page.goto(f"{address}en/{CONTACT}")

    term(page).tap()
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert page.url.endswith("first-contact.html")
    term(page).tap()

    page.wait_for_url("**/words.html#term-cultural-mediation")


def test_a_picture_enlarges_below_the_strip_of_the_exit_and_goes_back(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{address}it/{TABLES}")
    small = page.locator("figure img").bounding_box()
    page.get_by_role("link", name="Ingrandisci").click()
    large = page.locator(".enlarged img").bounding_box()

    assert small is not None
    assert large is not None
    assert large["width"] > 2 * small["width"]
    strip = page.locator(".exit").bounding_box()
    over = page.locator(".enlarged").bounding_box()
    assert strip is not None
    assert over is not None
    assert over["y"] >= strip["y"] + strip["height"]
    assert over["x"] + over["width"] == 320
    expect(page.locator(".exit-link")).to_be_visible()
    page.get_by_role("link", name="Chiudi").click()

    expect(page.locator(".enlarged")).to_be_hidden()


def test_with_scripts_escape_closes_it_and_the_focus_is_where_it_was(address: str, open_context: Open) -> None:
    page = open_context().new_page()
    page.goto(f"{address}it/{TABLES}")
    link = page.locator("a.enlarge")

    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".enlarged-back a")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator(".enlarged")).to_be_hidden()
    expect(link).to_be_focused()


def test_no_picture_leads_to_a_bare_file_which_has_no_way_out(small_site: Path) -> None:
    for path in small_site.rglob("*.html"):
        assert html.parse(str(path)).xpath("//a[contains(@href, '_images/')]") == [], path


@pytest.mark.parametrize("screen", [PHONE, {"width": 1280, "height": 500}], ids=["phone", "desktop"])
def test_the_head_of_a_long_table_stays_in_sight(page: Page, address: str, screen: dict[str, int]) -> None:
    page.set_viewport_size(screen)  # type: ignore[arg-type]  # a viewport is a dict with these keys
    page.goto(f"{address}it/{TABLES}")
    row = page.locator("#table-days tbody tr").nth(30)

    row.scroll_into_view_if_needed()
    head = page.locator("#table-days thead th").first

    at = head.evaluate(
        """one => { const at = one.getBoundingClientRect();
        return one.contains(document.elementFromPoint(at.left + 5, at.top + at.height / 2)); }"""
    )
    assert at
    expect(head).to_be_in_viewport()
    expect(row).to_be_in_viewport()


def test_a_page_leads_to_its_chapter_in_the_pdf(small_site: Path) -> None:
    def link(name: str) -> tuple[str, str]:
        (found,) = parsed(small_site, name).xpath("//a[@class='edition-pdf']")
        return found.get("href"), found.text

    # \u00a0 between a number and its unit.
    assert link(f"en/{TABLES}") == (
        "../field-guide-en.pdf#page=31",
        "This chapter in the PDF, 96\u00a0pages, 612\u00a0kB",
    )
    assert link("en/field-guide/index.html") == ("field-guide-en.pdf", "PDF, 96\u00a0pages, 612\u00a0kB")


def test_paper_is_told_of_the_pdf(address: str, open_context: Open) -> None:
    page = open_context().new_page()
    page.goto(f"{address}it/{CONTACT}")
    told = page.locator(".paper-only")
    expect(told).to_be_hidden()

    page.emulate_media(media="print")
    expect(told).to_contain_text("field-guide-it.pdf, 96\u00a0pagine, 612\u00a0kB")
    for part in (".exit", ".edition-bar", ".sidebar-drawer", ".mobile-header", ".enlarge", ".related-pages"):
        expect(page.locator(part).first).to_be_hidden()


def test_the_sign_beside_a_title_says_in_the_language_what_it_is(small_site: Path) -> None:
    for tag, name in (("it", "Collegamento a questo titolo"), ("en", "Link to this heading")):
        signs = parsed(small_site, f"{tag}/{CONTACT}").xpath("//h2/a[@class='headerlink']")
        assert [sign.get("aria-label") for sign in signs] == [name] * 2


def test_what_is_not_translated_says_so_itself(address: str, open_context: Open) -> None:
    page = open_context().new_page()
    page.goto(f"{address}en/{CONTACT}")
    room = page.get_by_text("La stanza ha una porta")

    assert room.get_attribute("lang") == "it"
    assert (
        room.evaluate("one => getComputedStyle(one, '::after').content") == '"[" attr(lang) "]"'
        or room.evaluate("one => getComputedStyle(one, '::after').content") == '"[it]"'
    )
    page.goto(f"{address}it/{CONTACT}")
    assert page.locator("article [lang]").count() == 0


def test_with_scripts_an_explanation_near_the_foot_of_the_window_opens_upwards(
    address: str, open_context: Open
) -> None:
    page = open_context(viewport={"width": 1280, "height": 600}).new_page()
    page.goto(f"{address}en/{CONTACT}")

    term(page).evaluate(
        "one => { one.scrollIntoView({ block: 'end', behavior: 'instant' }); one.focus({ preventScroll: true }); }"
    )
    shown, link = page.get_by_role("tooltip").bounding_box(), term(page).bounding_box()

    assert shown is not None
    assert link is not None
    assert shown["y"] + shown["height"] <= link["y"] + 2


def test_a_page_is_written_again_when_a_term_that_it_uses_is_explained_anew(tmp_path: Path) -> None:
    project = building.make_project(tmp_path / "project")
    edition = project.editions("field-guide", "it")[0]
    building.compose(project, edition, tmp_path / "out", EditionFacts())
    terms = project.source / "terminology.tsv"
    terms.write_text(terms.read_text(encoding="utf-8").replace("spiega l’uno all’altro", "media"), encoding="utf-8")

    building.compose(project, edition, tmp_path / "out", EditionFacts())

    (shown,) = parsed(tmp_path, "out/chapters/first-contact.html").xpath("//*[@role='tooltip']")
    assert shown.text_content() == "Il lavoro di chi conosce due lingue e due mondi, e media."
