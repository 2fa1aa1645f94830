# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that an older or a newer west-pipeline wrote: read, made again, or refused with what to do."""

import json
import re
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.build.record import path_of, read
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
    assert str(refused.value).startswith("kit.zip: the kit is of a newer west-pipeline [newer-format]")


@pytest.mark.parametrize("step", [-1, 1])
def test_an_edition_whose_record_has_another_shape_is_made_again(
    fresh_sample: Path, step: int, capsys: pytest.CaptureFixture[str]
) -> None:
    (edition, *others) = Project.load(fresh_sample).editions()
    state = fresh_sample / "build/state"
    data = json.loads(path_of(state, edition).read_text(encoding="utf-8"))

    path_of(state, edition).write_text(json.dumps({**data, "shape": data["shape"] + step, "colours": "new"}))

    assert read(state, edition) is None
    assert all(read(state, other) is not None for other in others)
    assert main(["plan", "--project", str(fresh_sample)]) == 0
    assert f"1 edition due, {len(others)} up to date" in capsys.readouterr().out
