# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of an edition on the site: its inputs, and the files for readers."""

import datetime
import os.path
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from sys import intern
from types import MappingProxyType
from urllib.parse import unquote

from pipeline.bookformat.book import PrintedOffprint
from pipeline.model.metadata import UNKNOWN_DAY
from pipeline.model.plain_data import from_plain_data
from pipeline.model.project import Project
from pipeline.model.publication import About, Artefact, Edition, Format, Progress, Publication, Review
from pipeline.publishing import findings, next_site
from pipeline.publishing.findings import Found
from pipeline.publishing.fingerprint import files_behind
from pipeline.system.steps import Steps, Trace, steps_in
from pipeline.system.sums import Sums
from pipeline.translations.edition_inputs import TextSummary

IN_ORDER = (Format.PDF, Format.EPUB, Format.HTML)
"""The order in which formats are made and listed: pages link to the PDF."""
_LINK_OUT = re.compile(r'\bhref="((?:\.\./)+[^"#?]+)')
"""A relative link to a file of another folder."""


@dataclass(frozen=True, slots=True)
class EditionFile:
    """A published file of an edition; the path is relative to the edition's folder."""

    path: str
    bytes: int
    sha256: str
    pages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedOffprint(PrintedOffprint):
    """An offprint with its published file."""

    made: EditionFile


@dataclass(frozen=True, slots=True)
class Record:
    """A published edition. `inputs` has the fingerprint of each format, `page_map` the page of each identifier in the PDF.

    `offprints` are made with the PDF, in its order; `files` are the checksums of all files, by path in the edition's folder.
    `stated`, `translations` and `abstracts` are those of its TextSummary; `date`, `unreleased` and `text_hash` are printed. `about` is the edition's metadata, `papers` the
    metadata of its papers by document. `documents` has the source file of each document, relative to the publication's folder,
    `seconds` the last duration of each format, `memory` the peak memory of a process in bytes.
    """

    title: str
    subtitle: str
    description: str
    date: datetime.date
    progress: Progress
    review: Review
    unreleased: bool = False
    text_hash: str = ""
    stated: datetime.date = UNKNOWN_DAY
    translations: str = ""
    abstracts: str = ""
    inputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    made: Mapping[str, EditionFile] = field(default_factory=dict)
    page_map: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    offprints: tuple[PublishedOffprint, ...] = ()
    about: About = field(default_factory=About)
    papers: Mapping[str, About] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    memory: Mapping[str, int] = field(default_factory=dict)

    @property
    def summary(self) -> TextSummary:
        return TextSummary(self.progress, self.review, self.stated, self.translations, self.abstracts)

    def files_of(self, name: Format) -> tuple[str, ...]:
        """Return the files of one format, relative to the edition's folder; offprints belong to the PDF."""
        if name is not Format.HTML:
            whole = [self.made[name].path] if name in self.made else []
            parts = [offprint.made.path for offprint in self.offprints] if name is Format.PDF else []
            return (*whole, *parts)
        other_files = {path for other in Format if other is not Format.HTML for path in self.files_of(other)}
        return tuple(path for path in self.files if path not in other_files)

    def artefacts(self, edition: Edition) -> tuple[Artefact, ...]:
        """Return the edition in each format, then its offprints in their order."""
        whole = (self._artefact(edition, Format(name), file, self.title) for name, file in self.made.items())
        parts = (
            replace(
                self._artefact(edition, Format.PDF, part.made, part.title),
                document=part.name,
                sheet=part.sheet,
                text_hash=part.text_hash,
                first=part.first,
                last=part.last,
                about=self.papers.get(part.document, About()) if part.sheet == "paper" else About(),
            )
            for part in self.offprints
        )
        return (
            *(
                replace(artefact, subtitle=self.subtitle, description=self.description, about=self.about)
                for artefact in whole
            ),
            *parts,
        )

    def _artefact(self, edition: Edition, name: Format, file: EditionFile, title: str) -> Artefact:
        return Artefact(
            edition=edition,
            format=name,
            title=title,
            path=PurePosixPath(edition.folder, file.path),
            bytes=file.bytes,
            pages=file.pages,
            sha256=file.sha256,
            date=self.date,
            progress=self.progress,
            review=self.review,
            unreleased=self.unreleased,
            text_hash=self.text_hash,
        )


def read(steps: Steps, edition: Edition) -> Record | None:
    """Return the record of an edition, or None."""
    folder = str(edition.folder)
    traces = steps.below(folder)
    whole = traces.pop(folder, None)
    if whole is None:
        return None
    of_formats = {name: trace for name in IN_ORDER if (trace := traces.get(f"{folder}/{name}")) is not None}
    # Intern the strings: editions have most of their files in common.
    files = {
        intern(path): intern(checksum) for trace in of_formats.values() for path, checksum in trace.outputs.items()
    }
    values = {
        "inputs": {name.value: trace.inputs for name, trace in of_formats.items()},
        "made": {name.value: trace.value for name, trace in of_formats.items()},
        "files": dict(sorted(files.items())),
        "seconds": {name.value: trace.seconds for name, trace in of_formats.items()},
        "memory": {name.value: trace.memory for name, trace in of_formats.items()},
    }
    return from_plain_data(Record, {**whole.value, **values})


def _traces(edition: Edition, record: Record) -> dict[str, Trace]:
    """Return the traces of an edition, and of each of its formats."""
    data = asdict(record)
    for name in ("inputs", "made", "files", "seconds", "memory"):
        del data[name]
    folder = str(edition.folder)
    of_formats = {
        f"{folder}/{name}": Trace(
            record.inputs.get(name, {}),
            {path: record.files[path] for path in record.files_of(Format(name)) if path in record.files},
            asdict(file),
            seconds=round(record.seconds.get(name, 0.0), 2),
            memory=record.memory.get(name, 0),
        )
        for name, file in record.made.items()
    }
    return {
        folder: Trace(value={**data, "date": record.date.isoformat(), "stated": record.stated.isoformat()}),
        **of_formats,
    }


class Records:
    """The records of a project's editions, each read once, and the editions on the site in the folder `site`.

    While a next site is being made, and after an interruption, `site` is the next site. `whole` has, by edition folder, the
    formats whose files are known to be unchanged.
    """

    def __init__(self, project: Project, whole: Mapping[str, Collection[str]] = MappingProxyType({})) -> None:
        self.steps = steps_in(project.build)
        self.site = next_site.folder_of(project)
        self._project = project
        self._whole = {**whole}
        self._is_there: dict[tuple[Publication, str], bool] = {}
        self._records: dict[Edition, Record | None] = {}

    def switch(self) -> None:
        """Replace the site by the next one."""
        next_site.switch(self._project)
        self.site = self._project.site

    @cached_property
    def sums(self) -> Sums:
        """The checksums of the site's files."""
        return Sums(self.steps)

    def record(self, edition: Edition) -> Record | None:
        """Return the record of an edition, even if it is not on the site."""
        if edition not in self._records:
            self._records[edition] = read(self.steps, edition)
        return self._records[edition]

    def folder(self, edition: Edition) -> Path:
        """Return the folder of an edition on the site, or on the next site during a run."""
        return self.site / edition.folder

    def published(self, edition: Edition) -> Record | None:
        """Return the record of an edition that is on the site, else None."""
        return self.record(edition) if self.folder(edition).is_dir() else None

    def is_published(self, edition: Edition) -> bool:
        return self.published(edition) is not None

    def is_whole(self, edition: Edition, record: Record, name: Format) -> bool | None:
        """Return whether the files of a format are unchanged on the site; None if one is missing."""
        if name in self._whole.get(str(edition.folder), ()):
            return True
        folder, files = self.folder(edition), record.files_of(name)
        try:
            return all(self.sums.of(f"{folder}/{path}") == record.files.get(path) for path in files)
        except FileNotFoundError:
            return None

    def documents_left(self, edition: Edition) -> tuple[str, ...]:
        """Return the documents of an edition on the site that are no longer among the sources."""
        documents = record.documents if (record := self.published(edition)) is not None else {}
        return tuple(name for name, path in documents.items() if not self._is_source(edition.publication, path))

    def missing_targets(self, edition: Edition) -> tuple[str, ...]:
        """Return the files outside an edition that its pages link to and that are not on the site, relative to it."""
        record, folder = self.published(edition), self.folder(edition)
        pages = [folder / name for name in record.files if name.endswith(".html")] if record is not None else []
        targets = {
            os.path.normpath(page.parent / unquote(link))
            for page in pages
            for link in _LINK_OUT.findall(page.read_text(encoding="utf-8"))
        }
        return tuple(sorted(target.removeprefix(f"{self.site}/") for target in targets if not Path(target).exists()))

    def _is_source(self, publication: Publication, path: str) -> bool:
        if (publication, path) not in self._is_there:  # called for each language
            self._is_there[publication, path] = (publication.folder / path).is_file()
        return self._is_there[publication, path]

    def write(self, edition: Edition, record: Record, found: Mapping[str, Found]) -> None:
        """Write the record of an edition, what its steps found, and the files behind the digests of its inputs."""
        digests = {checksum for inputs in record.inputs.values() for checksum in inputs.values()}
        files = {checksum: behind for checksum in digests if (behind := files_behind(checksum))}
        new = _traces(edition, record) | findings.traces(edition, found, self._project.root)
        self.steps.keep(new, forget=(*self._names(edition), *findings.names(edition, found)), files=files)
        self._records[edition] = record

    def forget(self, edition: Edition) -> None:
        """Forget the record of an edition, so that it is made again."""
        self._whole.pop(str(edition.folder), None)
        self.steps.forget(*self._names(edition))
        self._records[edition] = None

    def _names(self, edition: Edition) -> tuple[str, ...]:
        return str(edition.folder), *(f"{edition.folder}/{name}" for name in Format)
