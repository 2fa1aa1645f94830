# SPDX-License-Identifier: GPL-3.0-or-later
"""How long jobs take on so many workers, by list scheduling: the longest job first, each to the worker that is free first. Pure."""

import heapq
from collections.abc import Iterable

WORKERS = (1, 2, 16, 64)


def makespan(seconds: Iterable[float], workers: int) -> float:
    """Return the seconds until the last of jobs that take so many seconds each has ended."""
    free = [0.0] * workers
    for job in sorted(seconds, reverse=True):
        heapq.heapreplace(free, free[0] + job)
    return max(free)
