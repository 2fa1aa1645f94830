# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes jobs from the inputs of a run. A job has everything that a worker needs to make an edition."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.bookformat.facts import EditionFacts, LanguageLink
from pipeline.model.message import Catalogue
from pipeline.model.publication import Edition, Format
from pipeline.publishing import fingerprint
from pipeline.publishing.events import Due
from pipeline.publishing.inputs import OF_OTHERS, Inputs, state_of
from pipeline.publishing.job import Job, MadeFormat
from pipeline.publishing.record import Record
from pipeline.system import failed_jobs
from pipeline.translations.edition_inputs import Domains


def job(inputs: Inputs, due: Due) -> Job:
    """Return the job of an edition that is due."""
    edition, texts, record = due.edition, inputs.read(due.edition), inputs.records.record(due.edition)
    lines = dict(texts.lines)
    # The keys of abstracts in other languages begin with their domain.
    for domain, other in inputs.abstract_sources(edition):
        lines |= {f"{domain}\x04{text}": other.lines[text] for text in other.abstracts}
    root = inputs.project.root
    # Pages link to the PDF that is made with them, or else to the existing one.
    fingerprints = inputs.fingerprints(edition, None if Format.PDF in due.formats else record)
    return Job(
        publication=edition.publication.slug,
        language=edition.tag,
        formats=due.formats,
        domains={**texts.domains, **_abstracts(inputs, edition)},
        second_domains={**texts.second.domains, **_abstracts(inputs, texts.second.edition)}
        if texts.second is not None
        else {},
        lines={original: place.removeprefix(f"{root}/") for original, place in lines.items()},
        facts=_facts(inputs, edition),
        catalogues=()
        if edition.publication.adopted
        else tuple(_relative_path(root, catalogue) for catalogue in texts.catalogues),
        tools=fingerprint.tools(inputs.sources.of_publications[edition.publication]),
        pdf=_last_pdf(edition, record) if record is not None else None,
        bound=failed_jobs.timeout_for(due.seconds),
        files=_files(inputs, edition),
        inputs={name: fingerprints[name] for name in due.formats},
    )


def _last_pdf(edition: Edition, record: Record) -> MadeFormat | None:
    """Return the previous PDFs; None if the publication no longer has PDFs, even if the files exist until the job ends."""
    file = record.made.get(Format.PDF)
    if file is None or Format.PDF not in edition.publication.formats:
        return None
    return MadeFormat(file, {}, page_map=record.page_map, offprints=record.offprints)


def _files(inputs: Inputs, edition: Edition) -> Mapping[str, str]:
    """Return the checksums of an edition's source files, by path in the project."""
    fingerprints = {
        **inputs.sources.of_editions[edition],
        OF_OTHERS: inputs.files_of_others_digest(edition.publication),
    }
    read = fingerprint.SOURCES, fingerprint.SHARED, fingerprint.TRANSLATIONS, fingerprint.INTERFACE, OF_OTHERS
    files = {
        path: checksum for reason in read for path, checksum in fingerprint.files_behind(fingerprints[reason]).items()
    }
    return {**inputs.settings_files, **files}


def _languages(inputs: Inputs, edition: Edition) -> tuple[LanguageLink, ...]:
    """Return the languages in which the publication is, or will be, on the site, for the language switch."""
    slug, offered = edition.publication.slug, inputs.offered_in(edition.publication)
    return tuple(
        LanguageLink(
            sibling.tag,
            " + ".join(language.autonym for language in sibling.languages),
            f"../../{sibling.tag}/{slug}",
            offered.get(sibling, ()) if sibling != edition else (),
        )
        for sibling in inputs.by_slug[slug]
        if sibling == edition or (sibling in offered and inputs.has_pages(sibling))
    )


def _facts(inputs: Inputs, edition: Edition) -> EditionFacts:
    """Return the facts of an edition that Sphinx cannot know, without PDFs, which the job adds."""
    summary = inputs.ready[edition]
    return EditionFacts(
        languages=_languages(inputs, edition),
        published=tuple(other.language.tag for other in inputs.offered_in(edition.publication)),
        progress=summary.progress,
        state=state_of(edition, summary),
        review=summary.review,
        **inputs.text_version(edition)._asdict(),
        portal="../index.html" if edition.second_language is None else f"../../{edition.language.tag}/index.html",
        second_language=edition.second_language,
        publications=inputs.references.facts(edition),
    )


def _abstracts(inputs: Inputs, edition: Edition) -> Domains:
    """Return the translations of an edition's abstracts in the other languages, a domain for each."""
    return {domain: texts.abstracts for domain, texts in inputs.abstract_sources(edition)}


def _relative_path(root: Path, catalogue: Catalogue) -> Catalogue:
    path = catalogue.path
    return replace(catalogue, path=path.relative_to(root)) if path.is_relative_to(root) else catalogue
