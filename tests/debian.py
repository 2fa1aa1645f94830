# SPDX-License-Identifier: GPL-3.0-or-later
"""A Debian of its own, for tests of what a user does on a new machine, and what builds containers on it."""

import os
import shutil
from pathlib import Path

import pytest

SUITE = "trixie"
PATH = f"{os.environ['PATH']}:/usr/sbin:/usr/lib/podman"


def need(*tools: str) -> None:
    """Skip the test unless these Debian packages are installed, each of which has a program of its name."""
    if missing := [name for name in tools if shutil.which(name, path=PATH) is None]:
        pytest.skip(f"install {' '.join(missing)} for this test")


def bootstrap(target: Path | str, *packages: str) -> list[str]:
    """Return the command that makes the smallest Debian with these packages, as a .tar or as a folder, as slim as `debian:13-slim`."""
    without = [f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in ("doc", "info", "locale", "man")]
    included = f"--include={','.join(packages)}"
    return ["mmdebstrap", "--quiet", "--variant=minbase", *without, included, SUITE, str(target)]
