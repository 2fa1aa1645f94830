# SPDX-License-Identifier: GPL-3.0-or-later
"""The store of steps: inputs and results of each output of a build. No other record decides what is due.

A step has a name, such as `it/manual/pdf`, `extract/manual` or `site/front pages`. Its last run left a trace. The step is due if it has
no trace, if a file that it made is missing or altered, or if an input has changed since that run; the names of the changed inputs are the
reasons that editors read. A failed run leaves a trace with a problem under a separate name (`failed/it/manual`), so that the trace of the
last successful run survives; until an input changes, it is not retried, and its problem is reported again (`publishing/failures.py`).

In the terms of "Build systems à la carte" (Mokhov, Mitchell, Peyton Jones), these are verifying traces with early cutoff: an output
with the same bytes makes nothing else due. The store that a team shares (`publishing/results.py`) adds constructive traces.

All traces of a project are rows of one SQLite file, `build/steps.sqlite`. It is a cache: if it is deleted, everything is made again, and
a damaged one is put aside, which each row shows by a check of its own. Digests are SHA-256 in hexadecimal.
"""

import errno
import json
import os
import sqlite3
import stat
import weakref
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pipeline.model.problems import Problem
from pipeline.system.files import sha256
from pipeline.system.folders import remove_folder

FILE = "steps.sqlite"
"""The name of the store in the folder `build`."""
DAMAGED = f"{FILE}.damaged"
"""The name of a damaged store that was put aside."""
NEVER_MADE = "never built"
GONE = "its files are gone"
ALTERED = "its files were altered"

_SCHEMA_VERSION = 3
_BUSY_TIMEOUT = 30.0
"""Seconds to wait while another process writes."""
_TABLES = """
CREATE TABLE steps (name TEXT PRIMARY KEY, inputs TEXT, outputs TEXT, value TEXT, problem TEXT, seconds REAL, memory INTEGER, crc INTEGER) WITHOUT ROWID;
CREATE TABLE files (digest TEXT PRIMARY KEY, files TEXT, crc INTEGER) WITHOUT ROWID;
CREATE TABLE checksums (inode INTEGER PRIMARY KEY, size INTEGER, modified INTEGER, changed INTEGER, checksum TEXT, crc INTEGER);
"""
_ERRORS = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EACCES,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_NOMEM: errno.ENOMEM,
}
"""System error codes by SQLite's error code; any other error means that the file is damaged."""


def digest(facts: object) -> str:
    """Return a digest of the repr() of facts."""
    return sha256(repr(facts).encode())


@dataclass(frozen=True, slots=True)
class Trace:
    """The record of a run of a step: the digests of its `inputs` by name, and of the files that it made (`outputs`) by path.

    `value` is a result that other steps read, as JSON, such as the pages of a book that others refer to; `problem` is the error that
    stopped it, as JSON; `memory` is the peak memory of its processes in bytes. The name of an input is worded as a reason for editors.
    """

    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    value: Any = None  # JSON
    problem: Any = None  # JSON
    seconds: float = 0.0
    memory: int = 0

    def changed(self, current: Mapping[str, str]) -> list[str]:
        """Return the names of inputs that have changed. Inputs that no longer exist do not count."""
        return [reason for reason, digest in current.items() if self.inputs.get(reason) != digest]


def reasons(trace: Trace | None, current: Mapping[str, str], checksum: Callable[[str], str]) -> list[str]:
    """Return why a step is due; an empty list means that it is fresh.

    `checksum` returns the digest of a file that the step made, and raises FileNotFoundError if the file is missing.
    """
    if trace is None:
        return [NEVER_MADE]
    try:
        if not all(checksum(path) == made for path, made in trace.outputs.items()):
            return [ALTERED]
    except FileNotFoundError:
        return [GONE]
    return trace.changed(current)


class Steps:
    """The traces in a file, which is created by the first write. A damaged file is put aside when it is opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._damage = ""
        self._opened: tuple[int, sqlite3.Connection, weakref.finalize[Any, Steps]] | None = None

    def trace(self, name: str) -> Trace | None:
        """Return the trace of a step, or None."""
        rows = self._read("SELECT * FROM steps WHERE name = ?", name)
        return next((_trace(row) for row in rows), None)

    def below(self, name: str) -> dict[str, Trace]:
        """Return the traces of a step and of steps whose names begin with its name and a slash (`0` is the character after `/`)."""
        rows = self._read(
            "SELECT * FROM steps WHERE name = ? OR (name >= ? AND name < ?)", name, f"{name}/", f"{name}0"
        )
        return {row[0]: _trace(row) for row in rows}

    def take_damage(self) -> str:
        """Return what was wrong with a file that was put aside, once; an empty string if none was."""
        damage, self._damage = self._damage, ""
        return damage

    def seconds(self) -> dict[str, float]:
        """Return the duration of each step that was timed."""
        return dict(self._read("SELECT name, seconds FROM steps WHERE seconds > 0"))

    def files(self, digest: str) -> dict[str, str]:
        """Return the files behind a digest of several files, with their own digests; empty if they were not recorded."""
        rows = self._read("SELECT files FROM files WHERE digest = ?", digest)
        return next((dict(json.loads(row[0])) for row in rows), {})

    def checksums(self) -> Iterator[tuple[int, int, int, int, str]]:
        """Yield inode, size, times of modification and of change (in nanoseconds), and checksum of files that were read."""
        return iter(self._read("SELECT inode, size, modified, changed, checksum FROM checksums"))

    def keep(
        self,
        traces: Mapping[str, Trace],
        *,
        forget: Iterable[str] = (),
        files: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    ) -> None:
        """Replace the traces of these steps and forget others, in one transaction. Raises Problem.

        `files` maps digests of several files to those files with their own digests, so that a reason can name the changed file.
        """
        rows = [
            (
                name,
                *(_json(part) for part in (trace.inputs, trace.outputs, trace.value, trace.problem)),
                trace.seconds,
                trace.memory,
            )
            for name, trace in traces.items()
        ]
        of_digests = [(checksum, _json(of_digest)) for checksum, of_digest in files.items()]
        with self._writing() as connection:
            connection.executemany("DELETE FROM steps WHERE name = ?", [(name,) for name in forget])
            connection.executemany("INSERT OR REPLACE INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(_checked, rows))
            connection.executemany("INSERT OR IGNORE INTO files VALUES (?, ?, ?)", map(_checked, of_digests))

    def forget(self, *names: str) -> None:
        """Forget the traces of steps. Raises Problem."""
        if self._path.is_file():
            self.keep({}, forget=names)

    def forget_files(self, but: Iterable[str]) -> None:
        """Delete the records behind all digests `but` these; the files themselves stay. Raises Problem."""
        noted = {row[0] for row in self._read("SELECT digest FROM files")}
        if old := noted.difference(but):
            with self._writing() as connection:
                connection.executemany("DELETE FROM files WHERE digest = ?", [(checksum,) for checksum in old])

    def keep_checksums(self, rows: Iterable[tuple[int, int, int, int, str]]) -> None:
        """Store these checksums instead of all previous ones. Raises Problem."""
        with self._writing() as connection:
            connection.execute("DELETE FROM checksums")
            connection.executemany("INSERT OR REPLACE INTO checksums VALUES (?, ?, ?, ?, ?, ?)", map(_checked, rows))

    def _read(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Return rows, or an empty list if the file is missing, damaged, or was written by another release."""
        with _translated_errors(self._path):
            connection = self._connection()
            return connection.execute(query, values).fetchall() if connection is not None else []

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with _translated_errors(self._path):
            connection = self._connection() or self._create()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _connection(self) -> sqlite3.Connection | None:
        """Return a connection to the current file, or None if it is missing, damaged, or was written by another release."""
        inode = self._inode()
        if self._opened is not None and self._opened[0] != inode:
            self._opened[2]()
            self._opened = None
        if self._opened is None and inode:
            connection = _connect(self._path)
            close = weakref.finalize(self, connection.close)
            try:
                is_ours = connection.execute("PRAGMA user_version").fetchone() == (_SCHEMA_VERSION,)
                damage = _damage(connection) if is_ours else ""
            except sqlite3.DatabaseError as error:
                if _error_number(error):
                    raise
                is_ours, damage = False, str(error)
            if damage or not is_ours:
                close()
                if damage:
                    self._put_aside(damage)
                return None
            self._opened = inode, connection, close
        return self._opened[1] if self._opened is not None else None

    def _inode(self) -> int:
        """Return the inode of the file; 0 if it is missing, or was no file and is put aside."""
        try:
            state = self._path.stat()
        except (FileNotFoundError, NotADirectoryError):
            if not self._path.is_symlink():
                return 0
        except OSError as error:
            if error.errno != errno.ELOOP:
                raise
        else:
            if stat.S_ISREG(state.st_mode):
                return state.st_ino
        self._put_aside("it is not a file")
        return 0

    def _put_aside(self, damage: str) -> None:
        """Rename a damaged file, and remove the journal of its last write."""
        aside = self._path.with_name(DAMAGED)
        remove_folder(aside)
        self._path.rename(aside)
        remove_folder(self._path.with_name(f"{FILE}-journal"))
        self._damage = damage

    def _create(self) -> sqlite3.Connection:
        """Create the file, replacing one that another release wrote."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_name(f".{FILE}.{os.getpid()}")
        temporary.unlink(missing_ok=True)
        connection = _connect(temporary)
        connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_SCHEMA_VERSION}; COMMIT;")
        connection.close()
        temporary.replace(self._path)
        created = self._connection()
        assert created is not None
        return created


@cache
def _steps(path: Path, _process: int) -> Steps:
    return Steps(path)


def steps_in(build: Path) -> Steps:
    """Return the store of a project with this folder `build`, one per process, since SQLite connections must not cross a fork."""
    return _steps(build / FILE, os.getpid())


def _connect(path: Path) -> sqlite3.Connection:
    # Commands use it in one thread; a preview opens it in one thread and reads it in another.
    return sqlite3.connect(path, timeout=_BUSY_TIMEOUT, isolation_level=None, check_same_thread=False)


@contextmanager
def _translated_errors(path: Path) -> Iterator[None]:
    """Raise Problem `locked` if another program has locked the file, and OSError for other errors of the disk or of permissions."""
    try:
        yield
    except sqlite3.ProgrammingError:  # a mistake in our code
        raise
    except sqlite3.DatabaseError as error:
        if _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise Problem(
                "locked",
                "another program has locked the records of earlier builds",
                cause=_holder(path) or "its process is unknown",
                hint="wait for it to end, or end it; then run the command again",
                path=path,
            ) from error
        number = _error_number(error) or errno.EIO  # damaged since it was opened
        raise OSError(number, os.strerror(number), str(path)) from error


def _code(error: sqlite3.Error) -> int:
    """Return SQLite's primary error code; that of any error if Python found it."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _error_number(error: sqlite3.Error) -> int:
    """Return the system's error code for an error of the disk, of permissions or of a lock; 0 if the file is damaged."""
    code = _code(error)
    return errno.EAGAIN if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) else _ERRORS.get(code, 0)


def _holder(path: Path) -> str:
    """Return the process that has locked a file, on Linux; an empty string if it is unknown."""
    with suppress(OSError):
        inode = str(path.stat().st_ino)
        for line in Path("/proc/locks").read_text(encoding="ascii").splitlines():
            *_, process, place, _, _ = line.split()
            if place.rpartition(":")[2] == inode and int(process) != os.getpid():
                name = Path(f"/proc/{process}/comm").read_text(encoding="utf-8", errors="replace").strip()
                return f"process {process} ({name})"
    return ""


def _checked(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row with a check of its values."""
    return (*row, _crc(row))


def _crc(row: tuple[Any, ...]) -> int:
    # SQLite returns an integer in a column of real numbers as a float.
    return zlib.crc32(repr([float(value) if isinstance(value, int) else value for value in row]).encode())


def _damage(connection: sqlite3.Connection) -> str:
    """Return what is wrong with the tables or rows of a file; an empty string if nothing is."""
    for table in ("steps", "files", "checksums"):
        for *row, crc in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608  a constant
            if _crc((*row,)) != crc:
                return f"a row of its table {table} was altered"
    (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    return "" if answer == "ok" else str(answer)


def _json(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _trace(row: tuple[Any, ...]) -> Trace:
    _, inputs, outputs, value, problem, seconds, memory, _ = row
    read = [json.loads(part) if part else None for part in (inputs, outputs, value, problem)]
    return Trace(read[0] or {}, read[1] or {}, read[2], read[3], seconds, memory)
