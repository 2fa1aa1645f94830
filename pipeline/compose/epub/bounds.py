# SPDX-License-Identifier: GPL-3.0-or-later
"""The size of an EPUB is bounded: where its pictures are too many for that, all are made smaller. Pure."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from pipeline.media.pictures import Purpose, encoded
from pipeline.model.problems import Problem

LARGEST = 15_000_000
"""Bytes of a whole EPUB: most mail services take it as an attachment, which makes a third more of it."""
_FOR_PICTURES = 13_000_000
_SMALLER = (Purpose(((900, 1200),), 72), Purpose(((600, 800),), 65))
"""What photographs become, step by step, while all pictures together are too large."""
_NAMED = 5


def bounded(pictures: Mapping[str, bytes], most: int = _FOR_PICTURES) -> dict[str, bytes]:
    """Return the pictures of a book by path, made smaller where together they have more than `most` bytes."""
    files = dict(pictures)
    for purpose in _SMALLER:
        if sum(map(len, files.values())) <= most:
            break
        files = {path: _smaller(path, data, purpose) for path, data in files.items()}
    return files


def _smaller(path: str, data: bytes, purpose: Purpose) -> bytes:
    suffix = PurePosixPath(path).suffix
    if suffix not in (".jpg", ".png"):
        return data
    version = encoded(data, purpose)[-1]
    # A drawing that was scaled has so many colours that it could be taken for a photograph.
    return version.data if version.suffix == suffix and len(version.data) < len(data) else data


def too_large(others: Mapping[str, bytes], size: int) -> Problem:
    """Return the Problem of an EPUB that is too large, which names the files that weigh most."""
    heaviest = sorted(others, key=lambda path: -len(others[path]))[:_NAMED]
    named = ", ".join(f"{PurePosixPath(path).name} ({len(others[path]) / 1e6:.1f} MB)" for path in heaviest)
    return Problem(
        "large-epub",
        f"the EPUB has {size / 1e6:.1f} MB; at most {LARGEST / 1e6:.0f} MB are published",
        cause=f"the largest of its files: {named}",
        hint="crop these pictures, save photographs as JPEG, or leave some out",
    )
