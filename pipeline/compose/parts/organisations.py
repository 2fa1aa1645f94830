# SPDX-License-Identifier: GPL-3.0-or-later
"""The organisations of the project, from bodies.toml: their names in running text, a table, and sheets."""

from abc import ABC, abstractmethod
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

from pipeline.compose.context import locale_of, project_file, translator, words_of
from pipeline.compose.document_order import documents_in_contents
from pipeline.compose.engine.applications import app_of
from pipeline.compose.mistakes import CheckedDirective, Mistake, did_you_mean
from pipeline.compose.nodes import table_cells
from pipeline.compose.nodes.rendering import add_directive, add_node, as_element
from pipeline.compose.nodes.table_cells import GIVEN, column_head, make_table, row_head
from pipeline.compose.nodes.texts import inline_message, message, untranslated_paragraph
from pipeline.model.organisations import BODIES_FILE, Body, BodyList, PlacedText, read_bodies
from pipeline.model.remark import Remark
from pipeline.model.similar import similar

_NAMES = "names_body"
"""Attribute of a name in running text: the id of the organisation."""


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
    """Replace organisations in running text by their translated names."""

    default_priority = 22

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 - docutils' signature
        if isinstance(app_of(self.env).builder, I18nBuilder):
            return  # extraction reads the nodes themselves
        translate = translator(app_of(self.env), docname_to_domain(self.env.docname, self.config.gettext_compact))
        for node in list(self.document.findall(body_name)):
            name = nodes.inline("", "", *node.children, classes=["body-name"], **{_NAMES: node["body"]})
            if not node.children:
                words = translate(node["original"])
                name += nodes.Text(words)
                if words == node["original"] and node["written_in"] != self.config.language.replace("_", "-"):
                    name["classes"].append(f"language-{node['written_in']}")
            node.parent.replace(node, name)


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

    def label(self, node: nodes.Element, name: str) -> None:
        """Let names link to a node by a label, unless the document has one of this name."""
        if name not in self.state.document.nameids:
            node["ids"].append(name)
            node["names"].append(name)
            self.state.document.note_explicit_target(node)

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
            self.label(rows[-1], f"listed-{organisation.id}")
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
        sheet = body_sheet("", table)
        self.set_source_info(sheet)
        self.label(sheet, f"body-{organisation.id}")
        return [sheet]

    def _facts(self, organisation: Body) -> Iterator[tuple[str, list[nodes.Node]]]:
        nothing = untranslated_paragraph(self.words("no public record found"), "no-record")
        yield self.words("Body"), self.name_of(organisation)
        yield self.words("Country"), [self.country(organisation)]
        yield self.words("Role"), [self.text(organisation.role)]
        yield self.words("What public sources say"), [self.text(text) for text in organisation.found] or [nothing]
        if organisation.sought:
            yield self.words("How it was searched for"), [self.text(organisation.sought)]


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Link names to their sheet, or else to their row in the table, when a page is written."""
    labels = app.env.domains.standard_domain.anonlabels
    printed_documents = documents_in_contents(app.env) if app.builder.name == "paged" else app.env.all_docs
    for name in [node for node in doctree.findall(nodes.inline) if _NAMES in node]:
        home = labels.get(f"body-{name[_NAMES]}") or labels.get(f"listed-{name[_NAMES]}")
        if home is not None and home[0] in printed_documents:
            link = nodes.reference("", "", internal=True, refid=home[1])
            if home[0] != docname:
                link = nodes.reference(
                    "", "", internal=True, refuri=f"{app.builder.get_relative_uri(docname, home[0])}#{home[1]}"
                )
            name.parent.replace(name, link)
            link += name


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension(table_cells.__name__)
    add_node(app, body_name, (lambda *_: None, lambda *_: None))
    add_node(app, body_sheet, as_element("div", class_name="body-sheet"))
    app.add_role("body", OrganisationRole())
    app.add_transform(NameOrganisations)
    add_directive(app, "bodies", OrganisationTable)
    add_directive(app, "body-sheet", OrganisationSheet)
    app.connect("doctree-resolved", resolve)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
