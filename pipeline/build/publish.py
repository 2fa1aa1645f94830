# SPDX-License-Identifier: GPL-3.0-or-later
"""Putting editions on the site and taking them off, and drawing the portal from what is there."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.build import durations, fingerprint, record
from pipeline.build.edition_inputs import EditionInputs, words_of_the_site
from pipeline.build.events import Cleared, Drawn, Due, Event, Held, NotKept, Published
from pipeline.build.fingerprint import Fingerprint
from pipeline.build.inputs import Inputs, Sources
from pipeline.build.job import Outcome
from pipeline.build.record import Record, Records
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format, Progress
from pipeline.model.releases import ARCHIVE
from pipeline.model.template import DESCRIPTION
from pipeline.system.files import replace_folder, write_whole
from pipeline.system.phases import phase

_SHORTEST, _LONGEST = 0.75, 1.4
"""A translation has no fewer and no more pages than these parts of the original's, …"""
_SLACK = 3
"""… give or take so many: chapters begin on new pages."""


def publish(
    inputs: Inputs, due: Due, outcome: Outcome, seconds: float, referred: Mapping[Format, Fingerprint]
) -> Published:
    """Put an edition on the site; `referred` is what its references print, as it was when the edition was begun."""
    edition, records = due.edition, inputs.records
    before = records.record(edition)
    new = _record(inputs.ready[edition], outcome, before)
    now = inputs.fingerprints(edition, new)
    fingerprints = {name.value: {**now[name], **referred.get(name, {})} for name in outcome.made}
    new = replace(new, inputs={**new.inputs, **fingerprints})
    # A build cut off between these steps finds no record, and makes the edition again.
    records.forget(edition)
    replace_folder(outcome.folder, records.folder(edition))
    records.write(edition, new)
    durations.remember(records.state, edition, outcome.seconds)
    return Published(
        edition,
        new.artefacts(edition),
        (*outcome.warnings, *_implausible(inputs.project, records, edition, outcome)),
        seconds,
        due.formats,
        tuple(name for name in before.files if name not in new.files) if before is not None else (),
        outcome.pictures,
    )


def _record(inputs: EditionInputs, outcome: Outcome, before: Record | None) -> Record:
    """Return what is known of an edition that was made; formats that were not stay as they were."""
    publication = inputs.edition.publication
    translations = inputs.domains.get(DESCRIPTION, {})

    def translated(*texts: str) -> tuple[str, ...]:
        return tuple(translations.get(text, text) for text in texts)

    title, subtitle, description = translated(publication.title, publication.subtitle, publication.description)
    former = before.made if before is not None else {}
    files = (str(path.relative_to(outcome.folder)) for path in outcome.folder.rglob("*") if path.is_file())
    return Record(
        title=title,
        subtitle=subtitle,
        description=description,
        date=inputs.date,
        progress=inputs.progress,
        review=inputs.review,
        inputs=before.inputs if before is not None else {},
        made={
            **{name: file for name, file in former.items() if name in publication.formats},
            **{name.value: file for name, file in outcome.made.items()},
        },
        page_map=outcome.page_map,
        files=tuple(sorted(files)),
        offprints=outcome.offprints,
        about=replace(
            outcome.about, authors=translated(*publication.authors), keywords=translated(*publication.keywords)
        ),
        papers=outcome.papers,
        documents=outcome.documents,
    )


def is_plausible(pages: int, original: int) -> bool:
    """Return whether a translation may have so many pages as one that lacks no part and has none twice."""
    return original * _SHORTEST - _SLACK <= pages <= original * _LONGEST + _SLACK


def _implausible(project: Project, records: Records, edition: Edition, outcome: Outcome) -> Iterator[str]:
    """Yield warnings on numbers of pages: this edition's beside its original's; the translations' beside this original's."""
    if Format.PDF not in outcome.made:
        return
    pages = {
        other: record.made[Format.PDF].pages
        for other in project.editions(edition.publication.slug)
        if (record := records.published(other)) is not None and Format.PDF in record.made
    }
    original = next((other for other in pages if not other.is_translation), None)
    if original is None:
        return
    for other in pages if edition == original else [edition]:
        if not is_plausible(pages[other], pages[original]):
            yield (
                f"PDF: {other} has {pages[other]} pages, and its original {pages[original]}: "
                "look in its contents for chapters that are missing or stand twice"
            )


def take_off_withdrawn(sources: Sources, records: Records) -> None:
    """Take withdrawn editions off the site at once, and the page in their place when they are no longer withdrawn."""
    for edition in sources.project.editions():
        mark = record.path_of(records.state, edition).with_suffix(".withdrawn")
        if sources.withdrawal(edition) is not None and not mark.is_file():
            records.forget(edition)
            shutil.rmtree(records.folder(edition), ignore_errors=True)
            write_whole(mark, b"")
        elif sources.withdrawal(edition) is None and mark.is_file():
            shutil.rmtree(records.folder(edition), ignore_errors=True)
            mark.unlink()


def draw(inputs: Inputs) -> Iterator[Event]:
    """Draw the download site from the editions that are on it."""
    from pipeline.portal.build import build_portal

    project, records = inputs.project, inputs.records
    if cleared := tuple(_clear(project)):
        yield Cleared(cleared)
    artefacts = tuple(
        artefact
        for edition in project.editions()
        if (record := records.published(edition)) is not None
        for artefact in record.artefacts(edition)
    )
    words = words_of_the_site(project, inputs.sources.releases.values(), inputs.catalogues)
    with phase("drawing the site"):
        drawing = build_portal(
            project, artefacts, _waiting(inputs), project.site, words, inputs.sources.contacts, fingerprint.of_program()
        )
    yield from map(NotKept, drawing.problems)
    yield Drawn(artefacts)


def _waiting(inputs: Inputs) -> tuple[tuple[Edition, Progress], ...]:
    """Return the editions that are held back and not on the site; of publications out of scope, as they were before."""
    before = record.read_waiting(inputs.records.state)
    waiting: dict[Edition, Progress] = {}
    for edition in inputs.project.editions():
        if inputs.sources.withdrawal(edition) is not None or inputs.records.is_published(edition):
            continue
        if edition.publication not in inputs.scope and str(edition.folder) in before:
            waiting[edition] = before[str(edition.folder)]
        elif isinstance(obstacle := inputs.stopped.get(edition), Held):
            waiting[edition] = obstacle.progress
    record.write_waiting(inputs.records.state, waiting)
    return tuple(waiting.items())


def _clear(project: Project) -> Iterator[str]:
    """Remove the folders of publications and languages that the project no longer has, and yield their paths."""
    from pipeline.portal.pages.progress_page import FOLDER as PROGRESS

    expected = {str(edition.folder) for edition in project.editions()}
    expected |= {language.tag for language in project.languages} | {PROGRESS}
    for folder in sorted([*project.site.glob("[!_.]*/[!.]*/"), *project.site.glob("[!_.]*/")]):
        path = folder.relative_to(project.site)
        if path.parts[0] != ARCHIVE and str(path) not in expected and folder.is_dir():
            shutil.rmtree(folder)
            yield str(path)
