# SPDX-License-Identifier: GPL-3.0-or-later
"""A cache of encoded pictures below `build/`, where pages take them from, by the content of the original: each is encoded once for all editions."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.media import fonts, pictures, svg_fonts
from pipeline.media.pictures import Encoded, Purpose, encoded
from pipeline.system.environment import code_of, environment
from pipeline.system.files import sha256, sha256_of, write_whole
from pipeline.system.lock import alone
from pipeline.system.steps import digest

_DIGITS = 10
"""Number of digits of its checksum in the name of a file, and so in its address."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """One size of a picture as a file; `digest` is that of its bytes."""

    path: Path
    width: int
    height: int
    digest: str

    @property
    def bytes(self) -> int:
        return self.path.stat().st_size


@dataclass(frozen=True, slots=True)
class Renditions:
    """A picture in the sizes of a purpose, from small to large; `is_new` where they were made just now."""

    sizes: tuple[Rendition, ...]
    is_new: bool

    @property
    def largest(self) -> Rendition:
        return self.sizes[-1]


def renditions(folder: Path, data: bytes, purpose: Purpose) -> Renditions:
    """Return the picture with these bytes, encoded for a purpose below `folder` unless it is there. Raises Problem `broken-picture`."""
    return _kept(folder / _key(data, purpose, pictures.__file__), lambda: encoded(data, purpose))


def drawing(folder: Path, data: bytes, purpose: Purpose) -> Path:
    """Return the drawing with these bytes as it is published, below `folder`. Raises Problem `broken-drawing`, `broken-picture`."""
    place = folder / _key(data, purpose, pictures.__file__, svg_fonts.__file__, fonts.__file__)
    return _kept(place, lambda: [Encoded(svg_fonts.published(data, purpose), ".svg", 0, 0)]).largest.path


def _kept(place: Path, encode: Callable[[], Iterable[Encoded]]) -> Renditions:
    """Return the files in `place`, made by one process of those that need them, where their digests are not what they were."""
    list_file = place / "sizes.json"
    if (sizes := _read(list_file)) is not None:
        return Renditions(sizes, is_new=False)
    with alone(list_file):
        if (sizes := _read(list_file)) is not None:
            return Renditions(sizes, is_new=False)
        sizes = tuple(_written(place, encoding) for encoding in encode())
        # Last, so that all files of a list are whole.
        rows = [(size.path.name, size.width, size.height, size.digest) for size in sizes]
        write_whole(list_file, json.dumps(rows).encode())
        return Renditions(sizes, is_new=True)


def _written(place: Path, encoding: Encoded) -> Rendition:
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
    """Return a key that changes with the picture, the purpose, our way of encoding, and what is installed."""
    return digest((purpose, environment(), code_of(*files), sha256(data)))[:32]
