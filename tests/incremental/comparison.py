# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds a project, builds it from nothing in another folder, and compares every file of the two sites."""

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from pipeline.__main__ import main
from pipeline.system.folders import remove_folder
from tests.conftest import ROOT, copy_project
from tests.incremental.edits import Edit, apply, begin


@dataclass(frozen=True)
class Build:
    """What `build` returned, what it printed, and the files of the site and the warnings that are there then."""

    code: int
    words: str
    files: dict[str, bytes]


def build(project: Path) -> Build:
    """Build in a process of its own: nothing is remembered but what the project's folder holds."""
    command = [sys.executable, "-m", "pipeline", "--project", str(project), "build"]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    return Build(done.returncode, done.stdout + done.stderr, _files(project))


def _files(project: Path) -> dict[str, bytes]:
    build = project / "build"
    paths = [*sorted((build / "site").rglob("*")), build / "warnings.txt"]
    return {str(path.relative_to(build)): path.read_bytes() for path in paths if path.is_file()}


def begun(folder: Path) -> Path:
    """Write the project that edits begin with, and build it."""
    first = build(begin(folder))
    assert first.code == 0, first.words
    return folder


def tried(groups: Sequence[Sequence[Edit]], built: Path | None = None) -> Iterator[tuple[list[str], bool]]:
    """Edit a built project, building it after each edit. Yield after each group how its site differs from one that is built
    from nothing, and whether it could be compared: one that cannot be built must be refused in both cases.

    `built` is one that `begun` has built, of which a copy is edited.
    """
    with tempfile.TemporaryDirectory(prefix="incremental-") as folder:
        project = Path(folder) / "project"
        if built is None:
            begun(project)
        else:
            shutil.copytree(built, project, symlinks=True)
        for group in groups:
            for edit in group:
                apply(project, edit)
                incremental = build(project)
            fresh = _from_nothing(project)
            yield _differences(incremental, fresh), incremental.code == fresh.code == 0


def _from_nothing(project: Path) -> Build:
    """Build in this process, whose workers begin at once: what it might remember would be a difference."""
    other, words = copy_project(project, project.with_name("from-nothing")), io.StringIO()
    try:
        with redirect_stdout(words), redirect_stderr(words):
            code = main(["--project", str(other), "build"])
        return Build(code, words.getvalue(), _files(other))
    finally:
        remove_folder(other)


def _differences(incremental: Build, fresh: Build) -> list[str]:
    if incremental.code != fresh.code:
        return [f"exit codes {incremental.code} and {fresh.code}\n{incremental.words}\n{fresh.words}"]
    if fresh.code != 0:
        return []  # readers see the last good edition
    names = sorted(incremental.files.keys() | fresh.files.keys())
    return [
        f"{name}: {_difference(incremental.files.get(name), fresh.files.get(name))}"
        for name in names
        if incremental.files.get(name) != fresh.files.get(name)
    ]


def _difference(incremental: bytes | None, fresh: bytes | None) -> str:
    """Say what differs, with the first words that do."""
    if incremental is None or fresh is None:
        return "missing" if incremental is None else "left over"
    start = next((n for n, (a, b) in enumerate(zip(incremental, fresh, strict=False)) if a != b), len(fresh))
    around = slice(max(0, start - 30), start + 50)
    return f"{incremental[around]!r} where a build from nothing has {fresh[around]!r}"
