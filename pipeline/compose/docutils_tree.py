# SPDX-License-Identifier: GPL-3.0-or-later
"""What a node of a document stands in."""

from collections.abc import Iterator

from docutils import nodes


def outwards(node: nodes.Node | None) -> Iterator[nodes.Node]:
    """Yield a node, what it stands in, and so on to the document; nothing for None, so that `node.parent` may be asked."""
    while node is not None:
        yield node
        node = node.parent


def nearest[Kind: nodes.Element](node: nodes.Node | None, *kinds: type[Kind]) -> Kind | None:
    """Return the first of some kinds among a node and what it stands in."""
    return next((outward for outward in outwards(node) if isinstance(outward, kinds)), None)


def sourced(node: nodes.Node) -> nodes.Element | None:
    """Return the first among a node and what it stands in that knows its source and line."""
    return next(
        (
            outward
            for outward in outwards(node)
            if isinstance(outward, nodes.Element) and outward.source and outward.line
        ),
        None,
    )


def place(node: nodes.Element) -> str:
    """Return where a node that knows its source and line stands, as Sphinx says it of a text and of its translation."""
    if node.get("translated") and node.document is not None:
        return f"{node.document['source']}:{node.line}:<translated>"
    return f"{node.source}:{node.line}"
