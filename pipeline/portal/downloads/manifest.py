# SPDX-License-Identifier: GPL-3.0-or-later
"""The manifest of a site: every artefact with its facts, and the checksum of every file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.model.publication import Artefact, Edition, EditionState, Progress
from pipeline.model.releases import Release, Withdrawal, stamp
from pipeline.portal.downloads.sums import SumOf
from pipeline.system.files import sha256_of

MANIFEST = "editions.json"
CHECKSUMS = "SHA256SUMS"


def manifest(
    artefacts: Sequence[Artefact],
    held: Mapping[Edition, Progress],
    withdrawn: Mapping[Edition, Withdrawal] | None = None,
    kept: Sequence[Release] = (),
) -> str:
    """editions.json.

    `artefacts` has one row a file that readers are handed, `held` the editions in preparation, `withdrawn` those taken off,
    `released` the files of `kept`, the released versions at their own addresses.
    """
    rows = sorted((_artefact(made) for made in artefacts), key=lambda row: str(row["path"]))
    waiting = sorted((_held(edition, progress) for edition, progress in held.items()), key=_name)
    taken_off = sorted((_withdrawn(edition, one) for edition, one in (withdrawn or {}).items()), key=_name)
    released = [row for one in kept for row in _released(one)]
    told = {"artefacts": rows, "held": waiting, "withdrawn": taken_off, "released": released}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def checksums(site: Path, sum_of: SumOf = sha256_of) -> str:
    """SHA256SUMS: every file of the site but itself, sorted by path, as `sha256sum --check` reads it."""
    files = sorted(path for path in site.rglob("*") if path.is_file() and path != site / CHECKSUMS)
    named = sorted((file.relative_to(site).as_posix(), file) for file in files)
    return "".join(f"{sum_of(file)}  {name}\n" for name, file in named)


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


def _withdrawn(edition: Edition, one: Withdrawal) -> dict[str, object]:
    return {
        **_edition(edition),
        "version": one.version,
        "withdrawn": stamp(one.moment),
        "reason": one.reason,
        "reason_language": one.reason_tag,
        "reasons": one.given,
    }


def _released(one: Release) -> Iterator[dict[str, object]]:
    for kept in one.files:
        yield {
            "publication": one.slug,
            "language": one.tag,
            "title": kept.title,
            "version": one.version,
            "date": one.date.isoformat(),
            "released": stamp(one.released),
            "document": kept.document or None,
            "format": kept.format.value,
            "path": (one.address / kept.path).as_posix(),
            "bytes": kept.bytes,
            "pages": kept.pages,
            "sha256": kept.sha256,
            "review": one.review.value,
        }


def _edition(edition: Edition) -> dict[str, object]:
    return {
        "publication": edition.publication.slug,
        "kind": edition.publication.kind.id,
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
