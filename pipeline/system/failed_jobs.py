# SPDX-License-Identifier: GPL-3.0-or-later
"""What went wrong with a job, as a Problem, and how long a job may take."""

import os
from pathlib import Path
from typing import Any, cast

from pipeline.model.problems import Problem
from pipeline.system.files import machine_problem, problem_of
from pipeline.system.workers import Ended, WorkerDiedError

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


def result_of[T](ended: Ended[Any, T], what: str, *, bound: float = 0.0) -> T:
    """Return what a job returned that made `what` in at most `bound` seconds. Raises Problem for whatever ended it."""
    if ended.error is not None:
        raise problem_of_job(what, ended.error, bound=bound) from ended.error
    return cast("T", ended.value)


def problem_of_job(what: str, error: Exception, *, bound: float = 0.0) -> Problem:
    """Return the Problem of an error that ended the job which made `what`, in at most `bound` seconds."""
    match error:
        case Problem():
            return error
        case WorkerDiedError(is_late=True):
            return _late(what, bound)
        case WorkerDiedError():
            return _dead(what, error)
        case OSError():
            return problem_of(error)
    return machine_problem([str(error)]) or Problem(  # an OSError that could not be pickled
        "broken-job",
        f"the process that made {what} ended without an answer",
        cause=f"{type(error).__name__}: {error}",
        hint="run it again; if it comes back, report it with this message",
    )


def _late(what: str, bound: float) -> Problem:
    return Problem(
        "hanging-job",
        f"the process that made {what} was ended, since it took more than {bound / 60:.3g} minutes",
        cause=_memory(),
        hint="look at what conf.py and its extensions wait for: a server, a lock, a program that hangs; if it needs more time, "
        f"give it more: {VARIABLE}={max(1, round(bound / 30))} in the environment",
    )


def _dead(what: str, death: WorkerDiedError) -> Problem:
    return Problem(
        "broken-job",
        f"the process that made {what} ended without an answer, and again when it was the only one",
        cause="; ".join(filter(None, (str(death), _memory()))),
        hint="where memory ran out (SIGKILL), end other programs, or use a machine that has more; else run it again, and if "
        "it comes back, report it with this message",
    )


def _memory() -> str:
    """Say how much of the machine's memory is free; nothing where the system does not tell."""
    try:
        rows = (line.split() for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
        kilobytes = {row[0]: int(row[1]) for row in rows}
        free, total = kilobytes["MemAvailable:"], kilobytes["MemTotal:"]
    except (OSError, KeyError, ValueError):
        return ""
    return f"the machine has {free / 1000:,.0f} of {total / 1000:,.0f} MB free"
