# SPDX-License-Identifier: GPL-3.0-or-later
"""What procedures, checklists and forms have in common: a title, an anchor, a label that `:ref:` prints, boxes to tick."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.locale import _
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective, is_directive_registered
from sphinx.util.nodes import clean_astext, make_id
from sphinx.util.typing import ExtensionMetadata, OptionSpec
from sphinx.writers.html5 import HTML5Translator

from pipeline.compose.docutils_tree import outwards
from pipeline.compose.translation.metadata import own
from pipeline.words import Words

type Pair = tuple[Callable[[Any, Any], None], Callable[[Any, Any], None]]
"""How a builder enters and leaves a node. Sphinx calls it with the translator of that builder, whatever its type is."""

BOOKS = ("paged", "epub3")
"""Builders of HTML that make one whole of a publication, to be read from its beginning, not pages of a site."""

PLAIN_BUILDERS = ("text", "latex", "man", "texinfo")
"""Builders for which parts are plain paragraphs and lists. gettext needs none: it reads the tree itself."""


class part(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """A box with a title, which is its first child. `title` holds its words once they are translated."""


class part_title(nodes.Part, nodes.TextElement):  # noqa: N801
    """A title as a message of its own. Not docutils' title: that one belongs to sections and tables."""


class box_list(nodes.bullet_list):  # noqa: N801
    """A list whose items are ticked with a pen; `classes` says for what."""


class box_item(nodes.list_item):  # noqa: N801
    """An item with a box before it."""


class Part(SphinxDirective):
    """A directive that has a title and a `:name:`; what it makes and how it is read, subclasses say."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[OptionSpec] = {"name": directives.unchanged_required}
    node_class: ClassVar[type[nodes.Element]]
    title_class: ClassVar[type[nodes.TextElement]] = part_title

    def run(self) -> list[nodes.Node]:
        element = self.node_class()
        self.set_source_info(element)
        element += self.text(self.title_class, self.arguments[0], self.lineno)
        self.give_anchor(element)
        self.fill(element)
        return [element]

    def fill(self, element: nodes.Element) -> None:
        """Read the content into the new element."""
        element += self.parse_content_to_nodes()

    def text(self, node_class: type[nodes.TextElement], text: str, lineno: int) -> nodes.TextElement:
        """One message of its own: inline markup, with the file and line from which extraction and warnings tell it."""
        children, problems = self.parse_inline(text, lineno=lineno)
        node = node_class(text, "", *children, *problems)
        node.source, node.line = self.state_machine.get_source_and_line(lineno)
        return node

    def give_anchor(self, element: nodes.Element) -> None:
        """An anchor from `:name:`, else from the title as the original has it: the same in every language."""
        if "name" in self.options:
            self.add_name(element)
            return
        title = str(element[0].astext())
        element["ids"].append(make_id(self.env, self.state.document, element.tagname, title.lower()))
        self.state.document.note_explicit_target(element)

    def option_line(self, name: str) -> int:
        """The line, counted as docutils counts, on which an option of this directive stands."""
        lines = self.block_text.splitlines()
        return self.lineno + next((n for n, line in enumerate(lines) if line.strip().startswith(f":{name}:")), 0)


class LabelParts(SphinxTransform):
    """Let `:ref:` print the title of a part. After translation, and after Sphinx has noted what it knows itself."""

    default_priority = 851

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002 - docutils' signature
        labels = self.env.domains.standard_domain.labels
        docname = self.env.current_document.docname
        for element in self.document.findall(part):
            element["title"] = clean_astext(title_of(element))
            for name in element["names"]:
                labels[name] = (docname, element["ids"][0], element["title"])


def title_of(element: nodes.Element) -> nodes.Element:
    title = element[0]
    assert isinstance(title, nodes.Element)
    return title


def title_text(element: nodes.Node) -> str:
    """The words of a part's title, as Sphinx asks for them when it labels what it numbers."""
    assert isinstance(element, part)
    return clean_astext(title_of(element))


def words_of(env: BuildEnvironment) -> Words:
    """The interface's words in the edition's language."""
    # The public `env.app` warns since Sphinx 9 and will be removed; nothing else leads from a directive to the project.
    known = own(env._app)
    return Words(env.config.language, known[0].locales if known is not None else None)


def makes_own_pages(app: Sphinx) -> bool:
    """Whether this run makes pages for a screen, of a publication written for this pipeline."""
    known = own(app)
    # The builders of books are ones of HTML, too.
    is_of_pages = isinstance(app.builder, StandaloneHTMLBuilder) and app.builder.name not in BOOKS
    return known is not None and not known[1].adopted and is_of_pages


def project_file(env: BuildEnvironment, name: str) -> Path:
    """A file that publications share: it stands beside project.toml, or beside conf.py where there is no project."""
    known = own(env._app)
    return (known[0].source if known is not None else Path(env._app.confdir)) / name


def with_boxes(found: list[nodes.Node], name: str) -> list[nodes.Node]:
    """The same nodes, every bullet list among them and inside them turned into one with boxes."""
    holder = nodes.container("", *found)
    for bullets in list(holder.findall(nodes.bullet_list)):
        items = [_copy(item, box_item) for item in bullets.children if isinstance(item, nodes.list_item)]
        boxes = _copy(bullets, box_list)
        boxes.children = []
        boxes.extend(items)
        boxes["classes"] += [name]
        bullets.replace_self(boxes)
    return list(holder.children)


def _copy[E: nodes.Element](node: nodes.Element, kind: type[E]) -> E:
    made = kind(node.rawsource, *node.children, **node.attributes)
    made.source, made.line = node.source, node.line
    return made


def heading_level(translator: HTML5Translator, element: nodes.Element) -> int:
    """The level of a part's title among the headings of the page: one below the section or the part it stands in.

    A part that stands alone has its `level` given.
    """
    if "level" in element:
        return int(element["level"])
    titled = [
        outward
        for outward in outwards(element.parent)
        if isinstance(outward, part) and isinstance(outward[0], part_title)
    ]
    return translator.section_level + 1 + len(titled)


def open_tag(translator: HTML5Translator, node: nodes.Element, tag: str, **attributes: str) -> None:
    """Begin an HTML element that carries the node's ids, classes and language; `class_name`, `aria_level` become attributes."""
    names = {name.replace("class_name", "class").replace("_", "-"): value for name, value in attributes.items()}
    suffix = "\n" if tag in ("section", "div", "ol", "ul") else ""
    translator.body.append(translator.starttag(node, tag, suffix, **names))  # type: ignore[arg-type]  # the stubs leave out attributes


def closing(tag: str) -> Callable[[HTML5Translator, nodes.Element], None]:
    """A handler that ends an HTML element."""

    def close(translator: HTML5Translator, _node: nodes.Element) -> None:
        translator.body.append(f"</{tag}>\n")

    return close


def open_part(translator: HTML5Translator, node: nodes.Element) -> None:
    open_tag(translator, node, "section", class_name=node.tagname, aria_labelledby=title_identity(node))


def open_title(translator: HTML5Translator, node: nodes.Element) -> None:
    element = node.parent
    assert isinstance(element, nodes.Element)
    node["ids"] = [title_identity(element)]
    level = str(heading_level(translator, element))
    open_tag(translator, node, "p", class_name=f"part-title {element.tagname}-title", role="heading", aria_level=level)
    if "kind" in element:
        translator.body.append(f'<span class="part-kind">{translator.encode(element["kind"])}</span> ')
    elif translator._domains.standard_domain.get_enumerable_node_type(element):
        translator.add_fignumber(element)


def close_title(translator: HTML5Translator, node: nodes.Element) -> None:
    link_to(translator, node.parent)
    translator.body.append("</p>\n")


def link_to(translator: HTML5Translator, element: nodes.Element | None) -> None:
    """The sign beside a title that gives its address."""
    assert element is not None
    translator.add_permalink_ref(element, _("Link to this heading"))


def title_identity(element: nodes.Element) -> str:
    return f"{element['ids'][0]}-title"


def _open_boxes(translator: HTML5Translator, node: nodes.Element) -> None:
    # The role, because VoiceOver forgets that a list without bullets is one.
    open_tag(translator, node, "ul", class_name="simple", role="list")


def _open_box(translator: HTML5Translator, node: nodes.Element) -> None:
    open_tag(translator, node, "li")
    translator.body.append('<span class="box" aria-hidden="true"></span>')


def plainly(as_what: str = "", before: Callable[[Any, Any], str] | None = None) -> dict[str, Pair]:
    """Handlers for the plain builders: the node is treated `as_what` (a docutils name), with a few words before its own."""

    def enter(translator: Any, node: Any) -> None:  # each builder's translator is of a class of its own
        if not as_what:
            return
        getattr(translator, f"visit_{as_what}")(node)
        if before is not None and (words := before(translator, node)):
            text = nodes.Text(f"{words} ")
            text.parent = node
            translator.visit_Text(text)
            translator.depart_Text(text)

    def leave(translator: Any, node: Any) -> None:
        if as_what:
            getattr(translator, f"depart_{as_what}")(node)

    return dict.fromkeys(PLAIN_BUILDERS, (enter, leave))


def label_before_title(translator: Any, node: nodes.Element) -> str:
    """“Procedure 3”, “Checklist”: what stands before a title where there is only text."""
    element = node.parent
    assert element is not None
    if "kind" in element:
        return f"{element['kind']}:"
    number = element.get("number")
    label = translator.config.numfig_format.get(element.tagname, "%s")
    return f"{label % number}:" if number else ""


def add_directive(app: Sphinx, name: str, directive: type[SphinxDirective]) -> None:
    """Register a directive, unless the project has one of that name: an adopted project's own goes first."""
    if not is_directive_registered(name):
        app.add_directive(name, directive)


def add_node(app: Sphinx, node: type[nodes.Element], html: Pair, plain: dict[str, Pair], figtype: str = "") -> None:
    """Register a node with its handlers; one with a `figtype` is numbered through the publication."""
    if figtype:
        app.registry.add_enumerable_node(node, figtype, title_text)
    app.add_node(node, False, html=html, **plain)


def setup(app: Sphinx) -> ExtensionMetadata:
    add_node(app, part_title, (open_title, close_title), plainly("paragraph", label_before_title))
    add_node(app, box_list, (_open_boxes, closing("ul")), plainly("bullet_list"))
    add_node(app, box_item, (_open_box, closing("li")), plainly("list_item"))
    app.add_transform(LabelParts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
