# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/guarantees.md names a test for each promise, and the figures that the campaigns wrote: `python -m tests.campaign` renews them."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "guarantees.md"
TABLE = re.compile(
    r"(?<=<!-- figures, written by `python -m tests.campaign` -->\n).*?(?=<!-- end of figures -->)", re.DOTALL
)
type Figures = Any
"""What stands in a JSON file, of a form that each campaign has for itself."""


def test_each_promise_names_a_test() -> None:
    promises = re.findall(
        r"^\| (?!Promise|Campaign|---)(.+?) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    promises = [row for row in promises if "](" in row[1]]
    without = [
        promise
        for promise, tests in promises
        if not any(has_tests(DOCS / link) for link in re.findall(r"\]\((\.\./tests/[^)#]+)", tests))
    ]

    assert len(promises) > 15
    assert without == []


def has_tests(path: Path) -> bool:
    """Whether a file, or a file of a folder, holds a test, or what tests beside it are made of."""
    assert path.exists(), path
    is_test = path.is_dir() or path.name.startswith("test_")
    files = [path] if path.is_file() and is_test else [*(path if is_test else path.parent).rglob("test_*.py")]
    return any(
        re.search(r"^ *(def test_|Test\w+ = )", file.read_text(encoding="utf-8"), re.MULTILINE) for file in files
    )


def test_the_figures_are_those_of_the_last_campaign() -> None:
    text = PAGE.read_text(encoding="utf-8")
    expected = "".join(f"{line}\n" for line in lines())
    if os.environ.get("RENEW"):
        PAGE.write_text(TABLE.sub(lambda _: expected, text), encoding="utf-8")
    else:
        assert TABLE.findall(text) == [expected], "RENEW=1 .venv/bin/python -m pytest tests/test_guarantees.py"


def lines() -> Iterator[str]:
    """The table of the page, a row for each campaign of which there are figures."""
    yield "| Campaign | Tried | Found wrong |"
    yield "|---|---|---|"
    for name, row in (("laws", of_laws), ("faults", of_faults), ("books", of_books)):
        file = DOCS / "campaigns" / f"{name}.json"
        if file.is_file():
            yield row(json.loads(file.read_bytes()))


def of_laws(figures: Figures) -> str:
    outcomes: dict[str, int] = figures["outcomes"]
    kits = sum(number for name, number in outcomes.items() if name.startswith("kit: "))
    deeds = sum(figures["deeds"].values())
    led = (
        f"{kits:,} messages came back in kits, {outcomes.get('settled', 0):,} conflicts were settled, "
        f"{outcomes.get('released', 0):,} editions released, {outcomes.get('withdrawn', 0):,} withdrawn"
    )
    what = f"{figures['lives']:,} lives with {deeds:,} deeds in {hours(figures)}: {led}"
    return f"| [Lives](../tests/laws) of a project | {what} | {figures['findings']} |"


def of_faults(figures: Figures) -> str:
    rows = figures["commands"]
    points, tried, injected, findings = (
        sum(row[name] for row in rows) for name in ("points", "tried", "injected", "findings")
    )
    what = f"{injected:,} faults at {tried:,} of {points:,} calls that write, of {len(rows)} commands"
    return f"| [Faults](../tests/faults) in commands | {what} | {findings} |"


def of_books(figures: Figures) -> str:
    what = f"{figures['books']:,} books in {hours(figures)}"
    return f"| [Random books](../tests/fuzz) | {what} | {figures['findings']} |"


def hours(figures: Figures) -> str:
    minutes = round(figures["seconds"] / 60)
    return f"{minutes / 60:.1f} hours" if minutes >= 60 else f"{minutes} min"
