# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies a part of a book into a separate tree, without references to the rest of the book."""

from dataclasses import dataclass
from typing import Protocol

from docutils import nodes
from sphinx.environment import BuildEnvironment

from pipeline.bookformat.book import Offprint, SourceMessage
from pipeline.compose.messages import messages_of
from pipeline.compose.nodes.titled_parts import part, part_title, title_identity
from pipeline.compose.paged.assembly import Assembly
from pipeline.compose.paged.book_parts import IN_PART
from pipeline.compose.paged.footnotes import later_call, note_at_foot
from pipeline.compose.paged.names import unlink
from pipeline.compose.paged.translator import mark_without_page, page_reference, prints_page_number
from pipeline.words import Words


@dataclass(frozen=True, slots=True)
class OffprintContent:
    """An offprint: the `design` of its pages (a style sheet), the HTML of its body, and its trees."""

    design: str
    text: str
    trees: tuple[nodes.document, ...]
    offprint: Offprint


class Rendering(Protocol):
    """A builder that renders trees as HTML. `words` are the interface words of the edition."""

    words: Words
    env: BuildEnvironment

    def words_in(self, tag: str) -> Words:
        """Return the interface words of a language."""

    def html_of(self, tree: nodes.document) -> str:
        """Render a tree as HTML; an empty tree gives an empty string."""


def excerpt(book: Assembly, element: nodes.Element, words: Words | None = None) -> nodes.document:
    """Return a copy of the element in a separate document.

    Of a reference to what is not in it the words stay, with the page in the book after them where `words` of the edition
    are given to say it in; where they are not, no reference names a page. A note that an earlier part called comes along.
    """
    tree = book.body.copy()
    copy = element.deepcopy()
    copy["classes"] = [name for name in copy["classes"] if name != IN_PART]  # by itself it is in no part
    tree += copy
    notes = {note["ids"][0]: note for whole in (book.opening, book.body) for note in whole.findall(note_at_foot)}
    present = {identity for node in tree.findall(nodes.Element) for identity in node["ids"]}
    references = [
        node for node in tree.findall(nodes.Element) if node.get("refid") and not isinstance(node, nodes.target)
    ]
    if words is None:  # its pages have no numbers
        for node in references:
            mark_without_page(node)
    for node in [node for node in references if node["refid"] not in present]:
        if isinstance(node, later_call) and node["refid"] in notes:
            present.add(node["refid"])
            node.replace_self(notes[node["refid"]].deepcopy())
            continue
        if words is not None and prints_page_number(node):
            node.append(nodes.raw("", page_reference(node, words), format="html"))
        unlink(node, as_element=words is not None)
    return tree


def messages(tree: nodes.document, prefix: str) -> dict[str, SourceMessage]:
    """Return the messages of a tree by an identifier in its HTML.

    Where it would have none, it gets one that begins with `prefix`.
    """
    messages: dict[str, SourceMessage] = {}
    for number, (node, text) in enumerate(messages_of(tree), 1):
        if not isinstance(node, nodes.TextElement):
            continue
        if isinstance(node, part_title) and isinstance(node.parent, part):
            name = title_identity(node.parent)
        else:
            node["ids"] = node["ids"] or [f"{prefix}-{number}"]
            name = node["ids"][0]
        messages[name] = {"text": text, "path": str(node.source or ""), "line": node.line or 0}
    return messages
