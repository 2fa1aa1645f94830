# SPDX-License-Identifier: GPL-3.0-or-later
"""A job: the inputs of one edition, the folder in which it is made, its formats as they are made, and its outcome."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.bookformat.facts import EditionFacts
from pipeline.bookformat.typeset_book import PageFill
from pipeline.model.composed import Composed
from pipeline.model.diagnostics import Diagnostic
from pipeline.model.message import Catalogue
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.publishing.findings import Found, found_in
from pipeline.publishing.record import EditionFile, PublishedOffprint
from pipeline.system.files import sha256
from pipeline.system.workers import prepare


def prepare_for(project: Project, formats: Collection[Format]) -> None:
    """Start the fork server with the modules preloaded that these formats of the project need."""
    pages = "sphinx" if project.is_adopted else "pages"
    prepare(f"pipeline.publishing.preloaded_{'books' if Format.PDF in formats else pages}")


@dataclass(frozen=True, slots=True)
class MadeFormat:
    """A finished format: its file, and the checksums of all its files by path in the edition's folder.

    `composed` has the warnings of Sphinx, `warnings` those of the typesetter.
    A PDF has a `page_map`, `offprints`, and `holes`, the pages with much blank space. `seconds` is the time it took, `fonts` are the
    requested fonts for scripts that our fonts lack, even if they are not installed, `memory` is the peak memory of a process in bytes.
    """

    file: EditionFile
    files: Mapping[str, str]
    composed: Composed | None = None
    warnings: tuple[Diagnostic, ...] = ()
    page_map: Mapping[str, int] = field(default_factory=dict)
    offprints: tuple[PublishedOffprint, ...] = ()
    holes: tuple[PageFill, ...] = ()
    seconds: float = 0.0
    fonts: tuple[str, ...] = ()
    memory: int = 0

    @property
    def found(self) -> Found:
        return found_in(self.composed, self.warnings)


def file_of(path: Path, folder: Path, pages: int) -> EditionFile:
    """Return the record of a file that was made in a folder."""
    data = path.read_bytes()
    return EditionFile(str(path.relative_to(folder)), len(data), sha256(data), pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """All inputs of an edition, by value or by checksum; independent of the project's path.

    `files` are the checksums of the sources, by path in the project; `inputs` is the fingerprint of each format, including
    code and libraries. `catalogues` must pass proofreading first. `language` is the edition's tag; if the edition is
    bilingual, `second_domains` has the domains of its second language. `lines` maps originals to `file.po:line` of their
    translations. `tools` is the digest of the code and libraries that read documents, `bound` a time limit in seconds.
    `pdf` has the PDFs of the previous run.
    """

    publication: str
    language: str
    formats: tuple[Format, ...]
    domains: Mapping[str, Mapping[str, str]]
    facts: EditionFacts
    bound: float
    tools: str = ""
    second_domains: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)
    catalogues: tuple[Catalogue, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[Format, Mapping[str, str]] = field(default_factory=dict)
    pdf: MadeFormat | None = None

    @property
    def pages(self) -> Mapping[str, int]:
        """The page of each identifier in the last PDF."""
        return self.pdf.page_map if self.pdf is not None else {}


@dataclass(frozen=True, slots=True)
class Task:
    """A job, and a project folder with its files. All paths are absolute."""

    project: Project
    job: Job
    edition: Edition = field(init=False)

    def __post_init__(self) -> None:
        (edition,) = self.project.all_editions(self.job.publication, self.job.language)
        object.__setattr__(self, "edition", edition)

    @property
    def catalogues(self) -> tuple[Catalogue, ...]:
        """The catalogues that must pass proofreading first."""
        return tuple(replace(catalogue, path=self.project.root / catalogue.path) for catalogue in self.job.catalogues)

    @property
    def lines(self) -> Mapping[str, str]:
        """Original -> `file.po:line` of its translation, for diagnostics."""
        return {original: str(self.project.root / place) for original, place in self.job.lines.items()}

    @property
    def folder(self) -> Path:
        """The folder for intermediate files, which readers do not see."""
        return self.project.build / "work" / self.edition.folder

    @property
    def staging(self) -> Path:
        """The folder for finished formats before they are renamed into place."""
        return self.folder / "edition"

    @property
    def doctrees(self) -> Path:
        """The folder of Sphinx's doctrees, shared by all builders of the edition."""
        return self.project.build / "doctrees" / self.edition.folder


@dataclass(frozen=True, slots=True)
class Outcome:
    """The formats that were `made` are complete in `folder`, which holds nothing else.

    `found` has the findings of each format, also of those that are left out. `is_fetched`: another build made it, and it came
    from the store. `left_out` has the problems of a PDF or EPUB that could not be made.
    """

    folder: Path
    made: Mapping[Format, MadeFormat]
    found: Mapping[Format, Found]
    left_out: Mapping[Format, Problem] = field(default_factory=dict)
    is_fetched: bool = False

    @property
    def pdf(self) -> MadeFormat | None:
        return self.made.get(Format.PDF)

    @property
    def files(self) -> Mapping[str, str]:
        """The checksums of all files in the folder, by path."""
        return {path: digest for result in self.made.values() for path, digest in result.files.items()}

    @property
    def composed(self) -> Composed:
        """The result of the last run of Sphinx, the most complete one."""
        return [result.composed for result in self.made.values() if result.composed is not None][-1]
