# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits a book into chapters, each of which begins a page, so that they can be laid out separately.

A chapter of hundreds of pages, such as an API reference, would take gigabytes, so some of its sections begin a page as well.
"""

from collections.abc import Iterator

from docutils import nodes

from pipeline.compose.paged.book_parts import book_part
from pipeline.compose.parts.abstracts import abstract_authors

PIECE = 150_000
"""Minimum characters of a piece (about 60 pages): a chapter more than twice as long is split at sections.

A paper is not split, since its offprint has the same pages.
"""
CHAPTER = "chapter_title"
"""Attribute of the section that begins a later piece of a chapter: the heading of the chapter."""
_BEGINS_PAGE = (nodes.section, book_part)


def chapters(body: nodes.document) -> Iterator[nodes.document]:
    """Yield the chapters of a book as documents; nodes before the first one, such as targets, belong to it."""
    parts: list[list[nodes.Node]] = [[]]
    for child in body.children:
        if isinstance(child, _BEGINS_PAGE) and any(isinstance(node, _BEGINS_PAGE) for node in parts[-1]):
            parts.append([])
        is_paper = next(iter(child.findall(abstract_authors)), None) is not None
        first, *later = [child] if is_paper else _pieces(child, child.next_node(nodes.title))
        parts[-1].append(first)
        parts += [[piece] for piece in later]
    for part in parts:
        document = body.copy()
        document.extend(part)
        yield document


def _pieces(node: nodes.Node, chapter: nodes.title | None) -> list[nodes.Node]:
    """Split a section that is too long into pieces, each in a copy of the section; return any other node unchanged."""
    if not isinstance(node, nodes.section) or len(node.astext()) <= 2 * PIECE:
        return [node]
    pieces, length = [node.copy()], 0
    for part in (part for child in node.children for part in _pieces(child, chapter)):
        if isinstance(part, nodes.section) and length >= PIECE:
            part[CHAPTER] = chapter
            pieces.append(node.copy())
            pieces[-1]["ids"] = []
            length = 0
        pieces[-1].append(part)
        length += len(part.astext())
    return [*pieces]
