# SPDX-License-Identifier: GPL-3.0-or-later
"""A format of an edition as made by workers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.bookformat.typeset_book import PageFill
from pipeline.model.composed import Composed
from pipeline.model.diagnostics import Diagnostic
from pipeline.publishing.record import EditionFile, PublishedOffprint
from pipeline.system.files import sha256


@dataclass(frozen=True, slots=True)
class MadeFormat:
    """A finished format: its file, the checksums of all its files by path in the edition's folder, and its warnings.

    A PDF has a `page_map`, `offprints`, and `holes`, the pages with much blank space. `seconds` is the time it took, `fonts` are the
    requested fonts for scripts that our fonts lack, even if they are not installed, `memory` is the peak memory of a process in bytes.
    """

    file: EditionFile
    files: Mapping[str, str]
    composed: Composed | None = None
    warnings: tuple[Diagnostic, ...] = ()
    page_map: Mapping[str, int] = field(default_factory=dict)
    offprints: tuple[PublishedOffprint, ...] = ()
    holes: tuple[PageFill, ...] = ()
    seconds: float = 0.0
    fonts: tuple[str, ...] = ()
    memory: int = 0


def file_of(path: Path, folder: Path, pages: int) -> EditionFile:
    """Return the record of a file that was made in a folder."""
    data = path.read_bytes()
    return EditionFile(str(path.relative_to(folder)), len(data), sha256(data), pages)
