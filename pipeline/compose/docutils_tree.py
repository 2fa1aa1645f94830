# SPDX-License-Identifier: GPL-3.0-or-later
"""What a node of a document stands in."""

from collections.abc import Iterator
from itertools import takewhile

from docutils import nodes
from sphinx import addnodes

from pipeline.model.template import WITHOUT_ROW_HEADERS

LANGUAGE = "language-"
"""How the class begins that docutils writes as `lang`."""


def outwards(node: nodes.Node | None) -> Iterator[nodes.Node]:
    """Yield a node, what it stands in, and so on to the document; nothing for None, so that `node.parent` may be asked."""
    while node is not None:
        yield node
        node = node.parent


def surroundings(node: nodes.Node) -> Iterator[str]:
    """Yield the names of the elements around a text, from the inside, up to the section.

    At the first text of a matrix whose rows have no headers, also the name of this fault.
    """
    for outer in takewhile(lambda outer: not isinstance(outer, nodes.section | nodes.document), outwards(node)):
        if isinstance(outer, nodes.Element):
            yield outer.tagname
        if isinstance(outer, nodes.table) and node is outer.next_node(nodes.TextElement) and _lacks_row_headers(outer):
            yield WITHOUT_ROW_HEADERS


def _lacks_row_headers(table: nodes.table) -> bool:
    return "matrix" in table["classes"] and not any(column.get("stub") for column in table.findall(nodes.colspec))


def nearest[Kind: nodes.Element](node: nodes.Node | None, *kinds: type[Kind]) -> Kind | None:
    """Return the first of some kinds among a node and what it stands in."""
    return next((outward for outward in outwards(node) if isinstance(outward, kinds)), None)


def language_of(element: nodes.Element) -> str:
    """Return the tag that an element is marked with as a whole; empty where it is in the edition's language."""
    names = map(str, element["classes"])
    return next((name.removeprefix(LANGUAGE) for name in names if name.startswith(LANGUAGE)), "")


def language_around(node: nodes.Node) -> str:
    """Return the tag of the language that a node, or what it is in, is marked with; empty if it is the edition's."""
    elements = (outward for outward in outwards(node) if isinstance(outward, nodes.Element))
    return next(filter(None, map(language_of, elements)), "")


def language_of_words(node: nodes.Node) -> str:
    """Return the position of the first words in a node."""
    return language_around(next(iter(node.findall(nodes.Text)), node))


def sourced(node: nodes.Node) -> nodes.Element | None:
    """Return the first among a node and what it stands in that knows its source and line."""
    elements = (outward for outward in outwards(node) if isinstance(outward, nodes.Element))
    return next((element for element in elements if element.source and element.line), None)


def place(node: nodes.Node) -> str:
    """Return where a node, or what it stands in, is, as Sphinx says it of a text and of its translation; the file if no line is known."""
    at = sourced(node)
    if at is None:
        return str(node.source or "")
    if at.get("translated") and at.document is not None:
        return f"{at.document['source']}:{at.line}:<translated>"
    return f"{at.source}:{at.line}"


def is_citation(node: nodes.Node) -> bool:
    """Return whether a node cites a source: in the bibliography, or in docutils' own way."""
    is_of_bibliography = isinstance(node, addnodes.pending_xref) and node.get("refdomain") == "cite"
    return is_of_bibliography or isinstance(node, nodes.citation_reference)
