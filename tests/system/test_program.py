# SPDX-License-Identifier: GPL-3.0-or-later
"""Printed commands work where they are printed: after `make`, the PATH does not lead to the program."""

import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.system.program import BY_MAKE, callable_here, program
from tests.conftest import ROOT

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


def test_after_make_commands_are_printed_as_targets_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{sys.prefix}/bin")
    monkeypatch.setenv(BY_MAKE, "1")
    targets = set(re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    for command, expected in {
        "west-pipeline build": "make",
        "`west-pipeline check --verbose` lists": "`make check V=1` lists",
        "west-pipeline preview -P small --language sq.": "make preview P=small L=sq.",
        "west-pipeline kit make -L de": "make kit L=de",
        "west-pipeline check --explain NAME": "west-pipeline check --explain NAME",
        "west-pipeline check locales/de/LC_MESSAGES/small.po": "west-pipeline check locales/de/LC_MESSAGES/small.po",
        "west-pipeline build --project docs": "west-pipeline build --project docs",
        "west-pipeline update --same-meaning": "west-pipeline update --same-meaning",
        'west-pipeline withdraw -P small --reason "…"': 'west-pipeline withdraw -P small --reason "…"',
    }.items():
        assert callable_here(command) == expected
        assert not (made := re.match(r"`?make ([a-z]+)", expected)) or made[1] in targets
