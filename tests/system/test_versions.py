# SPDX-License-Identifier: GPL-3.0-or-later
"""A library that lacks what is replaced is refused, with what would not be kept and the versions that are known to work."""

import tomllib
import types

import pytest
from packaging.requirements import Requirement

from pipeline.model.problems import Problem
from pipeline.model.remark import Remark
from pipeline.system import versions
from tests.conftest import ROOT


def test_what_is_known_to_work_is_what_the_project_requires() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    known = versions.supported(*versions.LIBRARIES)

    assert {Requirement(row) for row in known} == {
        requirement
        for requirement in map(Requirement, project["dependencies"])
        if requirement.name in versions.LIBRARIES
    }


def test_a_name_that_is_gone_says_what_it_was_for_and_which_versions_have_it() -> None:
    with pytest.raises(Problem) as caught, versions.promise(Remark("without it, no page has numbers")):
        from weasyprint import of_another_version  # type: ignore[attr-defined]  # noqa: F401  # there is none

    assert caught.value.code == "unsupported-version"
    assert "weasyprint" in caught.value.message
    assert caught.value.cause.endswith("without it, no page has numbers")
    assert "weasyprint<71,>=70" in caught.value.hint.replace(" ", "")


def of_library(box: int, width: float = 0) -> float:
    return box + width


LIBRARY = types.ModuleType("library")
LIBRARY.of_library = of_library  # type: ignore[attr-defined]  # a module made here


def test_a_name_with_the_recorded_arguments_is_returned() -> None:
    assert versions.original(LIBRARY, "of_library", "(box, width=0)") is of_library


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("of_library", "it was (width, box) and is (box, width=0)"),
        ("gone", "it was (width, box) and is no such function"),
    ],
)
def test_a_name_that_changed_is_refused(name: str, cause: str) -> None:
    with pytest.raises(Problem) as caught:
        versions.original(LIBRARY, name, "(width, box)")

    assert caught.value.code == "unsupported-version"
    assert caught.value.message.startswith(f"library.{name} has changed since")
    assert caught.value.cause == cause
