# SPDX-License-Identifier: GPL-3.0-or-later
"""How long jobs take on so many workers, by list scheduling: the longest job first, each to the worker that is free first. Pure."""

import heapq
from collections.abc import Mapping

WORKERS = (1, 2, 16, 64)


def schedule[J](seconds: Mapping[J, float], workers: int) -> list[list[J]]:
    """Return the jobs of each worker in their order; `seconds` is what each takes."""
    jobs: list[list[J]] = [[] for _ in range(workers)]
    free = [(0.0, number) for number in range(workers)]
    for job in sorted(seconds, key=seconds.__getitem__, reverse=True):
        since, number = free[0]
        jobs[number].append(job)
        heapq.heapreplace(free, (since + seconds[job], number))
    return jobs


def makespan[J](seconds: Mapping[J, float], workers: int) -> float:
    """Return the seconds until the last of the jobs has ended."""
    return max(sum(map(seconds.__getitem__, jobs)) for jobs in schedule(seconds, workers))
