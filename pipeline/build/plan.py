# SPDX-License-Identifier: GPL-3.0-or-later
"""What is due, and why: the fingerprints of now against those of the last time."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.build.fingerprint import Fingerprint
from pipeline.build.record import Record
from pipeline.model.publication import Edition, Format

NEVER_BUILT = "never built"
GONE = "its files are gone from the site"


@dataclass(frozen=True, slots=True)
class Due:
    """An edition that must be made, in these formats, for these reasons."""

    edition: Edition
    formats: tuple[Format, ...]
    reasons: tuple[str, ...]


def due(
    edition: Edition,
    wanted: tuple[Format, ...],
    now: Mapping[Format, Fingerprint],
    record: Record | None,
    site: Path,
) -> Due | None:
    """Compare; None when the edition is up to date in each wanted format. `now` holds a fingerprint per format."""
    reasons: dict[str, None] = {}
    formats = []
    for name in (one for one in edition.publication.formats if one in wanted):
        found = _reasons(now[name], name, record, site / edition.folder)
        if found:
            formats.append(name)
            reasons.update(dict.fromkeys(found))
    return Due(edition, tuple(formats), tuple(reasons)) if formats else None


def _reasons(now: Fingerprint, name: Format, record: Record | None, folder: Path) -> list[str]:
    if record is None or name not in record.made:
        return [NEVER_BUILT]
    # A page that is gone is made with the others; a format that is one file is made alone.
    wanted = record.files if name is Format.HTML else [record.made[name].path]
    if not all((folder / path).is_file() for path in wanted):
        return [GONE]
    before = record.inputs.get(name, {})
    return [reason for reason, digest in now.items() if before.get(reason) != digest]
