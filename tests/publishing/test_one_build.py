# SPDX-License-Identifier: GPL-3.0-or-later
"""What costs nothing: a language that comes, a store as it grows, files that are neighbours."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.model.project import Project
from pipeline.publishing.events import Planned
from pipeline.publishing.run import build, plan_build
from pipeline.report import builds
from pipeline.system.files import write_whole
from tests.conftest import copy_project


def test_a_new_language_makes_nothing_due(fresh_sample: Path) -> None:
    """A file counts where it was read: the language's profile, and its line in project.toml, were read by no edition."""
    assert main(["new", "language", "ro", "--project", str(fresh_sample)]) == 0
    project = Project.load(fresh_sample)

    (planned,) = (event for event in plan_build(project, project.editions()) if isinstance(event, Planned))

    assert [str(due.edition) for due in planned.due] == []


def test_what_a_store_costs_an_edition_does_not_grow_with_their_number(sample: Path, tmp_path: Path) -> None:
    few, many = (_folders_listed_with_a_store(sample, tmp_path, number) for number in (1, 3))

    assert many / 3 < 1.5 * few


def _folders_listed_with_a_store(sample: Path, folder: Path, number: int) -> int:
    """Build so many publications of two pages, and return how many folders were listed for what a store adds to that."""
    root = copy_project(sample, folder / f"of-{number}")
    one = root / "source/small"
    with (one / "publication.toml").open("a", encoding="utf-8") as file:
        file.write('formats = ["html"]\nlanguages = ["it"]\n')
    for copy in range(1, number):
        shutil.copytree(one, root / f"source/small{copy}")
    project = Project.load(root)
    counts = []
    for store in ("", str(folder / f"store-of-{number}")):
        shutil.rmtree(project.build, ignore_errors=True)
        counts.append(_count(project, store))
    return counts[1] - counts[0]


_listed: list[int] = []


def _hook(event: str, _arguments: tuple[object, ...]) -> None:
    if event == "os.scandir" and _listed:
        _listed[0] += 1


sys.addaudithook(_hook)


def _count(project: Project, store: str) -> int:
    from pipeline.publishing.resources import Resources

    _listed[:] = [1]
    try:
        for _ in build(project, project.editions(), resources=Resources(store=store)):
            pass
        return _listed[0]
    finally:
        _listed.clear()


def test_a_file_is_written_without_a_look_at_its_neighbours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(50):
        (tmp_path / str(number)).touch()
    looked_at: list[str] = []
    scandir = os.scandir

    class Counting:
        def __init__(self, path: os.PathLike[str]) -> None:
            self.entries = scandir(path)

        def __enter__(self) -> "Counting":
            return self

        def __exit__(self, *_: object) -> None:
            self.entries.close()

        def __iter__(self) -> "Counting":
            return self

        def __next__(self) -> os.DirEntry[str]:
            entry = next(self.entries)
            looked_at.append(entry.name)
            return entry

    monkeypatch.setattr(os, "scandir", Counting)
    write_whole(tmp_path / "new", b"words")

    assert looked_at == []


def test_a_narrowed_build_says_what_else_was_made_before_the_change(fresh_sample: Path) -> None:
    with (fresh_sample / "source/conf.py").open("a", encoding="utf-8") as file:
        file.write("# a word\n")
    project = Project.load(fresh_sample)
    italian, *others = project.editions()

    (planned,) = (event for event in plan_build(project, (italian,)) if isinstance(event, Planned))
    line, *_ = builds.behind(planned)

    assert [*planned.behind] == others
    assert line.text.startswith("2 other editions on the site were made before source/conf.py changed; next: ")
