# SPDX-License-Identifier: GPL-3.0-or-later
"""Marks of files that tell whether anybody wrote them, without reading them: size, times and inode."""

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator
from operator import attrgetter
from pathlib import Path

_name = attrgetter("name")
_PASSED_OVER = ("__pycache__", "_build", "node_modules")


def mark_of(places: Iterable[Path], without: Collection[Path] = ()) -> str:
    """Return a digest of the paths and marks of all files in these places: folders, or single files, which need not exist.

    Folders `without` are left out, and so are hidden files and what programs leave behind. Where the digest is the same, so are the
    bytes; where it differs, they may be the same all the same.
    """
    left_out = {str(path) for path in without}
    total = hashlib.sha256()
    linked: dict[tuple[int, int], os.stat_result] = {}
    for place in places:
        total.update(f"{place}\n".encode())
        for path, state in _files(str(place), left_out, linked):
            times = f"{state.st_size} {state.st_mtime_ns} {state.st_ctime_ns} {state.st_ino}"
            total.update(f"{path} {times}\n".encode(errors="surrogateescape"))
    return total.hexdigest()


def _files(
    place: str, left_out: Collection[str], linked: dict[tuple[int, int], os.stat_result]
) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the files of a folder in the order of their names, then those of the folders in it: a site has a million.

    Those with several names, noted in `linked` by device and inode, are asked for their state once.
    """
    try:
        entries = sorted(os.scandir(place), key=_name)
    except NotADirectoryError:
        yield place, os.stat(place)  # noqa: PTH116  a path as text is all that this needs, thousands of times
        return
    except FileNotFoundError:
        return
    device = os.stat(place).st_dev  # noqa: PTH116  as above
    for entry in entries:
        if entry.name.startswith(".") or entry.name in _PASSED_OVER or entry.path in left_out:
            continue
        if entry.is_dir():
            yield from _files(entry.path, left_out, linked)
        elif entry.is_file():
            state = linked.get((device, entry.inode())) or entry.stat()
            if state.st_nlink > 1:
                linked[device, entry.inode()] = state
            yield entry.path, state
