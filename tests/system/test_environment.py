# SPDX-License-Identifier: GPL-3.0-or-later
"""The fingerprint of what is installed changes with any version, and with nothing else."""

import ctypes
import sys
from pathlib import Path

import pytest

from pipeline.system import environment


def now() -> str:
    """The fingerprint of now, which a command takes once."""
    environment.environment.cache_clear()
    environment.versions.cache_clear()
    return environment.environment()


@pytest.mark.parametrize("name", ["babel", "markupsafe", "a-new-extension"])
def test_each_installed_version_counts_and_the_first_one_on_the_path(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = now()
    monkeypatch.syspath_prepend(tmp_path)
    assert now() == before  # another folder, such as the working directory

    (tmp_path / f"{name}-99.dist-info").mkdir()
    changed = now()
    assert changed != before
    assert environment.versions()[name] == "99"

    monkeypatch.setattr(sys, "path", [*sys.path[1:], sys.path[0]])
    assert (now() == before) == (name != "a-new-extension")


def test_the_libraries_of_the_machine_that_lay_out_count_by_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before, found = now(), environment.versions()
    assert found["Pango"].startswith("1.")
    assert found["HarfBuzz"].partition(".")[0].isdigit()

    monkeypatch.setattr(ctypes, "CDLL", absent)

    assert now() != before
    assert "Pango" not in environment.versions()


def absent(_name: str) -> None:
    raise OSError
