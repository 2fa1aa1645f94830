# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation names files, headings and targets of make that there are."""

import re
import shlex
import subprocess
import tomllib
from dataclasses import is_dataclass
from pathlib import Path

import pytest

from pipeline.command_line import parser
from pipeline.publishing import events
from tests import reference

ROOT = Path(__file__).resolve().parents[1]
HANDBOOK = sorted((ROOT / "docs/source").glob("*/*.rst"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s#]*)(?:#([^)\s]+))?\)")
FOLDERS = "|".join(sorted(path.name for path in [*ROOT.iterdir(), *(ROOT / "pipeline").iterdir()] if path.is_dir()))
PATH = re.compile(rf"(?<!:)`((?:{FOLDERS})/[\w./+-]+)`")
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


@pytest.mark.parametrize("page", [*PAGES, *HANDBOOK], ids=lambda page: str(page.relative_to(ROOT)))
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


def test_the_reference_is_what_the_code_says() -> None:
    stale = [path for path, text in reference.pages().items() if path.read_text(encoding="utf-8") != text]

    assert stale == [], "run python -m tests.reference"


def test_the_reference_has_every_event_of_a_build() -> None:
    theirs = {name for name, one in vars(events).items() if is_dataclass(one) and one.__module__ == events.__name__}
    theirs -= {"Due"}  # part of Planned

    titles = re.findall(r"^(\w+)\n=+$", "\n".join(reference.events()), re.MULTILINE)

    assert len(titles) == len(set(titles)), "--json names an event by its class alone"
    assert theirs - set(titles) == set()


def commands() -> list[tuple[str, str]]:
    """Return each command of our own in the console sessions of the handbook, with its page."""
    blocks = [
        (page, block)
        for page in HANDBOOK
        for block in re.findall(
            r"^\.\. code-block:: console\n\n((?:   .*\n|\n)+)", page.read_text("utf-8"), re.MULTILINE
        )
    ]
    lines = [
        (str(page.relative_to(ROOT)), line)
        for page, block in blocks
        for line in re.findall(r"^   \$ (.*)$", block.replace("\\\n", ""), re.MULTILINE)
    ]
    return [(page, line) for page, line in lines if line.startswith(("west-pipeline ", "make"))]


@pytest.mark.parametrize(("page", "line"), commands())
def test_a_command_of_the_handbook_is_one(page: str, line: str) -> None:
    words = shlex.split(line, comments=True)
    words = words[: words.index(">")] if ">" in words else words
    if words[0] == "make":
        subprocess.run(["make", "-n", *words[1:]], cwd=ROOT, check=True, capture_output=True)
    else:
        parser(words[1:]).parse_args(words[1:])


def test_the_security_policy_says_whether_there_is_an_address() -> None:
    contact = tomllib.loads((ROOT / "source/project.toml").read_text(encoding="utf-8"))["contact"]
    policy = (ROOT / "SECURITY.md").read_text(encoding="utf-8")

    assert contact in policy if contact else "This project has no address of its own yet" in policy
