# SPDX-License-Identifier: GPL-3.0-or-later
"""The command that installs a missing extension fits the program that has installed the pipeline."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.compose.configuration import install_command
from pipeline.system.versions import supported

OURS = " ".join(map(shlex.quote, supported("sphinx", "docutils")))


def test_pip_gets_our_versions_as_well() -> None:
    assert install_command(["myst-parser", "myst-parser"]) == f"{sys.executable} -m pip install {OURS} myst-parser"


def test_an_environment_of_pipx_is_injected_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pipx_metadata.json").write_text("{}")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))

    assert install_command(["myst-parser"]) == f"pipx inject west-pipeline {OURS} myst-parser"


@pytest.mark.slow
def test_a_tool_of_uv_is_installed_again_with_them(wheel: Path, tmp_path: Path) -> None:
    """The receipt is one that uv itself has written, and uv takes the command."""
    environment = {
        **os.environ,
        "UV_TOOL_DIR": str(tmp_path / "tools"),
        "UV_TOOL_BIN_DIR": str(tmp_path / "bin"),
    }
    uv = [sys.executable, "-m", "uv", "tool", "install", "--quiet", "--python", sys.executable]
    subprocess.run([*uv, wheel], env=environment, check=True)
    python = tmp_path / "tools/west-pipeline/bin/python"
    ask = "from pipeline.compose.configuration import install_command; print(install_command(['myst-parser']))"

    asked = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True)

    command = asked.stdout.strip()
    assert command == f"uv tool install --with myst-parser {wheel}"
    subprocess.run([*uv, *command.split()[3:]], env=environment, check=True)
    subprocess.run([python, "-c", "import myst_parser, pipeline"], check=True)
