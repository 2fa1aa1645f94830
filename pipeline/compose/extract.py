# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources -> templates: one run of Sphinx's gettext builder for each publication, and what it found put in order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.gettext import MessageCatalogBuilder
from sphinx.environment import BuildEnvironment
from sphinx.util.i18n import docname_to_domain

from pipeline.compose.application import sphinx
from pipeline.compose.docutils_tree import nearest, outwards
from pipeline.compose.messages import messages_of
from pipeline.compose.targets import references, targets
from pipeline.compose.translation.language_marks import FIELD, original_of, original_of_list
from pipeline.model.project import Project
from pipeline.model.publication import Language, Publication
from pipeline.model.releases import releases_of
from pipeline.model.targets import Target
from pipeline.model.template import DESCRIPTION, OF_THE_SITE, SHARED, Place, Template, TemplateMessage, is_shared
from pipeline.model.toml_tables import line_of


@dataclass(frozen=True, slots=True)
class Found:
    """One occurrence of a message: its words, the file (absolute) and line where they stand, the document, and in what."""

    text: str
    path: Path
    line: int
    document: str
    within: tuple[str, ...] = ()
    cited: bool = False


@dataclass(frozen=True, slots=True)
class Extracted:
    """The templates of one publication; `beyond` are the files outside of its folder that its documents are made from."""

    templates: tuple[Template, ...]
    beyond: tuple[Path, ...]


def extract(project: Project, publication: Publication, work: Path) -> Extracted:
    """Extract the messages of one publication; `merged` joins those of all to the project's templates.

    There is a template `<publication>`, one `<publication>+<original>` for documents in another language, and `shared` ones
    at the end; an adopted publication has a template for each of its catalogue files, as its `gettext_compact` says.
    Each message is once in its template, in the order of the contents, then of the text. The same sources give the same
    templates. Sphinx keeps the documents that it has read in the folder `work`.

    Raises Problem where Sphinx cannot read the sources; warnings are left to composing.
    """
    gathered = _Gathered(project)
    beyond = _gather(publication, gathered, work)
    return Extracted(gathered.templates(), beyond)


class _Gathered:
    """Messages by template, each once, in the order in which they come."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._originals: dict[str, Language] = {}
        self._messages: dict[
            str, dict[str, tuple[dict[Place, None], dict[str, None], dict[str, None], list[bool]]]
        ] = {}
        self._targets: dict[str, tuple[Target, ...]] = {}
        self._references: dict[str, tuple[str, ...]] = {}

    def open(self, name: str, original: Language) -> None:
        self._originals.setdefault(name, original)
        self._messages.setdefault(name, {})

    def add(self, name: str, original: Language, publication: Publication, found: Found) -> None:
        self.open(name, original)
        places, documents, within, cited = self._messages[name].setdefault(found.text, ({}, {}, {}, []))
        places[Place(self._from_root(found.path), found.line)] = None
        owner = OF_THE_SITE if found.document == OF_THE_SITE else publication.slug
        documents[f"{owner}/{found.document}"] = None
        within.update(dict.fromkeys(found.within))
        cited.append(found.cited)

    def refer(self, name: str, found: tuple[Target, ...], to: tuple[str, ...]) -> None:
        """Note what others can refer to in a publication, and what it refers to in them."""
        self._targets[name], self._references[name] = found, to

    def _from_root(self, path: Path) -> PurePosixPath:
        root = self.project.root
        return PurePosixPath((path.relative_to(root) if path.is_relative_to(root) else path).as_posix())

    def templates(self) -> tuple[Template, ...]:
        names = sorted(self._messages, key=is_shared)
        return tuple(
            Template(
                name,
                self._originals[name],
                tuple(
                    TemplateMessage(text, tuple(places), tuple(documents), within=tuple(within), cited=all(cited))
                    for text, (places, documents, within, cited) in self._messages[name].items()
                ),
                self._targets.get(name, ()),
                self._references.get(name, ()),
            )
            for name in names
        )


def _gather(publication: Publication, gathered: _Gathered, work: Path) -> tuple[Path, ...]:
    """Add the messages of a publication; return the files outside of its folder that it is made from."""
    project = gathered.project
    if not publication.adopted:
        gathered.open(publication.slug, publication.original)
        for text in publication.texts:
            line = line_of(text, publication.described_in)
            found = Found(text, publication.described_in, line, DESCRIPTION)
            gathered.add(publication.slug, publication.original, publication, found)
        for text, path in _of_the_site(publication):
            found = Found(text, path, line_of(text, path), OF_THE_SITE)
            gathered.add(publication.slug, publication.original, publication, found)
    overrides: Mapping[str, object] = {
        "language": publication.original.locale,
        "locale_dirs": [],
    }
    with sphinx(
        project, publication, "gettext", doctrees=work / "doctrees", out=work / "gettext", overrides=overrides
    ) as run:
        if run.stopped is not None:
            raise run.stopped
        builder = run.app.builder
        assert isinstance(builder, MessageCatalogBuilder)
        for docname in _in_order(run.app.env):
            for found in _messages(run.app.env, builder, docname):
                name, original = _template_of(found, project, publication, run.app.env, builder)
                # An adopted catalogue file is compiled as it is, for all its documents together.
                document = name if publication.adopted else docname
                gathered.add(name, original, publication, replace(found, document=document))
        if not publication.adopted:
            tags = {name: _original(name, project, publication, run.app.env).tag for name in run.app.env.found_docs}
            found_targets = targets(run.app.env, publication.title, tags.__getitem__)
            gathered.refer(publication.slug, found_targets, references(run.app.env))
        return _beyond(run.app.env, publication)


def _beyond(env: BuildEnvironment, publication: Publication) -> tuple[Path, ...]:
    """The files outside of a publication's folder that Sphinx knows its documents to depend on."""
    files = {Path(env.srcdir, name).resolve() for names in env.dependencies.values() for name in names}
    return tuple(sorted(file for file in files if not file.is_relative_to(publication.folder)))


def _of_the_site(publication: Publication) -> Iterator[tuple[str, Path]]:
    """What the download site alone says of a publication: what is new in a version, why an edition or a page was withdrawn.

    No edition prints these, so none is less complete without them.
    """
    for change in publication.changes:
        yield change.text, publication.described_in
    for page in publication.former:
        if page.reason:
            yield page.reason, publication.described_in
    released = releases_of(publication)
    for withdrawal in released.withdrawals:
        if withdrawal.reason_tag == publication.original.tag:
            yield withdrawal.reason, released.path


def _template_of(
    found: Found, project: Project, publication: Publication, env: BuildEnvironment, builder: MessageCatalogBuilder
) -> tuple[str, Language]:
    """To which template a message belongs."""
    if publication.adopted:
        return docname_to_domain(found.document, builder.config.gettext_compact), publication.original
    listed = original_of_list(found.path, project)
    if listed is not None and not found.path.is_relative_to(publication.folder):
        return (SHARED if listed == project.original else f"{SHARED}+{listed.tag}"), listed
    original = _original(found.document, project, publication, env)
    # A text that several publications include is theirs together, if it is in the language of the shared catalogue.
    if original == project.original and not found.path.is_relative_to(publication.folder):
        return SHARED, original
    name = publication.slug if original == publication.original else f"{publication.slug}+{original.tag}"
    return name, original


def _original(docname: str, project: Project, publication: Publication, env: BuildEnvironment) -> Language:
    """The language in which a document is written."""
    said = str(env.metadata[docname].get(FIELD, ""))
    return original_of(said, project, publication, Path(env.doc2path(docname)))


def _in_order(env: BuildEnvironment) -> list[str]:
    """The documents in the order of the contents; those that no contents name come last, by name."""
    seen: dict[str, None] = {}

    def visit(docname: str) -> None:
        if docname in env.found_docs and docname not in seen:
            seen[docname] = None
            for child in env.toctree_includes.get(docname, []):
                visit(child)

    visit(env.config.root_doc)
    return [*seen, *sorted(env.found_docs - seen.keys())]


def _messages(env: BuildEnvironment, builder: MessageCatalogBuilder, docname: str) -> Iterator[Found]:
    """The messages of a document in the order of its text: those, and only those, that Sphinx put into the catalogue."""
    catalogue = builder.catalogs[docname_to_domain(docname, builder.config.gettext_compact)]
    with_index = "index" in builder.config.gettext_additional_targets
    for node, text in messages_of(env.get_doctree(docname), index=with_index):
        if text in catalogue.metadata:
            path, line = _place(node, env, docname)
            yield Found(text, path, line, docname, tuple(_within(node)), _is_cited(node))


def _within(node: nodes.Node) -> Iterator[str]:
    """The names of the node and of those around it, up to the section."""
    for outward in outwards(node):
        if not isinstance(outward, nodes.Element) or isinstance(outward, nodes.section | nodes.document):
            return
        yield outward.tagname


def _is_cited(node: nodes.Node) -> bool:
    """Whether a text, or the table, figure or note around it, names a source: a citation, or a footnote."""
    around = nearest(node, nodes.table, nodes.figure, nodes.footnote, nodes.section)
    places = [node] if around is None or isinstance(around, nodes.section) else [node, around]
    return any(_names_a_source(found) for place in places for found in place.findall(nodes.Element))


def _names_a_source(node: nodes.Element) -> bool:
    is_citation = isinstance(node, addnodes.pending_xref) and node.get("refdomain") == "cite"
    return is_citation or isinstance(node, nodes.footnote_reference | nodes.citation_reference)


def _place(node: nodes.Node, env: BuildEnvironment, docname: str) -> tuple[Path, int]:
    """The file and line of a node, or of the nearest node around it that knows them."""
    own = Path(env.doc2path(docname))
    source: str | None = None
    at: nodes.Node | None = node
    while at is not None and not isinstance(at, nodes.document):
        source = source or at.source
        if source and at.line and at.line > 0:
            break
        at = at.parent
    line = at.line if at is not None and at.line and at.line > 0 else 1
    # autodoc says `module.py:docstring of name`.
    path = Path((source or str(own)).partition(":docstring of ")[0])
    if not path.is_absolute():
        beside_sources = Path(env.srcdir, path)
        path = beside_sources if beside_sources.exists() else Path.cwd() / path
    return path.resolve(), line
