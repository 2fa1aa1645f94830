# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts, data and bodies on paper: drawn, tagged with what they say, in small tables, and with the pages that name them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest

from pipeline.typeset import typeset
from tests.compose.parts.golden import Press
from tests.typeset import reading, verapdf


@dataclass(frozen=True)
class Printed:
    """A PDF with its words by page."""

    path: Path
    pages: list[str]

    @property
    def text(self) -> str:
        return re.sub(r" (?=[:,])", "", re.sub(r" +", " ", " ".join(self.pages)))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    root = tmp_path_factory.mktemp("charts")
    built = Press(root / "project").build("de", "paged")
    assert built.warnings == ()
    path = root / "de.pdf"
    typeset(built.out, path, {})
    return Printed(path, reading.text_of_pages(path))


def figures(pdf: pikepdf.Pdf) -> Iterator[str]:
    return (str(figure.dictionary.Alt) for figure in reading.structure(pdf).all("Figure"))


@pytest.mark.parametrize("profile", sorted(verapdf.PROFILES))
def test_passes_verapdf(printed: Printed, profile: str) -> None:
    assert verapdf.broken_rules(printed.path, profile) == []


def test_a_chart_is_a_figure_with_its_alternative_text(printed: Printed) -> None:
    with pikepdf.open(printed.path) as pdf:
        assert "Zwei Balken: der von Rumänien ist der längste." in list(figures(pdf))


def test_the_words_of_a_drawing_are_text_in_our_fonts(printed: Printed) -> None:
    # WeasyPrint sets each letter of a drawing by itself.
    assert "1.055Personen" in re.sub(r"\s", "", printed.text)
    with pikepdf.open(printed.path) as pdf:
        assert {name.split("-")[0] for name in reading.fonts(pdf)} == {"Source"}


def test_the_table_below_a_chart_has_heads_of_rows_and_columns(printed: Printed) -> None:
    with pikepdf.open(printed.path) as pdf:
        scopes = [
            str(
                cell.dictionary.A.Scope
                if isinstance(cell.dictionary.A, pikepdf.Dictionary)
                else cell.dictionary.A[0].Scope
            )
            for table in reading.structure(pdf).all("Table")
            for cell in table.all("TH")
        ]

    assert {"/Row", "/Column"} <= set(scopes)


def test_the_list_of_bodies_names_the_pages(printed: Printed) -> None:
    entries = dict(re.findall(r"(Gemeinde Prova|Verein Aurora): ([\d, ]+)", printed.text))

    assert sorted(entries) == ["Gemeinde Prova", "Verein Aurora"]
    with pikepdf.open(printed.path) as pdf:
        places, first = reading.destinations(pdf), reading.destinations(pdf)["body"]
    wanted = {
        places[name] - first + 1 for name in ("data--named-prova-1", "bodies--named-prova-1", "bodies--body-prova")
    }
    assert {int(number) for number in re.findall(r"\d+", entries["Gemeinde Prova"])} == wanted
