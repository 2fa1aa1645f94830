# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation names files, headings and targets of make that there are."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s#]*)(?:#([^)\s]+))?\)")
FOLDERS = "|".join(sorted(path.name for path in [*ROOT.iterdir(), *(ROOT / "pipeline").iterdir()] if path.is_dir()))
PATH = re.compile(rf"`((?:{FOLDERS})/[\w./+-]+)`")
PLACEHOLDER = re.compile(r"[A-Z]{4}")
MADE_LATER = ("build/", "archive/", "locales/", "source/", "languages/ro.toml")
TARGET = re.compile(r"(?:^\$? ?|`)make ([a-z]+(?:-[a-z]+)*)", re.MULTILINE)


def text_without_code(page: Path) -> str:
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """Return the anchors of the headings of a page, as forges make them."""
    headings = re.findall(r"^#+ (.*)$", text_without_code(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_and_headings(page: Path) -> None:
    dead = []
    for place, anchor in LINK.findall(text_without_code(page)):
        if place.startswith(("https:", "mailto:")):
            continue
        target = (page.parent / place).resolve() if place else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(f"{place}#{anchor}")

    assert dead == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_paths_and_targets_that_are_named_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    paths = {path for path in PATH.findall(text) if not PLACEHOLDER.search(path)}
    paths = {path for path in paths if path.endswith(".py") or not path.startswith(MADE_LATER)}
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    assert {path for path in paths if not ((ROOT / path).exists() or (ROOT / "pipeline" / path).exists())} == set()
    assert set(TARGET.findall(text)) - targets == set()


def test_make_help_prints_each_target_with_all_its_words() -> None:
    written = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):.*## (.*)$", written, re.MULTILINE)

    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)

    lines = {" ".join(line.split()) for line in done.stdout.splitlines()}
    assert len(targets) > 10
    assert {f"make {name} {' '.join(words.split())}" for name, words in targets} <= lines
    assert {"Daily", "Translating", "Publishing", "Maintaining"} <= lines


def test_a_row_of_the_bench_may_be_a_pattern() -> None:
    done = subprocess.run(["make", "-n", "bench", "ROW=a|b"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert "--row 'a|b'" in done.stdout


def test_events_that_the_page_on_json_names_exist() -> None:
    rows = re.findall(r"^\| (?:`[a-z]|\|).*$", (ROOT / "docs/json.md").read_text(encoding="utf-8"), re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([A-Z]\w+)`", row)}
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipeline").rglob("*.py"))

    assert len(named) > 40
    assert [name for name in sorted(named) if not re.search(rf"^class {name}\b", sources, re.MULTILINE)] == []
