# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendering of nodes: HTML builders write them as HTML elements, others as plain paragraphs and lists."""

from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, is_directive_registered
from sphinx.writers.html5 import HTML5Translator

type Handler = Callable[[Any, Any], None]
"""A callback that writes the start or end of a node; Sphinx passes the builder's translator, of any type."""
type Handlers = tuple[Handler, Handler]

_PLAIN_BUILDERS = ("text", "latex", "man", "texinfo")
"""Builders that write nodes as plain ones; gettext is not among them, since it reads the tree directly."""


def open_tag(translator: HTML5Translator, node: nodes.Element, tag: str, **attributes: str) -> None:
    """Begin an HTML element that carries the node's ids, classes and language; `class_name`, `aria_level` become attributes."""
    names = {name.replace("class_name", "class").replace("_", "-"): value for name, value in attributes.items()}
    suffix = "\n" if tag in ("section", "div", "ol", "ul") else ""
    translator.body.append(translator.starttag(node, tag, suffix, **names))  # type: ignore[arg-type]  # the stubs leave out attributes


def numbers_unread(code: str) -> str:
    """Return highlighted code with line numbers hidden from screen readers."""
    return code.replace('<span class="linenos">', '<span class="linenos" aria-hidden="true">')


def closing(tag: str) -> Handler:
    """Return a handler that ends an HTML element."""

    def leave(translator: HTML5Translator, _node: nodes.Element) -> None:
        translator.body.append(f"</{tag}>\n")

    return leave


def as_element(
    tag: str, begin: Callable[[Any, Any], str] | None = None, **attributes: str | Callable[[Any], str]
) -> Handlers:
    """Return the handlers that write a node as an HTML element; `begin` returns HTML to put before its content."""

    def enter(translator: HTML5Translator, node: nodes.Element) -> None:
        values = {name: value if isinstance(value, str) else value(node) for name, value in attributes.items()}
        open_tag(translator, node, tag, **values)
        if begin is not None:
            translator.body.append(begin(translator, node))

    return enter, closing(tag)


def add_node(
    app: Sphinx,
    node: type[nodes.Element],
    html: Handlers,
    plain: str = "",
    before: Callable[[Any, Any], str] | None = None,
) -> None:
    """Register a node with its handlers for HTML.

    Plain builders write it as the docutils node `plain`, after the words that `before` returns; if `plain` is empty, they
    write only its children.
    """

    def enter(translator: Any, node: Any) -> None:  # translators of builders have no common class
        if plain:
            getattr(translator, f"visit_{plain}")(node)
        if before is not None and (words := before(translator, node)):
            text = nodes.Text(f"{words} ")
            text.parent = node
            translator.visit_Text(text)
            translator.depart_Text(text)

    def leave(translator: Any, node: Any) -> None:
        if plain:
            getattr(translator, f"depart_{plain}")(node)

    app.add_node(node, False, html=html, **dict.fromkeys(_PLAIN_BUILDERS, (enter, leave)))


def add_directive(app: Sphinx, name: str, directive: type[SphinxDirective]) -> None:
    """Register a directive, unless an adopted project already has a directive of that name."""
    if not is_directive_registered(name):
        app.add_directive(name, directive)
