# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands on the pages of a document that is laid out, as plain values: the only module of the proof that knows boxes."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from weasyprint.formatting_structure import boxes

from pipeline.typeset.fonts import FAMILIES
from pipeline.typeset.tagging.content import Box, Element, children

_BLANK = re.compile(r"[\s\u00ad\u200b-\u200d\u2010\u2060\ufeff-]+")
_APART = frozenset({"page-reference", "note-again"})
"""Classes of words that the builder puts among those of a message."""
_NUMBERS = frozenset({"page-of", "pages-of"})
_FOLIO = re.compile(r"\d+|[ivxlc]+")
_SLACK = 1.9
"""So many pixels, half a millimetre, are no fault: sizes are rounded, and columns balanced, by less than the eye sees."""


def squeezed(text: str) -> str:
    """The letters of a text: without blanks, hyphens and places where a word may break; small, as styles may print it large.

    An accent of its own and its letter are one: a font shows them by one glyph, which the PDF can read in one way alone.
    """
    return unicodedata.normalize("NFC", _BLANK.sub("", text).casefold())


@dataclass(slots=True, eq=False)
class Block:
    """The words of a paragraph, cell or the like in one piece, however many pages it goes over; `pages` has those of each.

    `note` is the identifier of the note it belongs to, empty in the text; `is_listing` is one that repeats words of others, as
    the contents do; `languages` those of its words, the first one first.
    """

    note: str
    is_listing: bool = False
    languages: dict[str, None] = field(default_factory=dict)
    pages: dict[int, list[str]] = field(default_factory=dict)

    @property
    def letters(self) -> str:
        return squeezed("".join(word for words in self.pages.values() for word in words))

    @property
    def page(self) -> int:
        return next(iter(self.pages), 0)


@dataclass(frozen=True, slots=True)
class Overflow:
    """Words beyond an edge of their box or page, and by how many pixels."""

    page: int
    words: str
    edge: str
    excess: float


@dataclass(slots=True, eq=False)
class Number:
    """A page number in the text: its page, the identifiers whose pages it is to name, and what is printed there."""

    page: int
    targets: tuple[str, ...]
    printed: str = ""


@dataclass(slots=True)
class Laid:
    """All that a proof asks of the pages; pages count from 1.

    `blocks` stand in the order of the text. `places` is the page of each identifier's first words or picture, `feet` and
    `calls` are those of notes and of their calls, `folios` the numbers at the edge of each page, `asked` the letters that are
    set in a font (family, weight, whether italic).
    """

    blocks: list[Block] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    feet: dict[str, int] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    folios: dict[int, str] = field(default_factory=dict)
    numbers: list[Number] = field(default_factory=list)
    overflows: list[Overflow] = field(default_factory=list)
    asked: dict[tuple[str, int, bool], set[str]] = field(default_factory=lambda: defaultdict(set))


@dataclass(frozen=True, slots=True)
class _Around:
    """What a box stands in: whose words it holds, identifiers that nothing has been painted for yet, and its edges.

    `apart`: its words are of no message. `right` is the edge of the nearest box, `bottom` that of the nearest one whose height
    is given, or of the page.
    """

    right: float
    top: float
    bottom: float
    block: Element = None
    note: str = ""
    is_listing: bool = False
    identities: tuple[str, ...] = ()
    number: Number | None = None
    apart: bool = False


def laid_out(document: Any) -> Laid:
    """Read the pages of a document of WeasyPrint."""
    reader = _Reader()
    for number, page in enumerate(document.pages, 1):
        reader.read(page._page_box, number)
    # A place that paints nothing is where its box is.
    reader.laid.places = reader._boxes | reader.laid.places
    order = _reading_order(document._html.etree_element)
    reader.laid.blocks = [block for _, block in sorted(reader.blocks.items(), key=lambda one: order[one[0]])]
    return reader.laid


def _reading_order(root: Element) -> dict[Element, tuple[bool, int]]:
    """The place of each element among all: those in a part that is marked as read last, the back of a leaflet, come last."""
    last = {inner for element in root.iter() if element.get("data-pdf-last") is not None for inner in element.iter()}
    return {element: (element in last, number) for number, element in enumerate(root.iter())}


class _Reader:
    def __init__(self) -> None:
        self.laid = Laid()
        self.blocks: dict[Element, Block] = {}
        self._heads: dict[Element, int] = {}
        self._numbers: dict[Element, Number] = {}
        self._boxes: dict[str, int] = {}
        self._page = 0

    def read(self, page: Box, number: int) -> None:
        self._page = number
        top = page.content_box_y()
        whole = _Around(right=page.margin_width(), top=top, bottom=top + page.height)
        for child in children(page):
            if not isinstance(child, boxes.MarginBox):
                self._read(child, whole)
            elif _FOLIO.fullmatch(words := _words_in(child)):
                self.laid.folios[number] = words

    def _read(self, box: Box, around: _Around) -> None:
        if isinstance(box, boxes.TextBox):
            if box.text.strip():
                self._words(box, around)
            return
        if not isinstance(box, boxes.LineBox) and box.element is not None:
            if self._is_decoration(box):
                return
            around = self._inside(box, around)
        if isinstance(box, boxes.ReplacedBox):
            self._paint(around)
            return
        for child in children(box):
            self._read(child, around)

    def _is_decoration(self, box: Box) -> bool:
        if getattr(box, "is_leader", False) or box.element.get("aria-hidden") == "true":
            return True
        repeated = box.element_tag in ("thead", "tfoot")
        return repeated and self._heads.setdefault(box.element, self._page) != self._page

    def _inside(self, box: Box, around: _Around) -> _Around:
        element, tag = box.element, str(box.element_tag)
        changes: dict[str, Any] = {}
        if tag != element.tag:
            if tag.endswith("::footnote-marker"):
                self.laid.feet.setdefault(element.get("id", ""), self._page)
            elif tag.endswith("::footnote-call"):
                self.laid.calls.setdefault(element.get("id", ""), self._page)
            changes["apart"] = True
        else:
            if identity := element.get("id"):
                self._boxes.setdefault(identity, self._page)
                if identity not in self.laid.places:
                    changes["identities"] = (*around.identities, identity)
                if element.get("class", "").startswith("note-at-foot"):
                    changes["note"] = identity
            if element.tag in ("span", "a"):
                changes |= self._of_class(element)
            elif element.tag == "nav":
                changes["is_listing"] = True
        if isinstance(box, boxes.BlockContainerBox):
            changes["block"] = element
            changes["right"] = box.border_box_x() + box.border_width()
            if box.style["height"] != "auto":
                changes["bottom"] = box.border_box_y() + box.border_height()
            if box.is_absolutely_positioned():
                changes["top"] = 0
                changes["bottom"] = changes.get("bottom", float("inf"))
        return replace(around, **changes) if changes else around

    def _of_class(self, element: Element) -> dict[str, Any]:
        names = set(element.get("class", "").split())
        changes: dict[str, Any] = {}
        if names & _APART:
            changes["apart"] = True
        if names & _NUMBERS:
            targets = tuple(element.get("data-for", "").split())
            number = self._numbers.get(element)
            if number is None:
                number = self._numbers[element] = Number(self._page, targets)
                self.laid.numbers.append(number)
            changes |= {"number": number, "apart": True}
        return changes

    def _paint(self, around: _Around) -> None:
        for identity in around.identities:
            self.laid.places.setdefault(identity, self._page)

    def _words(self, box: Box, around: _Around) -> None:
        self._paint(around)
        self._measure(box, around)
        style = box.style
        if family := next((one for one in style["font_family"] if one in FAMILIES), ""):
            self.laid.asked[family, style["font_weight"], style["font_style"] != "normal"].update(box.text)
        if around.number is not None:
            around.number.printed += box.text
        if not around.apart and around.block is not None:
            block = self.blocks.get(around.block)
            if block is None:
                block = self.blocks[around.block] = Block(around.note, around.is_listing)
            block.languages.setdefault(str(style["lang"] or ""))
            block.pages.setdefault(self._page, []).append(box.text)

    def _measure(self, box: Box, around: _Around) -> None:
        top, bottom = box.position_y, box.position_y + box.height
        excess = {
            "right": box.position_x + box.width - around.right,
            "left": -box.position_x,
            "bottom": bottom - around.bottom,
            "top": around.top - top,
        }
        edge, most = max(excess.items(), key=lambda one: one[1])
        if most > _SLACK:
            self.laid.overflows.append(Overflow(self._page, box.text.strip(), edge, most))


def _words_in(box: Box) -> str:
    return "".join(found.text for found in box.descendants() if isinstance(found, boxes.TextBox)).strip()
