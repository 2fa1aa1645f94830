# SPDX-License-Identifier: GPL-3.0-or-later
"""The quick exit: first to be reached, a link without scripts, and gone at once with them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Page, expect

from pipeline.model.problems import Problem
from pipeline.model.project import EXIT_URL, Project
from pipeline.words import Words
from tests.conftest import copy_project
from tests.safety.pages import TAGS, Open, names
from tests.web import building

LOOK = "it/field-guide/chapters/tables.html"
KINDS = (LOOK, "index.html", "it/index.html")
EACH_KIND = pytest.mark.parametrize(
    "name", [*KINDS[:2], *(pytest.param(name, marks=pytest.mark.slow) for name in KINDS[2:])]
)


@pytest.fixture
def page(open_context: Open) -> Iterator[Page]:
    """A page in a browser for which the other host is there."""
    page = open_context(locale="fr-FR").new_page()
    page.route(f"{EXIT_URL}**", lambda route: route.fulfill(body="<title>Elsewhere</title>"))
    return page


def test_every_page_has_it_in_its_language_first_after_the_link_that_skips(small_site: Path) -> None:
    for name in names(small_site):
        root = html.parse(str(small_site / name)).getroot()
        (link,) = root.xpath("//a[@class='exit-link']")
        before = link.xpath("preceding::a | preceding::button | preceding::input | preceding::summary")

        assert link.get("href") == EXIT_URL, name
        assert "noreferrer" in link.get("rel"), name
        # The page that offers the languages says it in all of them, beginning with its own.
        assert link.text_content().partition("·")[0].strip() == Words(root.get("lang"))("Exit this page"), name
        # The page that offers the languages has nothing that could be skipped.
        assert [one.get("class", "").split()[0] for one in before] in (["skip"], ["skip-to-content"], []), name
        assert not before or before[0].get("href")[1:] in root.xpath("//@id"), name


@EACH_KIND
def test_without_scripts_it_is_a_link(open_context: Open, address: str, name: str) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.route(f"{EXIT_URL}**", lambda route: route.fulfill(body="<title>Elsewhere</title>"))
    page.goto(address + name)
    expect(page.locator(".exit-hint")).to_be_hidden()

    page.locator(".exit-link").click()

    assert page.url == EXIT_URL


@EACH_KIND
def test_it_takes_the_pages_place_in_the_history(page: Page, address: str, name: str) -> None:
    page.goto("about:blank")
    page.goto(address + name)

    page.locator(".exit-link").click()
    page.wait_for_url(EXIT_URL)

    page.go_back()
    assert page.url == "about:blank"


def test_the_page_is_gone_before_the_other_has_come(page: Page, address: str) -> None:
    # No content: the other page never comes, and what the browser shows is what this page has done.
    page.route(f"{EXIT_URL}**", lambda route: route.fulfill(status=204))
    page.goto(address + LOOK)

    page.locator(".exit-link").click(no_wait_after=True)

    expect(page.locator("body > *")).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_text("Caricamento …")
    box = page.locator(".exit-blank").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (1280, 720)
    assert page.title() == "www.wikipedia.org"


def test_nothing_tells_the_other_host_where_the_reader_comes_from(page: Page, address: str) -> None:
    asked: list[dict[str, str]] = []
    page.on("request", lambda request: asked.append(request.headers) if request.url == EXIT_URL else None)
    page.goto(address + LOOK)

    page.locator(".exit-link").click()
    page.wait_for_url(EXIT_URL)

    assert "referer" not in asked[0]
    assert page.evaluate("document.referrer") == ""


@EACH_KIND
def test_shift_three_times_leaves_and_says_so(page: Page, address: str, name: str) -> None:
    page.goto(address + name)
    words = Words(page.locator("html").get_attribute("lang") or "")
    status = page.locator(".exit-status")
    # The page that offers the languages says it in all of them.
    say = expect(status).to_contain_text if name == "index.html" else expect(status).to_have_text

    page.keyboard.press("Shift")
    say(words("Shift: press it two more times to exit."))
    page.keyboard.press("Shift")
    say(words("Shift: press it once more to exit."))
    expect(page.locator(".exit-presses")).to_have_text("●●○")
    page.keyboard.press("Shift")

    page.wait_for_url(EXIT_URL)


def test_left_and_right_shift_may_overlap(page: Page, address: str) -> None:
    page.goto(address + LOOK)
    for step in (
        "down:ShiftLeft",
        "down:ShiftRight",
        "up:ShiftLeft",
        "up:ShiftRight",
        "down:ShiftLeft",
        "up:ShiftLeft",
    ):
        way, _, key = step.partition(":")
        (page.keyboard.down if way == "down" else page.keyboard.up)(key)

    page.wait_for_url(EXIT_URL)


@pytest.mark.parametrize(
    "keys", [["Shift+A"] * 4, ["Shift+Tab"] * 4, ["Shift", "Shift", "a", "Shift"], ["Control+Shift"] * 4]
)
def test_shift_in_other_work_does_not_count(page: Page, address: str, keys: list[str]) -> None:
    page.goto(address + LOOK)

    for key in keys:
        page.keyboard.press(key)

    page.wait_for_timeout(100)
    assert page.url == address + LOOK


def test_a_selection_by_mouse_does_not_count(page: Page, address: str) -> None:
    page.goto(address + LOOK)
    for _ in range(4):
        page.locator("h1").click(modifiers=["Shift"])

    page.wait_for_timeout(100)
    assert page.url == address + LOOK


def test_after_a_while_it_starts_again_and_says_so(page: Page, address: str) -> None:
    page.clock.install()
    page.goto(address + LOOK)
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")

    page.clock.run_for(5_100)
    expect(page.locator(".exit-status")).to_have_text("Con Maiusc non si esce più: premilo di nuovo tre volte.")
    expect(page.locator(".exit-presses")).to_have_text("")
    page.keyboard.press("Shift")

    assert page.url == address + LOOK
    page.clock.run_for(5_100)
    page.clock.run_for(5_100)
    expect(page.locator(".exit-status")).to_have_text("")


def test_it_works_from_disk(page: Page, small_site: Path) -> None:
    page.goto((small_site / LOOK).as_uri())

    page.locator(".exit-link").click()

    page.wait_for_url(EXIT_URL)


def test_it_is_not_printed(page: Page, address: str) -> None:
    for name in KINDS:
        page.goto(address + name)
        page.emulate_media(media="print")

        expect(page.locator(".exit-link")).to_be_hidden()
        assert page.evaluate("getComputedStyle(document.body).paddingTop") == "0px"


@pytest.mark.parametrize("tag", ["de", *(pytest.param(tag, marks=pytest.mark.slow) for tag in ("it", "en", "sq"))])
def test_its_strip_covers_nothing_and_holds_its_words(address: str, open_context: Open, tag: str) -> None:
    page = open_context().new_page()
    edition = tag if tag in ("it", "en") else "it"
    for name in (f"{tag}/index.html", f"{edition}/field-guide/index.html"):
        page.goto(address + name)
        for width in (320, 640, 1280):
            page.set_viewport_size({"width": width, "height": 600})
            for at in (0, 300):
                page.evaluate(f"scrollTo(0, {at})")
                strip = page.locator(".exit").bounding_box()
                link = page.locator(".exit-link").bounding_box()
                assert strip is not None
                assert link is not None
                assert (strip["x"], strip["y"], strip["width"]) == (0, 0, width), name
                assert link["x"] + link["width"] <= width, name
                assert link["height"] >= 24, name
            page.evaluate("scrollTo(0, 0)")
            covered = page.evaluate(
                """[...document.querySelectorAll("body *:not(.exit, .exit *, script, .skip, .skip-to-content)")]
                .filter(one => one.checkVisibility() && !one.closest(".signs, .sidebar-toggle, .visually-hidden, .overlay")
                    && getComputedStyle(one).position !== "fixed"
                    && one.getBoundingClientRect().height > 2
                    && one.getBoundingClientRect().top < document.querySelector(".exit").offsetHeight - 1)
                .map(one => one.className || one.tagName)"""
            )
            assert covered == [], (name, width)


def test_the_keyboard_never_leads_to_a_place_below_the_strip(open_context: Open, address: str) -> None:
    page = open_context(viewport={"width": 320, "height": 400}, reduced_motion="reduce").new_page()
    page.goto(address + LOOK)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    hidden = []
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        hidden += page.evaluate(
            # The browser scrolls to what has the focus by the second frame after the key.
            """(async () => { for (const _ of "12") await new Promise(requestAnimationFrame);
            const one = document.activeElement, at = one.getBoundingClientRect();
            return one.closest(".exit, .sidebar-toggle, .skip-to-content") || one === document.body || !at.height || at.bottom > 44
            ? [] : [one.outerHTML.slice(0, 80)] })()"""
        )

    assert hidden == []


def test_the_page_on_private_reading_is_linked_and_tells_the_limits(small_site: Path) -> None:
    for tag in TAGS:
        words = Words(tag)
        front = html.parse(str(small_site / tag / "index.html")).getroot()
        (target,) = front.xpath("//a[@class='exit-reading']/@href")
        text = " ".join(html.parse(str(small_site / tag / target)).getroot().text_content().split())

        assert (
            words(
                "It does not delete the history of the browser: the addresses and titles of the pages that you have opened stay there."
            )
            in text
        )
        assert words("Files that you have downloaded stay on the device and in the list of downloads.") in text
        assert "www.wikipedia.org" in text


def loaded(folder: Path, line: str) -> Project:
    project = copy_project(building.PROJECT, folder)
    file = project / "source/project.toml"
    file.write_text(f"{line}\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
    return Project.load(project)


def test_the_project_may_name_another_page_or_none(tmp_path: Path) -> None:
    assert (
        loaded(tmp_path / "a", 'exit_url = "https://meteo.example.org/oggi"').exit_url
        == "https://meteo.example.org/oggi"
    )
    assert loaded(tmp_path / "b", 'exit_url = ""').exit_url == ""


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://example.org/", "index.html", 'https://a/\\" onclick'])
def test_an_address_that_is_none_is_refused_with_its_line(tmp_path: Path, url: str) -> None:
    with pytest.raises(Problem, match="`exit_url` cannot be") as refused:
        loaded(tmp_path / "a", f'exit_url = "{url}"')

    assert refused.value.line == 1


def test_without_an_address_no_page_has_an_exit(tmp_path: Path) -> None:

    project = loaded(tmp_path / "a", 'exit_url = ""')
    site = building.make_site(project)

    for name in names(site):
        root = html.parse(str(site / name)).getroot()
        assert root.xpath("//*[contains(@class, 'exit')]") == [], name
