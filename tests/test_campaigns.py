# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of campaigns say when they began and at which commit, and the handbook prints it."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import campaign, figures
from tests.fuzz import run as fuzz
from tests.reference import campaigns


def git(folder: Path, *words: str) -> str:
    named = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    done = subprocess.run(["git", "-C", str(folder), *named, *words], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/a.py").touch()
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "tests: begin")
    return tmp_path


def test_a_run_names_its_date_and_commit(checkout: Path) -> None:
    run = figures.begin(checkout)

    assert run == {"date": datetime.now(UTC).date().isoformat(), "commit": git(checkout, "rev-parse", "HEAD")}


def test_a_run_says_that_the_code_was_changed(checkout: Path) -> None:
    (checkout / "docs.md").touch()
    assert "changes" not in figures.begin(checkout)["commit"]

    (checkout / "tests/b.py").touch()
    assert figures.begin(checkout)["commit"].endswith(" with changes")


def test_a_campaign_writes_when_it_began(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "begin", lambda: {"date": "2026-12-01", "commit": "f" * 40})

    fuzz.main(["--seconds", "0", "--figures", str(tmp_path / "books.json")])

    record = json.loads((tmp_path / "books.json").read_bytes())
    assert (record["date"], record["commit"], record["books"]) == ("2026-12-01", "f" * 40, 0)


@pytest.mark.parametrize(
    ("run", "printed"),
    [
        ({"date": "2026-12-01", "commit": "0123456789abcdef"}, "2026-12-01, ``0123456789``"),
        ({"date": "2026-12-01", "commit": "0123456789abcdef with changes"}, "2026-12-01, ``0123456789``, with changes"),
        ({"date": "2026-12-01", "commit": ""}, "2026-12-01"),
        ({}, "not dated"),
    ],
)
def test_the_handbook_prints_date_and_commit(run: dict[str, str], printed: str, tmp_path: Path) -> None:
    (tmp_path / "books.json").write_text(json.dumps({**run, "books": 1, "seconds": 60, "findings": 0}))

    assert campaigns(tmp_path).rstrip().splitlines()[-1] == f"     - {printed}"


@pytest.mark.parametrize("found", [0, 1])
def test_all_campaigns_run_and_the_handbook_is_renewed(found: int, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = []

    def ran(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        commands.append(command[2])
        return subprocess.CompletedProcess(command, found if command[2] == "tests.laws" else 0)

    monkeypatch.setattr(campaign.subprocess, "run", ran)
    monkeypatch.setenv("EXAMPLES", "")

    assert campaign.main(["--seconds", "3"]) == found
    assert commands == ["pytest", "tests.faults", "tests.laws", "tests.fuzz", "tests.reference"]
