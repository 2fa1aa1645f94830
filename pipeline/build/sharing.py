# SPDX-License-Identifier: GPL-3.0-or-later
"""The store as a build uses it: what others have made is fetched, what is made here is kept for them."""

from collections.abc import Generator, Iterator
from dataclasses import replace

from pipeline.build import completion, results
from pipeline.build.events import NotShared
from pipeline.build.job import Outcome, Task
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.system.files import sha256_of
from pipeline.system.store import Store, store_at


class Shared:
    """The store at an address, which may be empty, for as long as it answers: without it, everything is made here.

    `mark` is that of the inputs before any of them was read, with the files `beyond` the folders of sources. What this build makes
    is kept unless it is made elsewhere.
    """

    def __init__(
        self, address: str, project: Project, beyond: tuple[str, ...], mark: str, *, is_made_elsewhere: bool = False
    ) -> None:
        self._store: Store | None = store_at(address) if address else None
        self._project, self._beyond, self._mark = project, beyond, mark
        self._is_made_elsewhere = is_made_elsewhere

    def fetch(self, task: Task) -> Generator[NotShared, None, Outcome | None]:
        """Return the outcome of a job where it is in the store."""
        try:
            outcome = results.fetch(self._store, task) if self._store is not None else None
        except Problem as problem:
            yield self._without(problem)
            return None
        return replace(outcome, is_fetched=True) if outcome is not None else None

    def keep(self, task: Task, outcome: Outcome) -> Iterator[NotShared]:
        """Put what was made here into the store."""
        try:
            is_new = not outcome.is_fetched and not self._is_made_elsewhere
            if self._store is not None and is_new and self._is_unchanged(task):
                results.keep(self._store, task, outcome)
        except Problem as problem:
            yield self._without(problem)

    def _is_unchanged(self, task: Task) -> bool:
        """Return whether all is as it was when the build began: else it is not known from what the edition was made."""
        if completion.mark_of_inputs(self._project, self._beyond) != self._mark:
            return False
        files = {self._project.root / path: sum_ for path, sum_ in task.job.files.items()}
        return all(path.is_file() and sha256_of(path) == sum_ for path, sum_ in files.items())

    def _without(self, problem: Problem) -> NotShared:
        self._store = None
        return NotShared(problem)
