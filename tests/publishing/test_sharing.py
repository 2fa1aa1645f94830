# SPDX-License-Identifier: GPL-3.0-or-later
"""What one clone of a project has made another fetches: the same bytes, and only what it would make itself."""

import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.__main__ import main
from pipeline.model.project import Project
from pipeline.publishing.remote import attempt, offer
from pipeline.system.store import Store
from tests.conftest import ROOT, copy_project
from tests.publishing.tasks import pdf_tasks
from tests.structure import PACKAGE

TEXT = "source/small/first.rst"
NARROWED = ("--language", "it", "--format", "html", "--json")


def run(capsys: pytest.CaptureFixture[str], project: Path, *words: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """Run a command; return its exit code, and the last event of each name."""
    capsys.readouterr()
    code = main([*words, *NARROWED, "--project", str(project)])
    events = map(json.loads, capsys.readouterr().out.splitlines())
    return code, {event["event"]: event for event in events}


def files(project: Path) -> dict[str, bytes]:
    """The files of the edition, by their paths."""
    folder = project / "build/site/it/small"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def results(store: Path) -> list[Path]:
    return [path for path in store.glob("?/*") if not path.name.startswith(".")]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a clone that has made its edition, and the store into which it has put it."""
    folder = tmp_path_factory.mktemp("first")
    copy_project(ROOT / "tests/sample", folder / "clone")
    words = ["build", *NARROWED, "--project", str(folder / "clone"), "--store", str(folder / "store"), "--jobs", "1"]
    assert main(words) == 0
    return folder


@pytest.fixture
def store(first: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first / "store", tmp_path / "store"))


def test_a_second_clone_fetches_the_same_bytes(
    first: Path, store: Path, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, events = run(capsys, sample, "build", "--store", str(store))
    assert (code, events["Published"]["is_fetched"]) == (0, True)
    assert files(sample) == files(first / "clone")
    assert run(capsys, sample, "plan")[1]["Planned"]["due"] == []


def test_what_is_damaged_in_the_store_is_made_again(
    first: Path, store: Path, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    largest = max(store.glob("objects/*/*"), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-1])

    code, events = run(capsys, sample, "build", "--store", str(store))

    assert (code, events["Published"]["is_fetched"]) == (0, False)
    assert files(sample) == files(first / "clone")


@pytest.mark.slow
def test_other_code_finds_no_result(store: Path, sample: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed/pipeline"
    shutil.copytree(PACKAGE, changed, ignore=shutil.ignore_patterns("__pycache__"))
    with (changed / "theme/kinds.py").open("a") as file:
        file.write("# another release\n")

    environment = {**os.environ, "PYTHONPATH": str(changed.parent)}
    words = ["build", *NARROWED, "--store", str(store), "--project", str(sample)]
    command = [sys.executable, "-m", "pipeline", *words]
    done = subprocess.run(command, cwd=tmp_path, env=environment, text=True, capture_output=True, check=True)

    (published,) = (event for line in done.stdout.splitlines() if (event := json.loads(line))["event"] == "Published")
    assert not published["is_fetched"]


@pytest.mark.slow
def test_nothing_is_kept_of_sources_that_change_meanwhile(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = sample / TEXT
    with (sample / "source/conf.py").open("a") as conf:
        # As an editor who saves a text while it is being built, and takes it back.
        conf.write(
            f"\n\ndef _save(*_):\n    place = Path({str(text)!r})\n    place.write_bytes(place.read_bytes())\n"
            "\n\ndef setup(app):\n    app.connect('html-page-context', _save)\n"
        )
    code, events = run(capsys, sample, "build", "--store", str(tmp_path / "store"))
    assert code == 0
    assert not events["Published"]["is_fetched"]
    assert results(tmp_path / "store") == []


def test_without_a_store_that_answers_all_is_made_here(
    first: Path, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, events = run(capsys, sample, "build", "--store", "/proc/nowhere")
    assert (code, events["Published"]["is_fetched"]) == (0, False)
    assert events["NotShared"]["problem"]["code"] == "store"
    assert files(sample) == files(first / "clone")


def test_a_job_that_fails_elsewhere_says_where_in_the_project(sample: Path, tmp_path: Path) -> None:
    with (sample / TEXT).open("a") as text:
        text.write("\nSi veda :ref:`nessun-luogo`.\n")
    project = Project.load(sample)
    tasks = pdf_tasks(project, project.editions("small", "it"))
    store = Store(tmp_path)
    (job,) = offer(store, tasks).values()

    problem = pickle.loads(attempt(str(tmp_path), job))

    assert f"{TEXT}:" in str(problem)
    assert "/west-job-" not in str(problem)


def test_a_job_that_the_store_does_not_have_is_a_problem(tmp_path: Path) -> None:
    assert pickle.loads(attempt(str(tmp_path), "0" * 64)).code == "no-job"
