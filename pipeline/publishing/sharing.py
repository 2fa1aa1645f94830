# SPDX-License-Identifier: GPL-3.0-or-later
"""The store during a build: fetches existing results, and stores new ones."""

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
from pipeline.system.stamps import stamp_of
from pipeline.system.store import Store, store_at


class SharedStore:
    """The store at an address (empty: none). After its first failure it is not used any more.

    Open it before any input is read. `outside_files` are files outside the source folders. Results of this build are stored, unless
    other machines make them, which then store them.
    """

    def __init__(
        self, address: str, project: Project, outside_files: tuple[str, ...], *, is_made_elsewhere: bool = False
    ) -> None:
        self._store: Store | None = store_at(address) if address else None
        self._project, self._outside_files = project, outside_files
        self._is_made_elsewhere = is_made_elsewhere
        is_keeping = self._store is not None and not is_made_elsewhere
        self._stamps = (
            {publication: self._stamp(publication) for publication in project.publications} if is_keeping else {}
        )

    def fetch(self, task: Task) -> Generator[NotShared, None, Outcome | None]:
        """Return the outcome of a job from the store, else None."""
        try:
            outcome = results.fetch(self._store, task) if self._store is not None else None
        except Problem as problem:
            yield self._disable(problem)
            return None
        return replace(outcome, is_fetched=True) if outcome is not None else None

    def keep(self, task: Task, outcome: Outcome) -> Iterator[NotShared]:
        """Put the results of a job made on this machine into the store."""
        try:
            is_new = not outcome.is_fetched and not self._is_made_elsewhere
            if self._store is not None and is_new and self._is_unchanged(task):
                results.keep(self._store, task, outcome)
        except Problem as problem:
            yield self._disable(problem)

    def _is_unchanged(self, task: Task) -> bool:
        """Return whether a worker's inputs are unchanged since the build began, so that they match the fingerprint."""
        publication = task.edition.publication
        if self._stamp(publication) != self._stamps[publication]:
            return False
        files = {self._project.root / path: checksum for path, checksum in task.job.files.items()}
        return all(path.is_file() and sha256_of(path) == checksum for path, checksum in files.items())

    def _stamp(self, publication: Publication) -> str:
        """Return the stamp of the files that a worker reads for a publication; not of catalogues, which it receives by value."""
        shared_files = fingerprint.shared_sources(self._project)
        own = (publication.folder, publication.described_in)
        return stamp_of(
            [*own, *shared_files, *map(Path, self._outside_files), completion.PACKAGE], excluded=[self._project.build]
        )

    def _disable(self, problem: Problem) -> NotShared:
        self._store = None
        return NotShared(problem)
