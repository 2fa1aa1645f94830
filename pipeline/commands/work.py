# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `work`: makes jobs that `plan --offer` has put into a store."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pipeline.build.work import attempt
from pipeline.commands.arguments import Option, StoreCommand
from pipeline.model.problems import Problem
from pipeline.model.publication import Edition
from pipeline.report.lines import Level, Line, lines_for_any
from pipeline.report.session import Session
from pipeline.system.forks import called
from pipeline.system.pool import Ended, answer, once_more
from pipeline.system.store import Store, store_at


@dataclass(frozen=True, slots=True)
class Worked:
    """The results of a job are in the store; `is_new`: this command has put them there."""

    job: str
    edition: Edition
    is_new: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Stopped:
    """A job could not be made."""

    job: str
    problem: Problem


@dataclass(frozen=True)
class WorkCommand(StoreCommand):
    jobs: Annotated[list[str], Option(nargs="+", metavar="JOB", help="the name of a job, as `plan --offer` prints it")]

    def run(self, session: Session) -> int:
        store = store_at(self.address(session))
        return session.present(_work(store, self.jobs), lines_for, root=Path.cwd())


def _work(store: Store, jobs: Iterable[str]) -> Iterator[Worked | Stopped]:
    """Make jobs one after the other; one whose process dies is tried once more at the end."""

    def run(jobs: Iterable[str]) -> Iterator[Ended[str, tuple[Edition, bool, float]]]:
        for job in jobs:
            yield Ended(job, called(attempted, job))

    def attempted(job: str) -> tuple[Edition, bool, float]:
        since = time.monotonic()
        return *attempt(store, job), time.monotonic() - since

    for job, future, _ in once_more(jobs, run):
        try:
            yield Worked(job, *answer(f"the job {job}", future))
        except Problem as problem:
            yield Stopped(job, problem)


def lines_for(event: object) -> Iterator[Line]:
    """Yield the lines for a job."""
    match event:
        case Worked(_, edition, True, seconds):
            yield Line(f"{edition}: made in {seconds:.1f} s")
        case Worked(_, edition, False):
            yield Line(f"{edition}: is in the store already")
        case Stopped(_, problem):
            yield Line(str(problem), Level.FAILURE)
        case _:
            yield from lines_for_any(event)
