# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a job may take, and the end of a process that takes longer."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.model.problems import Problem
from pipeline.system.forks import may_fork

VARIABLE = "WEST_PIPELINE_TIMEOUT"
"""The environment variable that says how many minutes a job may take."""

_LEAST = 30 * 60.0
"""Seconds that every job may take, though it was never known to take so long: a large book on a slow machine."""
_MOST_MINUTES = 1_000_000
_TIMES = 20
"""So much longer than expected a job may take: the machine may have other work now."""


def bound(expected: float | None) -> float:
    """Return the seconds that a job may take, from those that it is expected to take. Raises Problem for a bad variable."""
    text = os.environ.get(VARIABLE, "")
    if not text:
        return max(_LEAST, _TIMES * (expected or 0.0))
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes <= _MOST_MINUTES:
        raise Problem(
            "bad-value",
            f"{VARIABLE}={text} is no number of minutes",
            cause="so long an edition may take before its process is ended",
            hint=f"write a number above 0, such as {VARIABLE}=60, or leave it out",
        )
    return minutes * 60


@contextmanager
def ended_after(seconds: float) -> Iterator[None]:
    """Let the system end this process by SIGALRM where the block takes longer, whatever it is at.

    Where the process has threads, which may have work of others, nothing ends it.
    """
    if not may_fork():
        yield
        return
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
