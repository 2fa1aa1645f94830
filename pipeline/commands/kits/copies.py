# SPDX-License-Identifier: GPL-3.0-or-later
"""Collect the pages and PDFs of editions, for people who read them away from the site."""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from pipeline.model.publication import Edition

_FOR_MACHINES = ("_sources", "objects.inv")
_FOR_PROGRAMMERS = ".map"
_FONTS = "_fonts"


def copies(site: Path, editions: Iterable[Edition]) -> dict[str, bytes]:
    """Return the files of those editions that are on the site, by their paths on it, with the fonts that their pages use."""
    files: dict[str, bytes] = {}
    for edition in editions:
        files |= _files(site, site / edition.folder)
    return files | _files(site, site / _FONTS) if files else {}


def _files(site: Path, folder: Path) -> dict[str, bytes]:
    return {
        str(PurePosixPath(path.relative_to(site))): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != _FOR_PROGRAMMERS and path.relative_to(folder).parts[0] not in _FOR_MACHINES
    }
