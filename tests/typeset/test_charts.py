# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts, data and bodies on paper: drawn, tagged with what they say, and in small tables."""

import re
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


@pytest.mark.parametrize("profile", verapdf.IN_TURN)
def test_passes_verapdf(printed: Printed, profile: str) -> None:
    assert verapdf.broken_rules(printed.path, profile) == []


def test_the_numbers_of_a_chart_are_printed_once_in_cells_of_a_table(printed: Printed) -> None:
    assert printed.text.count("25,65") == 1
    with pikepdf.open(printed.path) as pdf:
        first = next(table for table in reading.structure(pdf).all("Table") if len(list(table.all("TR"))) == 3)
        rows = [[cell.role for cell in row.kids] for row in first.all("TR")]
        scopes = [str(cell.dictionary.A.Scope) for cell in first.all("TH")]
    assert rows == [["TH", "TH"], ["TH", "TD"], ["TH", "TD"]]
    assert scopes == ["/Column", "/Column", "/Row", "/Row"]
