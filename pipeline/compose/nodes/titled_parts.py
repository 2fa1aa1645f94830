# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of procedures, checklists and forms: a title, an anchor, a label for `:ref:`, boxes to tick."""

from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.locale import _ as label_of_sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.nodes import clean_astext, make_id
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from pipeline.compose.docutils_tree import outwards
from pipeline.compose.editions.bilingual import label_html
from pipeline.compose.mistakes import CheckedDirective, warn
from pipeline.compose.nodes.rendering import Handlers, add_directive, add_node, as_element, open_tag
from pipeline.compose.nodes.texts import option_line
from pipeline.model.remark import Remark


class part(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """A box with a title, which is its first child. `title` holds its text after translation."""


class _part_of_kind(part):  # noqa: N801
    """A part of a kind from a TOML file. Its class is created at run time, so pickle cannot find it by name."""

    def __reduce__(self) -> tuple[object, ...]:
        return _new, (type(self).__name__,), vars(self)


@cache
def part_class(name: str) -> type[part]:
    """Return the class for a kind of parts: one for each kind, since Sphinx numbers nodes by class."""
    return type(name, (_part_of_kind,), {"tagname": name})


def _new(name: str) -> part:
    return part_class(name)()


class part_title(nodes.Part, nodes.TextElement):  # noqa: N801
    """A title that is a message. Not docutils' title, which belongs to sections and tables."""


class box_list(nodes.bullet_list):  # noqa: N801
    """A list with items to tick by hand; `classes` has its purpose."""


class box_item(nodes.list_item):  # noqa: N801
    """An item with a box before it."""


class TitledDirective(CheckedDirective):
    """Base of directives with a title and a `:name:`; subclasses make the element and read the content."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {"name": directives.unchanged_required}
    node_class: ClassVar[type[nodes.Element]]
    title_class: ClassVar[type[nodes.TextElement]] = part_title

    def make(self) -> list[nodes.Node]:
        element = self.new_element()
        self.set_source_info(element)
        element += self.text(self.title_class, self.arguments[0], self.lineno)
        self.give_anchor(element)
        self.fill(element)
        return [element]

    def new_element(self) -> nodes.Element:
        """Return the directive's element, still empty."""
        return self.node_class()

    def fill(self, element: nodes.Element) -> None:
        """Read the content into the new element."""
        element += self.parse_content_to_nodes()

    def text(self, node_class: type[nodes.TextElement], text: str, lineno: int) -> nodes.TextElement:
        """Parse inline markup into a separate message, with file and line for extraction and warnings."""
        children, problems = self.parse_inline(text, lineno=lineno)
        node = node_class(text, "", *children, *problems)
        node.source, node.line = self.state_machine.get_source_and_line(lineno)
        return node

    def option_text(self, node_class: type[nodes.TextElement], option: str) -> nodes.TextElement:
        """Return the text of an option as a separate message."""
        return self.text(node_class, self.options[option], option_line(self, option))

    def give_anchor(self, element: nodes.Element) -> None:
        """Set the anchor from `:name:`, or else from the original title, so that it is the same in every language."""
        if "name" in self.options:
            self.add_name(element)
        else:
            title = str(element[0].astext()).lower()
            element["ids"].append(make_id(self.env, self.state.document, element.tagname, title))
            self.state.document.note_explicit_target(element)


class LabelParts(SphinxTransform):
    """Let `:ref:` print the title of a part. After translation, and after Sphinx has registered its own labels."""

    default_priority = 851

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 - docutils' signature
        labels = self.env.domains.standard_domain.labels
        docname = self.env.current_document.docname
        for element in self.document.findall(part):
            element["title"] = title_text(element)
            for name in element["names"]:
                labels[name] = (docname, element["ids"][0], element["title"])


def title_text(element: nodes.Node) -> str:
    """Return the text of a part's title, for Sphinx's labels of numbered nodes."""
    assert isinstance(element, part)
    title = element[0]
    assert isinstance(title, nodes.Element)
    return clean_astext(title)


def title_identity(element: nodes.Element) -> str:
    return f"{element['ids'][0]}-title"


def with_boxes(content: list[nodes.Node], name: str) -> list[nodes.Node]:
    """Replace every bullet list in these nodes by one with boxes; return the nodes."""
    holder = nodes.container("", *content)
    for bullets in list(holder.findall(nodes.bullet_list)):
        items = [_copy(item, box_item) for item in bullets.children if isinstance(item, nodes.list_item)]
        boxes = _copy(bullets, box_list)
        boxes.children = []
        boxes.extend(items)
        boxes["classes"] += [name]
        bullets.replace_self(boxes)
    return list(holder.children)


def _copy[E: nodes.Element](node: nodes.Element, kind: type[E]) -> E:
    copy = kind(node.rawsource, *node.children, **node.attributes)
    copy.source, copy.line = node.source, node.line
    return copy


def _open_title(translator: HTML5Translator, node: nodes.Element) -> None:
    element = node.parent
    assert isinstance(element, nodes.Element)
    node["ids"] = [title_identity(element)]
    # One level below the enclosing section or part; an offprint sets an explicit `level`.
    around = (outward for outward in outwards(element.parent) if isinstance(outward, part))
    below = translator.section_level + 1 + sum(isinstance(outward[0], part_title) for outward in around)
    level = str(element.get("level", below))
    names = " ".join(f"{name}-title" for name in dict.fromkeys((element.get("look", element.tagname), element.tagname)))
    open_tag(translator, node, "p", class_name=f"part-title {names}", role="heading", aria_level=level)
    if "kind" in element:
        translator.body.append(f'<span class="part-kind">{label_html(translator, element, "kind")}</span> ')
    elif translator.builder.env.domains.standard_domain.get_enumerable_node_type(element):
        translator.add_fignumber(element)


def close_title(translator: HTML5Translator, node: nodes.Element) -> None:
    """End a title with its permalink."""
    assert node.parent is not None
    translator.add_permalink_ref(node.parent, label_of_sphinx("Link to this heading"))
    translator.body.append("</p>\n")


def _label_before_title(translator: Any, node: nodes.Element) -> str:
    """Return “Procedure 3:”, “Checklist:”: the prefix of a title in plain text."""
    element = node.parent
    assert element is not None
    if "kind" in element:
        return f"{element['kind']}:"
    number = element.get("number")
    label = translator.config.numfig_format.get(element.tagname, "%s")
    return f"{label % number}:" if number else ""


def add_part(app: Sphinx, directive: type[TitledDirective], html: Handlers | None = None, figtype: str = "") -> None:
    """Register a directive and its part under one name, with handlers for the part: by default, those of a section.

    A part with a `figtype` is numbered throughout the publication.
    """
    node = directive.node_class
    assert issubclass(node, part)
    add_directive(app, node.__name__, directive)
    if figtype:
        app.registry.add_enumerable_node(node, figtype, title_text)
    section = as_element("section", class_name=lambda part: part.tagname, aria_labelledby=title_identity)
    add_node(app, node, html or section)


def warn_of(
    app: Sphinx,
    kind: type[nodes.Element],
    is_misplaced: Callable[[nodes.Element], bool],
    category: str,
    sentence: Remark,
    step: Remark,
) -> None:
    """Warn of each misplaced node of a kind in the documents read; `category` is `type.subtype`."""

    class FindMisplaced(SphinxTransform):
        default_priority = 852

        def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 - docutils' signature
            for node in filter(is_misplaced, self.document.findall(kind)):
                warn(sentence, step, location=node, category=category)

    app.add_transform(FindMisplaced)


def setup(app: Sphinx) -> ExtensionMetadata:
    add_node(app, part_title, (_open_title, close_title), "paragraph", _label_before_title)
    # The role, because VoiceOver forgets that a list without bullets is one.
    add_node(app, box_list, as_element("ul", class_name="simple", role="list"), "bullet_list")
    box = '<span class="box" aria-hidden="true"></span>'
    add_node(app, box_item, as_element("li", lambda _translator, _node: box), "list_item")
    app.add_transform(LabelParts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
