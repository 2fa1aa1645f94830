# SPDX-License-Identifier: GPL-3.0-or-later
"""The messages that a document prints, in order, so that typesetting can look for them on the pages."""

from collections.abc import Iterator
from itertools import groupby, islice

from docutils import nodes
from sphinx import addnodes

from pipeline.bookformat.book import PrintedMessage
from pipeline.bookformat.identifiers import identity
from pipeline.bookformat.vocabulary import BESIDE, BESIDE_SEPARATOR, NOTE_AGAIN, NOTE_PARAGRAPH
from pipeline.compose.docutils_tree import language_of_words, nearest, nearest_with_source, outwards
from pipeline.compose.messages import messages_of
from pipeline.compose.paged.book_parts import book_part
from pipeline.compose.paged.footnotes import announcements, note_at_foot

_OPAQUE = (nodes.footnote_reference, nodes.raw, nodes.math, nodes.image, addnodes.index)
_SEPARATE_CLASSES = {NOTE_AGAIN, BESIDE, BESIDE_SEPARATOR}
_UNPRINTED = (nodes.Invisible, nodes.meta, addnodes.toctree, addnodes.index, addnodes.only)


def printed_messages(
    tree: nodes.document, docname: str = "", *, has_title_page: bool = False
) -> Iterator[tuple[nodes.Element, PrintedMessage]]:
    """Yield the printed messages of a tree in order, each with its node; footnotes come where they are written.

    `docname` is the document of the tree if its identifiers have not been replaced by the book's yet. The first heading of a tree
    with a title page is not printed, since that page has the title.
    """
    unprinted = {*announcements(tree), *(islice(tree.findall(nodes.title), 1) if has_title_page else ())}
    unprinted |= {*tree.findall(book_part)}  # printed before the chapters of its part
    for node, original in messages_of(tree, foreign=True):
        hidden = any(outward in unprinted or isinstance(outward, _UNPRINTED) for outward in outwards(node))
        if isinstance(node, nodes.TextElement) and not hidden:
            footnote = nearest(node, nodes.footnote)
            name = str(footnote["ids"][0]) if footnote is not None else ""
            yield node, printed_message(node, original, identity(docname, name) if name and docname else name)
    # Footnotes that have already been moved to their calls.
    for note in tree.findall(note_at_foot):
        yield note, printed_message(note, "", str(note["ids"][0]))


def printed_message(node: nodes.Element, original: str, note: str = "") -> PrintedMessage:
    """Return a message: `original` is its text in the sources, `node` has the text of the edition."""
    source_node = nearest_with_source(node)
    return PrintedMessage(
        original=original,
        path=str(source_node.source) if source_node is not None else str(node.source or ""),
        line=(source_node.line or 0) if source_node is not None else 0,
        parts=tuple(_parts(node)),
        note=note,
        language=language_of_words(node),
        translated=bool(node.get("translated") or node.get("is_translation")),
    )


def _parts(node: nodes.Element) -> Iterator[str]:
    """Yield the text of an element, split at inline nodes that print other text or none."""
    for is_cut, pieces in groupby(_pieces(node), lambda piece: piece is None):
        text = "" if is_cut else "".join(map(str, pieces))
        if text.strip():
            yield text


def _pieces(node: nodes.Node) -> Iterator[str | None]:
    for child in node.children:
        classes = child["classes"] if isinstance(child, nodes.Element) else ()
        if isinstance(child, nodes.Text):
            yield child.astext()
        elif isinstance(child, (*_OPAQUE, note_at_foot)) or _SEPARATE_CLASSES & {*classes}:
            yield None
        elif NOTE_PARAGRAPH in classes:
            yield None
            yield from _pieces(child)
            yield None
        else:
            yield from _pieces(child)
