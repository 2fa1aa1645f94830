# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs Sphinx for an edition: reads its documents into doctrees, and writes the input of each format with a builder."""

import shutil
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.bookformat.facts import EditionFacts
from pipeline.model.composed import Composed
from pipeline.model.diagnostics import without_duplicates
from pipeline.model.publication import Edition, Format
from pipeline.publishing.fingerprint import CODE
from pipeline.publishing.job import Task
from pipeline.publishing.proofreading import refuse_errors
from pipeline.system.folders import remove_folder
from pipeline.system.steps import digest

if TYPE_CHECKING:
    from pipeline.compose.application import EditionBuild

PAGED = "paged"
"""The builder of the paged HTML, and its output folder."""
HTML = "html"
EPUB = "epub3"
"""The builder of the EPUB, and its output folder."""
_SECOND_LANGUAGE = ".second-language"
"""The subfolder for doctrees of the second language; no document name begins with a dot."""


def begin(task: Task, proofread: Set[str], *, has_doctrees: bool) -> frozenset[str]:
    """Proofread and compile the catalogues of an edition, and read its second language if it is bilingual.

    Messages whose digests are in `proofread` are skipped; return the digests of all. Doctrees that are incomplete, or were made
    with other tools, are removed. Raises Problem for a translation that would break the edition.
    """
    # Imported late, like all of Sphinx and WeasyPrint: only the process that makes an edition needs them.
    from pipeline.catalogue.domains import write_domains

    if not has_doctrees:
        remove_folder(task.doctrees)
    passed = refuse_errors(task, proofread)
    write_domains(_catalogues(task), task.edition.language, task.job.domains)
    if task.edition.second_language is not None:
        write_domains(_catalogues(task), task.edition.second_language, task.job.second_domains)
        _read_second_language(task)
    return passed


def _catalogues(task: Task) -> Path:
    """Return the folder of the edition's compiled catalogues."""
    folder = task.job.publication if task.edition.second_language is None else task.edition.folder
    return task.project.build / "catalogues" / folder


def _read_second_language(task: Task) -> None:
    """Read the documents of a bilingual edition in its second language."""
    from pipeline.compose.application import EditionBuild, compose
    from pipeline.compose.editions.bilingual import SECOND_READER

    assert task.edition.second_language is not None
    build = EditionBuild(
        project=task.project,
        edition=Edition(task.edition.publication, task.edition.second_language),
        builder=SECOND_READER,
        catalogues=_catalogues(task),
        doctrees=task.doctrees / _SECOND_LANGUAGE,
        out=task.folder / "second-language",
        facts=replace(task.job.facts, second_language=None),
    )
    compose(build, lines=task.lines, with_contents=False)


def _edition_build(task: Task, builder: str, out: Path, facts: EditionFacts) -> "EditionBuild":
    from pipeline.compose.application import EditionBuild

    return EditionBuild(
        project=task.project,
        edition=task.edition,
        builder=builder,
        catalogues=_catalogues(task),
        doctrees=task.doctrees,
        out=out,
        facts=facts,
        second_doctrees=task.doctrees / _SECOND_LANGUAGE if task.edition.second_language is not None else None,
        inputs=_inputs(task),
    )


def _inputs(task: Task) -> Mapping[str, str]:
    """Return the digests of all inputs of an edition, by name, from which `compose` finds stale pages."""
    from pipeline.compose.translation.stale_pages import DOMAIN

    job, root = task.job, task.project.root.resolve()
    # The domains cover the catalogues, message by message.
    files = {str(root / path): checksum for path, checksum in job.files.items() if not path.endswith(".po")}
    domains = {f"{DOMAIN}{name}": digest(sorted(domain.items())) for name, domain in job.domains.items()}
    return files | domains | {"code": job.inputs.get(Format.HTML, {}).get(CODE, "")}


def run_builder(task: Task, builder: str, out: Path, facts: EditionFacts, former_files: Sequence[str]) -> Composed:
    """Update `out` with a Sphinx builder; call `begin` first.

    `former_files` are the files that the last run of the builder wrote; empty if it was interrupted. Raises Problem.
    """
    from pipeline.compose.application import compose

    if not former_files:
        remove_folder(out)
    remove_folder(out / "_static")  # Sphinx copies it completely, and deletes nothing from it

    build = _edition_build(task, builder, out, facts)
    # Only the last builder returns the contents: that requires reading all documents, and only the last result is used.
    formats = task.job.formats
    last = HTML if Format.HTML in formats else EPUB if Format.EPUB in formats else PAGED

    def run_sphinx() -> Composed:
        return compose(build, lines=task.lines, with_contents=builder == last)

    composed = run_sphinx()
    if not set(former_files) <= set(composed.outputs):
        # Sphinx does not delete pages of removed documents, whose links stay in unchanged pages, nor old copies from
        # html_extra_path, which may have the name of a page.
        shutil.rmtree(out)
        rebuilt = run_sphinx()
        composed = replace(rebuilt, warnings=without_duplicates((*composed.warnings, *rebuilt.warnings)))
    return composed
