# SPDX-License-Identifier: GPL-3.0-or-later
"""Printed commands work where they are printed: after `make`, the PATH does not lead to the program."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.system.program import callable_here, program

TEXT = "next: west-pipeline settle --take theirs; the west-pipeline that wrote it; .venv/bin/west-pipeline plan"


@pytest.fixture(autouse=True)
def _forget() -> None:
    program.cache_clear()


def test_a_command_is_printed_with_its_path_where_its_name_is_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", os.defpath)
    monkeypatch.chdir(tmp_path)

    assert main(["plan"]) == 3

    printed = f"{sys.prefix}/bin/west-pipeline adopt DIR"
    assert f"adopt a Sphinx project with `{printed}`" in capsys.readouterr().err
    monkeypatch.chdir(Path(sys.prefix).parent)
    program.cache_clear()
    venv = Path(sys.prefix).name
    assert callable_here(TEXT) == TEXT.replace("next: ", f"next: {venv}/bin/", 1)


def test_a_command_is_printed_by_its_name_where_the_shell_finds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{sys.prefix}/bin")

    assert shutil.which("west-pipeline")
    assert callable_here(TEXT) == TEXT
