# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that an older or a newer west-pipeline wrote: read, made again, or refused with what to do."""

import json
import re
import sqlite3
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.commands.kits.manifest import KitManifest
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.releases_file import releases_of, to_toml
from pipeline.model.schemas import EXAMPLE

NEWER = "install the west-pipeline that wrote it, or a newer one"


def with_format(path: Path, line: str) -> None:
    text = re.sub(r"^format = \d+\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(line + text, encoding="utf-8")


def test_a_project_without_a_format_has_the_first(sample: Path) -> None:
    described = sample / "source/project.toml"
    with_format(described, "")
    older = Project.load(sample)

    with_format(described, "format = 1\n")
    assert Project.load(sample) == older
    with_format(described, "format = 2\n")
    with pytest.raises(Problem, match="newer west-pipeline") as refused:
        Project.load(sample)

    assert NEWER in refused.value.hint


def test_releases_without_a_format_are_read_and_written_with_one(sample: Path) -> None:
    publication = Project.load(sample).publication("small")
    path = publication.folder / "releases.toml"
    path.write_bytes((EXAMPLE / "releases.toml").read_bytes())
    with_format(path, "")

    releases = releases_of(publication)

    assert releases.all
    assert "\nformat = 1\n" in to_toml(releases)
    with_format(path, "format = 2\n")
    with pytest.raises(Problem, match="newer west-pipeline") as refused:
        releases_of(publication)
    assert NEWER in refused.value.hint


def test_a_kit_without_a_format_is_received() -> None:
    older, newer = (json.dumps({"language": "sq", "base": {"small": "x"}} | form).encode() for form in ({}, {"kit": 2}))

    assert KitManifest.from_json(older, Path("kit.zip")) == KitManifest("sq", {"small": "x"})
    with pytest.raises(Problem) as refused:
        KitManifest.from_json(newer, Path("kit.zip"))
    assert str(refused.value).startswith("kit.zip: the kit was made by a newer west-pipeline [newer-format]")


def test_a_store_of_steps_of_another_shape_is_begun_anew(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files_of(fresh_sample / "build/site")
    with sqlite3.connect(fresh_sample / "build/steps.sqlite") as store:
        store.execute("PRAGMA user_version = 99")
        store.execute("DROP TABLE steps")
    store.close()

    assert main(["plan", "--project", str(fresh_sample)]) == 0
    assert "never built" in capsys.readouterr().out
    assert main(["build", "--format", "html", "--project", str(fresh_sample)]) == 0

    assert before.keys() == files_of(fresh_sample / "build/site").keys()


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
