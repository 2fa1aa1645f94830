# SPDX-License-Identifier: GPL-3.0-or-later
"""Estimates the duration of a build from the last duration of each format of each edition."""

from collections.abc import Iterable, Mapping, Sequence

from pipeline.model.publication import Edition, Format
from pipeline.system.steps import Steps

type Seconds = Mapping[Format, Mapping[str, float]]
"""Format -> folder of an edition -> seconds."""


def read(steps: Steps) -> Seconds:
    """Return the known durations."""
    seconds: dict[Format, dict[str, float]] = {name: {} for name in Format}
    for step, took in steps.seconds().items():
        folder, _, name = step.rpartition("/")
        if name in seconds:
            seconds[Format(name)][folder] = took
    return seconds


def expected_duration(durations: Seconds, edition: Edition, formats: Iterable[Format]) -> float | None:
    """Estimate the seconds for formats of an edition; None if a format was never made in this project.

    For a new edition, use the mean of the other editions.
    """
    seconds = [durations[name].get(str(edition.folder)) or _mean(durations[name]) for name in formats]
    return None if None in seconds else sum(filter(None, seconds))


def estimate_makespan(durations: Sequence[float | None], workers: int) -> float | None:
    """Estimate the seconds in which `workers` finish jobs of these durations; None if one is unknown."""
    known = [seconds for seconds in durations if seconds is not None]
    if len(known) < len(durations):
        return None
    return max(sum(known) / max(workers, 1), max(known, default=0.0))


def _mean(by_edition: Mapping[str, float]) -> float | None:
    return sum(by_edition.values()) / len(by_edition) if by_edition else None
