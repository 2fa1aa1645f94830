# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing files whole: what was there stays until the new one is complete."""

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

_ASIDE = re.compile(r"\..+\.[a-z0-9_]{8}")
"""The names of files that are written aside."""
_ENDING = "written_"
"""How the name of the file aside ends: eight characters, as `mkstemp` makes them."""


def write_whole(path: Path, data: bytes, *, is_synced: bool = True) -> None:
    """Replace a file by renaming a complete copy over it, synced unless the caller syncs all files at once; its permissions stay."""
    _write_whole(path, data, is_synced=is_synced)


def revised[R](path: Path, revise: Callable[[bytes], tuple[bytes, R]]) -> tuple[R, bool]:
    """Write what `revise` makes of the bytes of a file; return what else it returns, and whether the file was changed.

    Where somebody else saves the file meanwhile, such as an editor, what was saved is revised instead: none of it is lost.
    Raises FileNotFoundError.
    """
    refuse_special(path)
    while True:
        before = path.read_bytes()
        after, result = revise(before)
        if after == before:
            return result, False
        if _write_whole(path, after, instead_of=before):
            return result, True


def _write_whole(path: Path, data: bytes, *, instead_of: bytes | None = None, is_synced: bool = True) -> bool:
    """Write a file whole, and return True; where other bytes are in it than it is written `instead_of`, leave it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = _open_aside(path)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if is_synced:
                os.fsync(file.fileno())
            aside.chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask())
            if instead_of is not None and path.read_bytes() != instead_of:
                aside.unlink()
                return False
            aside.replace(path)
            return True
    except BaseException as error:
        aside.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(path)  # a full disk does not say which file it has no room for
        raise


def _open_aside(path: Path) -> tuple[int, Path]:
    """Open the file aside, empty, and locked for as long as it is written: who writes the same file waits.

    What a process that was killed has left of it is written over.
    """
    aside = path.with_name(f".{path.name}.{_ENDING}")
    while True:
        handle = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:  # a file system without locks: there, each has a file of its own, and leaves it if it is killed
            os.close(handle)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            return handle, Path(name)
        with suppress(FileNotFoundError):
            if os.fstat(handle).st_ino == aside.stat().st_ino:
                os.ftruncate(handle, 0)
                return handle, aside
        os.close(handle)  # who had it locked has given it the name of the file


def remove_leftovers(paths: Iterable[Path]) -> None:
    """Remove the temporary files among the paths, which a killed `write_whole` has left."""
    for path in filter(is_aside, tuple(paths)):
        with suppress(OSError):  # it is being written, is gone by now, or is another user's
            handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
            finally:
                os.close(handle)


def is_aside(path: Path) -> bool:
    """Return whether the name is that of a file which `write_whole` writes aside."""
    return _ASIDE.fullmatch(path.name) is not None


def is_begun(folder: Path, files: Mapping[Path, bytes]) -> bool:
    """Return whether nothing is in a folder but some of these files, with these bytes, as a run that was cut off leaves them."""
    there = [path for path in folder.rglob("*") if not path.is_dir() and not is_aside(path)]
    return len(there) < len(files) and all(path in files and path.read_bytes() == files[path] for path in there)


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


def write_if_changed(path: Path, data: bytes, *, is_synced: bool = True) -> bool:
    """Write the file whole only if its bytes differ, so that its time is that of its last change. Return whether it was written."""
    if path.is_file() and path.read_bytes() == data:
        return False
    write_whole(path, data, is_synced=is_synced)
    return True


def write_numbered(folder: Path, stem: str, suffix: str, data: bytes) -> Path:
    """Write a file under the first name that is free (`stem`, `stem-2`, …), or find it where these bytes are already."""
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
    """Return the SHA-256 checksums of all files below a folder, by their paths relative to it, in the order of these."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


def copy_synced(file: Path, target: Path) -> None:
    """Copy the bytes of a file, and wait until the disk has them."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)
    with target.open("rb") as written:
        os.fsync(written.fileno())


_AGAIN = "then run the command again; what was there before is unchanged"


def problem_of(error: OSError) -> Problem:
    """Return what to tell of a file that is missing, of a full disk, or of a lack of rights: the file, its file system, the one cause."""
    if error.errno is None and (problem := machine_problem([str(error)])) is not None:
        return problem  # several at once, of shutil
    path = Path(os.fsdecode(error.filename)) if error.filename else None
    message, cause = "a file cannot be read or written", error.strerror or str(error)
    match error.errno:
        case errno.ENOENT:
            message, hint = "a file is missing", "correct its name where you gave it, or bring the file back"
        case errno.ENOSPC | errno.EDQUOT:
            message, hint = "the disk is full", f"make room on it, {_AGAIN}"
            if path is not None:
                mount = _mount_of(path)
                cause = f"{cause}: the file system at {mount} has {shutil.disk_usage(mount).free // 1024} kB left"
        case errno.EROFS:
            place = f"the file system at {_mount_of(path)}" if path is not None else "it"
            hint = f"make {place} writable, {_AGAIN}"
        case errno.EACCES | errno.EPERM:
            hint = f"give yourself the right to it, or its folder, {_AGAIN}"
        case _:
            hint = "look at the path and at the disk, " + _AGAIN
    return Problem("file-system", message, cause=cause, hint=hint, path=path)


def _mount_of(path: Path) -> Path:
    """Return where the file system of a path is mounted; the path need not exist."""
    return next(folder for folder in (path, *path.absolute().parents) if folder.is_mount())


_OF_THE_MACHINE = (errno.EACCES, errno.EDQUOT, errno.EIO, errno.ENOSPC, errno.EPERM, errno.EROFS)
_TOLD = re.compile(r"(?:\[Errno |(?:OS|Permission)Error\()(\d+)(?:\] [^:\n]+: '([^'\n]+)')?")
"""An OSError as Python prints it: `[Errno 28] No space left on device: 'a.html'`, `OSError(28, 'No space left on device')`."""


def machine_problem(texts: Iterable[str]) -> Problem | None:
    """Return what to tell where one of these texts of other programs tells of an error of the disk, or of rights; else None."""
    for match in filter(None, map(_TOLD.search, texts)):
        if (number := int(match[1])) in _OF_THE_MACHINE:
            return problem_of(OSError(number, os.strerror(number), match[2]))
    return None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
