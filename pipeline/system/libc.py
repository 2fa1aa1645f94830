# SPDX-License-Identifier: GPL-3.0-or-later
"""What the system's C library can do and Python has no name for."""

import ctypes
import os
from pathlib import Path

_LIBC = ctypes.CDLL(None)
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


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
