# SPDX-License-Identifier: GPL-3.0-or-later
"""Caches the checksums of the site's files until their size, times or inode change."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from sys import intern

from pipeline.system.files import sha256_of
from pipeline.system.steps import Steps

_TICK = 100_000_000
"""Nanoseconds of a tick of the file system's clock: two versions of a file that are written within a tick have the same time."""


class Sums:
    """A cache of checksums (SHA-256, as 64 hexadecimal digits) in the store of steps.

    A file is read only if its size, times or inode have changed.
    """

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._cached = {inode: (size, *times, checksum) for inode, size, *times, checksum in steps.checksums()}
        self._used: dict[int, tuple[int, int, int, str]] = {}

    def of(self, file: str) -> str:
        """Return the checksum of a file. Raises FileNotFoundError."""
        return self._sum(file, os.stat(file))  # noqa: PTH116  a path as text is all that this needs, a million times

    def below(self, folder: Path) -> dict[str, str]:
        """Return the checksums of all files below a folder, by their paths relative to it."""
        start = len(f"{folder}/")
        return {entry.path[start:]: self._sum(entry.path, entry.stat()) for entry in _files(str(folder))}

    def _sum(self, path: str, state: os.stat_result) -> str:
        # By inode: hard-linked files are read once.
        mark = state.st_size, state.st_mtime_ns, state.st_ctime_ns
        *before, recorded = self._used.get(state.st_ino) or self._cached.get(state.st_ino) or ("",)
        checksum = intern(str(recorded) if (*before,) == mark else sha256_of(Path(path)))
        if time.time_ns() - state.st_ctime_ns > _TICK:
            self._used[state.st_ino] = *mark, checksum
        return checksum

    def write(self) -> None:
        """Store the checksums of the requested files, and drop all others."""
        if self._used != self._cached:
            self._steps.keep_checksums((inode, *row) for inode, row in self._used.items())


def _files(folder: str) -> "Iterator[os.DirEntry[str]]":
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path)
            elif entry.is_file():
                yield entry
