# SPDX-License-Identifier: GPL-3.0-or-later
"""Floats: figures and tables that a page has no room for stand behind text that fills the page before them.

WeasyPrint knows no floats to another page (`float: top`). So the text is laid out once more with the element behind the
blocks that follow it. What is moved has a number, by which the text refers to it, and never passes a heading, another figure or a
footnote that would come before its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, takewhile
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes

from pipeline.bookformat.vocabulary import NOTE_AT_FOOT, TURNED
from pipeline.typeset.engine.boxes import Box
from pipeline.typeset.engine.filling import edge
from pipeline.typeset.engine.pages import Element, PageFill

type Moves = Mapping[int, int]
"""The place of a figure, chart or table among all in the order of the source -> how many blocks after it come before it.

A table for which that is 0 stays where it is, and is not broken.
"""

NO_MOVES: Moves = {}


class Fit(NamedTuple):
    """How a chapter is set: with these rules, its figures and tables moved."""

    rules: str = ""
    moves: Moves = NO_MOVES


DESIGNED = Fit()
MOVED = "data-moved"
"""The attribute of an element that stands so many siblings behind its place."""
_WHOLE = "short"
"""The class of tables that are not broken."""
MOST_WHITE = 1 / 6
"""The share of a page that may be white, unless a chapter ends there."""
_SHORTER, _SHORT, _SHORT_WHITE = 0.9, 0.5, 1 / 3
"""A table shorter than the first share of a page may be left whole; one shorter than the second also where that leaves more white."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TEXT = frozenset({"p", "ul", "ol", "dl", "blockquote"})
_APART = frozenset({"table", "figure", "img", "svg"})


def in_source_order(element: Element) -> Iterator[Element]:
    """Yield an element and all in it in the order of the source, wherever they have been moved."""
    yield element
    kids = [*element]
    for at, kid in enumerate(element):
        if kid.get(MOVED):
            kids.insert(at - int(kid.get(MOVED)), kids.pop(at))
    for kid in kids:
        yield from in_source_order(kid)


def move(root: Element, moves: Moves) -> None:
    """Move elements of a text in which nothing has been moved."""
    if not moves:
        return
    elements = [element for element in root.iter() if _is_float(element)]
    parents = {kid: parent for parent in root.iter() for kid in parent}
    for number, count in moves.items():
        element = elements[number]
        if element.tag == "table":
            element.set("class", f"{element.get('class', '')} {_WHOLE}".strip())
        if not count:
            continue
        parent = parents[element]
        at = [*parent].index(element)
        parent.remove(element)
        parent.insert(at + count, element)
        element.set(MOVED, str(count))


def floats(document: Any, holes: Iterable[PageFill]) -> dict[int, int]:
    """Return the moves that fill these pages with text from behind what begins the page after each of them."""
    root = document._html.etree_element
    parents = {kid: parent for parent in root.iter() for kid in parent}
    numbers = {element: number for number, element in enumerate(filter(_is_float, in_source_order(root)))}
    moves = {}
    for hole in holes:
        page, after = (document.pages[number]._page_box for number in (hole.page - 1, hole.page))
        held = _held(after, {box.element for box in edge(page, -1)}, parents)
        if held is None or MOVED in held.attrib:
            continue
        count, _ = _filling(document, held, parents, (1 - hole.filled) * page.height)
        if count:
            moves[numbers[held]] = count
    return moves


def _filling(document: Any, element: Element, parents: Mapping[Element, Element], white: float) -> tuple[int, float]:
    """Return how many of the blocks behind an element fill so many pixels above it, and how many remain white."""
    heights = list(accumulate(_height(document, block) for block in _blocks_behind(element, parents[element])))
    count = min(len(heights), 1 + sum(height < white for height in heights))
    return count, white - (heights[count - 1] if count else 0)


def broken_tables(document: Any) -> dict[int, int]:
    """Return the moves that leave tables whole that need not be broken, with text from behind them on the page before.

    A table of more than half a page had better be broken than leave a sixth of one white.
    """
    pages: dict[Element, float] = {}
    heights: dict[Element, list[float]] = {}
    for page in document.pages:
        for box in page._page_box.descendants():
            if getattr(box, "is_table_wrapper", False) and box.element.tag == "table":
                heights.setdefault(box.element, []).append(float(box.margin_height()))
                pages[box.element] = float(page._page_box.height)
    root = document._html.etree_element
    parents = {kid: parent for parent in root.iter() for kid in parent}
    moves = {}
    for number, element in enumerate(filter(_is_float, in_source_order(root))):
        parts, page_height = heights.get(element, []), pages.get(element, 1)
        if (
            len(parts) < 2
            or sum(parts) > _SHORTER * page_height
            or {_WHOLE, TURNED} & {*element.get("class", "").split()}
        ):
            continue
        count, white = _filling(document, element, parents, parts[0]) if _is_numbered(element) else (0, parts[0])
        if white <= (_SHORT_WHITE if sum(parts) < _SHORT * page_height else MOST_WHITE) * page_height:
            moves[number] = count
    return moves


def _held(page: Box, before: set[Element], parents: Mapping[Element, Element]) -> Element | None:
    """Return the figure or table with which a page begins, or that stands there below headings alone."""
    first = next((box.element for box in edge(page, 0) if box.element not in before), None)
    while first is not None and first.tag == "section":
        first = next(iter(first), None)
    while first is not None and first.tag in _HEADINGS:
        siblings = [*parents[first]]
        first = next(iter(siblings[siblings.index(first) + 1 :]), None)
    return first if first is not None and _is_numbered(first) else None


def _is_float(element: Element) -> bool:
    return element.tag in ("table", "figure") or "chart" in element.get("class", "").split()


def _is_numbered(element: Element) -> bool:
    return _is_float(element) and any(inner.get("class") == "caption-number" for inner in element.iter())


def _blocks_behind(element: Element, parent: Element) -> Iterator[Element]:
    """Yield the blocks of text that follow an element in the same section, up to what it may not pass."""
    siblings = [*parent]
    has_notes = _has_notes(element)
    yield from takewhile(
        lambda block: (
            (block.tag in _TEXT or "admonition" in block.get("class", "").split())
            and "rubric" not in block.get("class", "").split()
            and not any(inner.tag in _APART for inner in block.iter())
            and not (has_notes and _has_notes(block))
        ),
        siblings[siblings.index(element) + 1 :],
    )


def _has_notes(element: Element) -> bool:
    return any(NOTE_AT_FOOT in inner.get("class", "").split() for inner in element.iter())


def _height(document: Any, element: Element) -> float:
    """Return the height that an element takes on all pages, in pixels."""
    return sum(
        float(box.margin_height())
        for page in document.pages
        for box in page._page_box.descendants()
        if box.element is element and box.element_tag == element.tag and isinstance(box, boxes.BlockLevelBox)
    )
