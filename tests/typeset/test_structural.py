# SPDX-License-Identifier: GPL-3.0-or-later
"""The structural checker passes what is sound, and finds each of the eight faults in WeasyPrint's own tags and in seeded ones."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import weasyprint

from pipeline.typeset import Press, typeset
from pipeline.typeset.book import Book
from pipeline.typeset.numbers import fill
from tests.check_pdf import main
from tests.typeset import structural
from tests.typeset.conftest import Made
from tests.typeset.test_faults import HEADING, little_book


def test_a_sound_file_passes(made: Made) -> None:
    assert structural.faults(made.pdf) == []


@pytest.fixture(scope="module")
def stock(books: dict[str, Made], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Italian book with the tags that WeasyPrint itself writes for PDF/UA-1."""
    made = books["it"]
    book, press = Book.read(made.folder), Press(made.folder, strict=False)
    document = press.render(book, fill(book.text, made.result.map))
    path = tmp_path_factory.mktemp("stock") / "stock.pdf"
    document.rendered.write_pdf(path, pdf_variant="pdf/ua-1")
    return path


@pytest.mark.parametrize(
    "words",
    [
        "is neither in the tree nor an artifact",
        "is cut",
        "and marked as it",
        "NonStruct is no structure",
        "a Span says nothing",
        "dots in a row are read aloud",
        "a link says no more than",
        "has no scope",
        "it has no page labels",
    ],
)
def test_our_checker_finds_the_eight_faults_in_them(stock: Path, words: str) -> None:
    assert any(words in fault for fault in structural.faults(stock))


def _eight_pages(path: Path, *, repeated: str, page: str) -> Path:
    """A tagged PDF: what is repeated on each of its eight pages, then the words of each page."""
    pages = "".join(f"<div style='break-after: page'>{page.format(number)}</div>" for number in range(8))
    book = weasyprint.HTML(string=f"<html lang=en><title>Eight</title><body>{repeated}{pages}")
    book.write_pdf(path, pdf_variant="pdf/ua-1")
    return path


def test_what_is_read_aloud_on_each_page_is_found(tmp_path: Path) -> None:
    path = _eight_pages(
        tmp_path / "heads.pdf", repeated="<p style='position: fixed; top: 0'>A running head", page="<br>{}"
    )
    assert any("“A running head” stands in the same place of 8 pages" in fault for fault in structural.faults(path))


def test_a_heading_that_begins_many_pages_by_chance_is_no_running_head(tmp_path: Path) -> None:
    page = "<h2>Checklist</h2><div style='break-before: page'></div>{}<div style='break-before: page'></div>Its end"
    path = _eight_pages(tmp_path / "headings.pdf", repeated="", page=page)
    assert not any("stands in the same place" in fault for fault in structural.faults(path))


def _elements(pdf: pikepdf.Pdf, role: str) -> list[Any]:
    return [
        thing
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == pikepdf.Name(f"/{role}")
    ]


def _without(role: str, key: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        del _elements(pdf, role)[0][key]

    return change


def _deeper_heading(pdf: pikepdf.Pdf) -> None:
    _elements(pdf, "H2")[0].S = pikepdf.Name.H5


def _silent_link(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for link in page.obj.get("/Annots", ()):
            link.Contents = pikepdf.String("")


def _other_language(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as told:
        told["dc:language"] = {"fr"}


SEEDED = {
    "a note without its name": (_without("Note", "/ID"), "have the ID “”"),
    "a figure without its text": (_without("Figure", "/Alt"), "a figure has no alternative text"),
    "a list without its numbering": (_without("L", "/A"), "does not say how it is numbered"),
    "an item without its body": (_without("LI", "/K"), "an item has no body"),
    "a level left out": (_deeper_heading, "a heading of level 5 follows"),
    "a link without words": (_silent_link, "says nothing"),
    "metadata in another language": (_other_language, "say that it is in fr"),
}


@pytest.mark.parametrize("name", sorted(SEEDED))
def test_a_seeded_fault_is_found(books: dict[str, Made], tmp_path: Path, name: str) -> None:
    change, words = SEEDED[name]
    with pikepdf.open(books["it"].pdf) as pdf:
        change(pdf)
        pdf.save(tmp_path / "seeded.pdf")

    assert any(words in fault for fault in structural.faults(tmp_path / "seeded.pdf"))


@pytest.mark.slow
def test_the_command_says_which_file_breaks_what(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "site"
    site.mkdir()
    assert main(site) == 3
    typeset(little_book(tmp_path / "book", HEADING), site / "sound.pdf", {})
    with pikepdf.open(site / "sound.pdf") as pdf:
        del pdf.Root.PageLabels
        pdf.save(site / "broken.pdf")

    assert main(site) == 1
    said = capsys.readouterr().out
    assert re.search(r"broken +broken\.pdf\n +structure: it has no page labels\nsound +sound\.pdf\n", said)
    assert "2 files, 1 of them broken" in said
