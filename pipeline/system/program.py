# SPDX-License-Identifier: GPL-3.0-or-later
"""How this program is called on this machine: by its name, or by its path if the PATH does not lead to it."""

import re
import shlex
import shutil
import sys
from functools import cache
from pathlib import Path

NAME = "west-pipeline"
_CALL = re.compile(rf"(?<![\w./-]){NAME}(?= (?:(?!that |wrote )[a-z]+\b|--help))")
"""The name as the beginning of a command."""


@cache
def program() -> str:
    """Return what to type in a shell to run this program."""
    if shutil.which(NAME) is not None:
        return NAME
    path = own_path()
    if path is None:
        return f"{shlex.quote(sys.executable)} -m pipeline"
    folder = Path.cwd()
    return shlex.quote(str(path.relative_to(folder) if path.is_relative_to(folder) else path))


def own_path() -> Path | None:
    """Return the path of the console script of this installation, or None if it has none."""
    path = Path(sys.prefix, "bin", NAME)
    return path if path.is_file() else None


def callable_here(text: str) -> str:
    """Return a text whose commands can be typed as they are printed."""
    return _CALL.sub(lambda _: program(), text) if NAME in text else text
