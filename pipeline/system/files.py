# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing files whole: what was there stays until the new one is complete."""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from itertools import count
from pathlib import Path

_ASIDE = re.compile(r"\..+\.[a-z0-9_]{8}")
"""The names of files that are written aside: what `mkstemp` makes of ours."""


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file by renaming a complete, synced copy over it; its permissions stay."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def remove_leftovers(paths: Iterable[Path]) -> None:
    """Remove those of the paths that `write_whole` has left in a process that was killed; nobody else writes there now."""
    for path in tuple(paths):
        if _ASIDE.fullmatch(path.name) and path.is_file():
            path.unlink()


_CHECKSUM = 32


def checked(name: str, data: bytes) -> bytes:
    """Return data with a checksum of a name and of them before them, for `unchecked`."""
    return hashlib.sha256(name.encode() + data).digest() + data


def unchecked(name: str, data: bytes) -> bytes | None:
    """Return what `checked` was given; None where it is not what it was, or had another name."""
    content = data[_CHECKSUM:]
    return content if checked(name, content) == data else None


def write_checked(path: Path, data: bytes) -> None:
    """Write a file whole, with a checksum of its name and its bytes before them, for `read_checked`."""
    write_whole(path, checked(path.name, data))


def read_checked(path: Path) -> bytes | None:
    """Read what `write_checked` has written; None where there is nothing, or not what was written under this name."""
    try:
        return unchecked(path.name, path.read_bytes())
    except OSError:
        return None


def write_if_changed(path: Path, data: bytes) -> bool:
    """Write the file only if its bytes differ, so that its time is that of its last change. Return whether it was written."""
    if path.is_file() and path.read_bytes() == data:
        return False
    write_whole(path, data)
    return True


def write_under_lock(path: Path, data: bytes) -> None:
    """Write the file if its bytes differ. It is written under a lock alone, so what a killed process has left of it is removed."""
    remove_leftovers(path.parent.glob(f".{path.name}.*"))
    write_if_changed(path, data)


def write_numbered(folder: Path, stem: str, suffix: str, data: bytes) -> Path:
    """Write a file under the first name that is free (`stem`, `stem-2`, …), or find it where these bytes are already."""
    for number in count(1):
        path = folder / (f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}")
        if not path.exists() or path.read_bytes() == data:
            write_if_changed(path, data)
            return path
    raise AssertionError("numbers do not end")


def sha256_of(file: Path) -> str:
    """Return the SHA-256 checksum of a file, as 64 hexadecimal digits."""
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def copy_synced(file: Path, target: Path) -> None:
    """Copy the bytes of a file, and wait until the disk has them."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)
    with target.open("rb") as written:
        os.fsync(written.fileno())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
