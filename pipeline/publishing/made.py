# SPDX-License-Identifier: GPL-3.0-or-later
"""A format of an edition as a worker has made it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.bookformat.page_fills import PageFill
from pipeline.model.diagnostics import Diagnostic
from pipeline.publishing.record import EditionFile, PublishedOffprint
from pipeline.system.files import sha256

if TYPE_CHECKING:
    from pipeline.compose.application import Composed


@dataclass(frozen=True, slots=True)
class MadeFormat:
    """A format as a worker has made it: its file, the checksums of all of its files, and what is to be warned of."""

    file: EditionFile
    files: Mapping[str, str]
    composed: "Composed | None" = None
    warnings: tuple[Diagnostic, ...] = ()
    page_map: Mapping[str, int] = field(default_factory=dict)
    offprints: tuple[PublishedOffprint, ...] = ()
    holes: tuple[PageFill, ...] = ()


def file_of(path: Path, folder: Path, pages: int) -> EditionFile:
    """Return the record of a file that was made in a folder."""
    data = path.read_bytes()
    return EditionFile(str(path.relative_to(folder)), len(data), sha256(data), pages)
