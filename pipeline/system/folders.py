# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders that are replaced whole, folders with the same files as another, and temporary ones."""

import ctypes
import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

_LIBC = ctypes.CDLL(None)
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
    sync(first)
    _trade(first, second)


def remove_folder(folder: Path) -> None:
    """Remove a folder, which need not be there, with all that is in it. Raises OSError rather than leave a part of it."""
    if folder.exists():
        shutil.rmtree(folder)


def replace_folder(new: Path, place: Path) -> None:
    """Replace the folder `place` by `new`, in one step where the system can exchange two names."""
    place.parent.mkdir(parents=True, exist_ok=True)
    _trade(new, place)
    shutil.rmtree(new, ignore_errors=True)


def _trade(new: Path, place: Path) -> None:
    """Give `place` to the folder `new`, and the name of that to what was in the place; `recover_folders` mends what was cut off."""
    if not place.exists():
        new.rename(place)
    elif not exchange(new, place):
        former = place.with_name(f".{place.name}.former")
        shutil.rmtree(former, ignore_errors=True)
        place.rename(former)
        new.rename(place)
        former.rename(new)


def recover_folders(parent: Path) -> None:
    """Bring back each folder whose replacement was cut off between two renames, and remove leftovers."""
    for former in parent.glob(".*.former"):
        place = former.with_name(former.name.removeprefix(".").removesuffix(".former"))
        if place.exists():
            shutil.rmtree(former, ignore_errors=True)
        else:
            former.rename(place)


class TemporaryFolder:
    """A folder for a block, locked by its process and all that this forks; leftovers of killed processes are removed before.

    It is no generator: a forked process that ends leaves the folder to the one that made it.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def __enter__(self) -> Path:
        for leftover in Path(tempfile.gettempdir()).glob(f"{self._prefix}*"):
            _remove_unlocked(leftover)
        while True:
            self._path = Path(tempfile.mkdtemp(prefix=self._prefix))
            self._lock = os.open(self._path, os.O_RDONLY)
            with suppress(OSError):  # a file system without locks: there, nothing is taken for a leftover
                fcntl.flock(self._lock, fcntl.LOCK_EX)
            if os.fstat(self._lock).st_nlink:
                return self._path
            os.close(self._lock)  # somebody was faster than the lock

    def __exit__(self, *_error: object) -> None:
        shutil.rmtree(self._path, ignore_errors=True)
        os.close(self._lock)


def _remove_unlocked(folder: Path) -> None:
    with suppress(OSError):  # it is used, is gone by now, or is another user's
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)
        finally:
            os.close(lock)


def exchange(first: Path, second: Path) -> bool:
    """Let two paths exchange their names in one step; return False where the system, or the file system, cannot."""
    if not hasattr(_LIBC, "renameat2"):
        return False
    names = (_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second))
    code: int = _LIBC.renameat2(*names, ctypes.c_uint(_RENAME_EXCHANGE))
    return code == 0


def sync(folder: Path) -> None:
    """Wait until the disk has all that was written on the file system of a folder."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        if not hasattr(_LIBC, "syncfs") or _LIBC.syncfs(opened) != 0:
            os.sync()
    finally:
        os.close(opened)
