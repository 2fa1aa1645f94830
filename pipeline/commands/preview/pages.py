# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the pages of an edition for the preview, in one process: a change rebuilds only the pages that it affects."""

import filecmp
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from pipeline.bookformat.facts import EditionFacts
from pipeline.catalogue.domains import write_domains
from pipeline.commands.preview.texts import SourceDocument, Texts, read_documents
from pipeline.compose.application import EditionBuild, compose
from pipeline.compose.editions.preview_marks import MESSAGES_FILE
from pipeline.model.diagnostics import Diagnostic
from pipeline.model.project import Project
from pipeline.model.remark import join_remarks
from pipeline.model.template import Template
from pipeline.preview.snapshot import Trouble
from pipeline.system.folders import remove_folder
from pipeline.translations.edition_inputs import Domains, EditionInputs

_HIDDEN = (".doctrees", ".buildinfo")


class ComposedPages(NamedTuple):
    """Sphinx's warnings about the pages, and the texts of their documents."""

    warnings: tuple[Trouble, ...]
    documents: tuple[SourceDocument, ...]


class PreviewPages:
    """Composes pages below `folder`: Sphinx writes to `out`, the preview serves `visible`."""

    def __init__(self, folder: Path, facts: EditionFacts, abstracts: Domains) -> None:
        """`abstracts` are the translations of the abstracts that the edition prints in other languages."""
        self.folder = folder
        self._facts = facts
        self._abstracts = abstracts
        self.visible = folder / "shown"
        self._doctrees = folder / "doctrees"
        self._catalogues = folder / "catalogues"
        self._written: dict[str, Mapping[str, str]] = {}

    @property
    def documents(self) -> tuple[SourceDocument, ...]:
        return read_documents(self._doctrees / MESSAGES_FILE)

    def make(self, project: Project, inputs: EditionInputs, templates: Sequence[Template]) -> ComposedPages:
        """Update the pages in `out`. Raises Problem if Sphinx fails."""
        texts = Texts(project, inputs, templates)
        domains = self._domains(inputs, texts)
        warnings = self._compose(project, inputs, domains, "html")
        anew = self._domains(inputs, texts)
        if anew != domains:
            # Compose again for new or moved paragraphs whose translations are already in the catalogue.
            warnings = self._compose(project, inputs, anew, "html")
        return ComposedPages(tuple(map(_trouble, warnings)), self.documents)

    def make_book(self, project: Project, inputs: EditionInputs, templates: Sequence[Template]) -> Path:
        """Return the folder of the paged HTML of the whole edition. Raises Problem if Sphinx fails."""
        domains = self._domains(inputs, Texts(project, inputs, templates))
        self._compose(project, inputs, domains, "paged")
        return self.folder / "paged"

    def show(self) -> None:
        """Copy the changed files of `out` to `visible`, each atomically."""
        out = self.folder / "html"
        names = (path.relative_to(out) for path in out.rglob("*") if path.is_file())
        shown = {name for name in names if not name.parts[0].startswith(_HIDDEN)}
        for name in sorted(shown):
            _copy_if_changed(out / name, self.visible / name)
        for path in [path for path in self.visible.rglob("*") if path.is_file()]:
            if path.relative_to(self.visible) not in shown:
                path.unlink()

    def _domains(self, inputs: EditionInputs, texts: Texts) -> Domains:
        """Return the domains for a build, plus the messages of documents that changed after extraction."""
        domains = {name: dict(words) for name, words in chain(inputs.domains.items(), self._abstracts.items())}
        if not inputs.edition.publication.adopted:
            for document in self.documents:
                domains[document.document] = texts.translations(document) | domains.get(document.document, {})
        return domains

    def _compose(
        self, project: Project, inputs: EditionInputs, domains: Domains, builder: str
    ) -> tuple[Diagnostic, ...]:
        whole = self.folder / "whole"
        if not whole.is_file():
            # An interrupted or failed run may leave incomplete doctrees.
            for name in ("html", "paged", "doctrees"):
                remove_folder(self.folder / name)
        whole.unlink(missing_ok=True)
        write_domains(self._catalogues, inputs.edition.language, domains, self._written)
        self._written = dict(domains)
        # Warnings do not stop a preview: it shows them.
        edition = replace(inputs.edition, publication=replace(inputs.edition.publication, warnings_are_fatal=False))
        edition_build = EditionBuild(
            project=project,
            edition=edition,
            builder=builder,
            catalogues=self._catalogues,
            doctrees=self._doctrees,
            out=self.folder / builder,
            facts=self._facts,
        )
        composed = compose(edition_build, lines=inputs.lines, with_contents=False)
        whole.touch()
        return composed.warnings


def _trouble(mistake: Diagnostic) -> Trouble:
    """Convert a mistake for the preview's list: the place to fix, the parser's message, and the consequences."""
    behind = [mistake.place] if mistake.translation else []
    behind += [mistake.original] if mistake.original else []
    cause = join_remarks("\n", [*behind, *(consequence.head for consequence in mistake.consequences)])
    return Trouble(mistake.sentence, mistake.translation or mistake.place, cause, mistake.step)


def _copy_if_changed(path: Path, target: Path) -> None:
    if target.is_file() and filecmp.cmp(path, target, shallow=False):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.new")
    shutil.copy2(path, temporary)
    temporary.replace(target)
