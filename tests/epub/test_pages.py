# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages that a book is cut into, under plain Sphinx: a page for each document, wherever the documents stand."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from pipeline.compose.engine.catalogues import forget_catalogues
from tests.conftest import ROOT
from tests.epub.reading import NAMES, TYPE, Epub

SOURCE = Path(__file__).parent / "pages"
SHEET = ROOT / "pipeline/theme/epub/book.css"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Epub:
    return _built(SOURCE, tmp_path_factory.mktemp("pages"))


def _built(source: Path, out: Path) -> Epub:
    forget_catalogues()  # those of other tests in this process: plain Sphinx adds to what is there
    with patch_docutils(str(source)), docutils_namespace():
        Sphinx(source, source, out, out / "doctrees", "epub3", status=None, warningiserror=True).build()
    return Epub(out / "book.epub")


def test_documents_below_a_section_of_the_first_page_are_chapters(book: Epub) -> None:
    page = next(page for page in book.pages.values() if page.find(".//x:nav", NAMES) is not None)

    lines = [
        (len([*link.iterancestors("{*}ol")]), "".join(map(str, link.itertext())))
        for link in page.iterfind(".//x:nav[1]//x:a", NAMES)
    ]

    assert lines == [
        (1, "About this publication"),
        (1, "1. One"),
        (2, "1.1. Before"),
        (2, "1.2. After"),
        (2, "1.1.1. Three"),
        (1, "2. Two"),
        (2, "2.1. Section"),
        (1, "Lost"),
        (1, "Index"),
    ]


def test_each_document_has_its_page_and_links_lead_there(book: Epub) -> None:
    assert book.order == [
        *("index.xhtml", "_contents.xhtml", "guide--one.xhtml", "guide--deep--three.xhtml", "two.xhtml", "lost.xhtml"),
        "genindex.xhtml",
    ]
    assert book.dead_links() == []
    links = {link.get("href") for link in book.pages["index.xhtml"].iterfind(".//x:a", NAMES)}
    assert {"guide--deep--three.xhtml#guide-deep-three--three", "lost.xhtml#lost--lost"} < links
    assert "Search Page" in book.text
    (written_by_hand,) = book.pages["guide--one.xhtml"].iterfind(".//x:p/x:a[@class='reference internal']", NAMES)
    assert written_by_hand.get("href") == "two.xhtml#two--section"


def test_contents_are_in_the_order_of_reading(book: Epub) -> None:
    places = [book.order.index(address.partition("#")[0]) for address, _, _ in book.contents()]

    assert places == sorted(places)


def test_a_label_before_a_heading_leaves_its_page_in_its_place(tmp_path: Path) -> None:
    book = _built(SOURCE.with_name("wordless"), tmp_path)

    assert book.order[-2:] == ["one.xhtml", "two.xhtml"]


def test_what_is_for_an_epub_is_in_it_and_what_is_for_paper_is_not(book: Epub) -> None:
    assert "On a reader." in book.text
    assert "On paper." not in book.text


def test_a_note_keeps_its_table_and_leads_back(book: Epub) -> None:
    (note,) = book.pages["guide--one.xhtml"].iterfind(f".//*[@{TYPE}='footnote']")
    assert note.find(".//x:table", NAMES) is not None
    back = note.find(".//x:a[@role='doc-backlink']", NAMES)
    assert back is not None
    (call,) = book.pages["guide--one.xhtml"].iterfind(f".//*[@{TYPE}='noteref']")
    assert back.get("href") == f"#{call.get('id')}"


def test_a_narrow_column_divides_no_word_of_the_text_between_letters(
    open_context: Callable[..., BrowserContext],
) -> None:
    cells = '<td><p>{}</p></td><td><p>Pyeteni mjekun, në spital ose në një konsultor, <a href="https://example.org/">{}</a></p></td>'
    row = cells.format(
        "shtatzënia, kontracepsionin emergjent", "https://example.org/kontracepsioni-emergjent-dhe-shtatzenia"
    )
    page = open_context(viewport={"width": 320, "height": 640}).new_page()
    page.set_content(
        f'<table><colgroup><col style="width: 20%"><col style="width: 80%"></colgroup><tr>{row}</tr></table>'
    )
    page.add_style_tag(path=SHEET)

    lines, right = page.evaluate(
        """() => {
            const text = document.querySelector("td p").firstChild, word = document.createRange();
            word.setStart(text, text.data.indexOf("kontra"));
            word.setEnd(text, text.data.indexOf(" emergjent"));
            return [word.getClientRects().length, document.querySelector("table").getBoundingClientRect().right];
        }"""
    )

    assert lines == 1
    assert right <= 320
