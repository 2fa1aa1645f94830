# SPDX-License-Identifier: GPL-3.0-or-later
"""Checksums of the site's files, cached for as long as the file system says that a file is the same."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pipeline.system.files import sha256_of, write_if_changed

type SumOf = Callable[[Path], str]
"""The SHA-256 of a file, as 64 hexadecimal digits."""

_TICK = 100_000_000
"""Nanoseconds: within a tick of its clock, a file system gives two versions of a file the same time."""


class Sums:
    """A cache of checksums in the file `path`. `of` reads a file only if its size, times or inode have changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._cached: dict[str, list[int | str]] = {}
        self._used: dict[str, list[int | str]] = {}
        with suppress(FileNotFoundError, ValueError):
            checksums = json.loads(path.read_bytes())
            self._cached = checksums if isinstance(checksums, dict) else {}

    def of(self, file: Path) -> str:
        stat = file.stat()
        mark = [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]
        *before, recorded = self._used.get(str(file)) or self._cached.get(str(file)) or [""]
        checksum = str(recorded) if before == mark else sha256_of(file)
        if time.time_ns() - stat.st_ctime_ns > _TICK:
            self._used[str(file)] = [*mark, checksum]
        return checksum

    def write(self) -> None:
        """Write the checksums of the files that were asked for, and of no others."""
        write_if_changed(self._path, json.dumps(self._used, indent=0, sort_keys=True).encode())
