# SPDX-License-Identifier: GPL-3.0-or-later
"""Each lint says of each text what its file says. To add a case, add a line to `texts/<lint>.tsv`."""

import csv
from datetime import date
from pathlib import Path

import pytest

from pipeline.model.confusables import LINTS_FILE, Confusables
from pipeline.proofread.allowances import allowances
from pipeline.proofread.dictionaries import dictionary
from pipeline.proofread.honesty import (
    LINTS,
    ContactDates,
    LintRules,
    NameRules,
    Passage,
    digits,
    old_contact,
    unverified_contact,
)
from pipeline.proofread.text import parse_text

HERE = Path(__file__).parent
CONFUSABLES = Confusables.read(HERE.parents[1] / "source" / LINTS_FILE)
"""Those of this project."""
NUMBERS = frozenset(map(digits, ("800 290 290", "+43 677 61343434", "116 006")))


def cases() -> list[tuple[str, dict[str, str]]]:
    found = []
    for path in sorted((HERE / "texts").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            found += [(path.stem, row) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    return found


def names(language: str) -> NameRules | None:
    knows, english = dictionary(language), dictionary("en")
    if knows is None or english is None:
        return None
    return NameRules(frozenset({"albania"}), knows, english if language == "de" else None)


@pytest.mark.parametrize(("name", "row"), cases(), ids=lambda case: case if isinstance(case, str) else case["text"])
def test_says_what_the_file_says(name: str, row: dict[str, str]) -> None:
    rules = LintRules(
        row["language"],
        numbers=True,
        quotations=True,
        denied=("Maria Rossi",),
        helplines=NUMBERS,
        names=names(row["language"]) if name == "unlisted-name" else None,
        confusables=CONFUSABLES,
    )
    passage = Passage(parse_text(row["text"]), rules, bool(row["cited"]), tuple(row["within"].split()))

    assert list(LINTS[name].function(passage)) == ([row["remark"]] if row["remark"] else [])


def test_every_lint_has_cases() -> None:
    assert {name for name, _ in cases()} == set(LINTS)


def test_what_a_publication_does_not_promise_is_not_asked() -> None:
    passage = Passage(parse_text("Maria said ‘1.055’."), LintRules("en"), cited=False, ancestors=("paragraph",))

    assert [name for name, lint in LINTS.items() if list(lint.function(passage))] == []


@pytest.mark.parametrize(
    ("source", "verified", "is_old", "is_unverified"),
    [
        ("2010-10-15", None, True, True),
        ("2010", date(2026, 1, 1), False, False),
        ("2025", None, False, True),
        ("", None, False, True),
        ("", date(2020, 1, 1), True, False),
    ],
)
def test_contacts_grow_old(source: str, verified: date | None, is_old: bool, is_unverified: bool) -> None:
    dates = ContactDates(source, verified, date(2026, 11, 25))

    assert bool(list(old_contact(dates))) == is_old
    assert bool(list(unverified_contact(dates))) == is_unverified


def test_an_allowance_is_for_the_block_below_it_alone() -> None:
    lines = """\
Before.

.. allow: uncited-number because the year is the title's

First, of 1999,
still first.

Second.

.. allow: unlisted-name because
.. list-table::

   * - One

     - Two

After.
""".splitlines()

    first, second = allowances(lines)

    assert (first.check, first.reason) == ("uncited-number", "the year is the title's")
    assert [number for number in range(1, 20) if first.covers(number)] == [3, 4, 5, 6]
    assert second.reason == ""
    assert not second.covers(17)
    assert second.covers(15)
