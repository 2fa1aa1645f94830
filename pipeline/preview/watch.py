# SPDX-License-Identifier: GPL-3.0-or-later
"""When files change: their times and sizes, asked for again and again. Works on every system and file system alike."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

POLL = 0.15
"""Seconds between two looks; a look at a few hundred files takes some milliseconds."""
SETTLE = 0.04
"""Seconds in which nothing more may change: editors write a file in steps, or two files at once."""

_NOT_SOURCES = {"__pycache__", "_build", "node_modules"}

type Stamps = Mapping[str, tuple[int, int, int]]
"""Path -> time in nanoseconds, size, and inode (a file renamed over another may keep the first two)."""


def stamps(places: Iterable[Path], excluded: frozenset[Path] = frozenset()) -> Stamps:
    """The stamps of files, and of all files below folders, but for hidden and excluded ones; what is not there has none."""
    by_path: dict[str, tuple[int, int, int]] = {}
    for place in places:
        if place.is_dir():
            by_path.update(_below(str(place), frozenset(map(str, excluded))))
        else:
            with suppress(OSError):
                by_path[str(place)] = _stamp(place.stat())
    return by_path


def settled(look: Callable[[], Stamps], before: Stamps) -> Stamps:
    """Look until something differs from before and has come to rest; the same as before when one look shows no change."""
    now = look()
    while now != before:
        time.sleep(SETTLE)
        again = look()
        if again == now:
            break
        now = again
    return now


def _below(folder: str, excluded: frozenset[str]) -> Iterator[tuple[str, tuple[int, int, int]]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        # Hidden files are those of editors: swap files, half-written copies.
        if entry.name.startswith((".", "~", "#")) or entry.name.endswith(("~", "#", ".swp", ".tmp")):
            continue
        if entry.name in _NOT_SOURCES or entry.path in excluded:
            continue
        with suppress(OSError):
            if entry.is_dir():
                yield from _below(entry.path, excluded)
            else:
                yield entry.path, _stamp(entry.stat())


def _stamp(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_mtime_ns, status.st_size, status.st_ino
