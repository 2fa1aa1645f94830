# SPDX-License-Identifier: GPL-3.0-or-later
"""A format of an edition as workers have made it."""

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
    """A format as it was made: its file, the checksums of all of its files, by their paths in the edition's folder, and what is to be warned of.

    A PDF has a `page_map`, `offprints`, and `holes`, the pages that are left with much white. `seconds` says how long it took, `fonts`
    the fonts for other scripts than ours that it has asked for, whether or not they are there, `memory` the most bytes that a process of
    it had.
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
