# SPDX-License-Identifier: GPL-3.0-or-later
"""Blocks within blocks are refused with their line before they take the memory of the machine."""

from pathlib import Path

import pytest

from pipeline.model.problems import Problem
from tests.compose.test_application import make, project_of

DEEP = {
    "lists": ("".join(f"{'  ' * level}- a\n\n" for level in range(101)), 204),
    "lists-in-a-line": ("- " * 5000 + "a\n", 4),
    "notes": ("".join(f"{'   ' * level}.. note::\n\n" for level in range(200)) + " " * 600 + "a\n", None),
    "far-right": ("".join(f"{' ' * level}a\n\n" for level in range(5000)), 2004),
    "line-block": ("".join(f"| {' ' * level}a\n" for level in range(5000)), 1002),
}


@pytest.mark.parametrize("kind", DEEP)
def test_blocks_that_are_nested_too_deeply_are_refused_with_their_line(kind: str, tmp_path: Path) -> None:
    text, line = DEEP[kind]
    project = project_of(tmp_path, f"Title\n=====\n\n{text}", warnings="reported")

    with pytest.raises(Problem) as found:
        make(project, "it")

    assert (found.value.code, found.value.path) == ("too-deep", tmp_path / "docs/index.rst")
    assert found.value.line is not None
    assert line in (None, found.value.line)


def test_an_included_text_is_checked_too(tmp_path: Path) -> None:
    project = project_of(tmp_path, "Title\n=====\n\n.. include:: deep.txt\n", warnings="reported")
    (tmp_path / "docs/deep.txt").write_text(f"a\n\n{' ' * 1500}b\n", encoding="utf-8")

    with pytest.raises(Problem) as found:
        make(project, "it")

    assert (found.value.path, found.value.line) == (tmp_path / "docs/deep.txt", 3)


def test_a_hundred_levels_are_read(tmp_path: Path) -> None:
    text = "".join(f"{'  ' * level}- a\n\n" for level in range(100))
    project = project_of(tmp_path, f"Title\n=====\n\n{text}")

    assert make(project, "it").warnings == ()
