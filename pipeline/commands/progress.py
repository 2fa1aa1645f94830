# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress of each edition, against what the sources say now and not what a catalogue happens to hold."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.build.edition_inputs import Catalogues, EditionInputs, load_inputs
from pipeline.build.interface import interface
from pipeline.build.templates import templates
from pipeline.catalogue.progress import progress as count
from pipeline.model.findings import Severity
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Progress, Review
from pipeline.model.releases import Release
from pipeline.model.releases_file import releases
from pipeline.model.template import DESCRIPTION
from pipeline.portal.pages.progress_page import Chapter, Interface, Since, Standing, write_progress
from pipeline.proofread.checks import proofread

__all__ = ["Chapter", "Interface", "Since", "Standing", "draw", "of_interface", "progress"]


def progress(project: Project, editions: tuple[Edition, ...]) -> Iterator[Standing]:
    """Yield how each translation stands, and each original with chapters or texts that are in another language.

    Findings are those of the checks that need neither dictionary nor terminology. Raises Problem `broken-catalogue`.
    """
    found, catalogues = templates(project), Catalogues()
    released = releases(project)
    for edition in editions:
        inputs = load_inputs(project, edition, found, catalogues)
        done = inputs.progress
        if edition.is_translation or done.messages:
            last = released[edition.publication.slug].latest(edition.language.tag)
            since = _since(last, done, inputs.review) if last is not None else None
            yield Standing(edition, done, inputs.review, tuple(_chapters(inputs)), _findings(inputs), since)


def of_interface(project: Project, editions: tuple[Edition, ...]) -> tuple[Interface, ...]:
    """Return how far the interface is in the languages of these editions. Raises Problem `broken-catalogue`."""
    languages = dict.fromkeys(edition.language for edition in editions)
    if any(publication.adopted for publication in project.publications):
        return ()  # its own tools keep its catalogues
    return tuple(interface(project, languages, templates(project)))


def draw(project: Project, standings: Sequence[Standing], interfaces: Sequence[Interface] = ()) -> Path:
    """Write the team's page of the site, and return its place."""
    return write_progress(project, standings, interfaces, project.site)


def _since(last: Release, done: Progress, review: Review) -> Since:
    return Since(
        version=last.version,
        day=last.released.date(),
        translated=done.translated - last.translated,
        messages=done.messages - last.messages,
        reviewed=review is not last.review,
    )


def _chapters(inputs: EditionInputs) -> Iterator[Chapter]:
    """The documents in the order of the contents, each under the first of its messages, which is its title."""
    slug = inputs.edition.publication.slug
    done: dict[str, Progress] = {}
    titles: dict[str, str] = {}
    for template, catalogue in inputs.sources:
        for document, originals in template.of_documents(slug).items():
            done[document] = done.get(document, Progress()) + count(dict.fromkeys(originals), catalogue)
            titles.setdefault(document, originals[0])
    for document, one in done.items():
        title = inputs.edition.publication.title if document == DESCRIPTION else titles[document]
        yield Chapter(document, title, one)


def _findings(inputs: EditionInputs) -> Mapping[Severity, int]:
    counted = dict.fromkeys(Severity, 0)
    for _, catalogue in inputs.sources:
        for finding in proofread(catalogue) if catalogue is not None else ():
            counted[finding.severity] += 1
    return counted
