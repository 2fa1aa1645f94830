# SPDX-License-Identifier: GPL-3.0-or-later
"""Extracts templates from sources: one run of Sphinx's gettext builder per publication, whose messages are then sorted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path, PurePosixPath

from docutils import nodes
from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.environment import BuildEnvironment
from sphinx.util.i18n import docname_to_domain

from pipeline.compose.application import SphinxBuild, sphinx
from pipeline.compose.diagnosis import diagnose
from pipeline.compose.diagnosis.collected_warning import CollectedWarning
from pipeline.compose.document_order import documents_in_order
from pipeline.compose.docutils_tree import is_citation, nearest, surroundings
from pipeline.compose.editions.document_language import original_of, original_of_list
from pipeline.compose.messages import messages_of
from pipeline.compose.mistakes import UNSAFE_LINK
from pipeline.compose.publication_targets import references, targets
from pipeline.compose.translation.language_marks import FIELD
from pipeline.model.diagnostics import Diagnostic
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Language, Publication
from pipeline.model.releases_file import releases_of
from pipeline.model.targets import Target
from pipeline.model.template import (
    DESCRIPTION,
    SHARED,
    SITE_TEXTS,
    ExtractedTemplates,
    SourcePlace,
    Template,
    TemplateMessage,
    is_shared,
)
from pipeline.model.toml_tables import line_of


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One occurrence of a message: its text, its file (absolute) and line, its document, and the elements around it."""

    text: str
    path: Path
    line: int
    document: str
    ancestors: tuple[str, ...] = ()
    cited: bool = False


@dataclass(slots=True)
class _TemplateDraft:
    """A template under construction: the occurrences of each message, in the order found."""

    original: Language
    occurrences: dict[str, list[Occurrence]] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    references: tuple[str, ...] = ()


class _Drafts:
    """The templates under construction of a publication, by name."""

    def __init__(self, project: Project, publication: Publication) -> None:
        self.project = project
        self.publication = publication
        self._files: dict[Path, PurePosixPath] = {}
        self._drafts: dict[str, _TemplateDraft] = {}

    def open(self, name: str, original: Language) -> _TemplateDraft:
        """Return the template of this name; create it if necessary."""
        return self._drafts.setdefault(name, _TemplateDraft(original))

    def add(self, name: str, original: Language, occurrence: Occurrence) -> None:
        self.open(name, original).occurrences.setdefault(occurrence.text, []).append(occurrence)

    def templates(self) -> tuple[Template, ...]:
        return tuple(
            Template(
                name,
                draft.original,
                tuple(self._message(text, occurrences) for text, occurrences in draft.occurrences.items()),
                draft.targets,
                draft.references,
            )
            for name, draft in sorted(self._drafts.items(), key=lambda entry: is_shared(entry[0]))
        )

    def _message(self, text: str, occurrences: Sequence[Occurrence]) -> TemplateMessage:
        """Return a message with its distinct source references, documents and surroundings; it is cited if all its occurrences are."""
        slug = self.publication.slug
        places = (SourcePlace(self._file(occurrence.path), occurrence.line) for occurrence in occurrences)
        names = (occurrence.document for occurrence in occurrences)
        documents = (f"{SITE_TEXTS if name == SITE_TEXTS else slug}/{name}" for name in names)
        ancestors = (name for occurrence in occurrences for name in occurrence.ancestors)
        return TemplateMessage(
            text,
            tuple(dict.fromkeys(places)),
            tuple(dict.fromkeys(documents)),
            ancestors=tuple(dict.fromkeys(ancestors)),
            cited=all(occurrence.cited for occurrence in occurrences),
        )

    def _file(self, path: Path) -> PurePosixPath:
        """Return the path of a file for source references, relative to the project if inside it. Cached, to share one object."""
        if path not in self._files:
            root = self.project.root
            self._files[path] = PurePosixPath(
                (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
            )
        return self._files[path]


def extract(
    project: Project, publication: Publication, work: Path, inputs: Mapping[str, str] | None = None
) -> ExtractedTemplates:
    """Extract the messages of one publication; `merge_templates` merges those of all publications.

    The templates are `<publication>`, `<publication>+<original>` for documents in another language, and finally shared templates; an
    adopted publication has a template for each of its catalogue files, depending on its `gettext_compact`. Each message is in its
    template once, in reading order. The same sources give the same templates. Sphinx caches doctrees in the folder `work`, and
    reads again what has changed (compose/translation/changed_documents.py); `inputs` maps source files to digests taken before.

    Mistakes in the sources are returned, except for adopted publications. Raises Problem if Sphinx cannot read the sources, and
    `unsafe-link`.
    """
    drafts = _Drafts(project, publication)
    template = publication.slug, publication.original
    if not publication.adopted:
        drafts.open(*template)
        for text in publication.texts:
            path = publication.described_in
            drafts.add(*template, Occurrence(text, path, line_of(text, path), DESCRIPTION))
        for text, path in _of_the_site(publication):
            drafts.add(*template, Occurrence(text, path, line_of(text, path), SITE_TEXTS))
    overrides = {"language": publication.original.locale, "locale_dirs": [], "edition_inputs": inputs or {}}
    doctrees, out = work / "doctrees", work / "gettext"
    with sphinx(SphinxBuild(project, publication, "gettext", doctrees, out, overrides)) as run:
        if run.problem is not None:
            raise run.problem
        mistakes: tuple[Diagnostic, ...] = ()
        if not publication.adopted:
            _refuse_unsafe_links(run.warnings)
            mistakes = diagnose(run.warnings, run.app, project.root, lambda _warning, _name: None)
        builder = run.app.builder
        assert isinstance(builder, MessageCatalogBuilder)
        template_of = cache(partial(_template_of, project, publication, run.app.env, builder))
        for docname in documents_in_order(run.app.env):
            for occurrence in _occurrences(run.app.env, builder, docname):
                name, original = template_of(occurrence.path, docname)
                # An adopted catalogue is compiled unchanged, for all its documents at once.
                document = name if publication.adopted else docname
                drafts.add(name, original, replace(occurrence, document=document))
        if not publication.adopted:
            tags = {name: _original(name, project, publication, run.app.env).tag for name in run.app.env.found_docs}
            draft = drafts.open(*template)
            draft.targets = targets(run.app.env, publication.title, tags.__getitem__)
            draft.references = references(run.app.env)
        dependencies = run.app.env.dependencies.values()
        files = {Path(run.app.srcdir, name).resolve() for names in dependencies for name in names}
        documents = {Path(run.app.env.doc2path(name)).resolve() for name in run.app.env.found_docs}
        return ExtractedTemplates(drafts.templates(), tuple(sorted(files | documents)), mistakes)


def _refuse_unsafe_links(warnings: Iterable[CollectedWarning]) -> None:
    """Raise Problem `unsafe-link` for the first link in the originals that could run code."""
    for warned in warnings:
        if warned.kind == UNSAFE_LINK:
            raise Problem("unsafe-link", warned.sentence, hint=warned.step, path=warned.path, line=warned.line)


def _of_the_site(publication: Publication) -> Iterator[tuple[str, Path]]:
    """Yield the texts that only the download site prints, each with its file: descriptions of changes, reasons for withdrawals.

    No edition prints these, so they do not count for its completeness.
    """
    for change in publication.changes:
        yield change.text, publication.described_in
    for page in publication.former_pages:
        if page.reason:
            yield page.reason, publication.described_in
    released = releases_of(publication)
    for withdrawal in released.withdrawals:
        if withdrawal.reason_tag == publication.original.tag:
            yield withdrawal.reason, released.path


def _template_of(
    project: Project,
    publication: Publication,
    env: BuildEnvironment,
    builder: MessageCatalogBuilder,
    path: Path,
    docname: str,
) -> tuple[str, Language]:
    """Return the template for the messages of a file in a document, and the language of their originals."""
    if publication.adopted:
        return docname_to_domain(docname, builder.config.gettext_compact), publication.original
    listed = original_of_list(path, project)
    if listed is not None and not path.is_relative_to(publication.folder):
        return (SHARED if listed == project.original else f"{SHARED}+{listed.tag}"), listed
    original = _original(docname, project, publication, env)
    # A text included from outside the publication is shared, if it is in the language of the shared catalogue.
    if original == project.original and not path.is_relative_to(publication.folder):
        return SHARED, original
    name = publication.slug if original == publication.original else f"{publication.slug}+{original.tag}"
    return name, original


def _original(docname: str, project: Project, publication: Publication, env: BuildEnvironment) -> Language:
    """Return the language in which a document is written."""
    tag = str(env.metadata[docname].get(FIELD, ""))
    return original_of(tag, project, publication, Path(env.doc2path(docname)))


def _occurrences(env: BuildEnvironment, builder: MessageCatalogBuilder, docname: str) -> Iterator[Occurrence]:
    """Yield the messages of a document that Sphinx put into the catalogue, in the order of the text."""
    catalogue = builder.catalogs[docname_to_domain(docname, builder.config.gettext_compact)]
    with_index = "index" in builder.config.gettext_additional_targets
    files: dict[str, Path] = {}
    for node, text in messages_of(env.get_doctree(docname), index=with_index):
        if text in catalogue.metadata:
            source, line = _place(node)
            if source not in files:
                files[source] = _file(source, env, docname)
            path = files[source]
            yield Occurrence(text, path, line, docname, tuple(surroundings(node)), _is_cited(node))


def _is_cited(node: nodes.Node) -> bool:
    """Return whether a text, or the table, figure or footnote that contains it, has a citation or footnote."""
    around = nearest(node, nodes.table, nodes.figure, nodes.footnote, nodes.section)
    places = [node] if around is None or isinstance(around, nodes.section) else [node, around]
    elements = (element for place in places for element in place.findall(nodes.Element))
    return any(is_citation(element) or isinstance(element, nodes.footnote_reference) for element in elements)


def _place(node: nodes.Node) -> tuple[str, int]:
    """Return the source and line of a node or of its nearest ancestor that has them; line 1 if none has."""
    source: str | None = None
    ancestor: nodes.Node | None = node
    while ancestor is not None and not isinstance(ancestor, nodes.document):
        source = source or ancestor.source
        if source and ancestor.line and ancestor.line > 0:
            break
        ancestor = ancestor.parent
    return source or "", ancestor.line if ancestor is not None and ancestor.line and ancestor.line > 0 else 1


def _file(source: str, env: BuildEnvironment, docname: str) -> Path:
    """Return the file of a docutils source, or the document's file if the source is empty."""
    # autodoc's sources are `module.py:docstring of name`.
    path = Path((source or env.doc2path(docname)).partition(":docstring of ")[0])
    if not path.is_absolute():
        beside_sources = Path(env.srcdir, path)
        path = beside_sources if beside_sources.exists() else Path.cwd() / path
    return path.resolve()
