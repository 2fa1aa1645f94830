# SPDX-License-Identifier: GPL-3.0-or-later
"""Files for the printer are proven before they get marks and sheets: what is seeded into their pages is found."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.model.problems import Problem
from pipeline.typeset.print.files import print_book, print_booklet, print_folded
from tests.books import change

WORD = "Unaparolasolalunghissima" * 3
WIDE = f'<span style="white-space: nowrap">{WORD}</span>'
LINES = {
    "Dopo la tavola.": "locales/it/LC_MESSAGES/handbook.po:7",
    "Osservare.": "locales/it/LC_MESSAGES/handbook.po:9",
}
LEAFLET = "leaflet-passers"


@pytest.fixture
def book(printed: Path, tmp_path: Path) -> Path:
    """The paged HTML of the book, to be changed."""
    return Path(shutil.copytree(printed / "build/work/it/handbook/paged", tmp_path / "paged"))


def refused(make: Callable[[Path], object], target: Path) -> Problem:
    with pytest.raises(Problem) as found:
        make(target)
    assert not target.exists()
    return found.value


def test_words_that_run_over_the_edge_of_a_booklet_are_named(book: Path, tmp_path: Path) -> None:
    change(book, "Dopo la tavola.", f"Dopo la tavola.{WIDE}")

    problem = refused(lambda target: print_booklet(book, target), tmp_path / "booklet.pdf")

    assert problem.code == "proof-overflow"
    assert f"“{WORD[:60]}” on page 9, by " in problem.cause
    assert "mm (right)" in problem.cause


def test_a_message_that_is_lost_in_a_book_for_the_printer_is_named(book: Path, tmp_path: Path) -> None:
    change(book, "Dopo la tavola.", "")

    problem = refused(lambda target: print_book(book, target, lines=LINES), tmp_path / "book.pdf")

    assert problem.code == "proof-lost"
    assert "first.rst:" in problem.cause
    assert "“Dopo la tavola.” is not printed, after page" in problem.cause


def test_a_message_that_a_style_of_the_press_hides_is_found(book: Path, tmp_path: Path) -> None:
    change(book / "offprints", "Osservare.", '<span style="display: none">Osservare.</span>', f"{LEAFLET}.html")

    problem = refused(lambda target: print_folded(book, LEAFLET, target), tmp_path / "leaflet.pdf")

    assert problem.code == "proof-lost"
    assert "“Osservare.” is not printed, after page 2" in problem.cause
    assert problem.path is not None
    assert problem.path.name == "leaflets.rst"


def test_words_that_run_out_of_a_box_in_a_panel_are_found(book: Path, tmp_path: Path) -> None:
    """Within the panel, which measures no more than whether it holds its text."""
    box = f'<span style="display: block; hyphens: none; width: 8mm">{WORD[:24]}</span>'
    change(book / "offprints", "Osservare.", f"Osservare.{box}", f"{LEAFLET}.html")

    problem = refused(lambda target: print_folded(book, LEAFLET, target), tmp_path / "leaflet.pdf")

    assert problem.code == "proof-overflow"
    assert f"“{WORD[:24]}” on page 2, by " in problem.cause


def test_a_page_number_that_is_not_true_on_paper_is_found(book: Path, tmp_path: Path) -> None:
    """A number that is written down, as those of the screen are."""
    change(book, '<span class="page-of" data-for="second--il-secondo-capitolo"></span>', PAGE)

    problem = refused(lambda target: print_book(book, target), tmp_path / "book.pdf")

    assert problem.code == "proof-page"
    assert "“2” is printed instead of 5" in problem.cause


PAGE = '<span class="page-of" data-for="second--il-secondo-capitolo"><b>2</b></span>'
