# SPDX-License-Identifier: GPL-3.0-or-later
"""Renews the lists of Python packages with their hashes, in the newest versions that pyproject.toml allows: python -m tests.lock."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

_LISTS = (
    (ROOT, "pyproject.toml --extra setup --output-file requirements.txt"),
    (
        ROOT,
        "pyproject.toml --extra setup --extra test --output-file requirements-test.txt --constraint requirements.txt",
    ),
    (ROOT / "tests/weblate", "requirements.in --output-file requirements.txt"),
)


def main() -> None:
    compile_list = [Path(sys.executable).with_name("uv"), "pip", "compile", "--quiet", "--upgrade", "--universal"]
    compile_list += ["--python-version", "3.13", "--generate-hashes"]
    compile_list += ["--custom-compile-command", "python -m tests.lock"]
    for folder, words in _LISTS:
        subprocess.run([*compile_list, *words.split()], cwd=folder, check=True)


if __name__ == "__main__":
    main()
