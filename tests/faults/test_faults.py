# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults at some points of each command; `python -m tests.campaign` tries them at all."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.commands.kits import receiving
from pipeline.model.project import Project
from pipeline.publishing import next_site
from pipeline.system.steps import steps_in
from tests.conftest import ROOT
from tests.faults.commands import COMMANDS

pytestmark = pytest.mark.skipif(
    shutil.which("cc") is None, reason="there is no C compiler, which builds what injects faults"
)
NEW = "Un paragrafo."


def campaign(*words: str) -> None:
    command = [sys.executable, "-m", "tests.faults", *words]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_some_points(name: str) -> None:
    campaign("--seed", "1", "--points", "20", "--command", name)


@pytest.mark.parametrize("name", ["update", "build"])
def test_random_points(name: str) -> None:
    """Other points in each run, of a command that writes catalogues and of one that publishes."""
    campaign("--processes", "1", "--points", "2", "--command", name)


def test_what_was_finished_is_not_made_again(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, page = fresh_sample / "source/small/second.rst", fresh_sample / "build/site/it/small/second.html"
    source.write_text(source.read_text(encoding="utf-8") + f"\n{NEW}\n", encoding="utf-8")
    build = ["--project", str(fresh_sample), "build", "--language", "it", "--format", "html"]

    def refuse(_first: Path, _second: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(next_site, "swap", refuse)
        assert main(build) == 3

    assert "No space left" in capsys.readouterr().err
    assert NEW not in page.read_text(encoding="utf-8")
    assert main(build) == 0
    assert "published" not in capsys.readouterr().out
    assert NEW in page.read_text(encoding="utf-8")


def test_work_whose_answer_was_cut_off_is_answered_by_the_next_run(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = sample / "locales/de/LC_MESSAGES/small.po"
    theirs = sample / "small.po"
    theirs.write_text(catalogue.read_text(encoding="utf-8").replace('"Zweitens"', '"Das Zweite"'), encoding="utf-8")
    undisturbed = Path(shutil.copytree(sample, sample.with_name("undisturbed")))
    moment = datetime(2026, 12, 5, 12, tzinfo=UTC)

    def receive(project: Path, *, is_full: bool) -> None:
        def build(*_: object) -> tuple[()]:
            if is_full:
                raise OSError(28, "No space left on device")
            return ()

        monkeypatch.setattr(receiving, "build", build)
        for _ in receiving.receive_kit(Project.load(project), [project / "small.po"], moment):
            pass

    with pytest.raises(OSError, match="No space"):
        receive(sample, is_full=True)
    assert "Das Zweite" in catalogue.read_text(encoding="utf-8")
    receive(sample, is_full=False)
    receive(undisturbed, is_full=False)

    answer = "build/kits/de-answer-2026-12-05.zip"
    assert (sample / answer).read_bytes() == (undisturbed / answer).read_bytes()
    assert steps_in(sample / "build").trace("receiving") is None
