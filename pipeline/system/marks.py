# SPDX-License-Identifier: GPL-3.0-or-later
"""Detects changes of files by size, times and inode, without reading them."""

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from operator import attrgetter
from pathlib import Path

_name = attrgetter("name")
_IGNORED = re.compile(r"\..*|__pycache__|_build|node_modules")
_TEMPORARY = re.compile(rf"{_IGNORED.pattern}|[~#].*|.*(?:[~#]|\.swp|\.tmp)")
"""The same, and the temporary files of editors."""


def mark_of(places: Iterable[Path], excluded: Collection[Path] = (), *, in_editors: bool = False) -> str:
    """Return a digest of the paths and marks of all files in these places: folders or files, which need not exist.

    Folders `excluded`, hidden files and caches are ignored, and if `in_editors`, the temporary files of editors. If the digest is
    unchanged, so are the files; if it has changed, their content may still be the same.
    """
    left_out, ignored = {str(path) for path in excluded}, _TEMPORARY if in_editors else _IGNORED
    total = hashlib.sha256()
    linked: dict[tuple[int, int], str] = {}
    for place in places:
        total.update(f"{place}\n".encode())
        for line in _lines(str(place), left_out, linked, ignored):
            total.update(line.encode(errors="surrogateescape"))
    return total.hexdigest()


def marks_by_folder(top: Path) -> dict[str, str]:
    """Return the marks of the folders in the first two levels below a folder, by path.

    A mark is the number of files and a digest as in `mark_of`.
    """
    totals: dict[str, tuple[int, hashlib._Hash]] = {}
    start = len(f"{top}/")
    for name, group in groupby(_lines(str(top), (), {}), key=lambda line: folder_of(line[start:])):
        lines = [*group]
        count, total = totals.get(name) or (0, hashlib.sha256())
        total.update("".join(lines).encode(errors="surrogateescape"))
        totals[name] = count + len(lines), total
    return {name: f"{count} {total.hexdigest()}" for name, (count, total) in totals.items()}


def folder_of(path: str) -> str:
    """Return the folder whose mark includes a file, given its path below the top."""
    return "/".join(path.split("/", 2)[:-1])


def _lines(
    place: str, left_out: Collection[str], link_marks: dict[tuple[int, int], str], ignored: re.Pattern[str] = _IGNORED
) -> Iterator[str]:
    """Yield path and mark of the files of a folder, ordered by name, including subfolders. A site has a million.

    Marks of hard-linked files are cached in `link_marks`, by device and inode.
    """
    try:
        entries = sorted(os.scandir(place), key=_name)
        device = os.stat(place).st_dev  # noqa: PTH116  a path as text is all that this needs, thousands of times
    except NotADirectoryError:
        with suppress(FileNotFoundError):  # while an editor saves it
            yield f"{place} {_mark(os.stat(place))}\n"  # noqa: PTH116  as above
        return
    except OSError:
        return
    for entry in entries:
        if ignored.fullmatch(entry.name) or entry.path in left_out:
            continue
        if entry.is_dir():
            yield from _lines(entry.path, left_out, link_marks, ignored)
        elif entry.is_file():
            mark = link_marks.get((device, entry.inode()))
            if mark is None:
                try:
                    state = entry.stat()
                except FileNotFoundError:
                    continue
                mark = _mark(state)
                if state.st_nlink > 1:
                    link_marks[device, entry.inode()] = mark
            yield f"{entry.path} {mark}\n"


def _mark(state: os.stat_result) -> str:
    return f"{state.st_size} {state.st_mtime_ns} {state.st_ctime_ns} {state.st_ino}"
