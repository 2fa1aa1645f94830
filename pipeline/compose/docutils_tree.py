# SPDX-License-Identifier: GPL-3.0-or-later
"""Look-ups among the ancestors of a node: its language, its source, the elements around it."""

from collections.abc import Iterator
from itertools import takewhile

from docutils import nodes
from sphinx import addnodes

from pipeline.model.template import WITHOUT_ROW_HEADERS

LANGUAGE = "language-"
"""Prefix of the class that docutils writes as `lang`."""


def outwards(node: nodes.Node | None) -> Iterator[nodes.Node]:
    """Yield a node and its ancestors, up to the document; nothing for None, so that `node.parent` may be passed."""
    while node is not None:
        yield node
        node = node.parent


def surroundings(node: nodes.Node) -> Iterator[str]:
    """Yield the names of the elements around a text, from the inside, up to the section.

    For the first text of a matrix without row headers, also yield the name of this fault.
    """
    for outer in takewhile(lambda outer: not isinstance(outer, nodes.section | nodes.document), outwards(node)):
        if isinstance(outer, nodes.Element):
            yield outer.tagname
        if isinstance(outer, nodes.table) and node is outer.next_node(nodes.TextElement) and _lacks_row_headers(outer):
            yield WITHOUT_ROW_HEADERS


def _lacks_row_headers(table: nodes.table) -> bool:
    return "matrix" in table["classes"] and not any(column.get("stub") for column in table.findall(nodes.colspec))


def nearest[Kind: nodes.Element](node: nodes.Node | None, *kinds: type[Kind]) -> Kind | None:
    """Return the first of these kinds among a node and its ancestors."""
    return next((outward for outward in outwards(node) if isinstance(outward, kinds)), None)


def language_of(element: nodes.Element) -> str:
    """Return the language tag of an element itself; empty if it is in the edition's language."""
    names = map(str, element["classes"])
    return next((name.removeprefix(LANGUAGE) for name in names if name.startswith(LANGUAGE)), "")


def language_around(node: nodes.Node) -> str:
    """Return the language tag of a node or its nearest marked ancestor; empty if it is the edition's language."""
    elements = (outward for outward in outwards(node) if isinstance(outward, nodes.Element))
    return next(filter(None, map(language_of, elements)), "")


def language_of_words(node: nodes.Node) -> str:
    """Return the language tag of the first words in a node; empty if it is the edition's language."""
    return language_around(next(iter(node.findall(nodes.Text)), node))


def nearest_with_source(node: nodes.Node) -> nodes.Element | None:
    """Return the first among a node and its ancestors that has a source and line; None if none has."""
    elements = (outward for outward in outwards(node) if isinstance(outward, nodes.Element))
    return next((element for element in elements if element.source and element.line), None)


def place(node: nodes.Node) -> str:
    """Return the position of a node or its nearest ancestor that has one, as Sphinx writes it; the file if no line is known."""
    source_node = nearest_with_source(node)
    if source_node is None:
        return str(node.source or "")
    if source_node.get("translated") and source_node.document is not None:
        return f"{source_node.document['source']}:{source_node.line}:<translated>"
    return f"{source_node.source}:{source_node.line}"


def is_citation(node: nodes.Node) -> bool:
    """Return whether a node is a citation, of sphinxcontrib-bibtex or of docutils."""
    is_of_bibliography = isinstance(node, addnodes.pending_xref) and node.get("refdomain") == "cite"
    return is_of_bibliography or isinstance(node, nodes.citation_reference)
