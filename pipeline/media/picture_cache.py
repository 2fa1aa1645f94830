# SPDX-License-Identifier: GPL-3.0-or-later
"""A cache of encoded pictures on the disk, by the content of the original, so that each is encoded once for all editions."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import PIL

from pipeline.media import fonts, pictures, svg_fonts
from pipeline.media.pictures import Purpose, encoded
from pipeline.system.files import write_whole


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
    place = folder / _key(data, purpose)
    list_file = place / "sizes.json"
    if cached := _cached(list_file):
        return Renditions(cached, is_new=False)
    sizes = []
    for encoding in encoded(data, purpose):
        digest = hashlib.sha256(encoding.data).hexdigest()[:10]
        path = place / f"{digest}{encoding.suffix}"
        write_whole(path, encoding.data)
        sizes.append(Rendition(path, encoding.width, encoding.height, digest))
    # Last, so that all files of a list are whole; two processes that make the same write the same bytes.
    rows = [(size.path.name, size.width, size.height, size.digest) for size in sizes]
    write_whole(list_file, json.dumps(rows).encode())
    return Renditions(tuple(sizes), is_new=True)


def drawing(folder: Path, data: bytes, purpose: Purpose) -> Path:
    """Return the drawing with these bytes as it is published, below `folder`. Raises Problem `broken-drawing`, `broken-picture`."""
    key = hashlib.sha256(_key(data, purpose).encode())
    key.update(Path(svg_fonts.__file__).read_bytes() + Path(fonts.__file__).read_bytes())
    path = folder / f"{key.hexdigest()[:32]}.svg"
    if not path.is_file():
        write_whole(path, svg_fonts.published(data, purpose))
    return path


def _cached(list_file: Path) -> tuple[Rendition, ...] | None:
    try:
        rows = json.loads(list_file.read_bytes())
    except FileNotFoundError:
        return None
    sizes = tuple(Rendition(list_file.parent / name, width, height, digest) for name, width, height, digest in rows)
    return sizes if all(size.path.is_file() for size in sizes) else None


def _key(data: bytes, purpose: Purpose) -> str:
    """Return a key that changes with the picture, the purpose, the way of encoding, and the library that encodes."""
    digest = hashlib.sha256(Path(pictures.__file__).read_bytes() + f"{purpose!r} {PIL.__version__}".encode())
    digest.update(data)
    return digest.hexdigest()[:32]
