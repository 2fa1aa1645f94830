# SPDX-License-Identifier: GPL-3.0-or-later
"""A store of objects by SHA-256, and of results by the digest of their inputs, in a folder or on a shared disk.

Many processes and machines may use it at the same time. Nothing in it is trusted: objects are verified by their names, results by a
checksum of key and content. Truncated or altered files are ignored.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.model.problems import Problem
from pipeline.system.files import sha256, with_checksum, without_checksum, write_whole

VARIABLE = "WEST_PIPELINE_STORE"
"""The environment variable with the folder of the store, like `--store`."""
FOLDER = "store"
"""The default folder of the store, below `build/`."""

_OBJECTS = "objects"
_SHA256 = re.compile("[0-9a-f]{64}")
"""Valid names of objects; others might lead out of the store."""


class StoredEntry(NamedTuple):
    """A file of a store: its name, such as `objects/ab/abcd…`, its size in bytes, and the time (in seconds) of its last use."""

    name: str
    size: int
    time: float


@dataclass(frozen=True, slots=True)
class Store:
    """Objects and results in a folder. Files are written atomically, and their modification time is the time of the last use."""

    folder: Path

    def objects(self, digests: Iterable[str]) -> Mapping[str, bytes]:
        """Return the objects that exist and are valid; invalid ones are removed."""
        wanted = dict.fromkeys(digest for digest in digests if _SHA256.fullmatch(digest))
        found = {digest: self._read(_object(digest)) for digest in wanted}
        return {digest: data for digest, data in found.items() if data is not None}

    def add(self, objects: Iterable[bytes]) -> tuple[str, ...]:
        """Store objects that do not exist yet; return the digests of all. Raises Problem `store`."""
        by_digest = {sha256(data): data for data in objects}
        for digest, data in by_digest.items():
            if self._size(_object(digest)) != len(data):
                self._write(_object(digest), data)
        return tuple(by_digest)

    def result(self, key: str) -> bytes | None:
        """Return the result with a key; None if it is missing or invalid."""
        data = self._read(_result(key))
        return without_checksum(key, data) if data is not None else None

    def keep(self, key: str, result: bytes) -> None:
        """Store a result under a key, replacing any previous one. Raises Problem `store`."""
        self._write(_result(key), with_checksum(key, result))

    def remove(self, name: str) -> None:
        """Remove a file if it exists."""
        with suppress(OSError):
            (self.folder / name).unlink()

    def entries(self) -> Iterator[StoredEntry]:
        """Yield all files of the store."""
        for path in self.folder.rglob("*"):
            name = path.relative_to(self.folder).as_posix()
            with suppress(FileNotFoundError):  # removed in the meantime
                if _is_ours(name) and path.is_file() and not path.name.startswith("."):
                    state = path.stat()
                    yield StoredEntry(name, state.st_size, state.st_mtime)

    def _read(self, name: str) -> bytes | None:
        """Return a valid file, None if it is missing; an invalid one is removed."""
        path, key = self.folder / name, name.rpartition("/")[2]
        try:
            data = path.read_bytes()
        except OSError:
            return None
        if not (sha256(data) == key if is_object(name) else without_checksum(key, data) is not None):
            self.remove(name)
            return None
        with suppress(OSError):
            os.utime(path)
        return data

    def _size(self, name: str) -> int | None:
        with suppress(OSError):
            return (self.folder / name).stat().st_size
        return None

    def _write(self, name: str, data: bytes) -> None:
        try:
            write_whole(self.folder / name, data)
        except (OSError, Problem) as error:
            raise Problem(
                "store",
                f"the store {self.folder} cannot be written",
                cause=f"{type(error).__name__}: {error}".rstrip(": "),
                hint="check its path, free space and your permissions; the site does not depend on it",
            ) from error


def store_at(address: str) -> Store:
    """Return the store in a folder. Raises Problem `store` for the address of a server."""
    if "://" in address:
        raise Problem(
            "store",
            f"the store {address} is not a folder",
            hint="name a folder; other machines share it on a disk that all of them mount",
        )
    return Store(Path(address).expanduser().absolute())


def is_object(name: str) -> bool:
    """Return whether a file of a store is an object; otherwise it is a result."""
    return name.startswith(f"{_OBJECTS}/")


def _object(digest: str) -> str:
    return f"{_OBJECTS}/{digest[:2]}/{digest}"


def _result(key: str) -> str:
    return f"{key[0]}/{key}"


def _is_ours(name: str) -> bool:
    key = name.rpartition("/")[2]
    return name == (_object(key) if is_object(name) else _result(key))
