# SPDX-License-Identifier: GPL-3.0-or-later
"""The structure of a PDF as a tree of plain values, and the joining of the trees of a book's parts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from pipeline.typeset.values.pages import Element


class Mark(NamedTuple):
    """Text or a picture that is painted on a page; `number` is its MCID on that page."""

    page: int
    number: int


class LinkArea(NamedTuple):
    """The active area of a link, by the number of the link on its page."""

    page: int
    number: int


class FieldArea(NamedTuple):
    """The active area of a field, by the number of the field in its part."""

    page: int
    number: int


_HEADING = re.compile("H([1-6])")

type Leaf = Mark | LinkArea | FieldArea


@dataclass(eq=False, slots=True)
class Node:
    """An element of the structure: `role` is its type in PDF; `attributes` are by owner (Table, List, Layout).

    A node that `is_read_last` is moved to the end of its `Part`, no matter where it is printed. `is_text` marks the main text of a book;
    each part has such a node, and they are merged.
    """

    role: str
    parent: "Node | None" = None
    element: Element = None
    kids: "list[Node | Leaf]" = field(default_factory=list)
    language: str = ""
    alternative: str = ""
    actual: str = ""
    """The `ActualText` of its marks, if the glyphs are not painted in reading order."""
    name: str = ""
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)
    is_anonymous: bool = False
    """Whether the node has no HTML element: a paragraph around bare text, or an item of a definition list."""
    is_read_last: bool = False
    is_text: bool = False

    def add(self, role: str, element: Element = None, *, is_anonymous: bool = False) -> "Node":
        node = Node(role, self, element, is_anonymous=is_anonymous)
        self.kids.append(node)
        return node

    def without_elements(self) -> "Node":
        """Drop the references to HTML elements in this tree, so that it can be pickled; return it."""
        for node in _descendants(self):
            node.element = None
        return self

    @property
    def nearest_link(self) -> "Node | None":
        node: Node | None = self
        while node is not None and node.role != "Link":
            node = node.parent
        return node


def join_trees(trees: Iterable[tuple[Node, int, int]]) -> Node:
    """Return a tree joined from copies of several trees, each given with the numbers of pages and fields before it."""
    whole: Node | None = None
    for tree, pages, fields in trees:
        document = _copy_with_offsets(tree, None, pages, fields)
        if whole is None:
            whole = document
            continue
        for kid in document.kids:
            last = whole.kids[-1] if whole.kids else None
            if isinstance(kid, Node) and kid.is_text and isinstance(last, Node) and last.is_text:
                _adopt(last, kid.kids)
            else:
                _adopt(whole, [kid])
    assert whole is not None, "a book has at least one part"
    for node in [node for node in _descendants(whole) if node.is_read_last]:
        _move_to_end(node)
    return whole


def _copy_with_offsets(node: Node, parent: Node | None, pages: int, fields: int) -> Node:
    """Return a copy of a tree with the page and field numbers of its leaves increased."""
    copy = replace(node, parent=parent, kids=[])
    for kid in node.kids:
        match kid:
            case Node():
                copy.kids.append(_copy_with_offsets(kid, copy, pages, fields))
            case FieldArea():
                copy.kids.append(FieldArea(kid.page + pages, kid.number + fields))
            case _:
                copy.kids.append(kid._replace(page=kid.page + pages))
    return copy


def _adopt(parent: Node, kids: "list[Node | Leaf]") -> None:
    for kid in kids:
        if isinstance(kid, Node):
            kid.parent = parent
    parent.kids += kids


def _descendants(node: Node) -> Iterator[Node]:
    yield node
    for kid in node.kids:
        if isinstance(kid, Node):
            yield from _descendants(kid)


def _move_to_end(node: Node) -> None:
    whole = node.parent
    if whole is None:
        return
    whole.kids.remove(node)
    while whole.role != "Part" and whole.parent is not None:
        whole = whole.parent
    node.parent = whole
    whole.kids.append(node)


def skipped_levels(trees: Iterable[Node]) -> Iterator[tuple[int, int, int]]:
    """Yield the headings that skip a level: the previous level, their level, and the page in their tree, from 0."""
    previous_level = 0
    for tree in trees:
        for node in _descendants(tree):
            if (match := _HEADING.fullmatch(node.role)) is not None:
                level = int(match[1])
                if level > previous_level + 1:
                    yield previous_level, level, next(_pages(node), 0)
                previous_level = level


def _pages(node: Node) -> Iterator[int]:
    return (kid.page for inner in _descendants(node) for kid in inner.kids if isinstance(kid, Mark))
