# SPDX-License-Identifier: GPL-3.0-or-later
"""Replaces folders atomically, mirrors them by hard links, and makes temporary folders."""

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
    """Make the folder `copy` equal to `origin`, which need not exist, by hard links. Files that are already linked are not touched.

    Afterwards, files in both must be replaced atomically, and never be written in place.
    """
    if not copy.is_dir():
        copy.mkdir(parents=True)
        if origin.is_dir():
            shutil.copymode(origin, copy)
    existing = {entry.name: entry for entry in _entries(copy)}
    for entry in _entries(origin) if origin.is_dir() else ():
        existing_entry = existing.pop(entry.name, None)
        if existing_entry is not None and not _is_same(existing_entry, entry):
            _remove(existing_entry)
            existing_entry = None
        if entry.is_dir(follow_symlinks=False):
            mirror(Path(entry.path), copy / entry.name)
        elif existing_entry is None:
            link(entry.path, copy / entry.name)
    for entry in existing.values():
        _remove(entry)


def _entries(folder: Path) -> "list[os.DirEntry[str]]":
    with os.scandir(folder) as entries:
        return list(entries)


def _is_same(first: "os.DirEntry[str]", second: "os.DirEntry[str]") -> bool:
    """Return whether both are folders, or the same file."""
    are_folders = first.is_dir(follow_symlinks=False) and second.is_dir(follow_symlinks=False)
    return are_folders or first.inode() == second.inode()


def link(file: str | Path, name: Path) -> None:
    """Make a hard link to a file, or a copy if that fails. Afterwards it must be replaced atomically, not written in place."""
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
    """Swap two folders, atomically if the system can, after syncing `first`. If `second` does not exist, `first` is renamed."""
    sync(first)
    _exchange_or_rename(first, second)


def remove_folder(folder: Path) -> None:
    """Remove a folder with its content, or what is in its place; it need not exist. Raises OSError if a part cannot be removed."""
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    else:
        folder.unlink(missing_ok=True)


def replace_folder(new: Path, place: Path) -> None:
    """Replace the folder `place` by `new`, atomically if the system can exchange names."""
    place.parent.mkdir(parents=True, exist_ok=True)
    _exchange_or_rename(new, place)
    shutil.rmtree(new, ignore_errors=True)


def _exchange_or_rename(new: Path, place: Path) -> None:
    """Exchange `new` and `place`, or rename `new` if `place` does not exist. `recover_folders` repairs an interrupted exchange."""
    if not place.exists():
        new.rename(place)
    elif not exchange(new, place):
        backup = place.with_name(f".{place.name}.former")
        shutil.rmtree(backup, ignore_errors=True)
        place.rename(backup)
        new.rename(place)
        backup.rename(new)


def recover_folders(parent: Path) -> None:
    """Restore folders whose exchange was interrupted between two renames, and remove leftovers."""
    for backup in parent.glob(".*.former"):
        place = backup.with_name(backup.name.removeprefix(".").removesuffix(".former"))
        if place.exists():
            shutil.rmtree(backup, ignore_errors=True)
        else:
            backup.rename(place)


class TemporaryFolder:
    """A temporary folder for a block, locked by its process and all forked ones. Removes leftovers of killed processes first.

    It is not a generator-based context manager, which would remove the folder when a forked process exits.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def __enter__(self) -> Path:
        for leftover in Path(tempfile.gettempdir()).glob(f"{self._prefix}*"):
            _remove_unlocked(leftover)
        while True:
            self._path = Path(tempfile.mkdtemp(prefix=self._prefix))
            self._lock = os.open(self._path, os.O_RDONLY)
            with suppress(OSError):  # a file system without locks
                fcntl.flock(self._lock, fcntl.LOCK_EX)
            if os.fstat(self._lock).st_nlink:
                return self._path
            os.close(self._lock)  # removed by another process before it was locked

    def __exit__(self, *_error: object) -> None:
        shutil.rmtree(self._path, ignore_errors=True)
        os.close(self._lock)


def _remove_unlocked(folder: Path) -> None:
    with suppress(OSError):  # it is in use, already removed, or another user's
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)
        finally:
            os.close(lock)


def exchange(first: Path, second: Path) -> bool:
    """Exchange two paths atomically; return False if the system or the file system does not support it."""
    if not hasattr(_LIBC, "renameat2"):
        return False
    names = (_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second))
    code: int = _LIBC.renameat2(*names, ctypes.c_uint(_RENAME_EXCHANGE))
    return code == 0


def sync(folder: Path) -> None:
    """Sync the file system of a folder to disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        if not hasattr(_LIBC, "syncfs") or _LIBC.syncfs(opened) != 0:
            os.sync()
    finally:
        os.close(opened)
