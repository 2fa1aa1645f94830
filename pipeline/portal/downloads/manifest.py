# SPDX-License-Identifier: GPL-3.0-or-later
"""The manifest of a site: metadata of all artefacts, checksums of all files, and the signers of the checksums."""

import json
from collections.abc import Iterator, Mapping, Sequence

from pipeline.model.publication import Artefact, Edition, EditionState, Progress
from pipeline.model.releases import Release, Withdrawal, timestamp

MANIFEST = "editions.json"
CHECKSUMS = "SHA256SUMS"
SIGNATURE, SIGNERS = f"{CHECKSUMS}.sig", "SIGNERS.txt"
"""The signature of the checksums, written by `ssh-keygen -Y sign`, and the key to verify it."""
_SIGNER = "publisher"
VERIFICATION = (
    f"ssh-keygen -Y verify -f {SIGNERS} -I {_SIGNER} -n file -s {SIGNATURE} < {CHECKSUMS}"
    f" && sha256sum --check --ignore-missing --quiet {CHECKSUMS}"
)
"""The commands with which readers verify downloaded files."""


def manifest(
    artefacts: Sequence[Artefact],
    held: Mapping[Edition, Progress],
    withdrawn: Mapping[Edition, Withdrawal],
    versions: Sequence[Release],
) -> str:
    """Return editions.json.

    Its `artefacts` has a row for each published file, `held` the editions in preparation, `withdrawn` the withdrawn editions,
    `released` the files of `versions`, the released versions at their own addresses.
    """
    sections = {
        "artefacts": sorted(map(_artefact, artefacts), key=lambda row: str(row["path"])),
        "held": sorted((_held_row(edition, progress) for edition, progress in held.items()), key=_name),
        "withdrawn": sorted((_withdrawn(edition, withdrawal) for edition, withdrawal in withdrawn.items()), key=_name),
        "released": [row for release in versions for row in _release_row(release)],
    }
    return json.dumps(sections, ensure_ascii=False, indent=2) + "\n"


def checksums(files: Mapping[str, str]) -> str:
    """Return SHA256SUMS, as `sha256sum --check` reads it, from the checksums of all `files` by path; it does not list itself."""
    return "".join(f"{files[name]}  {name}\n" for name in sorted(files) if name != CHECKSUMS)


def signers(key: str) -> bytes:
    """Return SIGNERS.txt for a public SSH key: a list of allowed signers, as `ssh-keygen` reads it."""
    return f'{_SIGNER} namespaces="file" {key}\n'.encode()


def _artefact(artefact: Artefact) -> dict[str, object]:
    return {
        **_edition(artefact.edition),
        "title": artefact.title,
        "description": artefact.description,
        "version": artefact.edition.publication.version,
        "date": artefact.date.isoformat(),
        "released": not artefact.unreleased,
        "text": artefact.text_hash or None,
        "document": artefact.document,
        "format": artefact.format.value,
        "path": artefact.path.as_posix(),
        "bytes": artefact.bytes,
        "pages": artefact.pages,
        "sha256": artefact.sha256,
        **_progress(artefact.progress),
        "state": artefact.state.value,
        "review": artefact.review.value,
    }


def _held_row(edition: Edition, progress: Progress) -> dict[str, object]:
    return {**_edition(edition), **_progress(progress), "state": EditionState.HELD.value}


def _withdrawn(edition: Edition, withdrawal: Withdrawal) -> dict[str, object]:
    return {
        **_edition(edition),
        "version": withdrawal.version,
        "withdrawn": timestamp(withdrawal.moment),
        "reason": withdrawal.reason,
        "reason_language": withdrawal.reason_tag,
        "reasons": withdrawal.reasons_by_tag,
    }


def _release_row(release: Release) -> Iterator[dict[str, object]]:
    for file in release.files:
        yield {
            "publication": release.slug,
            "language": release.tag,
            "title": file.title,
            "version": release.version,
            "date": release.date.isoformat(),
            "released": timestamp(release.released),
            "document": file.document or None,
            "format": file.format.value,
            "path": (release.address / file.path).as_posix(),
            "bytes": file.bytes,
            "pages": file.pages,
            "sha256": file.sha256,
            "review": release.review.value,
        }


def _edition(edition: Edition) -> dict[str, object]:
    return {
        "publication": edition.publication.slug,
        "kind": edition.publication.kind.id,
        "language": edition.tag,
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
