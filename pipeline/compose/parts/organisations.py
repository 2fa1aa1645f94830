# SPDX-License-Identifier: GPL-3.0-or-later
"""The bodies of the project, from bodies.toml: their names in running text, a table of all, sheets, and where each is named."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar

from babel import Locale
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.gettext import I18nBuilder
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import ReferenceRole, SphinxDirective
from sphinx.util.i18n import docname_to_domain
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from pipeline.bookformat.identifiers import identity
from pipeline.bookformat.page_numbers import pages_of
from pipeline.compose.parts import organisation_places as body_places
from pipeline.compose.parts import parts
from pipeline.compose.parts import table_cells as tables
from pipeline.compose.parts.contacts import fixed
from pipeline.compose.parts.organisation_places import LISTS, NAMES, TELLS, Mention, domain, in_book, listed
from pipeline.compose.parts.parts import project_file, words_of
from pipeline.compose.parts.table_cells import column_head, row_head
from pipeline.compose.translation.index_collation import sort_key
from pipeline.compose.translation.metadata import translator
from pipeline.model.organisations import BODIES_FILE, Body, BodyList, Text, read_bodies


class body_name(nodes.Inline, nodes.Element, addnodes.translatable):  # noqa: N801 - docutils names nodes in lower case
    """A body in running text, until messages are translated: `body` is its id, `original` its name in `written_in`.

    Words inside are those that the text gives it; without them the name is printed, and is a message.
    """

    def preserve_original_messages(self) -> None:
        pass

    def apply_translated_message(self, original_message: str, translated_message: str) -> None:
        """Nothing: a translated paragraph has names of its own, which Sphinx does not ask. `NameBodies` sees to all."""

    def extract_original_messages(self) -> list[str]:
        return [] if self.children else [self["original"]]


class body_index(nodes.General, nodes.Element):  # noqa: N801
    """A paragraph with the name of each body, until pages are written: then the list of bodies with their places."""


class body_sheet(nodes.General, nodes.Element):  # noqa: N801
    """What is told of one body."""


def bodies_of(env: BuildEnvironment) -> BodyList:
    """The project's bodies, read once a document. Raises Problem for what is wrong in bodies.toml."""
    path = project_file(env, BODIES_FILE)
    env.note_dependency(path)
    if BODIES_FILE not in env.current_document:
        env.current_document[BODIES_FILE] = read_bodies(path)
    found: BodyList = env.current_document[BODIES_FILE]
    return found


def _unknown(name: str, known: BodyList) -> str:
    return f"{known.path.name} has no body with the id {name!r}; it has: {', '.join(known.bodies)}"


class BodyRole(ReferenceRole):
    """`:body:`id`` prints the name of a body, `:body:`words <id>`` those words."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        known = bodies_of(self.env)
        body = known.bodies.get(self.target)
        if body is None:
            message = self.inliner.reporter.error(_unknown(self.target, known), line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        node = body_name(self.rawtext, body=body.id, original=body.name.words, written_in=known.original)
        if self.has_explicit_title:
            node += nodes.Text(self.title)
        node.source, node.line = str(known.path), body.name.line
        return [node], []


class NameBodies(SphinxTransform):
    """After translation, gives bodies in running text their names, and anchors that are counted for each body."""

    default_priority = 22

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 - docutils' signature
        found = list(self.document.findall(body_name))
        if not found or isinstance(self.env._app.builder, I18nBuilder):
            return  # extraction reads them as they are
        translate = translator(self.env._app, docname_to_domain(self.env.docname, self.config.gettext_compact))
        counted: Counter[str] = Counter()
        for node in found:
            counted[node["body"]] += 1
            anchor = f"named-{node['body']}-{counted[node['body']]}"
            name = nodes.inline("", "", *node.children, classes=["body-name"], anchor=anchor, **{NAMES: node["body"]})
            if not node.children:
                words = translate(node["original"])
                name += nodes.Text(words)
                if words == node["original"] and node["written_in"] != self.config.language.replace("_", "-"):
                    name["classes"].append(f"language-{node['written_in']}")
            # A target, because tables of contents copy the words of a heading, and leave its targets.
            node.parent.replace(node, [nodes.target("", "", ids=[anchor]), name])


class ShowsBodies(SphinxDirective, ABC):
    """A directive that prints texts of bodies.toml, each a message in the line where it stands."""

    def run(self) -> list[nodes.Node]:
        self.known = bodies_of(self.env)
        self.words = words_of(self.env)
        return self.show()

    @abstractmethod
    def show(self) -> list[nodes.Node]:
        """What is printed of them in the book."""

    def text(self, text: Text, *classes: str) -> nodes.paragraph:
        return tables.message(self, text.words, self.known.path, text.line, *classes)

    def name_of(self, body: Body) -> list[nodes.Node]:
        unit = [self.text(body.unit, "body-unit")] if body.unit else []
        return [self.text(body.name, "body-title"), *unit]

    def country(self, body: Body) -> nodes.paragraph:
        territories = Locale.parse(self.config.language.replace("-", "_")).territories
        return fixed(territories.get(body.country.upper(), body.country.upper()))


class BodiesTable(ShowsBodies):
    """`.. bodies:: Caption` prints a table of all bodies; without a caption it has no number."""

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {"name": directives.unchanged_required}

    def show(self) -> list[nodes.Node]:
        head = [
            column_head("", fixed(name)) for name in (self.words("Body"), self.words("Country"), self.words("Role"))
        ]
        rows = [
            nodes.row(
                "",
                row_head("", *self.name_of(body)),
                nodes.entry("", self.country(body)),
                nodes.entry("", self.text(body.role)),
            )
            for body in self.known.bodies.values()
        ]
        table = tables.table(self, [55, 20, 25], head, rows, "bodies", tables.GIVEN)
        if self.arguments:
            table.insert(0, tables.caption(self, self.arguments[0], *self.get_source_info()))
        self.add_name(table)
        return [table]


class BodySheet(ShowsBodies):
    """`.. body-sheet:: id` prints what is known of a body, or that no public record was found, and how it was looked for."""

    required_arguments = 1

    def show(self) -> list[nodes.Node]:
        body = self.known.bodies.get(self.arguments[0])
        if body is None:
            raise self.error(_unknown(self.arguments[0], self.known))
        rows = [nodes.row("", row_head("", fixed(name)), nodes.entry("", *told)) for name, told in self._facts(body)]
        sheet = body_sheet("", tables.table(self, [25, 75], [], rows, "body-facts", tables.GIVEN), **{TELLS: body.id})
        self.set_source_info(sheet)
        sheet["ids"].append(f"body-{body.id}")
        self.state.document.note_explicit_target(sheet)
        return [sheet]

    def _facts(self, body: Body) -> Iterator[tuple[str, list[nodes.Node]]]:
        nothing = fixed(self.words("no public record found"), "no-record")
        yield self.words("Body"), self.name_of(body)
        yield self.words("Country"), [self.country(body)]
        yield self.words("Role"), [self.text(body.role)]
        yield self.words("What public sources say"), [self.text(text) for text in body.found] or [nothing]
        if body.sought:
            yield self.words("How it was looked for"), [self.text(body.sought)]


class BodyIndex(ShowsBodies):
    """`.. index-of-bodies::` lists the bodies that the publication names, by alphabet, each with the places."""

    def show(self) -> list[nodes.Node]:
        found = body_index()
        found[LISTS] = True
        for body in self.known.bodies.values():
            name = self.text(body.name)
            name["body"] = body.id
            found += name
        return [found]


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """When a page is written, let names lead to sheets or into the list, and put places into the list."""
    if app.builder.name == "gettext":
        return  # it reads pages as they are written, and the names in the list are messages of this page too
    known = domain(app.env)
    within = in_book(app.env) if app.builder.name == "paged" else app.env.all_docs
    for name in [node for node in doctree.findall(nodes.inline) if NAMES in node]:
        home = known.home(name[NAMES])
        if home is not None and home[0] in within:
            link = _link(app, docname, *home)
            name.parent.replace(name, link)
            link += name
    for found in list(doctree.findall(body_index)):
        by_alphabet = sort_key(app.config.language)
        names = sorted(found.findall(nodes.paragraph), key=lambda name: by_alphabet(name.astext()))
        items = [item for name in names if (item := _item(app, name, docname))]
        found.parent.replace(found, [nodes.bullet_list("", *items, classes=["index-of-bodies"])] if items else [])


def _item(app: Sphinx, name: nodes.paragraph, docname: str) -> nodes.list_item | None:
    """A body with its places; None where the publication does not name it."""
    places = _pages(app, name["body"]) if app.builder.name == "paged" else list(_sections(app, name["body"], docname))
    if not places:
        return None
    words = nodes.inline("", "", *name.children, classes=["body-name", *name["classes"]])
    return nodes.list_item("", nodes.paragraph("", "", words, nodes.Text(": "), *places), ids=[listed(name["body"])])


def _pages(app: Sphinx, body: str) -> list[nodes.Node]:
    """The pages of a book on which a body is named, to be filled when it is typeset; its sheet's is the chief one."""
    known, inside = domain(app.env), set(in_book(app.env))
    named = [identity(docname, place.anchor) for docname, place in known.places(body) if docname in inside]
    sheet = known.sheet(body)
    chief = [identity(sheet[0], sheet[1].anchor)] if sheet and sheet[0] in inside else []
    if not named and not chief:
        return []
    return [nodes.raw("", pages_of([*named, *chief], chief), format="html")]


def _sections(app: Sphinx, body: str, docname: str) -> Iterator[nodes.Node]:
    """Links to the sections that name a body, that of its sheet first."""
    known = domain(app.env)
    sheet = known.sheet(body)
    places: dict[tuple[str, str], Mention] = {}
    for there, place in [*([sheet] if sheet else []), *known.places(body)]:
        places.setdefault((there, place.section), place)
    for turn, ((there, section), place) in enumerate(places.items()):
        if turn:
            yield nodes.Text("; ")
        number = app.env.toc_secnumbers.get(there, {}).get(f"#{section}" if section else "") or ()
        link = _link(app, docname, there, section or (place.anchor if there == docname else ""))
        link += nodes.Text(f"{'.'.join(map(str, number))} {place.title or there}".strip())
        yield link


def _link(app: Sphinx, here: str, there: str, anchor: str) -> nodes.reference:
    """An empty link to an anchor, or to the beginning of another document."""
    if here == there:
        return nodes.reference("", "", internal=True, refid=anchor)
    address = app.builder.get_relative_uri(here, there)
    return nodes.reference("", "", internal=True, refuri=f"{address}#{anchor}" if anchor else address)


def _open_sheet(translator: HTML5Translator, node: nodes.Element) -> None:
    parts.open_tag(translator, node, "div", class_name="body-sheet")


def _nothing(_translator: Any, _node: nodes.Element) -> None:
    """For nodes that no builder sees: they have become others by then."""


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(tables.__name__)
    app.setup_extension(body_places.__name__)
    parts.add_node(app, body_name, (_nothing, _nothing), parts.plainly())
    parts.add_node(app, body_index, (_nothing, _nothing), parts.plainly())
    parts.add_node(app, body_sheet, (_open_sheet, parts.closing("div")), parts.plainly())
    app.add_role("body", BodyRole())
    app.add_transform(NameBodies)
    parts.add_directive(app, "bodies", BodiesTable)
    parts.add_directive(app, "body-sheet", BodySheet)
    parts.add_directive(app, "index-of-bodies", BodyIndex)
    app.connect("doctree-resolved", resolve)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
