# SPDX-License-Identifier: GPL-3.0-or-later
"""Libraries whose private names are replaced are those that were checked, and another one is refused with a next step."""

import tomllib
import types

import pytest

from pipeline.model.problems import Problem
from pipeline.system import versions
from tests.conftest import ROOT


def test_the_project_pins_the_checked_versions() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert {f"{name}=={version}" for name, version in versions.CHECKED.items()} <= set(project["dependencies"])


def test_the_installed_versions_are_checked() -> None:
    versions.check_versions(*versions.CHECKED)


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(versions.CHECKED, "pydyf", "0.12")

    with pytest.raises(Problem) as caught:
        versions.check_versions("weasyprint", "pydyf")

    assert caught.value.code == "unchecked-version"
    assert caught.value.cause.endswith("checked is 0.12")
    assert "weasyprint" not in caught.value.cause
    assert "engineers' handbook" in caught.value.hint


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

    assert caught.value.code == "unchecked-version"
    assert caught.value.message.startswith(f"library.{name} has changed since")
    assert caught.value.cause == cause
