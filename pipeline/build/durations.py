# SPDX-License-Identifier: GPL-3.0-or-later
"""How long each format of each edition took the last time: the estimate of how long a build will take."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.model.publication import Edition, Format
from pipeline.system.files import write_whole

type Seconds = Mapping[str, Mapping[str, float]]
"""Folder of an edition -> format -> seconds."""


def read(state: Path) -> Seconds:
    """Return the durations; none where they cannot be read: they are no more than an estimate."""
    try:
        by_edition = json.loads((state / "durations.json").read_bytes())
        return {
            str(folder): {str(name): float(seconds) for name, seconds in by_format.items()}
            for folder, by_format in by_edition.items()
        }
    except (FileNotFoundError, ValueError, AttributeError, TypeError):
        return {}


def remember(state: Path, edition: Edition, took: Mapping[Format, float]) -> None:
    """Write how long the formats of an edition took."""
    by_edition = {folder: dict(by_format) for folder, by_format in read(state).items()}
    by_format = by_edition.setdefault(str(edition.folder), {})
    by_format |= {name.value: round(seconds, 2) for name, seconds in took.items()}
    write_whole(state / "durations.json", json.dumps(by_edition, indent=1, sort_keys=True).encode())


def expected(durations: Seconds, edition: Edition, formats: Iterable[Format]) -> float | None:
    """Estimate the seconds that formats of an edition will take; None where one of them was never made in this project.

    An edition that was never made is taken to be like the mean of the others.
    """
    by_format = durations.get(str(edition.folder), {})
    seconds = [by_format.get(name) or _mean(durations, name) for name in formats]
    return None if None in seconds else sum(filter(None, seconds))


def together(each: Sequence[float | None], workers: int) -> float | None:
    """Estimate the seconds that so many workers need for jobs of these seconds; None where one of them is not known."""
    known = [seconds for seconds in each if seconds is not None]
    if len(known) < len(each):
        return None
    return max(sum(known) / max(workers, 1), max(known, default=0.0))


def _mean(durations: Seconds, name: Format) -> float | None:
    seconds = [by_format[name] for by_format in durations.values() if name in by_format]
    return sum(seconds) / len(seconds) if seconds else None
