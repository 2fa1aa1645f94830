# SPDX-License-Identifier: GPL-3.0-or-later
"""A cache for each user: bytes that are dear to make and depend on no translator's text, by the digest of what they come from.

It outlives `build/` and serves every project. It may be deleted at any time, and many processes may use it at once: a value
is made by one of them while the others wait, written whole, and read only where its checksum is right. Where its folder cannot
be written, all is made as without it.
"""

import hashlib
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pipeline.system.files import read_checked, write_checked
from pipeline.system.lock import alone

VARIABLE = "WEST_PIPELINE_CACHE"
"""The environment variable that names another folder; set to nothing, it turns the cache off."""
LIMIT = 256 * 1024 * 1024
"""The most bytes that the cache takes; values used least recently are removed first."""

_SHARDS = 16
"""Folders of the cache, by the first digit of the key: each is bounded by itself, so that few files are looked at."""
_ABANDONED = 24 * 60 * 60
"""Seconds after which a file that is still written aside was left by a process that is gone."""


def cached(parts: tuple[object, ...], make: Callable[[], bytes]) -> bytes:
    """Return what `make` returns, from the cache where it has been made from these `parts` before.

    `parts` are all that the bytes depend on: their repr() is the key.
    """
    folder = cache_folder()
    if folder is None:
        return make()
    key = hashlib.sha256(repr(parts).encode()).hexdigest()
    path = folder / key[0] / key
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (data := _read(path)) is not None:
        return data
    with alone(path):
        if (data := _read(path)) is None:
            data = make()
            with suppress(OSError):  # no room, or no right to write
                _write(path, data)
    return data


def cache_folder() -> Path | None:
    """Return where the cache is, whether it exists or not; None where it is turned off, or the user has no home."""
    if (chosen := os.environ.get(VARIABLE)) is not None:
        return Path(chosen).absolute() if chosen else None
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    with suppress(RuntimeError):
        # The specification has relative paths ignored.
        return (base if base.is_absolute() else Path.home() / ".cache") / "west-pipeline"
    return None


def _read(path: Path) -> bytes | None:
    """Read a value and note that it was used; None where there is none, or not the one that was written under this key."""
    data = read_checked(path)
    if data is not None:
        with suppress(OSError):
            os.utime(path)
    return data


def _write(path: Path, data: bytes) -> None:
    if len(data) > LIMIT // _SHARDS:
        return
    write_checked(path, data)
    _remove_least_used(path.parent, LIMIT // _SHARDS)


def _remove_least_used(folder: Path, limit: int) -> None:
    """Remove values until those in `folder` have at most `limit` bytes; another process may remove the same ones."""
    files = []
    for entry in os.scandir(folder):
        with suppress(FileNotFoundError):
            state = entry.stat()
            is_abandoned = entry.name.startswith(".") and state.st_mtime < time.time() - _ABANDONED
            files.append((0 if is_abandoned else state.st_mtime_ns, state.st_size, entry.path))
    total = sum(size for _, size, _ in files)
    for used, size, path in sorted(files):
        if total <= limit and used:
            return
        Path(path).unlink(missing_ok=True)
        total -= size
