# SPDX-License-Identifier: GPL-3.0-or-later
"""The software bill of materials of a release: what made its files, as CycloneDX 1.6 (ECMA-424), which scanners for advisories read."""

import json
import uuid
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata

from pipeline.model.publication import Format
from pipeline.model.releases import Release, ReleasedFile, stamp
from pipeline.system.environment import checksums, libraries, needed_distributions

type Component = Mapping[str, object]
_OURS = "west-pipeline"


def bill_of_materials(release: Release) -> bytes:
    """Return the bill of an edition that is released by the installed pipeline, as JSON.

    Its subject are the release's files; its components the Python distributions, and the shared libraries of the machine by
    their SHA-256.
    """
    subject = {
        "type": "data",
        "bom-ref": release.identifier,
        "name": f"{release.slug}-{release.tag}",
        "version": release.version,
        "description": release.title,
        "components": [_file(file) for file in release.files if file.format != Format.HTML],
    }
    ours, *others = _python()
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(uuid.UUID(release.identifier), "bill of materials").urn,
        "version": 1,
        "metadata": {
            "timestamp": stamp(release.released),
            "tools": {"components": [ours]},
            "component": subject,
        },
        "components": [*others, *_shared_libraries()],
    }
    return (json.dumps(bill, ensure_ascii=False, indent=1) + "\n").encode()


def _file(file: ReleasedFile) -> Component:
    return {"type": "file", "bom-ref": str(file.path), "name": str(file.path), "hashes": _hashes(file.sha256)}


def _hashes(sha256: str) -> list[Mapping[str, str]]:
    return [{"alg": "SHA-256", "content": sha256}]


@cache
def _python() -> tuple[Component, ...]:
    """The distributions that made it, ours first."""
    versions = needed_distributions()
    return tuple(
        _distribution(name, versions[name]) for name in sorted(versions, key=lambda name: (name != _OURS, name))
    )


def _distribution(name: str, version: str) -> Component:
    is_ours = name == _OURS
    address = f"pkg:pypi/{name}@{version}"
    licence = metadata.metadata(name).get("License-Expression")
    return {
        "type": "application" if is_ours else "library",
        "bom-ref": address,
        "name": name,
        "version": version,
        **({} if is_ours else {"purl": address}),
        **({"licenses": [{"expression": licence}]} if licence else {}),
    }


def _shared_libraries() -> Iterator[Component]:
    for path, digest in sorted(checksums(libraries()).items()):
        yield {"type": "library", "bom-ref": f"{path.name}#{digest}", "name": path.name, "hashes": _hashes(digest)}
