# SPDX-License-Identifier: GPL-3.0-or-later
"""The files and libraries behind the digests in records, in `build/state/inputs`: with them a plan can name what has changed."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.build.fingerprint import Fingerprint, files_behind
from pipeline.system.files import write_whole


def keep(state: Path, prints: Iterable[Fingerprint]) -> None:
    """Write down the files behind the digests of an edition that was made."""
    for digest in {digest for print_ in prints for digest in print_.values()}:
        path, files = _path(state, digest), files_behind(digest)
        if files and not path.is_file():
            write_whole(path, json.dumps(files, indent=0).encode())


def changed(state: Path, before: Fingerprint, now: Fingerprint) -> tuple[str, ...]:
    """Return the files and libraries that came, went or changed between two fingerprints, as far as it is known."""
    names: set[str] = set()
    for reason, print_ in now.items():
        present = files_behind(print_)
        if present and reason in before and before[reason] != print_:
            former = _read(_path(state, before[reason]))
            names |= {path for path, _ in former.items() ^ present.items()} if former else set()
    return tuple(sorted(names))


def forget_others(state: Path, prints: Iterable[Fingerprint]) -> None:
    """Remove what is written down for digests that no record has any more."""
    used = {f"{digest}.json" for print_ in prints for digest in print_.values()}
    for path in (state / "inputs").glob("*.json"):
        if path.name not in used:
            path.unlink()


def _path(state: Path, digest: str) -> Path:
    return state / "inputs" / f"{digest}.json"


def _read(path: Path) -> Mapping[str, str]:
    try:
        files = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return files if isinstance(files, dict) else {}
