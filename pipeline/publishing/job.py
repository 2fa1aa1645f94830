# SPDX-License-Identifier: GPL-3.0-or-later
"""A job: what one edition is made from; where it is done, and what comes out of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.bookformat.facts import EditionFacts
from pipeline.bookformat.page_fills import PageFill
from pipeline.model.diagnostics import Diagnostic
from pipeline.model.message import Catalogue
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import About, Edition, Format
from pipeline.publishing.record import EditionFile, PublishedOffprint
from pipeline.system.workers import prepare


def prepare_for(formats: Collection[Format]) -> None:
    """Begin the server that workers are forked from, with what formats need imported; for a book that is more than for pages."""
    prepare(f"pipeline.publishing.preloaded_{'books' if Format.PDF in formats else 'pages'}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What an edition is made from, all of it by value or by content: the same wherever the project stands.

    `files` are the sources, with their checksums, by their paths in the project; `inputs` is the fingerprint of each format, which
    names the pipeline's code and the libraries too. `catalogues` are those that must pass proofreading first. `language` is the edition's tag; where it is bilingual, `beside` has the
    domains of its second language. `lines` gives
    `file.po:line` of the translation of each original. `tools` is the digest of our code and of the libraries, with which
    documents are read, `bound` is the most seconds that it may take. `pdf`, `page_map` and `offprints` are the PDFs of the last time.
    """

    publication: str
    language: str
    formats: tuple[Format, ...]
    domains: Mapping[str, Mapping[str, str]]
    facts: EditionFacts
    bound: float
    tools: str = ""
    beside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)
    catalogues: tuple[Catalogue, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[Format, Mapping[str, str]] = field(default_factory=dict)
    pdf: EditionFile | None = None
    page_map: Mapping[str, int] = field(default_factory=dict)
    offprints: tuple[PublishedOffprint, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A job and the place where it is done: the folder of a project that has its files. Paths are absolute from here on."""

    project: Project
    job: Job
    edition: Edition = field(init=False)

    def __post_init__(self) -> None:
        (edition,) = self.project.all_editions(self.job.publication, self.job.language)
        object.__setattr__(self, "edition", edition)

    @property
    def catalogues(self) -> tuple[Catalogue, ...]:
        """The catalogues that must pass proofreading first."""
        return tuple(replace(each, path=self.project.root / each.path) for each in self.job.catalogues)

    @property
    def lines(self) -> Mapping[str, str]:
        """Original -> `file.po:line` of its translation, for messages about it."""
        return {original: str(self.project.root / place) for original, place in self.job.lines.items()}

    @property
    def folder(self) -> Path:
        """Return where all is written that readers do not see."""
        return self.project.build / "work" / self.edition.folder

    @property
    def aside(self) -> Path:
        """Return where the formats are laid that are made, to be renamed into their place."""
        return self.folder / "edition"

    @property
    def doctrees(self) -> Path:
        """Return where Sphinx keeps the documents that it has read, for all builders of the edition."""
        return self.project.build / "doctrees" / self.edition.folder


@dataclass(frozen=True, slots=True)
class Outcome:
    """The formats that were `made` are whole in `folder`, and nothing else is there: `files` gives the checksums of all that is.

    `documents` gives the source file of each document.

    `pictures` has a line for each picture that was encoded, `papers`, by their document, what they say of themselves,
    `seconds` how long each format took. It `is_fetched` where it comes from the store and was made by another build. `left_out`
    says why there is no PDF or no EPUB, though there was to be one. `holes` are the pages of the PDF that are left with much white, `fonts` the fonts
    for other scripts than ours that each format has asked for, whether or not they are there, `memory` the most bytes that a process of it
    had.
    """

    folder: Path
    made: Mapping[Format, EditionFile]
    files: Mapping[str, str]
    page_map: Mapping[str, int]
    warnings: tuple[Diagnostic, ...]
    pictures: tuple[str, ...] = ()
    offprints: tuple[PublishedOffprint, ...] = ()
    about: About = field(default_factory=About)
    papers: Mapping[str, About] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[Format, float] = field(default_factory=dict)
    is_fetched: bool = False
    left_out: Mapping[Format, Problem] = field(default_factory=dict)
    holes: tuple[PageFill, ...] = ()
    fonts: Mapping[Format, frozenset[str]] = field(default_factory=dict)
    memory: Mapping[Format, int] = field(default_factory=dict)
