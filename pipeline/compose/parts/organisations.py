# SPDX-License-Identifier: GPL-3.0-or-later
"""The organisations of the project, from bodies.toml: their names in running text, a table, sheets, and an index of mentions."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar, cast

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.gettext import I18nBuilder
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import ReferenceRole
from sphinx.util.i18n import docname_to_domain
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from pipeline.bookformat.identifiers import identity
from pipeline.bookformat.page_numbers import pages_of
from pipeline.compose.context import locale_of, project_file, translator, words_of
from pipeline.compose.document_order import documents_in_contents
from pipeline.compose.engine.applications import app_of
from pipeline.compose.mistakes import CheckedDirective, Mistake, did_you_mean
from pipeline.compose.nodes import table_cells
from pipeline.compose.nodes.rendering import add_directive, add_node, as_element
from pipeline.compose.nodes.table_cells import GIVEN, column_head, make_table, row_head
from pipeline.compose.nodes.texts import inline_message, message, untranslated_paragraph
from pipeline.compose.parts import organisation_places
from pipeline.compose.parts.organisation_places import DESCRIBES, LISTS, NAMES, Mention, domain, list_anchor
from pipeline.compose.translation.index_collation import sort_key
from pipeline.model.organisations import BODIES_FILE, Body, BodyList, PlacedText, read_bodies
from pipeline.model.remark import Remark
from pipeline.model.similar import similar


class body_name(nodes.Inline, nodes.Element, addnodes.translatable):  # noqa: N801 - docutils names nodes in lower case
    """An organisation in running text before translation: `body` is its id, `original` its name in the language `written_in`.

    Its children are the author's explicit text; without children the name is printed, which is a message.
    """

    def preserve_original_messages(self) -> None:
        pass

    def apply_translated_message(self, original_message: str, translated_message: str) -> None:
        """Do nothing: Sphinx does not call this for nodes of translated paragraphs, so `NameOrganisations` translates all of them."""

    def extract_original_messages(self) -> list[str]:
        return [] if self.children else [self["original"]]


class body_index(nodes.General, nodes.Element):  # noqa: N801
    """The index of mentions: a paragraph per organisation, replaced by a list with their mentions when pages are written."""


class body_sheet(nodes.General, nodes.Element):  # noqa: N801
    """The facts about one organisation."""


def _read_list(env: BuildEnvironment) -> BodyList:
    """Return the project's organisations, read once per document. Raises Problem for errors in bodies.toml."""
    path = project_file(env, BODIES_FILE)
    env.note_dependency(path)
    if BODIES_FILE not in env.current_document:
        env.current_document[BODIES_FILE] = read_bodies(path)
    return cast(BodyList, env.current_document[BODIES_FILE])


def _unknown(name: str, body_list: BodyList) -> Mistake:
    step = Remark("the ids are in %(file)s, one for each body", file=body_list.path.name)
    return Mistake(
        "bodies.unknown",
        Remark("no body has the id %(name)s", name=name),
        did_you_mean(similar(name, body_list.bodies), step),
    )


class OrganisationRole(ReferenceRole):
    """`:body:`id`` prints the name of an organisation, `:body:`words <id>`` the given words."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        body_list = _read_list(self.env)
        organisation = body_list.bodies.get(self.target)
        if organisation is None:
            _unknown(self.target, body_list).warn(self.get_location())
            return [nodes.inline("", self.rawtext)], []
        name = organisation.name
        node = body_name(self.rawtext, body=organisation.id, original=name.words, written_in=body_list.original)
        if self.has_explicit_title:
            node += nodes.Text(self.title)
        node.source, node.line = str(body_list.path), name.line
        return [node], []


class NameOrganisations(SphinxTransform):
    """Replace organisations in running text by their translated names and numbered anchors."""

    default_priority = 22

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 - docutils' signature
        names = list(self.document.findall(body_name))
        if not names or isinstance(app_of(self.env).builder, I18nBuilder):
            return  # extraction reads the nodes themselves
        translate = translator(app_of(self.env), docname_to_domain(self.env.docname, self.config.gettext_compact))
        counted: Counter[str] = Counter()
        for node in names:
            counted[node["body"]] += 1
            anchor = f"named-{node['body']}-{counted[node['body']]}"
            name = nodes.inline("", "", *node.children, classes=["body-name"], anchor=anchor, **{NAMES: node["body"]})
            if not node.children:
                words = translate(node["original"])
                name += nodes.Text(words)
                if words == node["original"] and node["written_in"] != self.config.language.replace("_", "-"):
                    name["classes"].append(f"language-{node['written_in']}")
            # The anchor is on a separate target, since tables of contents copy a heading's text but not its targets.
            node.parent.replace(node, [nodes.target("", "", ids=[anchor]), name])


class ShowsOrganisations(CheckedDirective, ABC):
    """Base of directives that print texts of bodies.toml as messages with their lines."""

    def make(self) -> list[nodes.Node]:
        self.listed = _read_list(self.env)
        self.words = words_of(self.env)
        return self.show()

    @abstractmethod
    def show(self) -> list[nodes.Node]:
        """Return the nodes that print the organisations."""

    def text(self, text: PlacedText, *classes: str) -> nodes.paragraph:
        return message(self, text.words, self.listed.path, text.line, *classes)

    def name_of(self, organisation: Body) -> list[nodes.Node]:
        unit = [self.text(organisation.unit, "body-unit")] if organisation.unit else []
        return [self.text(organisation.name, "body-title"), *unit]

    def country(self, organisation: Body) -> nodes.paragraph:
        territories = locale_of(self.config).territories
        return untranslated_paragraph(territories.get(organisation.country.upper(), organisation.country.upper()))


class OrganisationTable(ShowsOrganisations):
    """`.. bodies:: Caption` prints a table of all organisations; without a caption it has no number."""

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {"name": directives.unchanged_required}

    def show(self) -> list[nodes.Node]:
        names = (self.words("Body"), self.words("Country"), self.words("Role"))
        head = [column_head("", untranslated_paragraph(name)) for name in names]
        rows = []
        for organisation in self.listed.bodies.values():
            texts = (self.country(organisation), self.text(organisation.role))
            cells = [row_head("", *self.name_of(organisation)), *(nodes.entry("", text) for text in texts)]
            rows.append(nodes.row("", *cells))
        table = make_table(self, [55, 20, 25], head, rows, classes=["bodies", GIVEN])
        if self.arguments:
            table.insert(0, inline_message(self, nodes.title, self.arguments[0], *self.get_source_info()))
        self.add_name(table)
        return [table]


class OrganisationSheet(ShowsOrganisations):
    """`.. body-sheet:: id` prints the facts about an organisation, or that no record was found and how it was searched for."""

    required_arguments = 1

    def show(self) -> list[nodes.Node]:
        organisation = self.listed.bodies.get(self.arguments[0])
        if organisation is None:
            raise _unknown(self.arguments[0], self.listed)
        facts = self._facts(organisation)
        rows = (
            nodes.row("", row_head("", untranslated_paragraph(name)), nodes.entry("", *texts)) for name, texts in facts
        )
        table = make_table(self, [25, 75], [], rows, classes=["body-facts", GIVEN])
        sheet = body_sheet("", table, **{DESCRIBES: organisation.id})
        self.set_source_info(sheet)
        sheet["ids"].append(f"body-{organisation.id}")
        self.state.document.note_explicit_target(sheet)
        return [sheet]

    def _facts(self, organisation: Body) -> Iterator[tuple[str, list[nodes.Node]]]:
        nothing = untranslated_paragraph(self.words("no public record found"), "no-record")
        yield self.words("Body"), self.name_of(organisation)
        yield self.words("Country"), [self.country(organisation)]
        yield self.words("Role"), [self.text(organisation.role)]
        yield self.words("What public sources say"), [self.text(text) for text in organisation.found] or [nothing]
        if organisation.sought:
            yield self.words("How it was searched for"), [self.text(organisation.sought)]


class OrganisationIndex(ShowsOrganisations):
    """`.. index-of-bodies::` lists the organisations that the publication mentions, in alphabetical order, with their mentions."""

    def show(self) -> list[nodes.Node]:
        index = body_index("", **{LISTS: True})
        for organisation in self.listed.bodies.values():
            name = self.text(organisation.name)
            name["body"] = organisation.id
            index += name
        return [index]


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Link names to sheets or to the index of mentions, and fill that index, when a page is written."""
    if app.builder.name == "gettext":
        return  # the gettext builder also resolves pages, and must find the names in the index as messages
    mentions = domain(app.env)
    printed_documents = documents_in_contents(app.env) if app.builder.name == "paged" else app.env.all_docs
    for name in [node for node in doctree.findall(nodes.inline) if NAMES in node]:
        home = mentions.home(name[NAMES])
        if home is not None and home[0] in printed_documents:
            link = _link(app, docname, *home)
            name.parent.replace(name, link)
            link += name
    for index in list(doctree.findall(body_index)):
        by_alphabet = sort_key(app.config.language)
        names = sorted(index.findall(nodes.paragraph), key=lambda name: by_alphabet(name.astext()))
        items = [item for name in names if (item := _item(app, name, docname))]
        index.parent.replace(index, [nodes.bullet_list("", *items, classes=["index-of-bodies"])] if items else [])


def _item(app: Sphinx, name: nodes.paragraph, docname: str) -> nodes.list_item | None:
    """Return the list item of an organisation with its mentions; None if the publication does not mention it."""
    places = _pages(app, name["body"]) if app.builder.name == "paged" else list(_sections(app, name["body"], docname))
    if not places:
        return None
    words = nodes.inline("", "", *name.children, classes=["body-name", *name["classes"]])
    return nodes.list_item(
        "", nodes.paragraph("", "", words, nodes.Text(": "), *places), ids=[list_anchor(name["body"])]
    )


def _pages(app: Sphinx, organisation: str) -> list[nodes.Node]:
    """Return the field for the pages that mention an organisation, for typesetting to fill; the sheet's page is the main one."""
    mentions, inside = domain(app.env), set(documents_in_contents(app.env))
    identities = [
        identity(docname, place.anchor) for docname, place in mentions.places(organisation) if docname in inside
    ]
    sheet = mentions.sheet(organisation)
    primary = [identity(sheet[0], sheet[1].anchor)] if sheet and sheet[0] in inside else []
    if not identities and not primary:
        return []
    return [nodes.raw("", pages_of([*identities, *primary], primary), format="html")]


def _sections(app: Sphinx, organisation: str, docname: str) -> Iterator[nodes.Node]:
    """Yield links to the sections that mention an organisation, the section with its sheet first."""
    mentions = domain(app.env)
    sheet = mentions.sheet(organisation)
    places: dict[tuple[str, str], Mention] = {}
    for target, place in [*([sheet] if sheet else []), *mentions.places(organisation)]:
        places.setdefault((target, place.section), place)
    for turn, ((target, section), place) in enumerate(places.items()):
        if turn:
            yield nodes.Text("; ")
        number = app.env.toc_secnumbers.get(target, {}).get(f"#{section}" if section else "") or ()
        link = _link(app, docname, target, section or (place.anchor if target == docname else ""))
        link += nodes.Text(f"{'.'.join(map(str, number))} {place.title or target}".strip())
        yield link


def _link(app: Sphinx, docname: str, target: str, anchor: str) -> nodes.reference:
    """Return an empty link to an anchor, or to the beginning of another document."""
    if docname == target:
        return nodes.reference("", "", internal=True, refid=anchor)
    address = app.builder.get_relative_uri(docname, target)
    return nodes.reference("", "", internal=True, refuri=f"{address}#{anchor}" if anchor else address)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(table_cells.__name__)
    app.setup_extension(organisation_places.__name__)
    for until_written in (body_name, body_index):
        add_node(app, until_written, (lambda *_: None, lambda *_: None))
    add_node(app, body_sheet, as_element("div", class_name="body-sheet"))
    app.add_role("body", OrganisationRole())
    app.add_transform(NameOrganisations)
    add_directive(app, "bodies", OrganisationTable)
    add_directive(app, "body-sheet", OrganisationSheet)
    add_directive(app, "index-of-bodies", OrganisationIndex)
    app.connect("doctree-resolved", resolve)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
