# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of an edition that is on the site: what it was made from, and what readers get."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath
from sys import intern
from types import MappingProxyType
from typing import Any

from pipeline.build import next_site
from pipeline.build.edition_inputs import Summary
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import About, Artefact, Chapter, Edition, Format, Progress, Publication, Review
from pipeline.system.files import write_whole
from pipeline.system.sums import Sums

_SHAPE = 8


@dataclass(frozen=True, slots=True)
class EditionFile:
    """One file of an edition as readers get it: the path is relative to the edition's folder."""

    path: str
    bytes: int
    sha256: str
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Offprint:
    """A part of an edition that is a PDF of its own: `sheet` is leaflet, card, form, checklist or paper.

    It is part of `document`, with the identifier `anchor` (empty: it is the whole document); `digest` is that of all it
    was made from. A paper has the pages `first` to `last` of its volume, as these are printed.
    """

    name: str
    sheet: str
    title: str
    document: str
    anchor: str
    digest: str
    made: EditionFile
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """The edition as published. `inputs` holds a fingerprint per format; `page_map` the page of each anchor of the PDF.

    `offprints` are made with the PDF, in its order; `files` are all in the edition's folder, relative to it, with their checksums.
    `abstracts` is a digest of those abstracts that editions in other languages print.
    `about` is what it says of itself, `papers`, by their document, what its papers say. `documents` gives the source file of
    each document, relative to the publication's folder.
    """

    title: str
    subtitle: str
    description: str
    date: date
    progress: Progress
    review: Review
    abstracts: str = ""
    inputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    made: Mapping[str, EditionFile] = field(default_factory=dict)
    page_map: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    offprints: tuple[Offprint, ...] = ()
    about: About = field(default_factory=About)
    papers: Mapping[str, About] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> Summary:
        return Summary(self.progress, self.review, self.date, self.abstracts)

    def files_of(self, name: Format) -> tuple[str, ...]:
        """Return the files of one format, relative to the edition's folder; offprints belong to the PDF."""
        if name is not Format.HTML:
            whole = [self.made[name].path] if name in self.made else []
            parts = [offprint.made.path for offprint in self.offprints] if name is Format.PDF else []
            return (*whole, *parts)
        others = {path for other in Format if other is not Format.HTML for path in self.files_of(other)}
        return tuple(path for path in self.files if path not in others)

    def artefacts(self, edition: Edition) -> tuple[Artefact, ...]:
        """Return the edition in each format, and its offprints in their order."""
        whole = (self._artefact(edition, Format(name), file, self.title) for name, file in self.made.items())
        parts = (
            replace(
                self._artefact(edition, Format.PDF, part.made, part.title),
                document=part.name,
                sheet=part.sheet,
                first=part.first,
                last=part.last,
                about=self.papers.get(part.document, About()) if part.sheet == "paper" else About(),
            )
            for part in self.offprints
        )
        return (
            *(replace(it, subtitle=self.subtitle, description=self.description, about=self.about) for it in whole),
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
        )


def path_of(state: Path, edition: Edition) -> Path:
    return state / f"{edition.folder}.json"


def read(state: Path, edition: Edition) -> Record | None:
    """Return the record of an edition; None where there is none, or where an older pipeline wrote it."""
    path = path_of(state, edition)
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise Problem(
            "broken-state",
            "the build's own notes on an edition cannot be read",
            cause=str(error),
            hint="delete build/, then build again: all is made anew",
            path=path,
        ) from error
    if data.pop("shape", None) != _SHAPE:
        return None
    values = {
        "date": date.fromisoformat(data["date"]),
        "progress": Progress(**data["progress"]),
        "review": Review(data["review"]),
        "made": {name: EditionFile(**file) for name, file in data["made"].items()},
        # Most files of an edition are in all others, too.
        "files": {intern(name): intern(checksum) for name, checksum in data["files"].items()},
        "offprints": tuple(map(offprint_of, data["offprints"])),
        "about": about_of(data["about"]),
        "papers": {document: about_of(paper) for document, paper in data["papers"].items()},
    }
    return Record(**{**data, **values})


def offprint_of(data: Mapping[str, Any]) -> Offprint:
    """Return an offprint from its JSON."""
    return Offprint(**{**data, "made": EditionFile(**data["made"])})


def about_of(data: Mapping[str, Any]) -> About:
    """Return metadata from their JSON."""
    texts = {name: tuple(data[name]) for name in ("authors", "keywords", "abstract")}
    return About(**{**data, **texts, "chapters": tuple(Chapter(**chapter) for chapter in data["chapters"])})


def read_waiting(state: Path) -> Mapping[str, Progress]:
    """Return the progress of the editions that were held back when the site was drawn last, by their folder."""
    try:
        rows = json.loads((state / "waiting.json").read_bytes())
        return {folder: Progress(**progress) for folder, progress in rows.items()}
    except (FileNotFoundError, ValueError, TypeError):
        return {}


def write_waiting(state: Path, waiting: Mapping[Edition, Progress]) -> None:
    """Write them for a run that looks at some publications alone."""
    rows = {str(edition.folder): asdict(progress) for edition, progress in waiting.items()}
    write_whole(state / "waiting.json", json.dumps(rows, indent=1).encode())


class Records:
    """The records of a project's editions, each read once, and what of these editions is on the site in the folder `site`.

    While a run makes the next site, and where one was cut off before that was shown, it is that one. `whole` gives by folder the
    formats whose files are known to be as they were published.
    """

    def __init__(self, project: Project, whole: Mapping[str, Collection[str]] = MappingProxyType({})) -> None:
        self.state = project.build / "state"
        self.site = next_site.folder_of(project)
        self._project = project
        self._whole = {**whole}
        self._is_there: dict[tuple[Publication, str], bool] = {}
        self._records: dict[Edition, Record | None] = {}

    def switch(self) -> None:
        """Put the next site in the place of the site, of which the records tell from then on."""
        next_site.switch(self._project)
        self.site = self._project.site

    @cached_property
    def sums(self) -> Sums:
        """The checksums of the site's files."""
        return Sums(self.state / "sums.json")

    def record(self, edition: Edition) -> Record | None:
        """Return the record of an edition, be it on the site or not. Raises Problem `broken-state`."""
        if edition not in self._records:
            self._records[edition] = read(self.state, edition)
        return self._records[edition]

    def folder(self, edition: Edition) -> Path:
        """Return the place of an edition on the site, or on the next one while a run makes that."""
        return self.site / edition.folder

    def published(self, edition: Edition) -> Record | None:
        """Return the record of an edition that is on the site."""
        return self.record(edition) if self.folder(edition).is_dir() else None

    def is_published(self, edition: Edition) -> bool:
        return self.published(edition) is not None

    def is_whole(self, edition: Edition, record: Record, name: Format) -> bool | None:
        """Return whether the files of a format are on the site as they were published; None where one of them is gone."""
        if name in self._whole.get(str(edition.folder), ()):
            return True
        folder, files = self.folder(edition), record.files_of(name)
        try:
            return all(self.sums.of(f"{folder}/{path}") == record.files.get(path) for path in files)
        except FileNotFoundError:
            return None

    def documents_left(self, edition: Edition) -> tuple[str, ...]:
        """Return the documents of an edition on the site that the sources no longer have."""
        documents = record.documents if (record := self.published(edition)) is not None else {}
        return tuple(name for name, path in documents.items() if not self._is_source(edition.publication, path))

    def _is_source(self, publication: Publication, path: str) -> bool:
        if (publication, path) not in self._is_there:  # asked for each language
            self._is_there[publication, path] = (publication.folder / path).is_file()
        return self._is_there[publication, path]

    def write(self, edition: Edition, record: Record) -> None:
        data = {"shape": _SHAPE, **asdict(record), "date": record.date.isoformat()}
        write_whole(path_of(self.state, edition), json.dumps(data, ensure_ascii=False, indent=1).encode())
        self._records[edition] = record

    def forget(self, edition: Edition) -> None:
        """Remove the record of an edition: it is made again when it can be."""
        self._whole.pop(str(edition.folder), None)
        path_of(self.state, edition).unlink(missing_ok=True)
        self._records[edition] = None
