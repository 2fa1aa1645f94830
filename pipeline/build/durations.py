# SPDX-License-Identifier: GPL-3.0-or-later
"""How long each format of each edition took the last time, so that who waits can be told how long it will take."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.model.publication import Edition, Format
from pipeline.system.files import write_whole

type Seconds = Mapping[str, Mapping[str, float]]
"""Folder of an edition -> format -> seconds."""


def read(state: Path) -> Seconds:
    """Return what is remembered; nothing where nothing is, or where it cannot be read: it is no more than an estimate."""
    try:
        found = json.loads((state / "durations.json").read_bytes())
        return {str(name): {str(one): float(s) for one, s in some.items()} for name, some in found.items()}
    except (FileNotFoundError, ValueError, AttributeError, TypeError):
        return {}


def remember(state: Path, edition: Edition, took: Mapping[Format, float]) -> None:
    """Keep how long the formats of an edition took, beside what is known of others."""
    known = {name: dict(some) for name, some in read(state).items()}
    own = known.setdefault(str(edition.folder), {})
    own |= {name.value: round(seconds, 2) for name, seconds in took.items()}
    write_whole(state / "durations.json", json.dumps(known, indent=1, sort_keys=True).encode())


def expected(known: Seconds, wanted: Iterable[tuple[Edition, tuple[Format, ...]]], workers: int) -> float | None:
    """Estimate the seconds that these editions will take; None where one of the formats was never made in this project.

    An edition that was never made is taken to be like the mean of the others.
    """
    total = longest = 0.0
    for edition, formats in wanted:
        own = known.get(str(edition.folder), {})
        found = [own.get(name) or _mean(known, name) for name in formats]
        if None in found:
            return None
        seconds = sum(one for one in found if one is not None)
        total, longest = total + seconds, max(longest, seconds)
    return max(total / max(workers, 1), longest)


def _mean(known: Seconds, name: Format) -> float | None:
    found = [some[name] for some in known.values() if name in some]
    return sum(found) / len(found) if found else None
