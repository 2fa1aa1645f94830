# SPDX-License-Identifier: GPL-3.0-or-later
"""The stored templates: a publication is extracted only if its inputs have changed."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pipeline.catalogue.creation import pot
from pipeline.model.diagnostics import Diagnostic
from pipeline.model.plain_data import from_plain_data
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Publication
from pipeline.model.releases_file import releases
from pipeline.model.template import SHARED, ExtractedTemplates, SourcePlace, Template, TemplateMessage, merge_templates
from pipeline.model.toml_tables import line_of
from pipeline.publishing.fingerprint import SOURCES, Fingerprint, files_behind, of_code, of_sources
from pipeline.publishing.job import prepare_for
from pipeline.publishing.references import references_of
from pipeline.system.failed_jobs import result_of
from pipeline.system.files import sha256_of, write_if_changed
from pipeline.system.folders import remove_folder
from pipeline.system.phases import phase
from pipeline.system.steps import Trace, digest, steps_in
from pipeline.system.workers import Call, JobResult, is_prepared, run, single

_MAX_SEQUENTIAL = 2
"""Up to this number of publications, extraction in sequence is faster than starting the fork server."""

REASONS = "the reasons of withdrawals have changed"
LANGUAGES = "the languages of the project have changed"


@dataclass(frozen=True, slots=True)
class _Extraction:
    """The templates of a publication, with its fingerprint, all its source files, and the mistakes in them.

    `outside_checksums` has the checksums of the files outside its folder.
    """

    sources: Fingerprint
    outside_checksums: Mapping[str, str]
    files: tuple[str, ...]
    templates: tuple[Template, ...]
    mistakes: tuple[Diagnostic, ...]

    def is_fresh(self, project: Project, current: Fingerprint) -> bool:
        return self.sources == current and all(
            _sum(project.root / name) == before for name, before in self.outside_checksums.items()
        )

    def leaves_documents(self, current: Fingerprint) -> bool:
        """Return whether nothing but documents has changed, so that Sphinx can tell which to read again."""
        return {**self.sources, SOURCES: ""} == {**current, SOURCES: ""}


class Extracted(NamedTuple):
    """The templates of a project, and the problems of the publications that could not be extracted."""

    templates: tuple[Template, ...]
    failed: Mapping[Publication, Problem]


def templates(project: Project, selected: Collection[Publication] | None = None) -> tuple[Template, ...]:
    """Return the templates of the project, as `extracted_templates` does. Raises Problem if Sphinx cannot read the sources."""
    found, failed = extracted_templates(project, selected)
    for problem in failed.values():
        raise problem
    return found


def extracted_templates(
    project: Project,
    selected: Collection[Publication] | None = None,
    sources: Mapping[Publication, Fingerprint] | None = None,
    *,
    with_references: bool = False,
) -> Extracted:
    """Return the templates of the project, and why publications cannot be extracted.

    If only some publications are `selected` (`with_references`: and the publications that they refer to), the others have the
    messages of their last extraction, or none, as have those that failed. `sources` is `of_sources(project)`, if the caller has it.
    """
    withdrawn = releases(project)
    current = {
        publication: {
            **fingerprints,
            LANGUAGES: digest(project.languages),
            REASONS: digest([withdrawal.reason for withdrawal in withdrawn[publication.slug].withdrawals]),
        }
        for publication, fingerprints in (of_sources(project) if sources is None else sources).items()
    }
    read = {publication: _read(project, publication) for publication in project.publications}
    extractions = {publication: extraction for publication, extraction in read.items() if extraction is not None}
    scope = set(project.publications if selected is None else selected)
    failed = _bring_up_to_date(project, scope, current, extractions)
    if with_references:
        read_now = [(extractions[publication], publication) for publication in scope & extractions.keys()]
        slugs = {slug for extraction, owner in read_now for slug, _ in references_of(extraction.templates, owner)}
        referred = {publication for publication in project.publications if publication.slug in slugs} - scope
        failed |= _bring_up_to_date(project, referred, current, extractions)
    parts = [extractions[publication].templates for publication in project.publications if publication in extractions]
    return Extracted(merge_templates([*_of_project(project), *chain.from_iterable(parts)]), failed)


def write_pots(project: Project, templates: Iterable[Template]) -> None:
    """Write the changed .pot files to build/templates, for translators who begin a catalogue with another program."""
    # Date them by the publications, so that the same sources give the same bytes.
    day = max((publication.date for publication in project.publications), default=date.min)
    moment, steps = datetime.combine(day, time(), UTC), steps_in(project.build)
    traces, written = steps.below("template"), dict[str, Trace]()
    for template in templates:
        path, name = project.build / "templates" / f"{template.name}.pot", f"template/{template.name}"
        inputs = {SOURCES: digest((template, moment, of_code()))}
        if not path.is_file() or name not in traces or traces[name].changed(inputs):
            write_if_changed(path, pot(template, moment=moment))
            written[name] = Trace(inputs)
    if written:
        steps.keep(written)


def files_of_others(project: Project, publication: Publication) -> tuple[Path, ...]:
    """Return the files that a publication includes from outside the sources or from other publications, as last extracted."""
    extraction = _read(project, publication)
    if not extraction or not extraction.outside_checksums:
        return ()
    owners = [other.folder for other in project.publications if other != publication]
    return tuple(
        path
        for path in (project.root / name for name in extraction.outside_checksums)
        if path.is_file()
        and (not path.is_relative_to(project.source) or any(path.is_relative_to(folder) for folder in owners))
    )


def files_of(project: Project, publication: Publication) -> tuple[Path, ...]:
    """Return the source files of a publication's documents, as of the last extraction."""
    extraction = _read(project, publication)
    return tuple(project.root / name for name in extraction.files) if extraction else ()


def mistakes_of(project: Project, publication: Publication) -> tuple[Diagnostic, ...]:
    """Return the mistakes in the sources of a publication, as of the last extraction."""
    extraction = _read(project, publication)
    return extraction.mistakes if extraction else ()


def _bring_up_to_date(
    project: Project,
    scope: Collection[Publication],
    current: Mapping[Publication, Fingerprint],
    extractions: dict[Publication, _Extraction],
) -> dict[Publication, Problem]:
    """Extract the publications in scope whose sources have changed; return the problems of those that keep their last extraction."""
    due = [
        publication
        for publication in project.publications
        if publication in scope
        and not (publication in extractions and extractions[publication].is_fresh(project, current[publication]))
    ]
    for publication in due:
        # Reuse Sphinx's doctrees only if it can tell which documents have changed.
        former = extractions.get(publication)
        if former is None or not former.leaves_documents(current[publication]):
            remove_folder(_work(project, publication))
        # Forget the record first: an interrupted extraction starts from scratch the next time.
        steps_in(project.build).forget(_name(publication))
    root = project.root.resolve()
    inputs = {
        publication: {
            str(root / path): checksum for path, checksum in files_behind(current[publication][SOURCES]).items()
        }
        for publication in due
    }
    failed = {}
    for result in _extract(project, inputs) if due else ():
        publication = result.key
        try:
            extracted = result_of(result, f"the templates of {publication.slug}")
        except Problem as problem:
            failed[publication] = problem
            remove_folder(_work(project, publication))
            if publication in extractions:
                _keep(project, publication, extractions[publication])
        else:
            extractions[publication] = _store(project, publication, current[publication], extracted)
    return failed


def _extract(
    project: Project, due: Mapping[Publication, Mapping[str, str]]
) -> Iterator[JobResult[Publication, ExtractedTemplates]]:
    """Extract these publications, in parallel if there are several. The values are the digests of their source files, by path."""
    names = ", ".join(publication.slug for publication in due)
    with phase(f"extracting {names if len(due) <= 3 else f'{len(due)} publications'}"):
        if len(due) <= _MAX_SEQUENTIAL and not is_prepared():
            for publication, inputs in due.items():
                try:
                    yield JobResult(publication, _extract_one(project, publication, inputs))
                except Exception as error:  # as in a worker
                    yield JobResult(publication, error=error)
            return
        prepare_for(project, [])
        jobs = (
            (publication, single(Call(partial(_extract_one, project, publication, inputs))))
            for publication, inputs in due.items()
        )
        yield from (ended for ended in run(jobs) if isinstance(ended, JobResult))


def _extract_one(project: Project, publication: Publication, inputs: Mapping[str, str]) -> ExtractedTemplates:
    # Imported late: if another process extracts, this one does not need Sphinx.
    from pipeline.compose.extract import extract

    return extract(project, publication, _work(project, publication), inputs)


def _store(
    project: Project, publication: Publication, current: Fingerprint, extracted: ExtractedTemplates
) -> _Extraction:
    paths = [path for path in extracted.files if path.is_relative_to(project.root)]
    files = [path.relative_to(project.root).as_posix() for path in paths]
    outside_files = [
        name for name, path in zip(files, paths, strict=True) if not path.is_relative_to(publication.folder)
    ]
    outside_checksums = {name: _sum(project.root / name) for name in outside_files}
    extraction = _Extraction(current, outside_checksums, tuple(files), extracted.templates, extracted.mistakes)
    _keep(project, publication, extraction)
    return extraction


def _keep(project: Project, publication: Publication, extraction: _Extraction) -> None:
    value = {
        "outside_checksums": extraction.outside_checksums,
        "files": extraction.files,
        "templates": [template.to_json() for template in extraction.templates],
        "mistakes": [asdict(mistake) for mistake in extraction.mistakes],
    }
    steps_in(project.build).keep({_name(publication): Trace(dict(extraction.sources), value=value)})


def _read(project: Project, publication: Publication) -> _Extraction | None:
    """Return the last extraction of a publication, or None."""
    trace = steps_in(project.build).trace(_name(publication))
    if trace is None:
        return None
    with suppress(ValueError, KeyError, TypeError, AttributeError):  # stored by older code: extract again
        value = trace.value
        templates = tuple(map(Template.from_json, value["templates"]))
        mistakes = tuple(from_plain_data(Diagnostic, mistake) for mistake in value["mistakes"])
        return _Extraction(trace.inputs, value["outside_checksums"], tuple(value["files"]), templates, mistakes)
    return None


def _name(publication: Publication) -> str:
    return f"extract/{publication.slug}"


def _work(project: Project, publication: Publication) -> Path:
    return project.build / "work" / "extract" / publication.slug


def _of_project(project: Project) -> Iterable[Template]:
    """Yield the template of the project's own texts, which publications share."""
    documents = tuple(f"{publication.slug}/{SHARED}" for publication in project.publications if not publication.adopted)
    if not documents or not project.texts:
        return
    path = project.described_in
    at = PurePosixPath(path.relative_to(project.root).as_posix())
    messages = (TemplateMessage(text, (SourcePlace(at, line_of(text, path)),), documents) for text in project.texts)
    yield Template(SHARED, project.original, tuple(messages))


def _sum(path: Path) -> str:
    return sha256_of(path) if path.is_file() else ""
