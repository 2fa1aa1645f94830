# SPDX-License-Identifier: GPL-3.0-or-later
"""A drawing that could run something, or fetch it, is refused; what this project and its tests show is not.

To add a case, add a file to `hostile` that ends with `<!-- expect: the first fault -->`.
"""

import subprocess
from pathlib import Path

import pytest

from pipeline.media.svg_faults import faults
from pipeline.model.problems import Problem

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
HOSTILE = sorted((HERE / "hostile").glob("*.svg"))
HARMLESS = sorted((HERE / "harmless").glob("*.svg"))
EXPECT = "<!-- expect: "


def shown() -> list[Path]:
    """Every drawing of the repository that is none of these cases."""
    listed = subprocess.run(["git", "ls-files", "*.svg"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for path in (ROOT / name for name in listed.stdout.splitlines()) if HERE not in path.parents]


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_a_hostile_drawing_is_refused(path: Path) -> None:
    data = path.read_bytes()
    before, _, expected = data.decode().partition(EXPECT)

    try:
        said = faults(before.encode())[0].message
    except Problem as problem:
        said = problem.message

    assert " ".join(said.split()).replace("--", "") == expected.partition(" -->")[0]


@pytest.mark.parametrize("path", HARMLESS, ids=lambda path: path.stem)
def test_what_programs_that_draw_write_passes(path: Path) -> None:
    assert faults(path.read_bytes()) == ()


def test_every_drawing_of_this_project_passes() -> None:
    assert len(shown()) > 40
    assert {path.name: faults(path.read_bytes()) for path in shown() if faults(path.read_bytes())} == {}
