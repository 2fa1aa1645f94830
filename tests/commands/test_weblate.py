# SPDX-License-Identifier: GPL-3.0-or-later
"""What `west-pipeline weblate` writes of the project's own catalogues; tests/weblate gives it to a real one."""

import json
import shutil
from pathlib import Path

import pytest

from pipeline.__main__ import main
from tests.conftest import ROOT, copy_project

ADDRESS = "https://example.org/west.git"


def written(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    assert main(["--project", str(ROOT), "weblate", "--repository", ADDRESS, *words, "--json"]) == 0
    rows: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return rows


def test_every_catalogue_is_in_one_component(capsys: pytest.CaptureFixture[str]) -> None:
    rows = written(capsys)

    masks = [str(row["filemask"]) for row in rows]
    files = {path.relative_to(ROOT) for mask in masks for path in ROOT.glob(mask)}
    assert files == {path.relative_to(ROOT) for path in ROOT.glob("locales/*/LC_MESSAGES/*.po")}
    assert len(masks) == len(set(masks)) == len({row["slug"] for row in rows})


def test_the_source_language_is_that_of_the_originals(capsys: pytest.CaptureFixture[str]) -> None:
    sources = {row["name"]: row["source_language"] for row in written(capsys)}

    assert sources["usual-procedures"] == {"code": "it"}
    assert sources["bologna-2004+sq"] == {"code": "sq"}
    assert sources["readers"] == sources["sphinx"] == sources["tools"] == {"code": "en"}


def test_one_component_has_the_repository_and_the_others_share_it(capsys: pytest.CaptureFixture[str]) -> None:
    first, *others = written(capsys, "--weblate-project", "west", "--branch", "next")

    assert (first["repo"], first["branch"]) == (ADDRESS, "next")
    assert {row["repo"] for row in others} == {f"weblate://west/{first['slug']}"}
    assert not any("branch" in row or "push" in row for row in others)


def test_without_catalogues_it_says_how_to_make_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = copy_project(ROOT / "tests/sample", tmp_path / "project")
    shutil.rmtree(project / "locales")

    assert main(["--project", str(project), "weblate", "--repository", ADDRESS]) == 3
    assert "west-pipeline update" in capsys.readouterr().err
