# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are handed to the pipeline: what cannot be read as one is refused before it is opened."""

import os
import stat
from pathlib import Path

from pipeline.model.problems import Problem


def refuse_special(path: Path) -> None:
    """Raise Problem `special-file` at a pipe, socket or device: a program that reads it may wait without end."""
    try:
        mode = path.stat().st_mode
    except OSError:  # whoever reads it says so
        return
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise Problem(
            "special-file",
            "a pipe, socket or device is in the place of a file",
            hint="remove it, or put the file that is meant in its place",
            path=path,
        )


def refuse_unencoded(path: Path) -> None:
    """Raise Problem `bad-encoding` if the name of a file is not UTF-8."""
    try:
        path.name.encode()
    except UnicodeEncodeError:
        name = os.fsencode(path.name).decode("utf-8", "backslashreplace")
        raise Problem(
            "bad-encoding",
            "the name of a file is not UTF-8",
            cause=f"it is {name}, saved in another encoding, such as Latin-1",
            hint="rename it",
            path=path.parent,
        ) from None
