# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes files atomically: the old file stays until the new one is complete."""

import errno
import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path

from pipeline.model.input_files import refuse_special
from pipeline.model.problems import Problem
from pipeline.system.folders import remove_folder

_TEMPORARY_NAME = re.compile(r"\..+\.[a-z0-9_]{8}")
"""Names of temporary files."""
_ENDING = "written_"
"""Suffix of temporary files: eight characters, as in names made by `mkstemp`."""


def write_whole(path: Path, data: bytes, *, is_synced: bool = True) -> None:
    """Replace a file atomically by renaming a temporary file; permissions are kept. `is_synced=False`: the caller syncs to disk."""
    _write_whole(path, data, is_synced=is_synced)


def revise[R](path: Path, change: Callable[[bytes], tuple[bytes, R]]) -> tuple[R, bool]:
    """Replace the content of a file by the first result of `change`; return the second result, and whether the file has changed.

    If another program saves the file in the meantime, `change` is called with the new content, so that nothing is lost. Raises
    FileNotFoundError.
    """
    refuse_special(path)
    while True:
        old = path.read_bytes()
        new, result = change(old)
        if new == old:
            return result, False
        if _write_whole(path, new, instead_of=old):
            return result, True


def _write_whole(path: Path, data: bytes, *, instead_of: bytes | None = None, is_synced: bool = True) -> bool:
    """Write a file atomically and return True; if its content is no longer `instead_of`, leave it and return False."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = _open_temporary(path)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if is_synced:
                os.fsync(file.fileno())
            temporary.chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask())
            if instead_of is not None and path.read_bytes() != instead_of:
                temporary.unlink()
                return False
            temporary.replace(path)
            return True
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(path)  # ENOSPC comes without a file name
        raise


def _open_temporary(path: Path) -> tuple[int, Path]:
    """Open and lock an empty temporary file; other writers of the same file wait.

    A leftover of a killed process is overwritten.
    """
    temporary = path.with_name(f".{path.name}.{_ENDING}")
    while True:
        handle = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:  # a file system without locks: use a unique name, which is left behind if the process is killed
            os.close(handle)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            return handle, Path(name)
        with suppress(FileNotFoundError):
            if os.fstat(handle).st_ino == temporary.stat().st_ino:
                os.ftruncate(handle, 0)
                return handle, temporary
        os.close(handle)  # another writer has renamed the file in the meantime


def remove_leftovers(paths: Iterable[Path]) -> None:
    """Remove temporary files that a killed `write_whole` has left behind."""
    for path in filter(is_temporary, tuple(paths)):
        with suppress(OSError):  # it is in use, already removed, or another user's
            handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
            finally:
                os.close(handle)


def is_temporary(path: Path) -> bool:
    """Return whether a path is a temporary file of `write_whole`, by its name."""
    return _TEMPORARY_NAME.fullmatch(path.name) is not None


def is_begun(folder: Path, files: Mapping[Path, bytes]) -> bool:
    """Return whether a folder contains nothing but some of these files with this content, such as after an interrupted run."""
    existing = [path for path in folder.rglob("*") if not path.is_dir() and not is_temporary(path)]
    return len(existing) < len(files) and all(path in files and path.read_bytes() == files[path] for path in existing)


_CHECKSUM = 32


def with_checksum(name: str, data: bytes) -> bytes:
    """Return the data with a checksum of name and data prepended, for `without_checksum`."""
    return hashlib.sha256(name.encode() + data).digest() + data


def without_checksum(name: str, data: bytes) -> bytes | None:
    """Return the data that was passed to `with_checksum`; None if it was altered, or stored under another name."""
    content = data[_CHECKSUM:]
    return content if with_checksum(name, content) == data else None


def write_cached(path: Path, data: bytes, *, is_synced: bool = True) -> None:
    """Replace a file of a cache atomically, or a folder in its place."""
    if path.is_dir():
        remove_folder(path)
    write_whole(path, data, is_synced=is_synced)


def write_checked(path: Path, data: bytes) -> None:
    """Write a file atomically, with a checksum of its name and content, for `read_checked`."""
    write_cached(path, with_checksum(path.name, data))


def read_checked(path: Path) -> bytes | None:
    """Read a file of `write_checked`; None if it is missing, altered or renamed."""
    try:
        return without_checksum(path.name, path.read_bytes())
    except OSError:
        return None


def write_if_changed(path: Path, data: bytes, *, is_synced: bool = True) -> bool:
    """Write a file only if its content differs, so that its time is the time of the last change. Return whether it was written."""
    if path.is_file() and path.read_bytes() == data:
        return False
    write_whole(path, data, is_synced=is_synced)
    return True


def write_numbered(folder: Path, stem: str, suffix: str, data: bytes) -> Path:
    """Write a file under the first free name (`stem`, `stem-2`, …), unless one of the existing has this content; return its path."""
    for number in count(1):
        path = folder / (f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}")
        if not path.exists() or path.read_bytes() == data:
            write_if_changed(path, data)
            return path
    raise AssertionError("numbers do not end")


def sha256(data: bytes) -> str:
    """Return the SHA-256 checksum of bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_of(file: Path) -> str:
    """Return the SHA-256 checksum of a file, as 64 hexadecimal digits."""
    refuse_special(file)
    with file.open("rb", buffering=0) as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def checksums_below(folder: Path) -> dict[str, str]:
    """Return the SHA-256 checksums of all files below a folder, by relative path, in path order."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


def copy_synced(file: Path, target: Path) -> None:
    """Copy the content of a file, and sync it to disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)
    with target.open("rb") as written:
        os.fsync(written.fileno())


_THEN_RETRY = "then run the command again; the earlier files are unchanged"


def problem_of(error: OSError) -> Problem:
    """Return the Problem for a missing file, a full disk, missing permissions, or another OSError."""
    if error.errno is None and (problem := machine_problem([str(error)])) is not None:
        return problem  # shutil.Error lists several errors
    path = Path(os.fsdecode(error.filename)) if error.filename else None
    message, cause = "a file cannot be read or written", error.strerror or str(error)
    match error.errno:
        case errno.ENOENT:
            message, hint = "a file is missing", "correct the name that you gave, or restore the file"
        case errno.ENOSPC | errno.EDQUOT:
            message, hint = "the disk is full", f"make room on it, {_THEN_RETRY}"
            if path is not None:
                mount = _mount_of(path)
                cause = f"{cause}: the file system at {mount} has {shutil.disk_usage(mount).free // 1024} kB left"
        case errno.EROFS:
            place = f"the file system at {_mount_of(path)}" if path is not None else "it"
            hint = f"make {place} writable, {_THEN_RETRY}"
        case errno.EACCES | errno.EPERM:
            hint = f"give yourself permission for it, or its folder, {_THEN_RETRY}"
        case _:
            hint = "check the path and the disk, " + _THEN_RETRY
    return Problem("file-system", message, cause=cause, hint=hint, path=path)


def _mount_of(path: Path) -> Path:
    """Return the mount point of a path, which need not exist."""
    return next(folder for folder in (path, *path.absolute().parents) if folder.is_mount())


_MACHINE_ERRORS = (errno.EACCES, errno.EDQUOT, errno.EIO, errno.ENOSPC, errno.EPERM, errno.EROFS)
_PRINTED_ERROR = re.compile(r"(?:\[Errno |(?:OS|Permission)Error\()(\d+)(?:\] [^:\n]+: '([^'\n]+)')?")
"""An OSError as Python prints it: `[Errno 28] No space left on device: 'a.html'`, `OSError(28, 'No space left on device')`."""


def machine_problem(texts: Iterable[str]) -> Problem | None:
    """Return the Problem for a disk or permission error that one of these texts contains; None if there is none."""
    for match in filter(None, map(_PRINTED_ERROR.search, texts)):
        if (number := int(match[1])) in _MACHINE_ERRORS:
            return problem_of(OSError(number, os.strerror(number), match[2]))
    return None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
