# SPDX-License-Identifier: GPL-3.0-or-later
"""The EPUB of each edition, as a reader opens it."""

import functools
import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pipeline.__main__ import main
from pipeline.model.project import Project
from tests.conftest import PUBLICATIONS, ROOT, copy_project
from tests.epub.reading import LANG, NAMES, TYPE, Epub, faults
from tests.site.test_pdf_editions import normalized, translations

TAGS = ("it", "en", "de", "sq")
MANUAL = "usual-procedures"


def path_of(site: Path, tag: str, slug: str = MANUAL) -> Path:
    return site / tag / slug / f"{slug}-{tag}.epub"


@functools.cache
def epub(site: Path, tag: str, slug: str = MANUAL) -> Epub:
    return Epub(path_of(site, tag, slug))


def every(site: Path) -> list[Epub]:
    return [epub(site, tag, slug) for tag in TAGS for slug in PUBLICATIONS]


def test_epubcheck_finds_nothing(site: Path, tmp_path: Path) -> None:
    assert faults(path_of(site, "sq", "campaigns"), tmp_path / "told.json") == []


@pytest.mark.slow
def test_epubcheck_finds_nothing_in_any_edition(tmp_path: Path) -> None:
    project = copy_project(ROOT, tmp_path / "all")
    assert main(["--project", str(project), "build", "--format", "epub"]) == 0
    paths = sorted((project / "build/site").rglob("*.epub"))

    assert len(paths) == len(Project.load(project).all_editions())
    assert {path.name: found for path in paths if (found := faults(path, tmp_path / "told.json"))} == {}


@pytest.mark.parametrize("tag", TAGS)
def test_every_plain_message_of_the_catalogue_is_in_it(west: Path, site: Path, tag: str) -> None:
    book = epub(site, tag)
    pictures = [one.get("alt", "") for page in book.pages.values() for one in page.iterfind(".//x:img", NAMES)]
    everything = normalized(" ".join([book.text, *pictures, *book.metadata("dc:description")]))
    plain = [
        text
        for text in translations(west, tag).values()
        if len(text.split()) > 8 and not re.search(r"[`*|_\\]|\w;", text)
    ]

    assert len(plain) > 100
    assert [text for text in plain if normalized(text) not in everything] == []


def test_nothing_of_the_site_is_in_it(site: Path) -> None:
    """No script, no policy, no search, no exit, no other edition, and nothing from elsewhere."""
    for book in every(site):
        assert {name.rpartition(".")[2] for name in book.files} <= {
            "xhtml",
            "css",
            "svg",
            "png",
            "opf",
            "xml",
            "mimetype",
        }
        for name, page in book.pages.items():
            assert not [one.tag for one in page.iter("{*}script", "{*}form", "{*}input", "{*}iframe")], name
            assert not page.findall(".//x:meta[@http-equiv]", NAMES), name
            assert not [key for one in page.iter("{*}*") for key in one.attrib if str(key).startswith("on")], name
            sources = [one.get("src", "") for one in page.iter("{*}img")]
            sources += [one.get("href", "") for one in page.iter("{*}link")]
            assert not [one for one in sources if ":" in one or one.startswith("/")], name
            assert not page.findall(".//x:a[@hreflang]", NAMES), name
        assert not re.search(
            rb"@import|url\(", b"".join(data for name, data in book.files.items() if name.endswith(".css"))
        )


def test_mimetype_is_first_and_unpacked_and_all_else_bears_the_edition_s_day(site: Path) -> None:
    for book in every(site):
        first, *others = book.entries
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", 0, b"")
        assert book.files["mimetype"] == b"application/epub+zip"
        day = book.said("dcterms:modified")[0][:10]
        assert {date(*one.date_time[:3]).isoformat() for one in book.entries} == {day}
        assert {one.filename for one in others} == {"META-INF/container.xml", "_book.opf", *book.manifest.values()}


def test_each_edition_says_what_it_is(west: Path, site: Path) -> None:
    for tag in TAGS:
        book = epub(site, tag)
        assert book.metadata("dc:language") == [tag]
        assert book.metadata("dc:title")[0] == translations(west, tag)["Manuale delle procedure abituali"]
        assert book.metadata("dc:creator")
        assert book.metadata("dc:publisher")
        assert book.metadata("dc:subject")
        assert "CC BY-SA 4.0" in book.metadata("dc:rights")[0]
        assert book.said("schema:accessibilityHazard") == ["none"]
        assert {"alternativeText", "index", "tableOfContents"} <= set(book.said("schema:accessibilityFeature"))
        assert {page.get("lang") for page in book.pages.values()} == {tag}
    assert len({one for book in every(site) for one in book.metadata("dc:identifier")}) == len(every(site))


def test_words_of_our_own_are_in_the_language_of_the_edition(site: Path) -> None:
    said = [epub(site, tag).said("schema:accessibilitySummary")[0] for tag in TAGS]
    landmarks = [
        {
            "".join(map(str, one.itertext()))
            for page in epub(site, tag).pages.values()
            for one in page.iterfind(".//x:nav[2]//x:a", NAMES)
        }
        for tag in TAGS
    ]

    assert len(set(said)) == len(TAGS)
    assert all(len(words) == 4 for words in landmarks)
    assert len(set.union(*landmarks)) == 4 * len(TAGS)


def test_the_contents_lead_to_headings_with_their_words_in_the_order_of_reading(site: Path) -> None:
    for book in every(site):
        lines = book.contents()
        assert len(lines) > 5
        at = [book.order.index(href.partition("#")[0]) for href, _, _ in lines]
        assert at == sorted(at)
        for href, words, _ in lines[1:]:
            name, _, fragment = href.partition("#")
            page = book.pages[name]
            place = page.find(f".//*[@id='{fragment}']") if fragment else page
            assert place is not None, href
            heading = next(one for one in place.iter(*(f"{{{NAMES['x']}}}h{level}" for level in range(1, 7))))
            assert normalized("".join(map(str, heading.itertext()))) == normalized(words)


def test_every_link_leads_to_a_place_in_the_book(site: Path) -> None:
    for book in every(site):
        assert sum(len(page.findall(".//x:a[@href]", NAMES)) for page in book.pages.values()) > 50
        assert book.dead_links() == []


def test_every_picture_says_what_it_shows_and_is_in_the_book(site: Path) -> None:
    book = epub(site, "de")
    images = [one for page in book.pages.values() for one in page.iterfind(".//x:img", NAMES)]

    assert len(images) == 3
    assert all(len(one.get("alt", "")) > 20 and one.get("src") in book.files for one in images)
    assert "Handbuch der üblichen Verfahren" in images[0].get("alt", "")
    drawing = next(data for name, data in book.files.items() if name.endswith("definition.svg"))
    assert b"Menschenhandel" in drawing


def test_notes_and_their_calls_are_marked_and_stand_behind_the_text(site: Path) -> None:
    pages = epub(site, "de").pages.values()
    calls = [(page, one) for page in pages for one in page.iter("{*}a") if one.get(TYPE) == "noteref"]

    assert len(calls) >= 10
    for page, call in calls:
        note = page.find(f".//*[@id='{call.get('href', '#')[1:]}']")
        assert note is not None
        assert note.get(TYPE) == "footnote"
        assert not [one for one in note.itersiblings() if one.get(TYPE) != "footnote"]
        around = note.getparent()
        assert around is not None
        assert around.getnext() is None


def test_a_word_in_another_language_says_so_to_both_kinds_of_programs(site: Path) -> None:
    for book in every(site):
        marked = [one for page in book.pages.values() for one in page.iter("{*}*") if one.get("lang")]
        assert marked
        assert all(one.get(LANG) == one.get("lang") for one in marked)


def test_forms_have_lines_and_checklists_boxes(site: Path) -> None:
    page = epub(site, "sq").pages["forms.xhtml"]

    assert len(page.findall(".//x:span[@class='writing-line']", NAMES)) > 20
    assert len(page.findall(".//x:span[@class='box']", NAMES)) > 20


@pytest.mark.parametrize("tag", ["de", pytest.param("sq", marks=pytest.mark.slow)])
def test_the_numbers_of_a_step_stand_once_and_no_page_is_wider_than_the_screen(
    site: Path, browser: Browser, tmp_path: Path, tag: str
) -> None:
    book = epub(site, tag)
    for name, data in book.files.items():
        (tmp_path / tag / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / tag / name).write_bytes(data)
    page = browser.new_page(viewport={"width": 400, "height": 600})
    for name in book.order:
        page.goto((tmp_path / tag / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 400, (tag, name)
        narrow = "all => all.filter(one => one.offsetWidth < one.parentElement.offsetWidth).map(one => one.innerText)"
        assert page.locator("table.as-list > caption").evaluate_all(narrow) == [], (tag, name)
    page.goto((tmp_path / tag / "first-contact.xhtml").as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('ol.steps')).listStyleType") == "none"
    page.close()


def test_a_draft_says_so_on_the_title_page(site: Path) -> None:
    for tag, drafted in (("it", False), ("de", True), ("sq", True)):
        notice = epub(site, tag).pages["index.xhtml"].findall(".//x:div[@class='notice']", NAMES)
        assert bool(notice) is drafted
