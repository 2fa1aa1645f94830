# SPDX-License-Identifier: GPL-3.0-or-later
"""The door. To add a mistake, add a file to cases/: its last lines say which file it replaces and what is expected."""

import shutil
from pathlib import Path

import pytest

from pipeline.model.problems import Problem
from pipeline.model.project import Project, find_root

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").glob("*.toml"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of two publications without a mistake."""
    source = tmp_path / "source"
    for slug in ("first", "second"):
        (source / slug).mkdir(parents=True)
        shutil.copy(HERE / "publication.toml", source / slug)
        (source / slug / "index.rst").write_text("Manuale\n=======\n")
    shutil.copy(HERE / "project.toml", source)
    (source / "conf.py").write_text("")
    return tmp_path


def said(case: Path, word: str) -> str:
    """What a case says; of its cause it need not say anything."""
    lines = case.read_text(encoding="utf-8").splitlines()
    found = [line.removeprefix(f"# {word}: ") for line in lines if line.startswith(f"# {word}: ")]
    return found[0] if found or word != "cause" else ""


def test_a_project_without_a_mistake_becomes_nouns(root: Path) -> None:
    project = Project.load(root)

    assert [str(edition) for edition in project.editions()] == [
        "first [it]",
        "first [de]",
        "second [it]",
        "second [de]",
    ]
    assert project.publication("first").original == project.language("it")
    assert [edition.is_translation for edition in project.editions("first")] == [False, True]
    assert project.build == root / "build"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_mistake_is_a_problem_with_its_line(root: Path, case: Path) -> None:
    target = root / said(case, "file")
    shutil.copy(case, target)
    code, _, line = said(case, "expect").partition(":")

    with pytest.raises(Problem) as caught:
        Project.load(root)

    problem = caught.value
    assert (problem.code, problem.line) == (code, int(line) if line else None)
    assert problem.path == target or code == "duplicate-slug"
    assert problem.hint
    assert problem.cause or code == "bad-value"
    assert said(case, "cause") in problem.cause


def test_a_missing_root_document_is_a_problem(root: Path) -> None:
    (root / "source/first/index.rst").unlink()

    with pytest.raises(Problem, match="no root document") as caught:
        Project.load(root)

    assert caught.value.code == "missing-file"


def test_a_missing_configuration_is_a_problem(root: Path) -> None:
    (root / "source/conf.py").unlink()

    with pytest.raises(Problem, match=r"conf\.py is missing"):
        Project.load(root)


def test_a_file_that_is_not_utf8_is_a_problem_with_its_line(root: Path) -> None:
    path = root / "source/project.toml"
    path.write_bytes(path.read_bytes() + 'x = "é"\n'.encode("latin-1"))

    with pytest.raises(Problem) as caught:
        Project.load(root)

    assert (caught.value.code, caught.value.line) == ("bad-toml", 8)


def test_a_folder_without_project_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        Project.load(tmp_path)

    assert caught.value.code == "no-project"
    assert "--project" in caught.value.hint


def test_names_on_the_command_line_are_questioned(root: Path) -> None:
    project = Project.load(root)

    with pytest.raises(Problem, match="no publication named 'third'") as caught:
        project.editions("third")
    assert "first, second" in caught.value.hint
    with pytest.raises(Problem) as caught:
        project.editions(tag="fr")
    assert caught.value.code == "unknown-language"


def test_the_project_is_found_from_any_folder_below(root: Path) -> None:
    assert find_root(root / "source/first") == root
