# SPDX-License-Identifier: GPL-3.0-or-later
"""Styles that docutils writes into pages leave them, and nothing is lost without a word."""

import pytest

from pipeline.theme.inline import without_styles


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ('<col style="width: 36.0%" />', '<col class="width-36" />'),
        ('<col style="width: 0.2%" />', '<col class="width-1" />'),
        ('<img alt="a" src="b.svg" style="width: 100%;" />', '<img class="width-100" alt="a" src="b.svg" />'),
        ('<img class="c" style="width: 80%" />', '<img class="c width-80" />'),
        ('<img src="b" style="width: 300px; height: 40.4px;" />', '<img height="40" width="300" src="b" />'),
        ("<p>width: 3%</p>", "<p>width: 3%</p>"),
    ],
)
def test_sizes_become_classes_or_attributes(given: str, wanted: str) -> None:
    complaints: list[str] = []

    # An attribute more or less of blank space says the same.
    assert without_styles(given, complaints.append).replace("  ", " ") == wanted
    assert complaints == []


def test_what_cannot_be_said_otherwise_is_reported() -> None:
    complaints: list[str] = []

    assert without_styles('<img src="b" style="width: 12em" />', complaints.append) == '<img src="b" />'
    assert complaints == ["width: 12em"]
