# SPDX-License-Identifier: GPL-3.0-or-later
"""How this program is called on this machine: by make, by its name, or by its path if the PATH does not lead to it."""

import os
import re
import shlex
import shutil
import sys
from functools import cache
from pathlib import Path

NAME = "west-pipeline"
_CALL = re.compile(rf"(?<![\w./-]){NAME}(?= (?:(?!that |wrote )[a-z]+\b|--help))")
"""The name as the beginning of a command."""
BY_MAKE = "WEST_PIPELINE_BY_MAKE"
"""The environment variable that the Makefile sets."""
_VARIABLES = {"--publication": "P", "-P": "P", "--language": "L", "-L": "L"}
_TARGET = re.compile(
    rf"(?<![\w./-]){NAME} (build|update|check|progress|preview|kit make|release|serve)\b"
    rf"((?: (?:{'|'.join(_VARIABLES)}) [\w-]+)*)( --verbose)?(?! -| [A-Z]+\b| \S+/)"
)
"""A command with the options that the targets of the Makefile have."""


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
    if NAME not in text:
        return text
    if os.environ.get(BY_MAKE):
        text = _TARGET.sub(_target, text)
    return _CALL.sub(lambda _: program(), text)


def _target(command: re.Match[str]) -> str:
    name, options, verbose = command.groups()
    words = options.split()
    narrowed = (f" {_VARIABLES[option]}={value}" for option, value in zip(words[::2], words[1::2], strict=True))
    target = {"build": "", "kit make": " kit"}.get(name, f" {name}")
    return f"make{target}{''.join(narrowed)}{' V=1' if verbose else ''}"
