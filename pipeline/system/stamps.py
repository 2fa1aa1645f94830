# SPDX-License-Identifier: GPL-3.0-or-later
"""Detects changes of files by size, times and inode, without reading them."""

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from operator import attrgetter
from pathlib import Path

_name = attrgetter("name")
_IGNORED = re.compile(r"\..*|__pycache__|_build|node_modules")
_TEMPORARY = re.compile(rf"{_IGNORED.pattern}|[~#].*|.*(?:[~#]|\.swp|\.tmp)")
"""Ignored files, plus the temporary files of editors."""


def stamp_of(places: Iterable[Path], excluded: Collection[Path] = (), *, in_editors: bool = False) -> str:
    """Return a digest of the paths and stamps (size, times, inode) of all files in these folders or files, which need not exist.

    Folders `excluded`, hidden files and caches are ignored; with `in_editors`, temporary files of editors as well. If the digest is
    unchanged, so are the files; if it has changed, their content may still be the same.
    """
    excluded_paths, ignored = {str(path) for path in excluded}, _TEMPORARY if in_editors else _IGNORED
    total = hashlib.sha256()
    link_stamps: dict[tuple[int, int], str] = {}
    for place in places:
        total.update(f"{place}\n".encode())
        for line in _lines(str(place), excluded_paths, link_stamps, ignored):
            total.update(line.encode(errors="surrogateescape"))
    return total.hexdigest()


def _lines(
    place: str, excluded: Collection[str], link_stamps: dict[tuple[int, int], str], ignored: re.Pattern[str] = _IGNORED
) -> Iterator[str]:
    """Yield a line with path and stamp for each file of a folder and its subfolders, ordered by name. A site may have a million files.

    Stamps of hard-linked files are cached in `link_stamps`, by device and inode.
    """
    try:
        entries = sorted(os.scandir(place), key=_name)
        device = os.stat(place).st_dev  # noqa: PTH116  a path as text is all that this needs, thousands of times
    except NotADirectoryError:
        with suppress(FileNotFoundError):  # while an editor saves it
            yield f"{place} {_stamp(os.stat(place))}\n"  # noqa: PTH116  as above
        return
    except OSError:
        return
    for entry in entries:
        if ignored.fullmatch(entry.name) or entry.path in excluded:
            continue
        if entry.is_dir():
            yield from _lines(entry.path, excluded, link_stamps, ignored)
        elif entry.is_file():
            stamp = link_stamps.get((device, entry.inode()))
            if stamp is None:
                try:
                    state = entry.stat()
                except FileNotFoundError:
                    continue
                stamp = _stamp(state)
                if state.st_nlink > 1:
                    link_stamps[device, entry.inode()] = stamp
            yield f"{entry.path} {stamp}\n"


def _stamp(state: os.stat_result) -> str:
    return f"{state.st_size} {state.st_mtime_ns} {state.st_ctime_ns} {state.st_ino}"
