# SPDX-License-Identifier: GPL-3.0-or-later
"""Checksums of the site's files, each kept for as long as the file system says that the file is the same."""

import json
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.system.files import sha256_of, write_if_changed

type SumOf = Callable[[Path], str]
"""The SHA-256 of a file, as 64 hexadecimal digits."""

_TICK = 100_000_000
"""Nanoseconds: within a tick of its clock, a file system gives two versions of a file the same time."""


class Sums:
    """The checksums that the file `kept` remembers. `of` reads a file only if it is another than it was."""

    def __init__(self, kept: Path) -> None:
        self._kept = kept
        self._known: dict[str, list[int | str]] = _read(kept)
        self._seen: dict[str, list[int | str]] = {}

    def of(self, file: Path) -> str:
        stat = file.stat()
        mark = [stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino]
        *before, known = self._seen.get(str(file)) or self._known.get(str(file)) or [""]
        found = str(known) if before == mark else sha256_of(file)
        if time.time_ns() - stat.st_ctime_ns > _TICK:
            self._seen[str(file)] = [*mark, found]
        return found

    def write(self) -> None:
        """Remember the checksums of the files that were asked for, and of no others."""
        write_if_changed(self._kept, json.dumps(self._seen, indent=0, sort_keys=True).encode())


def _read(kept: Path) -> dict[str, list[int | str]]:
    try:
        found = json.loads(kept.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
