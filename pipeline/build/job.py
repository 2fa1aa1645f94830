# SPDX-License-Identifier: GPL-3.0-or-later
"""A job: what a process must know to make one edition, what comes out of it, and the step that it is at meanwhile."""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.bookformat.facts import EditionFacts
from pipeline.build.record import EditionFile, Offprint
from pipeline.model.message import Catalogue
from pipeline.model.project import Project
from pipeline.model.publication import About, Edition, Format
from pipeline.system.files import write_whole
from pipeline.system.forks import pickled, unpickled


@dataclass(frozen=True, slots=True)
class Job:
    """What a process must know to make an edition; `pdf`, `page_map` and `offprints` are its PDFs of the last time.

    `catalogues` are those that must pass proofreading first, `tools` is the digest of our code and of the libraries, with which
    documents are read, `bound` is the most seconds that it may take; `published` gives the files of each format as they are in
    the folder `site`, relative to the edition's folder.
    """

    project: Project
    edition: Edition
    formats: tuple[Format, ...]
    domains: Mapping[str, Mapping[str, str]]
    lines: Mapping[str, str]
    facts: EditionFacts
    site: Path
    tools: str
    catalogues: tuple[Catalogue, ...]
    pdf: EditionFile | None
    page_map: Mapping[str, int]
    bound: float
    offprints: tuple[Offprint, ...] = ()
    published: Mapping[Format, tuple[str, ...]] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Return where all is written that readers do not see."""
        return self.project.build / "work" / self.edition.folder

    @property
    def doctrees(self) -> Path:
        """Return where Sphinx keeps the documents that it has read, for all builders of the edition."""
        return self.project.build / "doctrees" / self.edition.folder

    @property
    def step_file(self) -> Path:
        """Return where the process that makes the edition writes the step that it is at."""
        return self.folder / "step"

    @property
    def outcome_file(self) -> Path:
        """Return where the process that makes the edition leaves what came of it, while others still run."""
        return self.folder / "outcome"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The edition is whole in `folder`, ready to be renamed into place; `documents` gives the source file of each.

    `pictures` has a line for each picture that was encoded, `papers`, by their document, what they say of themselves,
    `seconds` how long each format took.
    """

    folder: Path
    made: Mapping[Format, EditionFile]
    page_map: Mapping[str, int]
    warnings: tuple[str, ...]
    pictures: tuple[str, ...] = ()
    offprints: tuple[Offprint, ...] = ()
    about: About = field(default_factory=About)
    papers: Mapping[str, About] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[Format, float] = field(default_factory=dict)


def step_of(job: Job) -> str:
    """Return the step of a job that runs in some process; empty before its first."""
    try:
        return job.step_file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def leave_outcome(job: Job, future: Future[Outcome]) -> None:
    """Leave what came of a job for the process that waits for it."""
    write_whole(job.outcome_file, pickled(future))


def outcome_of(job: Job) -> Future[Outcome] | None:
    """Return what came of a job; None while it runs."""
    try:
        return unpickled(job.outcome_file.read_bytes())
    except FileNotFoundError:
        return None
