# SPDX-License-Identifier: GPL-3.0-or-later
"""A store of objects by SHA-256, and of results by the digest of their inputs, in a folder or at a URL.

Many processes and machines may use it at the same time. Nothing in it is trusted: objects are verified by their names, results by a
checksum of key and content. Truncated or altered files are ignored.
"""

import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from pipeline.model.problems import Problem
from pipeline.system.files import sha256, with_checksum, without_checksum, write_whole

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

VARIABLE = "WEST_PIPELINE_STORE"
"""The environment variable with the address of the store, like `--store`."""
FOLDER = "store"
"""The default folder of the store, below `build/`."""

_OBJECTS = "objects"
_SHA256 = re.compile("[0-9a-f]{64}")
"""Valid names of objects; others might lead out of the store."""
_CONCURRENCY = 16
"""Number of concurrent requests to an address."""
_TIMES = ("LastModified", "last_modified", "mtime", "updated", "created")
"""Keys of the modification time in different file systems."""


class StoredEntry(NamedTuple):
    """A file of a store: its size in bytes, and the time (in seconds) of its last use, or of its last change if uses are not recorded."""

    name: str
    size: int
    time: float


class Storage(Protocol):
    """Files by names such as `objects/ab/abcd…`. Methods raise Problem `store` for errors of the file system."""

    def read(self, names: Iterable[str]) -> Mapping[str, bytes]:
        """Return the files that exist."""

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write files atomically."""

    def sizes(self, names: Iterable[str]) -> Mapping[str, int]:
        """Return the sizes of the files that exist."""

    def remove(self, name: str) -> None:
        """Remove a file if it exists."""

    def entries(self) -> Iterator[StoredEntry]:
        """Yield all files."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A local folder or shared disk. Files are written atomically, and their modification time is the time of the last use."""

    path: Path

    def read(self, names: Iterable[str]) -> Mapping[str, bytes]:
        return {name: data for name in names if (data := self._read(name)) is not None}

    def _read(self, name: str) -> bytes | None:
        try:
            data = (self.path / name).read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            os.utime(self.path / name)
        return data

    def write(self, files: Mapping[str, bytes]) -> None:
        with _store_errors(str(self.path)):
            for name, data in files.items():
                write_whole(self.path / name, data)

    def sizes(self, names: Iterable[str]) -> Mapping[str, int]:
        sizes = {}
        for name in names:
            with suppress(OSError):
                sizes[name] = (self.path / name).stat().st_size
        return sizes

    def remove(self, name: str) -> None:
        with suppress(OSError):
            (self.path / name).unlink()

    def entries(self) -> Iterator[StoredEntry]:
        for path in self.path.rglob("*"):
            with suppress(FileNotFoundError):  # removed in the meantime
                if path.is_file() and not path.name.startswith("."):
                    state = path.stat()
                    yield StoredEntry(path.relative_to(self.path).as_posix(), state.st_size, state.st_mtime)


@dataclass(frozen=True, slots=True)
class Address:
    """A URL supported by fsspec: object storage, a server, the memory of this process."""

    system: "AbstractFileSystem"
    path: str

    def read(self, names: Iterable[str]) -> Mapping[str, bytes]:
        paths = {self._path_of(name): name for name in names}
        with _store_errors(self._address):
            contents = self.system.cat([*paths], on_error="return") if paths else {}
            for data in contents.values():
                if isinstance(data, Exception) and not isinstance(data, FileNotFoundError):
                    raise data
        return {paths[path]: data for path, data in contents.items() if isinstance(data, bytes)}

    def write(self, files: Mapping[str, bytes]) -> None:
        paths = {self._path_of(name): data for name, data in files.items()}
        with _store_errors(self._address):
            try:
                self.system.pipe(paths)
            except FileNotFoundError:
                # On file servers, a folder may be missing. In object storage (asynchronous), the missing one is the bucket.
                if self.system.async_impl:
                    raise
                for folder in dict.fromkeys(path.rpartition("/")[0] for path in paths):
                    self.system.makedirs(folder, exist_ok=True)
                self.system.pipe(paths)

    def sizes(self, names: Iterable[str]) -> Mapping[str, int]:
        def size(name: str) -> int | None:
            with suppress(FileNotFoundError):
                return int(self.system.size(self._path_of(name)))
            return None

        from concurrent.futures import ThreadPoolExecutor

        requested = [*names]
        with _store_errors(self._address), ThreadPoolExecutor(_CONCURRENCY) as threads:
            sizes = zip(requested, threads.map(size, requested), strict=True)
            return {name: found for name, found in sizes if found is not None}

    def remove(self, name: str) -> None:
        with suppress(Exception):  # it is ignored even if it cannot be removed
            self.system.rm_file(self._path_of(name))

    def entries(self) -> Iterator[StoredEntry]:
        with _store_errors(self._address):
            self.system.invalidate_cache()
            found = self.system.find(self.path, detail=True) if self.system.exists(self.path) else {}
        for path, state in found.items():
            yield StoredEntry(path.removeprefix(self.path).lstrip("/"), int(state["size"] or 0), _time_of(state))

    @property
    def _address(self) -> str:
        return str(self.system.unstrip_protocol(self.path))

    def _path_of(self, name: str) -> str:
        return f"{self.path}/{name}"


def _time_of(state: Mapping[str, Any]) -> float:
    """Return the modification time of a file from the metadata of its file system; the current time if unknown."""
    when = next((state[name] for name in _TIMES if state.get(name)), None)
    if isinstance(when, datetime):
        return when.timestamp()
    return float(when) if isinstance(when, int | float) else time.time()


@dataclass(frozen=True, slots=True)
class Store:
    """Objects and results in a Storage."""

    place: Storage

    def objects(self, digests: Iterable[str]) -> Mapping[str, bytes]:
        """Return the objects that exist and are valid; invalid ones are removed."""
        names = [_object(digest) for digest in dict.fromkeys(digests) if _SHA256.fullmatch(digest)]
        found = self.place.read(names)
        return {name.rpartition("/")[2]: data for name, data in found.items() if self._is_whole(name, data)}

    def add(self, objects: Iterable[bytes]) -> tuple[str, ...]:
        """Store objects that do not exist yet; return the digests of all. Raises Problem `store`."""
        by_name = {_object(sha256(data)): data for data in objects}
        sizes = self.place.sizes(by_name)
        self.place.write({name: data for name, data in by_name.items() if sizes.get(name) != len(data)})
        return tuple(name.rpartition("/")[2] for name in by_name)

    def result(self, key: str) -> bytes | None:
        """Return the result with a key; None if it is missing or invalid."""
        name = _result(key)
        data = self.place.read([name]).get(name)
        return without_checksum(key, data) if data is not None and self._is_whole(name, data) else None

    def keep(self, key: str, result: bytes) -> None:
        """Store a result under a key, replacing any previous one. Raises Problem `store`."""
        self.place.write({_result(key): with_checksum(key, result)})

    def entries(self) -> Iterator[StoredEntry]:
        """Yield all files of the store. Raises Problem `store`."""
        return (entry for entry in self.place.entries() if _is_ours(entry.name))

    def _is_whole(self, name: str, data: bytes) -> bool:
        key = name.rpartition("/")[2]
        is_whole = sha256(data) == key if is_object(name) else without_checksum(key, data) is not None
        if not is_whole:
            self.place.remove(name)
        return is_whole


def store_at(address: str) -> Store:
    """Return the store at an address: a folder, or a URL supported by fsspec. Raises Problem `store`."""
    if "://" not in address:
        return Store(Folder(Path(address).expanduser().absolute()))
    from fsspec.core import url_to_fs  # importing it takes longer than a no-op build

    try:
        system, path = url_to_fs(address)
    except (ValueError, ImportError) as error:
        raise Problem(
            "store",
            f"the store {address} cannot be opened",
            cause=str(error),
            hint="name a folder, or an address such as s3://bucket/west; for S3, `pip install west-pipeline[s3]`",
        ) from error
    if "file" in (system.protocol if isinstance(system.protocol, tuple) else (system.protocol,)):
        return Store(Folder(Path(path)))
    return Store(Address(system, path.rstrip("/")))


@contextmanager
def _store_errors(address: str) -> Iterator[None]:
    """Raise Problem `store` for any error of a file system, since each has its own error classes."""
    try:
        yield
    except Exception as error:
        raise Problem(
            "store",
            f"the store {address} cannot be read or written",
            cause=f"{type(error).__name__}: {error}".rstrip(": "),
            hint="check its address, free space and your permissions; the site does not depend on it",
        ) from error


def is_object(name: str) -> bool:
    """Return whether a file of a store is an object; otherwise it is a result."""
    return name.startswith(f"{_OBJECTS}/")


def _object(digest: str) -> str:
    return f"{_OBJECTS}/{digest[:2]}/{digest}"


def _result(key: str) -> str:
    return f"{key[0]}/{key}"


def _is_ours(name: str) -> bool:
    key = name.rpartition("/")[2]
    return bool(key) and name == (_object(key) if is_object(name) else _result(key))
