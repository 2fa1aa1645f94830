# SPDX-License-Identifier: GPL-3.0-or-later
"""What documents name outside of the project is not read, and nothing is fetched."""

import re
from itertools import product
from pathlib import Path

import pytest

from pipeline.model.diagnostics import Diagnostic
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from tests.compose.test_application import make, page, project_of

SECRET = "hunter2"
READ = {
    "include": ".. include:: {path}",
    "include-literal": ".. include:: {path}\n   :literal:",
    "literalinclude": ".. literalinclude:: {path}",
    "diff": ".. literalinclude:: index.rst\n   :diff: {path}",
    "csv-table": ".. csv-table::\n   :file: {path}",
    "raw": ".. raw:: html\n   :file: {path}",
}
"""Directives that read a file."""
SHOWN = {
    "image": ".. image:: {path}\n   :alt: Words of the picture",
    "figure": ".. figure:: {path}\n   :alt: Words of the picture\n\n   A caption",
    "substitution": "|picture|\n\n.. |picture| image:: {path}\n   :alt: Words of the picture",
    "download": ":download:`Words of the picture <{path}>`",
}
"""Markup that copies a file."""
PATHS = ["../../secret.txt", "/../../secret.txt", "linked.txt", "../.git/secret.txt"]


def said_of(root: Path, text: str, layout: str = "") -> tuple[Project, tuple[Diagnostic, ...]]:
    """Build an adopted project in a folder next to a secret."""
    (root / "secret.txt").write_text(f"{SECRET}\n", encoding="utf-8")
    folder = root / "project"
    (folder / ".git").mkdir(parents=True, exist_ok=True)
    (folder / ".git/secret.txt").write_text(f"{SECRET}\n", encoding="utf-8")
    project_of(folder, f"Title\n=====\n\nWords.\n\n{text}\n", warnings="reported")
    (folder / "docs/linked.txt").symlink_to(root / "secret.txt")
    (root / "away").mkdir()
    (root / "away/secret.txt").write_text(SECRET, encoding="utf-8")
    (folder / "docs/beside").symlink_to(root / "away")
    file = folder / "project.toml"
    file.write_text(file.read_text(encoding="utf-8") + layout, encoding="utf-8")
    project = Project.load(folder)
    return project, make(project, "it").warnings


def is_told(project: Project) -> bool:
    files = (path for path in (project.build / "out").rglob("*") if path.is_file())
    return any(SECRET.encode() in path.read_bytes() for path in files)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("kind", READ)
def test_no_file_outside_of_the_project_is_read(tmp_path: Path, kind: str, path: str) -> None:
    project, said = said_of(tmp_path, READ[kind].format(path=path))

    assert not is_told(project)
    (only,) = said
    assert (only.kind, only.line) == ("outside-file", 6)
    assert f"{path.lstrip('/')} is outside of the project" in str(only)  # Sphinx shortens a path of csv-table


@pytest.mark.parametrize(
    ("kind", "path"), [*product(SHOWN, PATHS), ("image", "linked.*"), ("image", "beside*/secret.*")]
)
def test_no_file_outside_of_the_project_is_copied(tmp_path: Path, kind: str, path: str) -> None:
    project, said = said_of(tmp_path, SHOWN[kind].format(path=path))

    assert not is_told(project)
    (only,) = said
    assert (only.kind, only.line) == ("outside-file", 8 if kind == "substitution" else 6)
    assert f"{path} is outside of the project" in str(only)
    assert "Words of the picture" in re.sub("<[^>]+>", "", page(project, "it"))


def test_a_picture_for_a_language_is_not_taken_from_outside_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "project/docs").mkdir(parents=True)
    picture = tmp_path / "project/docs/lamp.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    picture.with_name("lamp.it.svg").symlink_to(tmp_path / "secret.txt")

    project, said = said_of(tmp_path, ".. image:: lamp.svg")

    assert not is_told(project)
    assert [one.kind for one in said] == ["outside-file"]


def test_a_document_that_is_a_link_to_outside_of_the_project_is_refused(tmp_path: Path) -> None:
    (tmp_path / "project/docs").mkdir(parents=True)
    (tmp_path / "project/docs/linked.rst").symlink_to(tmp_path / "secret.txt")

    with pytest.raises(Problem) as found:
        said_of(tmp_path, "")

    assert (found.value.code, found.value.path) == ("outside-file", tmp_path / "project/docs/linked.rst")


@pytest.mark.parametrize("kind", READ)
def test_a_device_is_not_read(tmp_path: Path, kind: str) -> None:
    up = "../" * len(tmp_path.parents)
    _project, said = said_of(tmp_path, READ[kind].format(path=f"{up}../../dev/zero"))

    assert [one.kind for one in said] == ["outside-file"]


def test_the_standard_texts_of_docutils_are_read_and_nothing_beside_them(tmp_path: Path) -> None:
    up = "../" * 40
    project, said = said_of(tmp_path, f".. include:: <isonum.txt>\n\n.. include:: <{up}{tmp_path}/secret.txt>")

    assert not is_told(project)
    assert [(one.kind, one.line) for one in said] == [("outside-file", 8)]


@pytest.mark.parametrize("kind", READ)
def test_an_adopted_project_names_the_folders_that_are_read(tmp_path: Path, kind: str) -> None:
    project, said = said_of(tmp_path, READ[kind].format(path="../../secret.txt"), 'outside = [".."]\n')

    assert is_told(project)
    assert said == ()


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="folder of `outside` is missing") as found:
        said_of(tmp_path, "", 'outside = ["../other"]\n')

    assert found.value.line is not None


@pytest.mark.parametrize("directive", ["raw:: html", "csv-table::"])
def test_nothing_is_fetched(tmp_path: Path, directive: str) -> None:
    project, said = said_of(tmp_path, f".. {directive}\n   :url: file://{tmp_path}/secret.txt")

    assert not is_told(project)
    (only,) = said
    assert (only.kind, only.line) == ("fetched-file", 6)


@pytest.mark.parametrize("name", ["<{up}{folder}/secret.txt>", "../../secret.txt", "linked.txt"])
def test_markdown_reads_no_file_outside_of_the_project(tmp_path: Path, name: str) -> None:
    pytest.importorskip("myst_parser")
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    folder = tmp_path / "project"
    folder.mkdir()
    project = project_of(folder, "", "extensions = ['myst_parser']\n", warnings="reported")
    (folder / "docs/index.rst").unlink()
    (folder / "docs/linked.txt").symlink_to(tmp_path / "secret.txt")
    named = name.format(up="../" * 40, folder=tmp_path)
    (folder / "docs/index.md").write_text(f"# Title\n\n```{{include}} {named}\n```\n", encoding="utf-8")

    said = make(project, "it").warnings

    assert not is_told(project)
    assert [(one.kind, one.line) for one in said] == [("outside-file", 3)]
