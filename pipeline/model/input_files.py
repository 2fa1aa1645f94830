# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks input files before they are opened."""

import os
import stat
from pathlib import Path

from pipeline.model.problems import Problem


def refuse_special(path: Path) -> None:
    """Raise Problem `special-file` for a pipe, socket or device, which may block a reader for ever."""
    try:
        mode = path.stat().st_mode
    except OSError:  # the reader reports it
        return
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise Problem(
            "special-file",
            "this is a pipe, socket or device instead of a file",
            hint="remove it, or replace it by a file",
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
