# SPDX-License-Identifier: GPL-3.0-or-later
"""What `adopt` finds in projects as they are laid out elsewhere: a folder in layouts/ for each, with what it expects."""

import shutil
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.commands.adopt import adopt, inspect_project, try_to_build
from pipeline.model.problems import Problem
from pipeline.model.project import CATALOGUES, Project
from pipeline.translations.catalogues import catalogue_path, catalogues

LAYOUTS = sorted(path for path in (Path(__file__).resolve().parents[1] / "layouts").iterdir() if path.is_dir())


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for a copy; what a conf.py puts on the path of Python is taken away."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    return tmp_path / "lanterna"


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda path: path.name)
def test_a_layout_is_found(layout: Path, copied: Path) -> None:
    expected = tomllib.loads((layout / "expected.toml").read_text(encoding="utf-8"))
    shutil.copytree(layout / "project", copied)
    copied /= expected.get("adopted", ".")

    if "problem" in expected:
        with pytest.raises(Problem) as stopped:
            try_to_build(adopt(inspect_project(copied), (), date(2026, 11, 27)))
        assert stopped.value.code == expected["problem"]
        said = expected["said"]
        for words in [said] if isinstance(said, str) else said:
            assert words in str(stopped.value)
        assert not (copied / "project.toml").exists()
        return

    adopted = inspect_project(copied)
    adopt(adopted, (), date(2026, 11, 27))

    project = Project.load(copied)
    assert project.configuration == copied / expected["configuration"]
    assert project.publications[0].folder == copied / expected["sources"]
    assert project.locales == copied / expected["locales"]
    assert project.catalogues == expected.get("catalogues", CATALOGUES)
    assert project.gettext_compact == expected.get("gettext_compact", "")
    assert project.publications[0].original.tag == "en"
    assert [language.tag for language in project.languages if language.tag != "en"] == expected["languages"]
    assert list(adopted.catalogues.unknown_names) == expected.get("left_out", [])
    others = {found.path.parent.relative_to(copied).as_posix() for found in adopted.findings if "another" in found.what}
    assert others == {*expected.get("others", ())}
    for language in project.languages[1:]:
        names = catalogues(project.locales, language, project.catalogues)
        paths = [catalogue_path(project.locales, language, name, project.catalogues) for name in names]
        assert paths
        assert all(path.is_file() for path in paths)


def test_what_is_found_is_named(copied: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(LAYOUTS[0].parent / "usual/project", copied)

    assert main(["adopt", str(copied)]) == 0

    said = capsys.readouterr().out
    assert "docs/conf.py: Lanterna 2.1, written in en\n" in said
    assert "docs/locale/{language}/LC_MESSAGES/{name}.po: 2 catalogues of de, pt-BR\n" in said


def test_git_sees_nothing_of_what_a_build_makes(copied: Path) -> None:
    shutil.copytree(LAYOUTS[0].parent / "usual/project", copied)
    subprocess.run(["git", "init", "--quiet", copied], check=True)
    assert main(["adopt", str(copied)]) == 0
    assert 'exit_url = ""' in (copied / "project.toml").read_text(encoding="utf-8")

    assert main(["plan", "--project", str(copied)]) == 0

    assert (copied / "build/.lock").exists()
    status = subprocess.run(["git", "-C", copied, "status", "--short", "build"], capture_output=True, check=True)
    assert status.stdout == b""
