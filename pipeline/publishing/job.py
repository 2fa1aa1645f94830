# SPDX-License-Identifier: GPL-3.0-or-later
"""A job: what one edition is made from; where it is done, and what comes out of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.bookformat.facts import EditionFacts
from pipeline.model.composed import Composed
from pipeline.model.diagnostics import Diagnostic
from pipeline.model.message import Catalogue
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.publishing.made import MadeFormat
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
    documents are read, `bound` is the most seconds that it may take. `pdf` are the PDFs of the last time.
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
    pdf: MadeFormat | None = None

    @property
    def pages(self) -> Mapping[str, int]:
        """The page of each identifier in the PDF of the last time."""
        return self.pdf.page_map if self.pdf is not None else {}


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
    """The formats that were `made` are whole in `folder`, and nothing else is there.

    It `is_fetched` where it comes from the store and was made by another build. `left_out` says why there is no PDF or no EPUB, though
    there was to be one.
    """

    folder: Path
    made: Mapping[Format, MadeFormat]
    warnings: tuple[Diagnostic, ...]
    left_out: Mapping[Format, Problem] = field(default_factory=dict)
    is_fetched: bool = False

    @property
    def pdf(self) -> MadeFormat | None:
        return self.made.get(Format.PDF)

    @property
    def files(self) -> Mapping[str, str]:
        """The checksums of all that is in the folder, by path."""
        return {path: digest for each in self.made.values() for path, digest in each.files.items()}

    @property
    def composed(self) -> Composed:
        """What the last run of Sphinx has found out, which knows most."""
        return [each.composed for each in self.made.values() if each.composed is not None][-1]
