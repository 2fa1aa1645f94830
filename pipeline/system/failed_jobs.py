# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts errors of jobs to Problems, and computes timeouts of jobs."""

import os
from pathlib import Path
from typing import Any, cast

from pipeline.model.problems import Problem
from pipeline.system.files import machine_problem, problem_of
from pipeline.system.workers import JobResult, WorkerDiedError

VARIABLE = "WEST_PIPELINE_TIMEOUT"
"""The environment variable for the timeout of jobs, in minutes."""

_MIN_TIMEOUT = 30 * 60.0
"""Minimum timeout in seconds, enough for a large book on a slow machine."""
_MAX_MINUTES = 1_000_000
_TIMEOUT_FACTOR = 20
"""Ratio of the timeout to the expected duration; the machine may be busy."""


def timeout_for(expected: float | None) -> float:
    """Return the timeout of a job for an expected duration, in seconds. Raises Problem for an invalid variable."""
    text = os.environ.get(VARIABLE, "")
    if not text:
        return max(_MIN_TIMEOUT, _TIMEOUT_FACTOR * (expected or 0.0))
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes <= _MAX_MINUTES:
        raise Problem(
            "bad-value",
            f"{VARIABLE}={text} is not a number of minutes",
            cause="it is the timeout after which the process of an edition is killed",
            hint=f"use a number above 0, such as {VARIABLE}=60, or unset it",
        )
    return minutes * 60


def result_of[T](result: JobResult[Any, T], name: str, *, timeout: float = 0.0) -> T:
    """Return the value of a job that made `name` in at most `timeout` seconds. Raises Problem for its error."""
    if result.error is not None:
        raise problem_of_job(name, result.error, timeout=timeout) from result.error
    return cast("T", result.value)


def problem_of_job(name: str, error: Exception, *, timeout: float = 0.0) -> Problem:
    """Return the Problem for the error of a job that made `name` in at most `timeout` seconds."""
    match error:
        case Problem():
            return error
        case WorkerDiedError(is_late=True):
            return _timeout_problem(name, timeout)
        case WorkerDiedError():
            return _crash_problem(name, error)
        case OSError():
            return problem_of(error)
    return machine_problem([str(error)]) or Problem(  # an OSError that could not be pickled
        "broken-job",
        f"the process that made {name} ended unexpectedly",
        cause=f"{type(error).__name__}: {error}",
        hint="run it again; if it happens again, report it with this message",
    )


def _timeout_problem(name: str, timeout: float) -> Problem:
    return Problem(
        "hanging-job",
        f"the process that made {name} was stopped, because it took more than {timeout / 60:.3g} minutes",
        cause=_memory(),
        hint="check what conf.py and its extensions wait for: a server, a lock, a program that hangs; if it needs more time, "
        f"set {VARIABLE}={max(1, round(timeout / 30))} in the environment",
    )


def _crash_problem(name: str, death: WorkerDiedError) -> Problem:
    return Problem(
        "broken-job",
        f"the process that made {name} ended unexpectedly, and again when it was the only one",
        cause="; ".join(filter(None, (str(death), _memory()))),
        hint="if memory ran out (SIGKILL), end other programs, or use a machine with more; otherwise run it again, and if "
        "it happens again, report it with this message",
    )


def _memory() -> str:
    """Return a sentence about the machine's free memory; empty if unknown."""
    try:
        rows = (line.split() for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
        kilobytes = {row[0]: int(row[1]) for row in rows}
        free, total = kilobytes["MemAvailable:"], kilobytes["MemTotal:"]
    except (OSError, KeyError, ValueError):
        return ""
    return f"the machine has {free / 1000:,.0f} of {total / 1000:,.0f} MB free"
