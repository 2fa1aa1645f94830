# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of the corpus and its table; building it is `python -m tests.corpus`."""

import re

from tests.corpus.building import read_projects
from tests.corpus.table import TABLE, Row, read_rows, table


def test_the_list_has_twenty_projects_of_which_eight_are_in_reserve() -> None:
    projects = read_projects()

    assert len({project.name for project in projects}) == len(projects) == 20
    assert sum(project.reserve for project in projects) == 8
    assert all(re.fullmatch("[0-9a-f]{40}", project.commit) and project.languages for project in projects)


def test_the_page_is_what_the_figures_say() -> None:
    assert TABLE.read_text(encoding="utf-8") == table(read_projects(), read_rows())


def test_a_row_says_what_was_made_and_what_was_not() -> None:
    entry = read_projects()[0]
    warnings = {"unknown-label": 120, "docutils": 3, "a | b": 1, "pdf": 1, "epub": 1}
    made = {"html": 2, "pdf": 1, "epub": 2}
    row = Row(
        "2026-11-27",
        11,
        ("en", "el"),
        made,
        23,
        warnings,
        4.8,
        2.4,
        20.4,
        0.2,
        {"PDFUA-1 7.1-3": 1},
        1,
        failures=("missing-glyph: it lacks one",),
    )

    page = table([entry], {entry.name: row})

    assert (
        "| 11 | en el | 2/1/2 | 23 | 126: 120 unknown-label, 3 docutils, 1 a ∣ b, 1 pdf, 1 other causes "
        "| 4.8 | 2.4 (2.0 ×) | 20.4; 0.2 | PDFUA-1 7.1-3 (1) | – | – |"
    ) in page
    assert f"- {entry.name}: missing-glyph: it lacks one" in page
