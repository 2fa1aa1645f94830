# SPDX-License-Identifier: GPL-3.0-or-later
"""Packs archives reproducibly, and unpacks untrusted ones safely."""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from pipeline.model.problems import Problem
from pipeline.model.remark import Remark

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MAX_FILES = 20_000
_MAX_BYTES = 40_000_000
"""Maximum bytes of an unpacked file; the catalogue of a book has half a million."""
_MAX_TOTAL_BYTES = 200_000_000
_FORMAT_ERRORS = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error)
_UNREADABLE = (*_FORMAT_ERRORS, EOFError, OSError, RuntimeError, ValueError, IndexError, OverflowError)
"""Exceptions of the library for truncated, damaged, encrypted or forged archives."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of files by path."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            row = zipfile.ZipInfo(name, _EPOCH)
            row.compress_type = zipfile.ZIP_DEFLATED
            row.create_system = 3
            row.external_attr = 0o100644 << 16
            archive.writestr(row, files[name])
    return whole.getvalue()


def unpack(path: Path, data: bytes, endings: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Yield the files with these name endings, ordered by name. Reads them into memory and writes nothing.

    Skips `__MACOSX` and hidden files. Raises Problem `broken-kit` for anything but an archive, and for a suspicious one.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            rows = archive.infolist()
            _check(path, rows)
            remaining = _MAX_TOTAL_BYTES
            for row in sorted(rows, key=lambda entry: entry.filename):
                name = _with_slashes(row.filename)
                litter = any(part == "__MACOSX" or part.startswith(".") for part in PurePosixPath(name).parts)
                if litter or name.endswith("/") or not name.lower().endswith(endings):
                    continue
                with archive.open(row) as file:
                    # The sizes declared in an archive may be false.
                    content = file.read(min(_MAX_BYTES, remaining) + 1)
                remaining -= len(content)
                if len(content) > _MAX_BYTES or remaining < 0:
                    cause = Remark("unpacked, %(name)s is larger than any catalogue", name=name)
                    raise _suspicious_archive(path, cause)
                yield name, content
    except _UNREADABLE as error:
        wrong, reason = Remark("the archive cannot be opened"), str(error) or type(error).__name__
        hint = Remark("ask for the file again: it was cut off, locked with a password, or is not a .zip")
        raise Problem("broken-kit", wrong, cause=reason, hint=hint, path=path) from error


def _check(path: Path, rows: list[zipfile.ZipInfo]) -> None:
    if len(rows) > _MAX_FILES:
        raise _suspicious_archive(path, Remark("it contains %(n)s files", n=len(rows)))
    for row in rows:
        name = PurePosixPath(_with_slashes(row.filename))
        if not name.parts or name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
            raise _suspicious_archive(
                path, Remark("%(name)r would be unpacked outside of its folder", name=row.filename)
            )
        if row.external_attr >> 28 == 0o12:
            raise _suspicious_archive(path, Remark("%(name)r is a link to another file", name=row.filename))


def _suspicious_archive(path: Path, cause: Remark) -> Problem:
    hint = Remark("do not open it by hand either; ask the sender what it is")
    wrong = Remark("the archive is not one that a translator's program writes")
    return Problem("broken-kit", wrong, cause=cause, hint=hint, path=path)


def _with_slashes(name: str) -> str:
    """Replace backslashes, which some Windows programs write as path separators."""
    return name.replace("\\", "/")
