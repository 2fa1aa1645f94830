# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a build will take, by how long each format of each edition took the last time."""

from collections.abc import Iterable, Mapping, Sequence

from pipeline.model.publication import Edition, Format
from pipeline.system.steps import Steps

type Seconds = Mapping[Format, Mapping[str, float]]
"""Format -> folder of an edition -> seconds."""


def read(steps: Steps) -> Seconds:
    """Return the durations that are known."""
    seconds: dict[Format, dict[str, float]] = {name: {} for name in Format}
    for step, took in steps.seconds().items():
        folder, _, name = step.rpartition("/")
        if name in seconds:
            seconds[Format(name)][folder] = took
    return seconds


def expected(durations: Seconds, edition: Edition, formats: Iterable[Format]) -> float | None:
    """Estimate the seconds that formats of an edition will take; None where one of them was never made in this project.

    An edition that was never made is taken to be like the mean of the others.
    """
    seconds = [durations[name].get(str(edition.folder)) or _mean(durations[name]) for name in formats]
    return None if None in seconds else sum(filter(None, seconds))


def together(each: Sequence[float | None], workers: int) -> float | None:
    """Estimate the seconds that a number of workers need for jobs of these seconds; None if one of them is unknown."""
    known = [seconds for seconds in each if seconds is not None]
    if len(known) < len(each):
        return None
    return max(sum(known) / max(workers, 1), max(known, default=0.0))


def _mean(by_edition: Mapping[str, float]) -> float | None:
    return sum(by_edition.values()) / len(by_edition) if by_edition else None
