# SPDX-License-Identifier: GPL-3.0-or-later
"""The manifest of a site: every artefact with its facts, and the checksum of every file."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.publication import Artefact, Edition, EditionState, Progress

MANIFEST = "editions.json"
CHECKSUMS = "SHA256SUMS"


def manifest(artefacts: Sequence[Artefact], held: Mapping[Edition, Progress]) -> str:
    """editions.json: `artefacts`, one row a file that readers are handed, and `held`, the editions in preparation."""
    rows = sorted((_artefact(made) for made in artefacts), key=lambda row: str(row["path"]))
    waiting = sorted((_held(edition, progress) for edition, progress in held.items()), key=_name)
    return json.dumps({"artefacts": rows, "held": waiting}, ensure_ascii=False, indent=2) + "\n"


def checksums(site: Path) -> str:
    """SHA256SUMS: every file of the site but itself, sorted by path, as `sha256sum --check` reads it."""
    files = sorted(path for path in site.rglob("*") if path.is_file() and path != site / CHECKSUMS)
    named = sorted((file.relative_to(site).as_posix(), file) for file in files)
    return "".join(f"{_digest(file)}  {name}\n" for name, file in named)


def _artefact(made: Artefact) -> dict[str, object]:
    return {
        **_edition(made.edition),
        "title": made.title,
        "description": made.description,
        "version": made.edition.publication.version,
        "date": made.date.isoformat(),
        "document": made.document,
        "format": made.format.value,
        "path": made.path.as_posix(),
        "bytes": made.bytes,
        "pages": made.pages,
        "sha256": made.sha256,
        **_progress(made.progress),
        "state": made.state.value,
        "review": made.review.value,
    }


def _held(edition: Edition, progress: Progress) -> dict[str, object]:
    return {**_edition(edition), **_progress(progress), "state": EditionState.HELD.value}


def _edition(edition: Edition) -> dict[str, object]:
    return {
        "publication": edition.publication.slug,
        "kind": edition.publication.kind.value,
        "language": edition.language.tag,
        "original": edition.publication.original.tag,
    }


def _progress(progress: Progress) -> dict[str, object]:
    return {
        "translated": progress.translated,
        "fuzzy": progress.fuzzy,
        "messages": progress.messages,
        "percent": progress.percent,
    }


def _name(row: Mapping[str, object]) -> tuple[str, str]:
    return str(row["publication"]), str(row["language"])


def _digest(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
