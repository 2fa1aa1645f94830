# SPDX-License-Identifier: GPL-3.0-or-later
"""A book taken apart into chapters, each of which begins a page, so that each can be laid out by itself.

A chapter of hundreds of pages, as the references of programs have, would take gigabytes: some of its sections begin a page too.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from docutils import nodes

from pipeline.compose.paged.book_parts import book_part
from pipeline.compose.parts.abstracts import abstract_authors

PIECE = 150_000
"""A chapter that is more than twice as long is cut at sections, into pieces of so many characters, some 60 pages, up to half more.

A paper stays whole: it has the same pages by itself.
"""
_BEGINS_PAGE = (nodes.section, book_part)
CHAPTER = "chapter_title"
"""On the section that begins a later piece of a chapter: the heading of that."""


def chapters(body: nodes.document) -> Iterator[nodes.document]:
    """Yield the chapters of a book, each a document; what stands before the first one, such as a target, belongs to that."""
    chapter: list[nodes.Node] = []
    for child in body.children:
        if isinstance(child, _BEGINS_PAGE) and any(isinstance(node, _BEGINS_PAGE) for node in chapter):
            yield from _pieces(body, chapter)
            chapter = []
        chapter.append(child)
    yield from _pieces(body, chapter)


def _pieces(body: nodes.document, chapter: Sequence[nodes.Node]) -> Iterator[nodes.document]:
    sections = [node for node in chapter if isinstance(node, nodes.section)]
    cuts = [cut for section in sections for cut in _cuts(section)]
    for cut in cuts:
        cut[CHAPTER] = sections[0].next_node(nodes.title)
    for piece in _parted(chapter, cuts):
        document = body.copy()
        document.extend(piece)
        yield document


def _parted(children: Sequence[nodes.Node], cuts: Collection[nodes.section]) -> list[list[nodes.Node]]:
    """Return nodes in pieces, each within copies of the sections around it."""
    pieces: list[list[nodes.Node]] = [[]]
    for child in children:
        if child in cuts:
            pieces.append([])
        inner = _parted(child.children, cuts) if isinstance(child, nodes.section) else []
        if isinstance(child, nodes.section) and len(inner) > 1:
            pieces[-1].append(_section_around(child, inner[0], child["ids"]))
            pieces += [[_section_around(child, piece, [])] for piece in inner[1:]]
        else:
            pieces[-1].append(child)
    return pieces


def _section_around(section: nodes.section, children: Sequence[nodes.Node], ids: Sequence[str]) -> nodes.section:
    copy = section.copy()
    copy["ids"] = [*ids]
    copy.extend(children)
    return copy


def _cuts(chapter: nodes.section) -> Iterator[nodes.section]:
    """Yield the sections of a chapter that begin a piece, those of the highest rank among those that may."""
    start, length = 0, len(chapter.astext())
    if length <= 2 * PIECE or next(iter(chapter.findall(abstract_authors)), None) is not None:
        return
    sections = [*_sections(chapter)]
    while length - start > 2 * PIECE:
        later = [section for section in sections if section.start >= start + PIECE]
        near = [section for section in later if section.start < start + 1.5 * PIECE] or later[:1]
        if not near:
            return
        cut = min(near, key=lambda section: section.level)
        yield cut.node
        start = cut.start


class _Section(NamedTuple):
    """A section, its level below that of the chapter, and how many characters are before it."""

    node: nodes.section
    level: int
    start: int


def _sections(section: nodes.section, level: int = 0, start: int = 0) -> Iterator[_Section]:
    for child in section.children:
        if isinstance(child, nodes.section):
            yield _Section(child, level, start)
            yield from _sections(child, level + 1, start)
        start += len(child.astext())
