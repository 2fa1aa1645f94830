# SPDX-License-Identifier: GPL-3.0-or-later
"""Each kind of input, changed by itself, makes due what depends on it and nothing else: a file in flips/ for each."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from pipeline.__main__ import main
from pipeline.publishing.fingerprint import LIBRARIES
from pipeline.system.steps import steps_in
from tests.conftest import ROOT, copy_project, once

HERE = Path(__file__).parent / "flips"
FLIPS = sorted(HERE.glob("*.toml"))


@dataclass(frozen=True)
class Flip:
    """A change of one file, and what is due then.

    `file` is below the project, or, where that begins with `pipeline/` or `interface/`, below a copy of the package.
    `before` becomes `after` in it; without `before` it is added at its end, and the file may be new. `due` gives formats by
    edition; `site` the pieces of the site, as patterns.
    """

    file: str
    after: str
    before: str
    due: dict[str, list[str]]
    site: list[str]

    @classmethod
    def read(cls, path: Path) -> "Flip":
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return cls(data["file"], data["after"], data.get("before", ""), data.get("due", {}), data["site"])

    @property
    def is_of_package(self) -> bool:
        return self.file.startswith("pipeline/")

    def apply(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert self.before in text
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            text.replace(self.before, self.after, 1) if self.before else text + self.after, encoding="utf-8"
        )


@pytest.fixture(scope="session")
def built(shared_folder: Path) -> Path:
    """Two publications, one in two languages and all formats; built once. Not to be changed."""

    def make(folder: Path) -> None:
        copy_project(HERE / "project", folder)
        assert main(["--project", str(folder), "build"]) == 0

    return once(shared_folder / "flips", make)


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with its interface's catalogues, compiled as it is, for the tests of this process to change and put back."""
    folder = tmp_path_factory.mktemp("package")
    shutil.copytree(ROOT / "pipeline", folder / "pipeline")
    return folder


def planned(project: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:  # JSON
    assert main(["plan", "--json", "--project", str(project)]) == 0
    return _plan(capsys.readouterr().out)


def planned_by(package: Path, project: Path) -> dict[str, Any]:
    """The plan of the copied package, in a process of its own."""
    return _plan(run_by(package, "plan", "--json", "--project", str(project)))


def run_by(package: Path, *words: str) -> str:
    """What the copied package prints for a command."""
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", *words],
        cwd=package,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _plan(out: str) -> dict[str, Any]:
    events = [json.loads(line) for line in out.splitlines()]
    (plan,) = (event for event in events if event["event"] == "Planned")
    return dict(plan)


def due(plan: dict[str, Any]) -> dict[str, list[str]]:
    return {f"{row['edition']['publication']} [{row['edition']['language']}]": row["formats"] for row in plan["due"]}


@pytest.mark.parametrize("path", FLIPS, ids=lambda path: path.stem)
def test_a_changed_input_makes_due_what_depends_on_it(
    path: Path, built: Path, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flip = Flip.read(path)
    project = Path(shutil.copytree(built, tmp_path / "project"))
    traces = steps_in(project / "build").below("site")
    pieces = [name.removeprefix("site/") for name, piece in traces.items() if piece.outputs]
    if flip.is_of_package:
        package = request.getfixturevalue("package")
        changed = package / flip.file
    else:
        changed = project / flip.file
    former = changed.read_bytes() if changed.exists() else None

    def plan() -> dict[str, Any]:
        return planned_by(package, project) if flip.is_of_package else planned(project, capsys)

    try:
        flip.apply(changed)
        then = plan()
    finally:
        if former is None:
            changed.unlink()
        else:
            changed.write_bytes(former)

    assert due(then) == flip.due
    assert set(then["site"]) == {piece for piece in pieces if any(fnmatch(piece, pattern) for pattern in flip.site)}
    assert all(flip.file in row["files"] for row in then["due"]) or flip.is_of_package
    if not flip.is_of_package:  # that plan was the first one
        restored = plan()
        assert (restored["due"], restored["site"]) == ([], [])


def test_a_library_that_has_changed_is_named(built: Path, tmp_path: Path) -> None:
    newer = tmp_path / "babel-99.dist-info"
    newer.mkdir()
    (newer / "METADATA").write_text("Name: babel\nVersion: 99\n\n")
    command = [sys.executable, "-m", "pipeline", "plan", "--json", "--project", str(built)]

    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=True
    )

    assert {(*row["reasons"], *row["files"]) for row in _plan(done.stdout)["due"]} == {(LIBRARIES, "babel")}


def test_what_a_narrowed_build_did_not_look_at_is_not_taken_for_up_to_date(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = Path(shutil.copytree(built, tmp_path / "project"))
    Flip.read(HERE / "included-from-another-publication.toml").apply(project / "source/beta/_note.rst")
    where = ["--project", str(project)]

    assert main(["build", *where, "--publication", "beta"]) == 0
    capsys.readouterr()

    assert set(due(planned(project, capsys))) == {"alpha [it]", "alpha [de]"}
    assert main(["build", *where, "--publication", "beta", "--verbose"]) == 0
    assert capsys.readouterr().out.startswith("Nothing to do: 1 edition up to date")


@pytest.mark.slow
def test_what_a_narrowed_build_did_not_look_at_is_due_where_its_style_has_changed(
    built: Path, package: Path, tmp_path: Path
) -> None:
    project, copy = shutil.copytree(built, tmp_path / "project"), tmp_path / "package"
    shutil.copytree(package, copy)
    run_by(copy, "build", "--project", str(project))
    Flip.read(HERE / "print-style.toml").apply(copy / "pipeline/theme/print/text.css")
    words = ("build", "--verbose", "--project", str(project), "--publication")

    run_by(copy, *words, "beta")
    built_again = run_by(copy, *words, "alpha", "--language", "it", "--format", "pdf")

    assert "alpha [it]: making PDF: the pipeline has changed" in built_again
