# SPDX-License-Identifier: GPL-3.0-or-later
"""Checksums of the site's files, cached for as long as the file system says that a file is the same."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from sys import intern

from pipeline.system.files import sha256_of, write_if_changed

_TICK = 100_000_000
"""Nanoseconds: within a tick of its clock, a file system gives two versions of a file the same time."""


class Sums:
    """A cache of checksums (SHA-256, as 64 hexadecimal digits) in the file `path`.

    A file is read only if its size, times or inode have changed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._cached: dict[str, list[int | str]] = {}
        self._used: dict[str, list[int | str]] = {}
        with suppress(FileNotFoundError, ValueError):
            checksums = json.loads(path.read_bytes())
            self._cached = checksums if isinstance(checksums, dict) else {}

    def of(self, file: str) -> str:
        """Return the checksum of a file. Raises FileNotFoundError."""
        return self._sum(file, os.stat(file))  # noqa: PTH116  a path as text is all that this needs, a million times

    def below(self, folder: Path) -> dict[str, str]:
        """Return the checksums of all files below a folder, by their paths relative to it."""
        start = len(f"{folder}/")
        return {entry.path[start:]: self._sum(entry.path, entry.stat()) for entry in _files(str(folder))}

    def _sum(self, path: str, state: os.stat_result) -> str:
        # By inode: where a file has several names, it is read once.
        name, mark = str(state.st_ino), [state.st_size, state.st_mtime_ns, state.st_ctime_ns]
        *before, recorded = self._used.get(name) or self._cached.get(name) or [""]
        checksum = intern(str(recorded) if before == mark else sha256_of(Path(path)))
        if time.time_ns() - state.st_ctime_ns > _TICK:
            self._used[name] = [*mark, checksum]
        return checksum

    def write(self) -> None:
        """Write the checksums of the files that were asked for, and of no others."""
        write_if_changed(self._path, json.dumps(self._used, indent=0, sort_keys=True).encode())


def _files(folder: str) -> "Iterator[os.DirEntry[str]]":
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path)
            elif entry.is_file():
                yield entry
