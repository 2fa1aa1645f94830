# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands on the pages of a document that is laid out, as plain values: the only module of the proof that knows boxes."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes

from pipeline.typeset.engine.fonts import FAMILIES
from pipeline.typeset.proof.edges import Edges, Overflow
from pipeline.typeset.tagging.content import Box, Element, children

_BLANK = re.compile(r"[\s\u00ad\u200b-\u200d\u2010\u2060\ufeff-]+")
_WORD = re.compile(r"\w+|[^\w\s]")
_EDGE = "\0"
"""Between two words; texts have none."""
_APART = frozenset({"page-reference", "note-again"})
"""Classes of words that the builder puts among those of a message."""
_NUMBERS = frozenset({"page-of", "pages-of"})
_CODE = frozenset({"pre", "code", "kbd", "samp", "math", "svg"})
_FREE = frozenset({"sig", "glossary", "letter-group"})
"""Classes of what has words of any language besides code: signatures, and terms that somebody has chosen."""
_REPEATING = frozenset({"side-imprint", "colophon", "index-of-terms", "glossary"})
"""Classes of what has words of messages besides cover, title page, imprint and lists: a term may be a heading too."""
_FOLIO = re.compile(r"\d+|[ivxlc]+")


def squeezed(text: str) -> str:
    """The letters of a text: without blanks, hyphens and places where a word may break; small, as styles may print it large.

    An accent of its own and its letter are one: a font shows them by one glyph, which the PDF can read in one way alone.
    """
    return unicodedata.normalize("NFC", _BLANK.sub("", text).casefold())


class Piece(NamedTuple):
    """Words on one line in one element: `is_free` are those that may be of any language, as code is."""

    page: int
    words: str
    language: str
    element: Element
    is_free: bool = False


@dataclass(slots=True, eq=False)
class Block:
    """The words of a paragraph, cell or the like in one piece, however many pages it goes over.

    `note` is the identifier of the note it belongs to, empty in the text; `is_listing` is one that no message is looked for in,
    since it repeats words of others, as the contents do; `repeats` is any that may.
    """

    note: str
    is_listing: bool = False
    repeats: bool = False
    pieces: list[Piece] = field(default_factory=list)

    @property
    def letters(self) -> str:
        return squeezed("".join(piece.words for piece in self.pieces))

    @property
    def edges(self) -> frozenset[int]:
        """The places in the letters at which a word or sign begins or ends; the hyphen at the end of a line makes one too."""
        words = [node for piece in self.pieces for node in _WORD.findall(unicodedata.normalize("NFC", piece.words))]
        return frozenset(accumulate(map(len, squeezed(_EDGE.join(words)).split(_EDGE)), initial=0))

    @property
    def languages(self) -> tuple[str, ...]:
        """Those of its words, the first one first."""
        return tuple(dict.fromkeys(piece.language for piece in self.pieces))

    @property
    def pages(self) -> dict[int, list[str]]:
        """The words on each of its pages."""
        found: dict[int, list[str]] = defaultdict(list)
        for piece in self.pieces:
            found[piece.page].append(piece.words)
        return found

    @property
    def page(self) -> int:
        return self.pieces[0].page if self.pieces else 0


@dataclass(slots=True, eq=False)
class Number:
    """A page number in the text: its page, the identifiers whose pages it is to name, and what is printed there."""

    page: int
    targets: tuple[str, ...]
    printed: str = ""


@dataclass(slots=True)
class Laid:
    """All that a proof asks of the pages; pages count from 1.

    `formulaic` are the headings, as bookmarks have them, with formulas in them. `blocks` stand in the order of the text, `asides` are words that belong to no message, such as heads of pages. `places` is the page of each identifier's first words or picture, `feet` and
    `calls` are those of notes and of their calls, `folios` the numbers at the edge of each page, `asked` the letters that are
    set in a font (family, weight, whether italic).
    """

    blocks: list[Block] = field(default_factory=list)
    asides: list[Block] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    feet: dict[str, int] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    folios: dict[int, str] = field(default_factory=dict)
    numbers: list[Number] = field(default_factory=list)
    overflows: list[Overflow] = field(default_factory=list)
    asked: dict[tuple[str, int, bool], set[str]] = field(default_factory=lambda: defaultdict(set))
    formulaic: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Around:
    """What a box stands in: whose words it holds, identifiers that nothing has been painted for yet, and its edges.

    `apart` is the element whose words are of no message, `formula` what is said of the one around.
    """

    edges: Edges
    block: Element = None
    note: str = ""
    is_listing: bool = False
    repeats: bool = False
    is_free: bool = False
    identities: tuple[str, ...] = ()
    number: Number | None = None
    apart: Element = None
    formula: str = ""


def laid_out(document: Any) -> Laid:
    """Read the pages of a document of WeasyPrint."""
    root = document._html.etree_element
    reader = _Reader(_matter(root))
    for number, page in enumerate(document.pages, 1):
        reader.read(page._page_box, number)
    # A place that paints nothing is where its box is.
    reader.laid.places = reader._boxes | reader.laid.places
    order = _reading_order(root)
    reader.laid.blocks = [block for _, block in sorted(reader.blocks.items(), key=lambda one: order[one[0]])]
    reader.laid.asides += reader.asides.values()
    reader.laid.formulaic = frozenset(
        element.get("data-running") for element in root.iter() if element.get("data-running") and _has_formula(element)
    )
    return reader.laid


def _has_formula(element: Element) -> bool:
    return any(inner.get("data-pdf-tag") == "Formula" for inner in element.iter())


def _matter(root: Element) -> frozenset[Element]:
    """Cover, title page, imprint and the like: what stands beside the text of a book, and is no part of it that is read."""
    return frozenset(
        part
        for body in root.iter("body")
        for part in body
        if part.tag in ("section", "header") and part.get("class") != "opening"
    )


def _reading_order(root: Element) -> dict[Element, tuple[bool, int]]:
    """The place of each element among all: those in a part that is marked as read last, the back of a leaflet, come last."""
    last = {inner for element in root.iter() if element.get("data-pdf-last") is not None for inner in element.iter()}
    return {element: (element in last, number) for number, element in enumerate(root.iter())}


class _Reader:
    def __init__(self, matter: frozenset[Element]) -> None:
        self.laid = Laid()
        self.blocks: dict[Element, Block] = {}
        self.asides: dict[Element, Block] = {}
        self._matter = matter
        self._heads: dict[Element, int] = {}
        self._numbers: dict[Element, Number] = {}
        self._boxes: dict[str, int] = {}
        self._page = 0

    def read(self, page: Box, number: int) -> None:
        self._page = number
        whole = _Around(Edges.of_page(page))
        for child in children(page):
            if not isinstance(child, boxes.MarginBox):
                self._read(child, whole)
                continue
            for text in _texts(child):
                self._object_to(Edges.of_paper(page).overflow(text), text.text.strip(), text)
            if _FOLIO.fullmatch(words := _words_in(child)):
                self.laid.folios[number] = words
            elif words:
                self.laid.asides.append(Block("", pieces=[Piece(number, words, "", None)]))

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
            self._picture(box, around)
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
            changes["apart"] = element
        else:
            if identity := element.get("id"):
                self._boxes.setdefault(identity, self._page)
                if identity not in self.laid.places:
                    changes["identities"] = (*around.identities, identity)
                if element.get("class", "").startswith("note-at-foot"):
                    changes["note"] = identity
            if element.get("data-pdf-tag") == "Formula":
                changes["formula"] = element.get("aria-label", "")
            changes |= self._of_span(element) if element.tag in ("span", "a") else self._of_part(element)
        if isinstance(box, boxes.BlockContainerBox):
            changes["block"] = element
            changes["edges"] = around.edges.inside(box)
        if around.apart is not None:  # the whole of it is one
            changes.pop("apart", None)
        return replace(around, **changes) if changes else around

    def _of_part(self, element: Element) -> dict[str, Any]:
        if element.tag == "nav" or element in self._matter:
            return {"is_listing": True, "repeats": True}
        names = set(element.get("class", "").split())
        changes: dict[str, Any] = {}
        if element.tag in _CODE or names & _FREE:
            changes["is_free"] = True
        if names & _REPEATING:
            changes["repeats"] = True
        return changes

    def _of_span(self, element: Element) -> dict[str, Any]:
        names = set(element.get("class", "").split())
        changes: dict[str, Any] = {}
        if names & _APART:
            changes["apart"] = element
        if names & _NUMBERS:
            targets = tuple(element.get("data-for", "").split())
            number = self._numbers.get(element)
            if number is None:
                number = self._numbers[element] = Number(self._page, targets)
                self.laid.numbers.append(number)
            changes |= {"number": number, "apart": element}
        return changes

    def _paint(self, around: _Around) -> None:
        for identity in around.identities:
            self.laid.places.setdefault(identity, self._page)

    def _words(self, box: Box, around: _Around) -> None:
        self._paint(around)
        self._object_to(around.edges.overflow(box), box.text.strip(), box)
        style = box.style
        if family := next((one for one in style["font_family"] if one in FAMILIES), ""):
            self.laid.asked[family, style["font_weight"], style["font_style"] != "normal"].update(box.text)
        if around.number is not None:
            around.number.printed += box.text
        blocks, owner = (self.blocks, around.block) if around.apart is None else (self.asides, around.apart)
        if owner is not None:
            block = blocks.get(owner)
            if block is None:
                block = blocks[owner] = Block(around.note, around.is_listing, around.repeats)
            piece = Piece(self._page, box.text, str(style["lang"] or ""), box.element, around.is_free)
            block.pieces.append(piece)

    def _picture(self, box: Box, around: _Around) -> None:
        if around.formula:
            self._object_to(around.edges.overflow_of_formula(box), around.formula, box)
        else:
            name = box.element.get("alt") or box.element.get("aria-label") or box.element.get("src", "")
            self._object_to(around.edges.overflow(box), name, box)

    def _object_to(self, overflow: tuple[str, float], words: str, box: Box) -> None:
        edge, excess = overflow
        if excess:
            self.laid.overflows.append(Overflow(self._page, words, edge, excess, box.element))


def _texts(box: Box) -> list[Box]:
    return [found for found in box.descendants() if isinstance(found, boxes.TextBox)]


def _words_in(box: Box) -> str:
    return "".join(text.text for text in _texts(box)).strip()
