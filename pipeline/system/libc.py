# SPDX-License-Identifier: GPL-3.0-or-later
"""What the system's C library can do and Python has no name for."""

import ctypes
import os
from pathlib import Path

_LIBC = ctypes.CDLL(None)
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def exchange(first: Path, second: Path) -> bool:
    """Let two paths exchange their names in one step; return False where the system, or the file system, cannot."""
    if not hasattr(_LIBC, "renameat2"):
        return False
    names = (_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second))
    code: int = _LIBC.renameat2(*names, ctypes.c_uint(_RENAME_EXCHANGE))
    return code == 0


def sync(folder: Path) -> None:
    """Wait until the disk has all that was written on the file system of a folder."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        if not hasattr(_LIBC, "syncfs") or _LIBC.syncfs(opened) != 0:
            os.sync()
    finally:
        os.close(opened)


def ask_for_signal_at_parents_end(number: int) -> None:
    """Let the system send this process a signal when the thread that started it has ended."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)


def adopt_orphans(*, is_on: bool = True) -> None:
    """Become the parent of what processes below this one leave running when they end; no longer where it is not `is_on`."""
    _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, int(is_on), 0, 0, 0)
