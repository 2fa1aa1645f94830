# SPDX-License-Identifier: GPL-3.0-or-later
"""Renews the lists of Python packages with their hashes, in the newest versions that pyproject.toml allows: python -m tests.lock [NAME ...].

With names, those packages alone are renewed, as for a security release.
"""

import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

_LISTS = (
    "pyproject.toml --extra setup --extra completion --extra stemmer --output-file requirements.txt",
    "pyproject.toml --extra setup --extra test --output-file requirements-test.txt --constraint requirements.txt",
)


def main() -> None:
    names = [f"--upgrade-package={name}" for name in sys.argv[1:]]
    compile_list = [Path(sys.executable).with_name("uv"), "pip", "compile", "--quiet", *(names or ["--upgrade"])]
    compile_list += ["--universal", "--python-version", "3.12", "--generate-hashes"]
    compile_list += ["--custom-compile-command", "python -m tests.lock"]
    for words in _LISTS:
        subprocess.run([*compile_list, *words.split()], cwd=ROOT, check=True)
    first, second = ROOT / "requirements.txt", ROOT / "requirements-test.txt"
    second.write_text(without_packages_of(first.read_text(), second.read_text()))


def without_packages_of(first: str, second: str) -> str:
    """Return a list of packages that names another one in the place of what that one has."""
    known = {package.split()[0] for package in packages(first)}
    others = (package for package in packages(second) if package.split()[0] not in known)
    return "".join(["--requirement requirements.txt\n", *others])


def packages(text: str) -> list[str]:
    """Return each package with its hashes and what asks for it, as lines."""
    return re.findall(r"^[a-z0-9-]+==.*\n(?:[ ].*\n)*", text, re.MULTILINE)


if __name__ == "__main__":
    main()
