# SPDX-License-Identifier: GPL-3.0-or-later
"""Installs a Weblate into an environment of its own, since it pins other versions of libraries that are ours too: python -m tests.weblate."""

import shutil
import sys
from pathlib import Path

from pipeline.bootstrap import attempt, packages_in, require_success, say, system_packages
from tests.weblate.test_weblate import ENVIRONMENT

_HERE = Path(__file__).parent


def main() -> None:
    system_packages(packages_in(_HERE / "machine.toml"), sys.executable)
    say(f"installing Weblate into {ENVIRONMENT.name}, which takes some minutes")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    require_success(attempt([sys.executable, "-m", "venv", str(ENVIRONMENT)]))
    pip = [str(ENVIRONMENT / "bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    require_success(attempt([*pip, "--require-hashes", "--requirement", str(_HERE / "requirements.txt")]))
    (ENVIRONMENT / "ready").touch()


if __name__ == "__main__":
    main()
