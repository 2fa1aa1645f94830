# SPDX-License-Identifier: GPL-3.0-or-later
"""The store as a build uses it: what others have made is fetched, what is made here is kept for them."""

from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Publication
from pipeline.publishing import completion, fingerprint, results
from pipeline.publishing.events import NotShared
from pipeline.publishing.job import Outcome, Task
from pipeline.system.files import sha256_of
from pipeline.system.marks import mark_of
from pipeline.system.store import Store, store_at


class Shared:
    """The store at an address, which may be empty, for as long as it answers: without it, everything is made here.

    It is opened before any input is read. `beyond` are files outside of the folders of sources. What this build makes is kept unless it
    is made elsewhere.
    """

    def __init__(
        self, address: str, project: Project, beyond: tuple[str, ...], *, is_made_elsewhere: bool = False
    ) -> None:
        self._store: Store | None = store_at(address) if address else None
        self._project, self._beyond = project, beyond
        self._is_made_elsewhere = is_made_elsewhere
        is_keeping = self._store is not None and not is_made_elsewhere
        self._marks = {each: self._mark(each) for each in project.publications} if is_keeping else {}

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
        """Return whether all that the worker has read is as it was when the build began: else it is not known what that was."""
        publication = task.edition.publication
        if self._mark(publication) != self._marks[publication]:
            return False
        files = {self._project.root / path: sum_ for path, sum_ in task.job.files.items()}
        return all(path.is_file() and sha256_of(path) == sum_ for path, sum_ in files.items())

    def _mark(self, publication: Publication) -> str:
        """Return the mark of what a worker reads of a publication; the catalogues are handed to it."""
        shared = fingerprint.shared_sources(self._project)
        own = (publication.folder, publication.described_in)
        return mark_of([*own, *shared, *map(Path, self._beyond), completion.PACKAGE], without=[self._project.build])

    def _without(self, problem: Problem) -> NotShared:
        self._store = None
        return NotShared(problem)
