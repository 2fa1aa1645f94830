# SPDX-License-Identifier: GPL-3.0-or-later
"""The page that offers the languages, as a reader of another language sees it: nothing to press is in one language alone."""

from playwright.sync_api import Page

from pipeline.words import Words
from tests.safety.pages import violations
from tests.search.conftest import Open

TAGS = ("it", "en", "de", "sq")
PHONE = {"width": 320, "height": 640}


def choice(address: str, open_context: Open) -> Page:
    page = open_context(locale="fr-FR", viewport=PHONE).new_page()
    page.goto(f"{address}index.html")
    return page


def test_the_exit_speaks_every_language_and_keeps_within_its_strip(address: str, open_context: Open) -> None:
    page = choice(address, open_context)
    spoken = page.locator(".exit-link span[lang]")

    assert [(one.get_attribute("lang"), one.inner_text()) for one in spoken.all()] == [
        (tag, Words(tag)("Exit this page")) for tag in TAGS
    ]
    strip, link = page.locator(".exit").bounding_box(), page.locator(".exit-link").bounding_box()
    assert strip is not None
    assert link is not None
    assert link["y"] >= strip["y"]
    assert link["y"] + link["height"] <= strip["y"] + strip["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_each_language_has_links_of_its_own_below(address: str, open_context: Open) -> None:
    page = choice(address, open_context)

    found = {one.get_attribute("lang"): one for one in page.locator("footer > div").all()}

    assert list(found) == list(TAGS)
    for tag, own in found.items():
        hrefs = own.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        assert own.locator("a").first.inner_text() == Words(str(tag))("Search")
        assert hrefs
        assert all(href.startswith(f"{tag}/") for href in hrefs)


def test_the_choice_is_accessible_and_the_exit_still_leaves(address: str, open_context: Open) -> None:
    page = choice(address, open_context)

    assert violations(page) == []
    for _ in range(2):
        page.keyboard.press("Shift")
    assert " · " in page.locator(".exit-status").inner_text()
