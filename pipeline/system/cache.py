# SPDX-License-Identifier: GPL-3.0-or-later
"""A cache for each user: results that are dear to make and depend on no translator's text.

It is a store in a folder of the user's, of limited size, which outlives `build/` and serves every project. It may be deleted at any
time. A result is made by one process while the others wait. Where the folder cannot be written, all is made as without it.
"""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pipeline.model.problems import Problem
from pipeline.system.lock import alone
from pipeline.system.steps import digest
from pipeline.system.store import Folder, Store

VARIABLE = "WEST_PIPELINE_CACHE"
"""The environment variable that names another folder; set to nothing, it turns the cache off."""
LIMIT = 256 * 1024 * 1024
"""The most bytes that the cache takes; values used least recently are removed first."""

_SHARDS = 16
"""Folders of the cache, by the first digit of the key: each has its own limit, so that few files are looked at."""
_ABANDONED = 24 * 60 * 60
"""Seconds after which a file that is still written aside was left by a process that is gone."""


def cached(parts: tuple[object, ...], make: Callable[[], bytes]) -> bytes:
    """Return what `make` returns, from the cache where it has been made from these `parts` before.

    `parts` are all that the bytes depend on: their repr() is the key.
    """
    folder = cache_folder()
    if folder is None:
        return make()
    key = digest(parts)
    store = Store(Folder(folder))
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (data := store.result(key)) is not None:
        return data
    with alone(folder / key[0] / key):
        if (data := store.result(key)) is None:
            data = make()
            if len(data) <= LIMIT // _SHARDS:
                with suppress(Problem, OSError):  # no room, or no right to write
                    store.keep(key, data)
                    _remove_least_used(folder / key[0], LIMIT // _SHARDS)
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
