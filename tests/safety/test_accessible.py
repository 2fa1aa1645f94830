# SPDX-License-Identifier: GPL-3.0-or-later
"""WCAG 2.2 AA by axe-core on every kind of page, and what axe cannot see: the keyboard, large letters, narrow screens."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.safety.pages import DESKTOP, PHONE, SAMPLE, TAGS, Open, Screen, failing, is_text, names, portal, violations


def test_the_sample_has_every_kind_of_page(small_site: Path) -> None:
    def kind(name: str) -> str:
        tag, _, rest = name.partition("/")
        return "text" if is_text(name) else rest if tag in TAGS else name

    assert {kind(name) for name in names(small_site)} == {kind(name) for name, _, _ in SAMPLE}


@pytest.mark.parametrize(("name", "scheme", "screen"), SAMPLE, ids=lambda one: one if isinstance(one, str) else "")
def test_axe_finds_nothing(address: str, open_context: Open, name: str, scheme: str, screen: Screen) -> None:
    page = open_context(color_scheme=scheme, viewport=screen, locale="fr-FR").new_page()
    page.goto(address + name)

    assert violations(page) == []


@pytest.mark.slow
@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tag", TAGS)
def test_axe_finds_nothing_in_any_language_scheme_and_screen(
    small_site: Path, address: str, open_context: Open, tag: str, scheme: str, screen: Screen
) -> None:
    page = open_context(color_scheme=scheme, viewport=screen, locale="fr-FR").new_page()
    wanted = [name for name in names(small_site) if name.startswith(f"{tag}/")] + ["index.html"]

    assert failing(page, address, wanted) == {}


@pytest.mark.slow
@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tag", TAGS)
def test_axe_finds_nothing_in_the_publications(
    site: Path, whole_address: str, open_context: Open, tag: str, scheme: str, screen: Screen
) -> None:
    page = open_context(color_scheme=scheme, viewport=screen, locale="fr-FR").new_page()

    assert failing(page, whole_address, [name for name in names(site) if name.startswith(f"{tag}/")]) == {}


@pytest.mark.parametrize(
    "place",
    [
        "search with results",
        "contents opened",
        "choice of light or dark",
        "term explained",
        "note shown",
        "picture enlarged",
        "passages marked",
    ],
)
def test_axe_finds_nothing_in_what_opens(address: str, open_context: Open, place: str) -> None:
    page = open_context(viewport=PHONE).new_page()
    chapters = f"{address}it/field-guide/chapters"
    match place:
        case "search with results":
            page.goto(f"{address}it/search.html?q=tabelle")
            page.locator(".search-results li a").first.wait_for()
        case "term explained" | "note shown":
            page.goto(f"{chapters}/first-contact.html")
            page.locator("a:has(.std-term)" if place == "term explained" else ".footnote-reference").first.focus()
            assert page.locator(".explanation:visible").count() == 1
        case "picture enlarged":
            page.goto(f"{chapters}/tables.html#figure-three-steps-enlarged")
            assert page.locator(".enlarged").is_visible()
        case "passages marked":
            page.goto(f"{chapters}/first-contact.html?mark=incontro")
            assert page.locator("mark.found").first.is_visible()
        case _:
            page.goto(f"{chapters}/tables.html")
            opened = "label.nav-overlay-icon" if place == "contents opened" else ".mobile-header .theme-toggle"
            page.locator(opened).click()
            page.wait_for_timeout(400)

    assert violations(page) == []


def test_nothing_scrolls_sideways_when_letters_grow(address: str, open_context: Open) -> None:
    page = open_context(locale="fr-FR").new_page()
    wide = []
    for name, _, _ in SAMPLE:
        page.goto(address + name)
        # Twice as large letters on a screen of 1280 are as many points as one of 640 has; four times are 320 by 256.
        for screen in ((640, 400), (320, 256)):
            page.set_viewport_size({"width": screen[0], "height": screen[1]})
            width = page.evaluate(
                "Math.max(...[document.documentElement, document.querySelector('.content')]"
                ".filter(Boolean).map(one => one.scrollWidth))"
            )
            wide += [(name, width)] if width > screen[0] else []

    assert wide == []


@pytest.mark.parametrize(
    ("name", "title"), [("it/index.html", ".publication h3 a"), ("it/field-guide.html", ".publication-head h1")]
)
def test_a_long_word_of_a_title_is_not_broken_on_a_phone(
    address: str, open_context: Open, name: str, title: str
) -> None:
    page = open_context(viewport=PHONE).new_page()
    page.goto(address + name)
    lines = page.locator(title).first.evaluate(
        """title => { title.textContent = "Informationsleitfaden";
        const range = document.createRange(); range.selectNodeContents(title); return range.getClientRects().length }"""
    )

    assert lines == 1


def test_a_long_line_of_code_is_wrapped_and_not_scrolled(address: str, open_context: Open) -> None:
    page = open_context(viewport=PHONE).new_page()
    page.goto(f"{address}it/field-guide/chapters/tables.html")
    page.locator("article").first.evaluate(
        """article => article.insertAdjacentHTML("beforeend",
        `<div class="highlight-console notranslate"><div class="highlight"><pre>${"west-pipeline ".repeat(20)}${"x".repeat(99)}</pre></div></div>`)"""
    )

    assert page.locator("pre").evaluate("code => code.scrollWidth - code.clientWidth") <= 0
    assert violations(page) == []


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_letters_alone_twice_as_large_lose_nothing(address: str, open_context: Open, screen: Screen) -> None:
    """As where a reader has set large letters in the browser: the strip and its words grow with them."""
    page = open_context(viewport=screen).new_page()
    for name in [*portal("de"), "it/field-guide/chapters/first-contact.html"]:
        page.goto(address + name)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        cut = page.evaluate(
            """[...document.querySelectorAll(".exit, .exit-link, h1, article p, main p")]
            .filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline")
            .map(one => one.className || one.tagName)"""
        )
        assert cut == [], name


def walked(page: Page, steps: int) -> list[str]:
    """What Tab leads to, one after the other, each seen to have the focus."""
    found = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        found.append(
            page.evaluate(
                """(() => { const one = document.activeElement, style = getComputedStyle(one);
                const label = one.id && document.querySelector(`label[for="${one.id}"] .icon`)?.parentElement;
                const seen = style.outlineStyle !== "none" || style.boxShadow !== "none"
                    || (label && getComputedStyle(label).outlineStyle !== "none");
                return (seen ? "" : "unseen ") + (one.textContent.trim().split("\\n")[0].trim() || one.ariaLabel || one.name || one.tagName) })()"""
            )
        )
    return found


def test_the_keyboard_reaches_everything_in_order_on_a_front_page(address: str, open_context: Open) -> None:
    page = open_context(viewport=DESKTOP).new_page()
    page.goto(f"{address}en/index.html")
    count = page.evaluate(
        "[...document.querySelectorAll('a[href], summary, button')].filter(one => one.tabIndex >= 0).length"
    )

    steps = walked(page, count)

    assert steps[:3] == ["Skip to content", "Exit this page", "How to read privately"]
    assert [one for one in steps if one.startswith("unseen")] == []
    assert {"Privacy", "Accessibility"} <= set(steps)


def test_the_keyboard_reaches_everything_in_order_on_a_page_of_an_edition(address: str, open_context: Open) -> None:
    page = open_context(viewport=PHONE).new_page()
    page.goto(f"{address}en/field-guide/chapters/first-contact.html")

    steps = walked(page, 14)

    assert steps[:4] == [
        "Skip to content",
        "Exit this page",
        "How to read privately",
        "Show the contents of the publication",
    ]
    assert [one for one in steps if one.startswith("unseen")] == []


def test_the_link_that_skips_leads_to_the_text(address: str, open_context: Open) -> None:
    page = open_context().new_page()
    for name in ("en/index.html", "en/privacy.html", "en/field-guide/index.html"):
        page.goto(address + name)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.querySelector(':target')?.matches('main, [role=main]')"), name
