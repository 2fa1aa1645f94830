# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said of a page to who does not see it, and what shows where a reader has chosen the colours."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.safety.pages import Open
from tests.web.test_explained import CONTACT, PHONE, TABLES

DESKTOP = {"width": 1400, "height": 900}


def spoken(page: Page) -> list[dict[str, Any]]:
    """The nodes of the accessibility tree as Chromium gives them to a screen reader, in the order of reading."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def read(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield node
        for identity in node.get("childIds", ()):
            if identity in by_id:
                yield from read(by_id[identity])

    return [node for node in read(nodes[0]) if not node["ignored"]]


def said(node: dict[str, Any], what: str) -> str:
    return str(node.get(what, {}).get("value", ""))


def told(node: dict[str, Any], name: str) -> Any:
    return next((one["value"]["value"] for one in node.get("properties", ()) if one["name"] == name), None)


@pytest.mark.parametrize("name", ["it/index.html", "en/index.html", "en/field-guide.html", f"it/{TABLES}"])
def test_links_of_one_name_lead_to_one_place(open_context: Open, address: str, name: str) -> None:
    """Screen readers list the links of a page by their names alone."""
    page = open_context(viewport=DESKTOP).new_page()
    page.goto(f"{address}{name}")
    places: dict[str, set[str]] = {}
    for node in spoken(page):
        if said(node, "role") == "link":
            places.setdefault(said(node, "name"), set()).add(str(told(node, "url")))

    assert "" not in places
    assert {link: found for link, found in places.items() if len(found) > 1} == {}


def test_nothing_is_described_by_its_own_name(open_context: Open, address: str) -> None:
    page = open_context(viewport=DESKTOP).new_page()
    page.goto(f"{address}it/{TABLES}")

    assert [said(node, "name") for node in spoken(page) if said(node, "name") == said(node, "description") != ""] == []


def test_the_first_heading_is_that_of_the_page_and_the_contents_say_where_one_is(
    open_context: Open, address: str
) -> None:
    page = open_context(viewport=DESKTOP).new_page()
    page.goto(f"{address}it/{TABLES}")
    first = next(node for node in spoken(page) if said(node, "role") == "heading")

    assert told(first, "level") == 1
    contents = page.get_by_role("navigation", name="Sommario della pubblicazione")
    expect(contents.locator("[aria-current=page]")).to_have_text(said(first, "name"))


def test_a_picture_is_no_part_of_the_link_that_enlarges_it(open_context: Open, address: str) -> None:
    page = open_context(viewport=DESKTOP).new_page()
    page.goto(f"{address}it/{TABLES}")

    expect(page.locator("a.enlarge")).to_have_accessible_name("Ingrandisci: Figura 1")
    assert page.locator("a.enlarge img").count() == 0
    # And yet a touch of the picture enlarges it.
    page.locator("figure img").click(force=True)
    expect(page.get_by_role("dialog", name="Figura 1")).to_be_visible()


def test_a_note_says_that_its_number_leads_back(open_context: Open, address: str) -> None:
    page = open_context(viewport=DESKTOP).new_page()
    page.goto(f"{address}en/{CONTACT}")

    expect(page.locator("[role=doc-backlink]").first).to_have_accessible_name("1, back to the text")


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_box_of_a_table_scrolls_and_stops_the_keyboard_only_where_the_table_is_wider(
    open_context: Open, address: str, screen: dict[str, int]
) -> None:
    page = open_context(viewport=screen).new_page()
    page.goto(f"{address}it/{TABLES}")
    box = page.locator(".table-wrapper:has(> #table-days)")
    expect(box).to_have_css("overflow-x", "visible")
    expect(box).not_to_have_attribute("tabindex", "0")
    expect(box).not_to_have_attribute("role", "group")

    page.evaluate("document.getElementById('table-days').style.minWidth = '3000px'")

    expect(box).to_have_css("overflow-x", "auto")
    expect(box).to_have_attribute("tabindex", "0")
    expect(box).to_have_accessible_name("Tabella 3")
    expect(box.locator("tbody th, tbody td").first).to_have_css("position", "sticky")
    box.focus()
    page.keyboard.press("ArrowRight")
    # Looked at in each frame: the policy of the page forbids the text that `wait_for_function` would run there.
    box.evaluate(
        "box => new Promise(moved => (function look() { box.scrollLeft > 0 ? moved() : requestAnimationFrame(look) })())"
    )
    assert page.evaluate("document.documentElement.scrollWidth") == page.evaluate("innerWidth")


def test_without_scripts_every_box_of_a_table_can_be_scrolled_by_keyboard(open_context: Open, address: str) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"{address}it/{TABLES}")

    assert (
        page.locator(".table-wrapper").count() == page.locator(".table-wrapper[tabindex='0'][aria-label]").count() > 0
    )


def test_the_field_of_the_search_shows_that_it_has_the_focus(open_context: Open, address: str) -> None:
    page = open_context(viewport=DESKTOP).new_page()
    page.goto(f"{address}it/{TABLES}")
    field = page.get_by_role("searchbox")

    expect(field).to_have_css("outline-style", "none")
    page.keyboard.press("Tab")
    for _ in range(20):
        if field.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(field).to_be_focused()
    expect(field).to_have_css("outline-style", "solid")


def test_an_explanation_at_the_foot_of_a_phone_leaves_its_link_in_sight(open_context: Open, address: str) -> None:
    page = open_context(viewport=PHONE, reduced_motion="reduce").new_page()
    page.goto(f"{address}it/{CONTACT}")
    link = page.locator("a:has(.std-term)").first
    # Just above the foot of the window, where the explanation opens.
    link.evaluate("one => scrollTo(0, one.getBoundingClientRect().bottom + scrollY - innerHeight + 2)")

    page.keyboard.press("Tab")
    link.focus()

    box, shown = link.bounding_box(), page.get_by_role("tooltip").bounding_box()
    assert box is not None
    assert shown is not None
    assert box["y"] + box["height"] <= shown["y"]


def test_colours_of_the_readers_own_leave_drawings_and_buttons_to_be_seen(open_context: Open, address: str) -> None:
    page = open_context(viewport=DESKTOP, forced_colors="active", color_scheme="dark").new_page()
    page.goto(f"{address}it/{TABLES}")

    expect(page.locator("figure img")).to_have_css("background-color", "rgb(255, 253, 249)")
    expect(page.locator(".exit-link")).to_have_css("border-top-style", "solid")
    page.goto(f"{address}it/index.html")
    for button in (".search-form button", ".download"):
        expect(page.locator(button).first).to_have_css("border-top-style", "solid")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_asks_for_more_contrast_reads_nothing_in_grey(open_context: Open, address: str, scheme: str) -> None:
    page = open_context(viewport=DESKTOP, color_scheme=scheme, contrast="more").new_page()
    for name, quiet in (("it/index.html", ".publication .facts"), (f"it/{TABLES}", ".exit-hint")):
        page.goto(f"{address}{name}")
        ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")

        expect(page.locator(quiet).first).to_have_css("color", ink)
