# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan is what the next build makes, and makes nothing itself."""

import json
import re
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.system.lock import project_lock
from tests.publishing.test_build import SQ, hashes, replace


def test_a_plan_names_the_file_and_is_what_the_build_then_makes(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--project", str(fresh_sample), "--format", "html"]
    site = hashes(fresh_sample / "build/site")
    replace(fresh_sample / SQ, "kërkon ndihmë", "kërkon mbështetje")

    assert main(["plan", *where]) == 0

    first, last = capsys.readouterr().out.splitlines()
    assert re.fullmatch(rf"small \[sq\]: HTML, about [\d.]+ s of work: new translations \({SQ}\)", first)
    assert re.fullmatch(r"1 edition due, 2 up to date, about [\d.]+ s on this machine", last)
    assert hashes(fresh_sample / "build/site") == site

    assert main(["plan", "--json", *where]) == 0
    planned = json.loads(capsys.readouterr().out.splitlines()[0])
    assert main(["build", "--json", *where]) == 0
    made = json.loads(capsys.readouterr().out.splitlines()[0])

    assert planned == made
    assert planned["due"][0]["files"] == [SQ]
    assert planned["seconds"] == planned["due"][0]["seconds"]

    assert main(["plan", *where]) == 0
    assert capsys.readouterr().out == "Nothing to do: 3 editions up to date\n"


def test_a_plan_looks_on_while_a_build_runs(fresh_sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(fresh_sample / SQ, "kërkon ndihmë", "kërkon mbështetje")

    with project_lock(fresh_sample / "build"):
        assert main(["plan", "--project", str(fresh_sample), "--format", "html"]) == 0

    assert "1 edition due, 2 up to date" in capsys.readouterr().out


def test_where_something_was_never_made_nobody_knows_for_how_long(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "--project", str(sample), "--language", "it", "--format", "html"]) == 0

    said = capsys.readouterr().out
    assert "small [it]: HTML: never built\n" in said
    assert said.endswith("1 edition due, 0 up to date, duration unknown (some formats have never been built here)\n")
    assert not (sample / "build/site").exists()
