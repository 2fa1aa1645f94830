# SPDX-License-Identifier: GPL-3.0-or-later
"""The site of the project's own publications, in files and in a browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import BrowserContext

from pipeline.words import Words
from tests.conftest import PRINTED, ROOT
from tests.links import broken_links
from tests.serving import shown

type Open = Callable[..., BrowserContext]

SLUG = "usual-procedures"
TAGS = ("it", "en", "de", "sq")


@pytest.fixture(scope="module")
def documents(site: Path) -> dict[Path, html.HtmlElement]:
    return {path: html.parse(str(path)).getroot() for path in sorted(site.rglob("*.html"))}


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with shown(site) as address:
        yield address


@pytest.fixture(scope="module")
def printed_address(printed_site: Path) -> Iterator[str]:
    with shown(printed_site) as address:
        yield address


def test_every_link_resolves(site: Path, documents: dict[Path, html.HtmlElement]) -> None:
    assert len(documents) > 70
    assert broken_links(site) == []


def test_anchors_are_the_same_in_every_language(site: Path, documents: dict[Path, html.HtmlElement]) -> None:
    different = []
    for path, root in documents.items():
        if not path.is_relative_to(site / "it" / SLUG) or path.name == "genindex.html":
            continue
        for tag in TAGS[1:]:
            other = documents[site / tag / path.relative_to(site / "it")]
            apart = set(root.xpath("//main//@id | //article//@id")) ^ set(other.xpath("//main//@id | //article//@id"))
            different += [(tag, path.name, sorted(apart))] if apart else []

    assert different == []


def test_every_heading_that_is_no_heading_of_html_has_its_level(documents: dict[Path, html.HtmlElement]) -> None:
    headings = {path: root.xpath("//*[@role='heading']") for path, root in documents.items()}

    assert any(headings.values())
    assert {path.name for path, found in headings.items() for one in found if not one.get("aria-level")} == set()


def test_every_box_of_a_table_can_be_reached_and_has_a_name(documents: dict[Path, html.HtmlElement]) -> None:
    boxes = [box for root in documents.values() for box in root.xpath("//div[contains(@class, 'table-wrapper')]")]

    assert len(boxes) > 20
    assert [box.get("class") for box in boxes if box.get("tabindex") != "0" or not box.get("aria-label")] == []
    assert [box.get("id") for box in boxes if box.get("id")] == []


@pytest.mark.parametrize("tag", TAGS)
def test_no_table_hides_a_cell_of_which_nothing_tells_on_a_phone(
    site: Path, documents: dict[Path, html.HtmlElement], address: str, open_context: Open, tag: str
) -> None:
    """All tables of a language on one page, each in the box in which it scrolls where it must."""
    folder = site / tag / SLUG
    boxes = [box for path in sorted(folder.glob("*.html")) for box in documents[path].find_class("table-wrapper")]
    tree = html.parse(str(folder / "network.html")).getroot()
    (article,) = tree.xpath("//article")
    article[:] = [html.fromstring(html.tostring(box, with_tail=False)) for box in boxes]
    page = open_context(viewport={"width": 360, "height": 640}, is_mobile=True, has_touch=True).new_page()
    page.route("**/all-tables.html", lambda route: route.fulfill(body=html.tostring(tree), content_type="text/html"))
    page.goto(f"{address}{tag}/{SLUG}/all-tables.html")

    assert len(boxes) > 25
    for width in (412, 390, 360):
        page.set_viewport_size({"width": width, "height": 640})
        # The box of a table notices its width in the next frame.
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        assert page.evaluate(HIDDEN) == []
        assert page.evaluate("document.querySelector('.content').scrollWidth") <= width
        assert page.locator(".table-wrapper.scrolls").count() <= 2
    labels = page.locator("#table-roles td").evaluate_all("all => all.map(one => one.dataset.label)")
    assert len(labels) > 50
    assert all(labels)


@pytest.mark.parametrize("tag", PRINTED)
def test_no_interface_word_is_left_in_english(
    west: Path, site: Path, documents: dict[Path, html.HtmlElement], tag: str
) -> None:
    words = Words(tag, west / "locales")
    said = [words(one) for one in ("Narrow down the list", "Read online", "All publications", "Origin of this text")]
    front = documents[site / tag / "index.html"].text_content()
    first = documents[site / tag / SLUG / "index.html"].text_content()

    assert [one for one in said if one not in front + first] == []
    if tag != "en":
        assert not {"Narrow down the list", "Read online", "All publications", "Origin of this text"} & set(said)


# Every kind of page is visited in tests/safety, where what the browser complains of is heard for all of these.
@pytest.mark.slow
@pytest.mark.parametrize("tag", TAGS)
def test_on_a_phone_no_page_scrolls_sideways(site: Path, address: str, open_context: Open, tag: str) -> None:
    page = open_context(viewport={"width": 320, "height": 640}, locale="fr-FR").new_page()
    wide = []

    for path in sorted((site / tag).rglob("*.html")):
        page.goto(address + path.relative_to(site).as_posix())
        width = page.evaluate(
            "Math.max(...[document.documentElement, document.querySelector('.content')]"
            ".filter(Boolean).map(one => one.scrollWidth))"
        )
        wide += [(path.name, width)] if width > 320 else []

    assert wide == []


def test_the_language_switch_leads_through_all_languages_to_the_same_step(address: str, open_context: Open) -> None:
    page = open_context().new_page()
    page.goto(f"{address}it/{SLUG}/first-contact.html#step-safe-place")
    for tag, autonym in (("sq", "Shqip"), ("de", "Deutsch"), ("en", "English"), ("it", "Italiano")):
        page.get_by_role("link", name=autonym).first.click()
        page.wait_for_url(f"**/{tag}/**")

        assert page.url == f"{address}{tag}/{SLUG}/first-contact.html#step-safe-place"
        assert page.locator("html").get_attribute("lang") == tag


HIDDEN = """() => [...document.querySelectorAll(".table-wrapper")].filter(box => {
    const first = box.querySelector("tr > :first-child"), isWide = box.scrollWidth > box.clientWidth + 1;
    const hasCue = getComputedStyle(box).backgroundImage.includes("gradient") && getComputedStyle(first).position === "sticky";
    const spills = [...box.querySelectorAll("td, th")].some(cell => cell.scrollWidth > cell.clientWidth + 1);
    return (isWide && !hasCue) || spills || box.scrollHeight > box.clientHeight + 1;
}).map(box => box.innerText.slice(0, 60))"""
"""Tables that are cut off without a shadow at the edge, scroll in both directions, or have words that run out of their cells."""
PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True, "accept_downloads": True}


@pytest.mark.slow
@pytest.mark.parametrize("tag", PRINTED)
def test_a_partner_with_a_phone_has_the_pdf_in_her_language_after_two_taps(
    printed_site: Path, printed_address: str, open_context: Open, tag: str
) -> None:
    page = open_context(**PHONE, locale=tag).new_page()
    page.goto(printed_address)
    page.wait_for_url(f"{printed_address}{tag}/index.html")
    name = f"{SLUG}-{tag}.pdf"

    page.locator(f"#{SLUG} a").tap()
    page.wait_for_url(f"{printed_address}{tag}/{SLUG}.html")
    with page.expect_download() as started:
        page.locator("a.download").tap()

    assert started.value.suggested_filename == name
    assert Path(started.value.path()).read_bytes() == (printed_site / tag / SLUG / name).read_bytes()


@pytest.mark.slow
def test_one_box_leads_to_the_pdf_in_every_language_that_has_one(
    printed_site: Path, printed_address: str, open_context: Open
) -> None:
    page = open_context(**PHONE, locale="sq").new_page()
    page.goto(f"{printed_address}sq/{SLUG}.html#formats")

    links = page.locator(".formats a[type='application/pdf']")
    printed = {tag for tag in TAGS if (printed_site / tag / SLUG / f"{SLUG}-{tag}.pdf").is_file()}
    assert {links.nth(n).get_attribute("hreflang") for n in range(links.count())} == printed >= {*PRINTED}
    for n in range(links.count()):
        tag, href = links.nth(n).get_attribute("hreflang"), links.nth(n).get_attribute("href")
        answer = page.request.get(f"{printed_address}sq/{href}")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.body() == (printed_site / str(tag) / SLUG / f"{SLUG}-{tag}.pdf").read_bytes()


def test_titles_of_works_say_in_which_language_they_are(site: Path, documents: dict[Path, html.HtmlElement]) -> None:
    for tag in TAGS:
        works = documents[site / tag / SLUG / "bibliography.html"].xpath("//div[@class='citation']")
        said = {lang for work in works for lang in work.xpath(".//@lang")}
        assert {"it", "en"} - {tag} <= said
        assert tag not in said


def test_data_files_that_a_text_describes_can_be_downloaded() -> None:
    """The study's own builds are no part of these tests; Sphinx puts on the site what the role names, or warns."""
    described = (ROOT / "source/flows-and-routes/data-annex.rst").read_text(encoding="utf-8")
    files = (ROOT / "source/flows-and-routes/data").glob("*.csv")

    assert [file.name for file in files if f":download:`{file.name} <data/{file.name}>`" not in described] == []
