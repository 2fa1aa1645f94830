# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the boxes of a document into plain values: the words with their page, block, font and language."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from weasyprint.formatting_structure import boxes

from pipeline.bookformat.vocabulary import (
    COLOPHON,
    FOR,
    GLOSSARY,
    INDEX_OF_TERMS,
    NOTE_AGAIN,
    NOTE_AT_FOOT,
    OPENING,
    PAGE_OF,
    PAGE_REFERENCE,
    PAGES_OF,
    PDF_LAST,
    PDF_TAG,
    SIDE_IMPRINT,
)
from pipeline.typeset.engine.boxes import Box, children
from pipeline.typeset.engine.edges import Edges
from pipeline.typeset.engine.filling import page_fills
from pipeline.typeset.engine.missing_glyphs import CHARACTER
from pipeline.typeset.fonts import FAMILIES
from pipeline.typeset.numbers import placeholder, with_numbers
from pipeline.typeset.values.pages import Block, Element, Font, Overflow, PageReference, Pages, TextRun

_NO_MESSAGE_CLASSES = frozenset({PAGE_REFERENCE, NOTE_AGAIN})
"""Classes of elements with text that the builder inserts into a message."""
_REFERENCES = frozenset({PAGE_OF, PAGES_OF})
_REPEATING = frozenset({SIDE_IMPRINT, COLOPHON, INDEX_OF_TERMS, GLOSSARY})
"""Classes of elements that may repeat a message, in addition to cover, title page, imprint and lists: a term may also be a heading."""
_FOLIO = re.compile(r"\d+|[ivxlc]+")


@dataclass(frozen=True, slots=True)
class _Context:
    """The context of a box: the element of its block, identifiers of elements that have not painted anything yet, and edges.

    `reference` is the element of a page reference, `excluded` an element whose words belong to no message, `formula` the text of a
    formula.
    """

    edges: Edges
    block: Element = None
    footnote: str = ""
    is_listing: bool = False
    repeats: bool = False
    identifiers: tuple[str, ...] = ()
    reference: Element = None
    excluded: Element = None
    formula: str = ""


def read_pages(document: Any, marks: Mapping[Box, int] = MappingProxyType({})) -> Pages:
    """Read the pages of WeasyPrint's document, which must have been drawn: its fonts have no glyphs before.

    `marks` are the numbers (MCID) of the marks in which page numbers are painted.
    """
    root = document._html.etree_element
    reader = _Reader(_front_matter(root), marks)
    for number, page in enumerate(document.pages, 1):
        reader.read(page._page_box, number)
    order = _reading_order(root)
    return Pages(
        blocks=tuple(_blocks(dict(sorted(reader.blocks.items(), key=lambda item: order[item[0]])))),
        page_of=reader.boxes | reader.painted,  # an element that paints nothing is on the page of its box
        footnotes=reader.footnotes,
        footnote_calls=reader.footnote_calls,
        folios=reader.folios,
        references=tuple(reader.page_references()),
        overflows=tuple(reader.overflows),
        requested=reader.requested,
        drawn=_drawn_characters(document),
        formula_headings=frozenset(
            heading
            for element in root.iter()
            if (heading := element.get("data-running"))
            and any(inner.get("data-pdf-tag") == "Formula" for inner in element.iter())
        ),
        roots=(root,),
        fills=page_fills(document),
    )


def _drawn_characters(document: Any) -> dict[Font, set[str]]:
    drawn: dict[Font, set[str]] = defaultdict(set)
    for font in document.fonts.values():
        drawn[font.family, font.weight, bool(font.style)].update("".join(font.to_unicode.values()))
    return drawn


def _front_matter(root: Element) -> frozenset[Element]:
    """Return the elements of cover, title page, imprint etc., which are not part of the text."""
    return frozenset(
        part
        for body in root.iter("body")
        for part in body
        if part.tag in ("section", "header") and part.get("class") != OPENING
    )


def _reading_order(root: Element) -> dict[Element, tuple[bool, int]]:
    """Return the rank of each element in reading order. Parts marked as read last, such as the back of a leaflet, come last."""
    last = {inner for element in root.iter() if element.get(PDF_LAST) is not None for inner in element.iter()}
    return {element: (element in last, number) for number, element in enumerate(root.iter())}


type _Runs = dict[Element, tuple[_Context, list[TextRun]]]
"""Element of a block -> the context of its first words, and its text runs."""


def _blocks(runs: _Runs) -> Iterator[Block]:
    for context, words in runs.values():
        yield Block(tuple(words), context.footnote, context.is_listing, context.repeats)


class _Reader:
    def __init__(self, front_matter: frozenset[Element], marks: Mapping[Box, int]) -> None:
        self.blocks: _Runs = {}
        self.boxes: dict[str, int] = {}
        self.painted: dict[str, int] = {}
        self.footnotes: dict[str, int] = {}
        self.footnote_calls: dict[str, int] = {}
        self.folios: dict[int, str] = {}
        self.overflows: list[Overflow] = []
        self.requested: dict[Font, set[str]] = defaultdict(set)
        self._references: dict[Element, tuple[int, list[str]]] = {}
        self._marks = marks
        self._mark_of: dict[Element, int] = {}
        self._front_matter = front_matter
        self._table_heads: dict[Element, int] = {}
        self._page = 0

    def page_references(self) -> Iterator[PageReference]:
        for element, (page, words) in self._references.items():
            yield PageReference(page, tuple(element.get(FOR, "").split()), "".join(words), self._mark_of.get(element))

    def read(self, page: Box, number: int) -> None:
        self._page = number
        context = _Context(Edges.of_page(page))
        for child in children(page):
            if isinstance(child, boxes.MarginBox):
                self._margin_box(child, Edges.of_paper(page))
            else:
                self._read(child, context)

    def _margin_box(self, box: Box, edges: Edges) -> None:
        texts = [inner for inner in box.descendants() if isinstance(inner, boxes.TextBox)]
        for text in texts:
            self._check_overflow(edges.overflow(text), text.text.strip(), text)
        words = "".join(text.text for text in texts).strip()
        if _FOLIO.fullmatch(words) or words == placeholder():
            self.folios[self._page] = words

    def _read(self, box: Box, context: _Context) -> None:
        if isinstance(box, boxes.TextBox):
            if box.text.strip():
                self._text(box, context)
            return
        if not isinstance(box, boxes.LineBox) and box.element is not None:
            if self._is_decoration(box):
                return
            context = self._context_in(box, context)
        if isinstance(box, boxes.ReplacedBox):
            self._picture(box, context)
            return
        for child in children(box):
            self._read(child, context)

    def _is_decoration(self, box: Box) -> bool:
        if getattr(box, "is_leader", False) or box.element.get("aria-hidden") == "true":
            return True
        is_table_head = box.element_tag in ("thead", "tfoot")
        return is_table_head and self._table_heads.setdefault(box.element, self._page) != self._page

    def _context_in(self, box: Box, context: _Context) -> _Context:
        changes = (
            self._changes_of_element(box, context)
            if box.element_tag == box.element.tag
            else self._changes_of_pseudo_element(box)
        )
        if isinstance(box, boxes.BlockContainerBox):
            changes["block"] = box.element
            changes["edges"] = context.edges.inside(box)
        if context.excluded is not None:  # the outermost excluded element counts
            changes.pop("excluded", None)
        return replace(context, **changes) if changes else context

    def _changes_of_pseudo_element(self, box: Box) -> dict[str, Any]:
        identifier, tag = box.element.get("id", ""), str(box.element_tag)
        if tag.endswith("::footnote-marker"):
            self.footnotes.setdefault(identifier, self._page)
        elif tag.endswith("::footnote-call"):
            self.footnote_calls.setdefault(identifier, self._page)
        return {"excluded": box.element}

    def _changes_of_element(self, box: Box, context: _Context) -> dict[str, Any]:
        element = box.element
        names = set(element.get("class", "").split())
        changes: dict[str, Any] = {}
        if identifier := element.get("id"):
            self.boxes.setdefault(identifier, self._page)
            if identifier not in self.painted:
                changes["identifiers"] = (*context.identifiers, identifier)
            if element.get("class", "").startswith(NOTE_AT_FOOT):
                changes["footnote"] = identifier
        if element.get(PDF_TAG) == "Formula":
            changes["formula"] = element.get("aria-label", "")
        if element.tag in ("span", "a"):
            if names & _NO_MESSAGE_CLASSES:
                changes["excluded"] = element
            if names & _REFERENCES:
                self._references.setdefault(element, (self._page, []))
                changes |= {"reference": element, "excluded": element}
        elif element.tag == "nav" or element in self._front_matter:
            changes |= {"is_listing": True, "repeats": True}
        elif names & _REPEATING:
            changes["repeats"] = True
        return changes

    def _record_position(self, context: _Context) -> None:
        for identifier in context.identifiers:
            self.painted.setdefault(identifier, self._page)

    def _text(self, box: Box, context: _Context) -> None:
        self._record_position(context)
        self._check_overflow(context.edges.overflow(box), box.text.strip(), box)
        style = box.style
        if family := next((name for name in style["font_family"] if name in FAMILIES), ""):
            characters = with_numbers(box.text, lambda _: "")
            self.requested[family, style["font_weight"], style["font_style"] != "normal"].update(characters)
        if context.reference is not None:
            self._references[context.reference][1].append(box.text)
            if box in self._marks:
                self._mark_of[context.reference] = self._marks[box]
        if context.excluded is None and context.block is not None:
            words = box.element.get(CHARACTER) or box.text
            run = TextRun(self._page, words, str(style["lang"] or ""), box.element)
            self.blocks.setdefault(context.block, (context, []))[1].append(run)

    def _picture(self, box: Box, context: _Context) -> None:
        self._record_position(context)
        if context.formula:
            self._check_overflow(context.edges.overflow_of_formula(box), context.formula, box)
        else:
            name = box.element.get("alt") or box.element.get("aria-label") or box.element.get("src", "")
            self._check_overflow(context.edges.overflow(box), name, box)

    def _check_overflow(self, overflow: tuple[str, float], words: str, box: Box) -> None:
        edge, excess = overflow
        if excess:
            self.overflows.append(Overflow(self._page, words, edge, excess, box.element))
