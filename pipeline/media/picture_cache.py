# SPDX-License-Identifier: GPL-3.0-or-later
"""A cache of encoded pictures below `build/`, by the content of the original, so that each is encoded once for all editions."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.media import fonts, pictures, svg_fonts
from pipeline.media.pictures import EncodedPicture, Purpose, encoded
from pipeline.system.environment import code_of, environment
from pipeline.system.files import sha256, sha256_of, write_whole
from pipeline.system.lock import file_lock
from pipeline.system.steps import digest

_DIGITS = 10
"""Number of digits of the checksum in file names."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """One size of a picture as a file; `digest` is the beginning of its checksum."""

    path: Path
    width: int
    height: int
    digest: str

    @property
    def bytes(self) -> int:
        return self.path.stat().st_size


@dataclass(frozen=True, slots=True)
class Renditions:
    """A picture in the sizes of a purpose, from small to large; `is_new`: they were not cached."""

    sizes: tuple[Rendition, ...]
    is_new: bool

    @property
    def largest(self) -> Rendition:
        return self.sizes[-1]


def renditions(folder: Path, data: bytes, purpose: Purpose) -> Renditions:
    """Return the renditions of a picture, cached below `folder`. Raises Problem `broken-picture`."""
    return _cached(folder / _key(data, purpose, pictures.__file__), lambda: encoded(data, purpose))


def drawing(folder: Path, data: bytes, purpose: Purpose) -> Path:
    """Return the file of a drawing prepared for publication, cached below `folder`. Raises Problem `broken-drawing`, `broken-picture`."""
    place = folder / _key(data, purpose, pictures.__file__, svg_fonts.__file__, fonts.__file__)
    return _cached(
        place, lambda: [EncodedPicture(svg_fonts.prepare_for_publication(data, purpose), ".svg", 0, 0)]
    ).largest.path


def _cached(place: Path, encode: Callable[[], Iterable[EncodedPicture]]) -> Renditions:
    """Return the files in `place`. If they are missing or damaged, make them again, in one process at a time."""
    list_file = place / "sizes.json"
    if (sizes := _read(list_file)) is not None:
        return Renditions(sizes, is_new=False)
    with file_lock(list_file):
        if (sizes := _read(list_file)) is not None:
            return Renditions(sizes, is_new=False)
        sizes = tuple(_write(place, encoding) for encoding in encode())
        # Write the list last, so that all its files are complete.
        rows = [(size.path.name, size.width, size.height, size.digest) for size in sizes]
        write_whole(list_file, json.dumps(rows).encode())
        return Renditions(sizes, is_new=True)


def _write(place: Path, encoding: EncodedPicture) -> Rendition:
    digest = sha256(encoding.data)[:_DIGITS]
    path = place / f"{digest}{encoding.suffix}"
    write_whole(path, encoding.data)
    return Rendition(path, encoding.width, encoding.height, digest)


def _read(list_file: Path) -> tuple[Rendition, ...] | None:
    try:
        rows = json.loads(list_file.read_bytes())
        sizes = tuple(Rendition(list_file.parent / name, width, height, digest) for name, width, height, digest in rows)
        return sizes if all(sha256_of(size.path)[:_DIGITS] == size.digest for size in sizes) else None
    except (FileNotFoundError, ValueError):
        return None


def _key(data: bytes, purpose: Purpose, *files: str) -> str:
    """Return a cache key of the picture, the purpose, our encoding code, and the installed libraries."""
    return digest((purpose, environment(), code_of(*files), sha256(data)))[:32]
