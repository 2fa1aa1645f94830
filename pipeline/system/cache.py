# SPDX-License-Identifier: GPL-3.0-or-later
"""A cache for each user, for expensive results that do not depend on translations.

It has a limited size, is in the user's cache folder, outlives `build/`, and is shared by all projects. It may be deleted at any
time. While one process computes a result, others wait for it. If the folder is not writable, results are not cached.
"""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pipeline.model.problems import Problem
from pipeline.system.lock import file_lock
from pipeline.system.steps import digest
from pipeline.system.store import Store

VARIABLE = "WEST_PIPELINE_CACHE"
"""The environment variable for another folder; an empty value turns the cache off."""
LIMIT = 256 * 1024 * 1024
"""Maximum size in bytes; the least recently used values are removed first."""

_SHARDS = 16
"""Number of folders, one for each first digit of a key. Each has a separate limit, so that pruning looks at few files."""
_ABANDONED = 24 * 60 * 60
"""Seconds after which a temporary file counts as left behind by a killed process."""


def cached(parts: tuple[object, ...], make: Callable[[], bytes]) -> bytes:
    """Return the cached result for `parts`, or call `make` and cache its result.

    `parts` must include everything that the result depends on: their repr() is the key.
    """
    folder = cache_folder()
    if folder is None:
        return make()
    key = digest(parts)
    store = Store(folder)
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (data := store.result(key)) is not None:
        return data
    with file_lock(folder / key[0] / key):
        if (data := store.result(key)) is None:
            data = make()
            if len(data) <= LIMIT // _SHARDS:
                with suppress(Problem, OSError):  # no room, or no right to write
                    store.keep(key, data)
                    _remove_least_used(folder / key[0], LIMIT // _SHARDS)
    return data


def cache_folder() -> Path | None:
    """Return the folder of the cache, which may not exist yet; None if it is turned off, or the user has no home."""
    if (chosen := os.environ.get(VARIABLE)) is not None:
        return Path(chosen).absolute() if chosen else None
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    with suppress(RuntimeError):
        # The XDG specification requires that relative paths are ignored.
        return (base if base.is_absolute() else Path.home() / ".cache") / "west-pipeline"
    return None


def _remove_least_used(folder: Path, limit: int) -> None:
    """Prune `folder` to at most `limit` bytes. Other processes may do so at the same time."""
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
