# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the chunks of PNG files (https://www.w3.org/TR/png-3/#5DataRep)."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_OTHER_BYTES = 12
"""Bytes of a chunk besides its content: its length, type and checksum."""


class Chunk(NamedTuple):
    """A chunk: its type, its content, and all its bytes."""

    kind: bytes
    content: bytes
    data: bytes


def chunks(data: bytes) -> Iterator[Chunk]:
    """Yield the chunks of a PNG file, up to its end. The checksums are not compared."""
    start = len(SIGNATURE)
    while start < len(data):
        length, kind = struct.unpack_from(">I4s", data, start)
        chunk = data[start : start + _OTHER_BYTES + length]
        yield Chunk(kind, chunk[8:-4], chunk)
        if kind == b"IEND":
            return
        start += len(chunk)
