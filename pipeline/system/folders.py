# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders that are replaced whole, and folders with the same files as another."""

import ctypes
import os
import shutil
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def mirror(origin: Path, copy: Path) -> None:
    """Make the folder `copy` the same as `origin`, which need not exist, with links to its files; what is the same is not touched.

    From then on, files of both must be replaced whole, and never be written in place.
    """
    if not copy.is_dir():
        copy.mkdir(parents=True)
        if origin.is_dir():
            shutil.copymode(origin, copy)
    there = {entry.name: entry for entry in _entries(copy)}
    for entry in _entries(origin) if origin.is_dir() else ():
        former = there.pop(entry.name, None)
        if former is not None and not _is_same(former, entry):
            _remove(former)
            former = None
        if entry.is_dir(follow_symlinks=False):
            mirror(Path(entry.path), copy / entry.name)
        elif former is None:
            link(entry.path, copy / entry.name)
    for entry in there.values():
        _remove(entry)


def _entries(folder: Path) -> "list[os.DirEntry[str]]":
    with os.scandir(folder) as entries:
        return list(entries)


def _is_same(first: "os.DirEntry[str]", second: "os.DirEntry[str]") -> bool:
    """Return whether both are folders, or one file."""
    are_folders = first.is_dir(follow_symlinks=False) and second.is_dir(follow_symlinks=False)
    return are_folders or first.inode() == second.inode()


def link(file: str | Path, name: Path) -> None:
    """Give a file another name, or copy it where the file system has no links; from then on it must be replaced whole."""
    try:
        os.link(file, name, follow_symlinks=False)
    except OSError:
        shutil.copy2(file, name, follow_symlinks=False)


def _remove(entry: "os.DirEntry[str]") -> None:
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry.path)
    else:
        Path(entry.path).unlink()


def swap(first: Path, second: Path) -> None:
    """Let two folders exchange their names, in one step where the system can; what is in `first` is on the disk before.

    Where there is no `second`, it gets the name alone.
    """
    _sync(first)
    if not second.exists():
        first.rename(second)
    elif not _exchange(first, second):
        third = first.with_name(f"{first.name}.former")
        shutil.rmtree(third, ignore_errors=True)
        second.rename(third)
        first.rename(second)
        third.rename(first)


def remove_folder(folder: Path) -> None:
    """Remove a folder, which need not be there, with all that is in it. Raises OSError rather than leave a part of it."""
    if folder.exists():
        shutil.rmtree(folder)


def replace_folder(new: Path, place: Path) -> None:
    """Put the folder `new` in the place of `place`, in one step where the system can exchange two names."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        new.rename(place)
        return
    if not _exchange(new, place):
        former = place.with_name(f".{place.name}.former")
        shutil.rmtree(former, ignore_errors=True)
        place.rename(former)
        new.rename(place)
        new = former
    shutil.rmtree(new, ignore_errors=True)


def recover_folders(parent: Path) -> None:
    """Bring back each folder whose replacement was cut off between two renames, and remove leftovers."""
    for former in parent.glob(".*.former"):
        place = former.with_name(former.name.removeprefix(".").removesuffix(".former"))
        if place.exists():
            shutil.rmtree(former, ignore_errors=True)
        else:
            former.rename(place)


def _exchange(first: Path, second: Path) -> bool:
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    code: int = renameat2(
        _AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), ctypes.c_uint(_RENAME_EXCHANGE)
    )
    return code == 0


def _sync(folder: Path) -> None:
    """Wait until the disk has all that was written on the file system of a folder."""
    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    opened = os.open(folder, os.O_RDONLY)
    try:
        if syncfs is None or syncfs(opened) != 0:
            os.sync()
    finally:
        os.close(opened)
