# SPDX-License-Identifier: GPL-3.0-or-later
"""The messages of a document in the order of its text, for extraction, translation, preview and proof."""

from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.util.index_entries import split_index_msg
from sphinx.util.nodes import extract_messages, is_translatable

from pipeline.compose.docutils_tree import outwards

type Message = tuple[nodes.Element, str]
"""The node that prints a message, and the message's original text."""


def messages_of(tree: nodes.Element, *, index: bool = False, foreign: bool = False) -> Iterator[Message]:
    """Yield the messages that Sphinx extracts from a document, or from a part of it.

    `index` adds the entries of index directives, `foreign` adds texts from the catalogue of another language, whose nodes have
    the original as attribute `message`. Substitution definitions and the fields at the top of a document are left out.
    """
    for node in tree.findall(nodes.Element):
        if isinstance(node, addnodes.index):
            if index and not node.get("inline", True):
                yield from (
                    (node, text) for kind, value, *_ in node["entries"] for text in split_index_msg(kind, value)
                )
        elif is_translatable(node) and not _is_outside_text(node):
            yield from ((node, text) for owner, text in extract_messages(node) if owner is node)
        if foreign and isinstance(node, nodes.TextElement) and "message" in node:
            yield node, node["message"]


def _is_outside_text(node: nodes.Element) -> bool:
    """Return whether a node is in a substitution definition, or in a field at the top of a document."""
    return any(
        isinstance(outward, nodes.substitution_definition)
        or (isinstance(outward, nodes.field_list | nodes.docinfo) and isinstance(outward.parent, nodes.document))
        for outward in outwards(node.parent)
    )
