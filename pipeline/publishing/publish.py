# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts editions on the site, removes them, and draws the portal around them."""

import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, replace
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pipeline.model.diagnostics import Diagnostic
from pipeline.model.project import Project
from pipeline.model.publication import Artefact, Edition, Format, Progress
from pipeline.model.releases import ARCHIVE, releases_path
from pipeline.model.releases_file import all_releases, former_slugs, releases_of
from pipeline.model.template import DESCRIPTION
from pipeline.publishing import failures, findings, fingerprint
from pipeline.publishing.events import Cleared, Drawn, Due, Event, Held, NotKept, Published
from pipeline.publishing.findings import Found
from pipeline.publishing.fingerprint import Fingerprint
from pipeline.publishing.inputs import Inputs
from pipeline.publishing.job import Outcome
from pipeline.publishing.record import IN_ORDER, Record, Records
from pipeline.publishing.sources import Sources
from pipeline.system.files import sha256_of
from pipeline.system.folders import link, remove_folder, replace_folder
from pipeline.system.phases import phase
from pipeline.system.steps import Trace
from pipeline.translations.edition_inputs import EditionInputs, site_translations_by_tag

if TYPE_CHECKING:
    from pipeline.portal.build import SiteDrawing

_HELD = "held back"
"""The step with the progress of the editions held back when the site was drawn, for runs that cover only some publications."""


def publish(inputs: Inputs, due: Due, outcome: Outcome, former_fingerprints: Mapping[Format, Fingerprint]) -> Published:
    """Put an edition on the site; `former_fingerprints` are taken before it was made, since they may have changed."""
    edition, records = due.edition, inputs.records
    former = records.record(edition)
    kept_files = _keep_other_formats(edition, outcome, former, records.folder(edition)) if former is not None else {}
    texts = inputs.read(edition).summary._asdict() | inputs.text_version(edition)._asdict()
    new = _record(inputs.read(edition), texts, outcome, former, {**outcome.files, **kept_files})
    current = inputs.fingerprints(edition, new)
    fingerprints = {
        name.value: fingerprint.with_fonts({**current[name], **former_fingerprints[name]}, made.fonts)
        for name, made in outcome.made.items()
    }
    new = replace(new, inputs={**new.inputs, **fingerprints})
    # Forget the record first: after an interruption between these steps, the edition is made again.
    records.forget(edition)
    replace_folder(outcome.folder, records.folder(edition))
    released = Found(tuple(_reused_version_warnings(inputs.project, edition, new, records.folder(edition))))
    records.write(
        edition, new, {findings.RELEASE: released, **{name.value: found for name, found in outcome.found.items()}}
    )
    failures.forget(inputs.project, edition, outcome.made)
    for name, problem in outcome.left_out.items():
        inputs.go_without(edition, name, problem)
        failures.keep(inputs.project, edition, problem, {name: former_fingerprints[name]})
    return Published(
        edition,
        new.artefacts(edition),
        sum(made.seconds for made in outcome.made.values()),
        due.formats,
        tuple(name for name in former.files if name not in new.files) if former is not None else (),
        tuple(
            dict.fromkeys(line for made in outcome.made.values() if made.composed for line in made.composed.pictures)
        ),
        outcome.is_fetched,
        outcome.pdf.holes if outcome.pdf is not None else (),
    )


def _keep_other_formats(edition: Edition, outcome: Outcome, last_record: Record, site_folder: Path) -> dict[str, str]:
    """For each format that was not made, link its files on the site into the new folder; return the checksums of these files."""
    checksums = {}
    formats = (name for name in edition.publication.formats if name not in outcome.made)
    for path in chain.from_iterable(map(last_record.files_of, formats)):
        if (site_folder / path).is_file() and not (outcome.folder / path).exists():
            (outcome.folder / path).parent.mkdir(parents=True, exist_ok=True)
            link(site_folder / path, outcome.folder / path)
            checksums[path] = sha256_of(outcome.folder / path)
    return checksums


def _record(
    inputs: EditionInputs,
    texts: Mapping[str, Any],  # of several types
    outcome: Outcome,
    last_record: Record | None,
    files: Mapping[str, str],
) -> Record:
    """Return the new record of an edition with these `files` and facts of its `texts`; formats that were not made keep their entries."""
    publication = inputs.edition.publication
    translations = inputs.domains.get(DESCRIPTION, {})

    def translated(*texts: str) -> tuple[str, ...]:
        return tuple(translations.get(text, text) for text in texts)

    title, subtitle, description = translated(publication.title, publication.subtitle, publication.description)
    known = {"title": title, "subtitle": subtitle, "description": description, **texts}
    last_record = last_record or Record(**known)
    of_formats = {name.value: made for name, made in outcome.made.items()}
    made = {**last_record.made, **{name: result.file for name, result in of_formats.items()}}
    has_pdf = Format.PDF in publication.formats
    pdf, composed = outcome.pdf or (last_record if has_pdf else Record(**known)), outcome.composed
    return replace(
        last_record,
        **known,
        made={name.value: made[name] for name in IN_ORDER if name in made and name in publication.formats},
        page_map=pdf.page_map,
        files=dict(sorted(files.items())),
        offprints=pdf.offprints,
        about=replace(
            composed.about, authors=translated(*publication.authors), keywords=translated(*publication.keywords)
        ),
        papers=composed.papers,
        documents=composed.documents,
        seconds={**last_record.seconds, **{name: result.seconds for name, result in of_formats.items()}},
        memory={**last_record.memory, **{name: result.memory for name, result in of_formats.items()}},
    )


def _reused_version_warnings(project: Project, edition: Edition, record: Record, folder: Path) -> Iterator[Diagnostic]:
    """Yield a warning if an edition has the version number of a release, but different text."""
    publication = edition.publication
    if edition.second_language is not None or not releases_path(publication).is_file():
        return
    release = releases_of(publication).release(publication.version, edition.language.tag)
    if release is None:
        return
    from pipeline.publishing.released_text import files_for_readers, is_same_text

    if not is_same_text(release.files, files_for_readers(edition, record, folder)):
        described_in = publication.described_in.relative_to(project.root, walk_up=True)
        sentence = f"differs from the released {release.version}; raise version in {described_in}"
        yield Diagnostic(sentence, kind="released-version")


def take_off_withdrawn(sources: Sources, records: Records) -> None:
    """Remove withdrawn editions from the site, and their notices after a withdrawal is undone."""
    for edition in sources.project.all_editions():
        folder, is_withdrawn = records.folder(edition), sources.withdrawal(edition) is not None
        is_notice = _is_notice(folder)
        if is_withdrawn and (records.record(edition) is not None or not is_notice):
            records.forget(edition)
            remove_folder(folder)
        elif is_notice and not is_withdrawn:
            shutil.rmtree(folder)


def _is_notice(folder: Path) -> bool:
    """Return whether a folder is the notice of a withdrawn or removed edition: it has HTML pages only."""
    return folder.is_dir() and all(path.suffix == ".html" or path.is_dir() for path in folder.rglob("*"))


def draw(inputs: Inputs) -> Iterator[Event]:
    """Draw the next site around its editions, and show it to readers."""
    former = former_slugs(inputs.project, all_releases(inputs.project))
    if cleared := tuple(_clear(inputs.project, inputs.records.site, former)):
        slugs = {PurePosixPath(folder).name for folder in cleared}
        kept = {str(release.address) for history in former.values() for release in history.offered}
        yield Cleared(cleared, tuple(sorted(address for address in kept if PurePosixPath(address).parts[1] in slugs)))
    held = _held_editions(inputs)
    rows = {str(edition.folder): asdict(progress) for edition, progress in held.items()}
    inputs.records.steps.keep({_HELD: Trace(value=rows)})
    artefacts = _artefacts(inputs)
    with phase("building the site"):
        drawing = _portal(inputs, artefacts, held, only_plan=False)
        inputs.records.switch()
    yield from map(NotKept, drawing.problems)
    yield Drawn(artefacts, drawing.pieces)


def plan_site(inputs: Inputs) -> tuple[str, ...]:
    """Return the pieces of the site that are due now; pages that show a due edition become due after it is made."""
    return _portal(inputs, _artefacts(inputs), _held_editions(inputs), only_plan=True).pieces


def _portal(
    inputs: Inputs, artefacts: tuple[Artefact, ...], held: Mapping[Edition, Progress], *, only_plan: bool
) -> "SiteDrawing":
    from pipeline.portal.build import build_portal

    project, sources = inputs.project, inputs.sources
    words = site_translations_by_tag(project, sources.releases.values(), inputs.catalogues)
    facts = (words, sources.contacts, fingerprint.of_program(sources.of_publications))
    site, sums = inputs.records.site, inputs.records.sums
    documents = {
        publication.slug: inputs.documents(publication)
        for publication in project.publications
        if sources.releases[publication.slug].withdrawals
    }
    waiting = tuple(held.items())
    return build_portal(project, artefacts, waiting, site, *facts, documents=documents, sums=sums, only_plan=only_plan)


def _artefacts(inputs: Inputs) -> tuple[Artefact, ...]:
    """Return all artefacts offered to readers."""
    records = ((edition, inputs.records.published(edition)) for edition in inputs.project.all_editions())
    return tuple(
        artefact for edition, record in records if record is not None for artefact in record.artefacts(edition)
    )


def _held_editions(inputs: Inputs) -> Mapping[Edition, Progress]:
    """Return the editions that are held back and not on the site, with their progress; outside the scope, as of the last run."""
    trace = inputs.records.steps.trace(_HELD)
    former = {folder: Progress(**row) for folder, row in trace.value.items()} if trace is not None else {}
    waiting: dict[Edition, Progress] = {}
    for edition in inputs.project.all_editions():
        if inputs.sources.withdrawal(edition) is not None or inputs.records.is_published(edition):
            continue
        if edition.publication not in inputs.scope and str(edition.folder) in former:
            waiting[edition] = former[str(edition.folder)]
        elif isinstance(obstacle := inputs.obstacle_of.get(edition), Held):
            waiting[edition] = obstacle.progress
    return waiting


def _clear(project: Project, site: Path, former: Collection[str]) -> Iterator[str]:
    """Remove the folders of publications and languages that the project no longer has, and yield their paths.

    Notices at the addresses of `former` slugs stay.
    """
    expected = {str(edition.folder) for edition in project.all_editions()}
    expected |= {edition.tag for edition in project.all_editions()}
    expected |= {language.tag for language in project.languages}
    for folder in sorted([*site.glob("[!_.]*/[!.]*/"), *site.glob("[!_.]*/")]):
        path = folder.relative_to(site)
        is_kept = path.parts[0] == ARCHIVE or str(path) in expected or (path.name in former and _is_notice(folder))
        if folder.is_dir() and not is_kept:
            shutil.rmtree(folder)
            yield str(path)
