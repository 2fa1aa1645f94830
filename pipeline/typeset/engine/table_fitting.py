# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes tables fit that are wider than their column: tries classes in the order in which readers lose least.

CSS makes a table as wide as its words ask for, whatever room there is. One that is too wide is laid out separately in each way
that theme/print/fitting.css has for it, and gets the first that fits. One that fits in none gets the last, and the proof
names it.
"""

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from weasyprint.formatting_structure import boxes

from pipeline.bookformat.vocabulary import NOTE_AT_FOOT, NUMBER, TURNED
from pipeline.typeset.engine.boxes import Box, children
from pipeline.typeset.engine.edges import SLACK
from pipeline.typeset.values.pages import Element

RULES = "@page { size: 2000mm 9000mm }"
"""CSS of the pages on which the ways are tried: an upright table has all the room that it takes, a turned one has its own page."""
_WHOLE = 0.7
"""A table is turned, if it can be, where there is less than this share of the width that its words take undivided."""
_LONG = re.compile(r"[^\W\d_]{12}")
"""Length from which a word may be broken anywhere, if all else fails."""
_CODE = re.compile(r"(?<!\S)(?=\S*[^\W\d_])(?=\S*(?:[\d_.\\:@#=&?%+~]\w|/\S*/))\S{16}")
"""The name of a file or an address may always be: so many characters with figures, points or other marks between letters.

Hyphenated compounds are not: they have break opportunities.
"""
_SECTIONS = frozenset({"html", "body", "main", "section"})
_LISTS = frozenset({"ul", "ol", "li", "dl", "dd", "blockquote"})


@dataclass(frozen=True, slots=True)
class WideTable:
    """A table that is too wide: its `width`, by how much that is too much, and that of the box it stands in, in pixels.

    `number` is its place among all tables of the document, from 0.
    """

    number: int
    element: Element
    width: float
    excess: float
    column: float

    @property
    def divides_many_words(self) -> bool:
        """Whether most words of a table whose words are undivided would have to be divided."""
        return self.width - self.excess < _WHOLE * self.width


def fit(root: Element, ways: Mapping[int, str]) -> None:
    """Give tables, by their place among all tables of a document, the classes of their way."""
    for number, table in enumerate(root.iter("table")):
        if number in ways:
            _fit(table, ways[number])


def _fit(table: Element, way: str) -> None:
    table.set("class", f"{table.get('class', '')} {way}".strip())
    for cell in (element for element in table.iter() if element.tag in ("td", "th")):
        words = "".join(cell.itertext())
        names = {"long-code": _CODE.search(words), "long-word": _LONG.search(words)}
        cell.set("class", " ".join([cell.get("class", ""), *(name for name in names if names[name])]).strip())


def too_wide(document: Any) -> list[WideTable]:
    """Return the tables that reach over the right edge of the box they stand in, or whose cells words reach over."""
    numbers = {table: number for number, table in enumerate(document._html.etree_element.iter("table"))}
    tables: dict[Element, WideTable] = {}
    for page in document.pages:
        for wrapper, column in _outermost_tables(page._page_box, 0):
            if (excess := max(wrapper.margin_width() - column, _excess(wrapper))) > SLACK:
                element = wrapper.element
                table = WideTable(numbers[element], element, wrapper.width, excess, column)
                tables.setdefault(element, table)
    return list(tables.values())


def _outermost_tables(box: Box, column: float) -> Iterator[tuple[Box, float]]:
    """Yield the boxes around tables and their captions, each with the width of the box it stands in."""
    if getattr(box, "is_table_wrapper", False) and box.element.tag == "table":  # not what is only laid out as one
        yield box, column
        return
    width = box.width if isinstance(box, boxes.BlockContainerBox | boxes.PageBox) else column
    for child in children(box):
        if not isinstance(child, boxes.MarginBox):
            yield from _outermost_tables(child, width)


def _excess(box: Box, right: float = float("inf")) -> float:
    """Return by how much words or pictures reach over the right edges of the table cells around them."""
    if isinstance(box, boxes.TextBox | boxes.ReplacedBox):
        return float(box.position_x + box.width - right)
    if isinstance(box, boxes.TableCellBox):
        right = box.border_box_x() + box.border_width()
    return max((_excess(child, right) for child in children(box)), default=0)


def try_ways(trials: Element, root: Element, tables: Iterable[WideTable], *, has_sheets: bool) -> None:
    """Fill an empty document with each table of another in each way open to it; a leaflet, which `has_sheets`, turns none."""
    parents = {child: parent for parent in root.iter() for child in parent}
    body = next(trials.iter("body"))
    trials.attrib |= root.attrib
    body.attrib |= next(root.iter("body")).attrib
    for table in tables:
        around, element = [], table.element
        while (element := parents.get(element)) is not None:
            around.append(element)
        language = next((element.get("lang") for element in around if element.get("lang")), "")
        name = around[0].get("class", "") if around[0].tag == "div" else ""
        for way in _ways(table.element, around, has_sheets=has_sheets):
            place = ElementTree.SubElement(body, "div", {"lang": language, "class": name})
            if TURNED not in way:
                place.set("style", f"margin-left: 100mm; width: {table.column}px")
            place.append(_tried(table, way))


def _tried(table: WideTable, way: str) -> Element:
    """Return a copy of a table without identifiers; its footnotes are called, and have no words."""
    tried = copy.deepcopy(table.element)
    tried.tail = None
    for note in [span for span in tried.iter("span") if NOTE_AT_FOOT in span.get("class", "")]:
        note[:], note.text = [], None
    for element in tried.iter():
        element.attrib.pop("id", None)
    tried.set(NUMBER, str(table.number))
    tried.set("data-way", way)
    _fit(tried, way)
    return tried


def _ways(table: Element, around: Iterable[Element], *, has_sheets: bool) -> Iterator[str]:
    """Yield the classes of each way, the best first: words undivided, divided, on a page on its side, and parted anywhere.

    The words of a table to which its source gives widths are not divided before (theme/print/tables.css), and then as others.
    """
    tags = {"/" if element.get("class") and element.tag == "div" else element.tag for element in around}
    hanging = "" if has_sheets or not tags <= _SECTIONS | {"div"} else "wide "
    may_turn = not has_sheets and tags <= _SECTIONS | _LISTS | {"div"}
    is_turned = may_turn and TURNED in table.get("class", "").split()
    if table.find("colgroup") is not None:
        yield "fit-divided"
    upright = () if is_turned else dict.fromkeys(("", hanging))
    yield from (f"{hang}fit-tight" for hang in upright)
    if not is_turned:
        yield f"{hanging}fit-tight fit-hyphens"
        yield f"{hanging}fit-small fit-hyphens"
    if may_turn:
        yield from ("turned fit-tight", "turned fit-tight fit-hyphens", "turned fit-small fit-hyphens")
    if not is_turned:
        yield f"{hanging}fit-small fit-hyphens fit-parts"
    if may_turn:
        yield "turned fit-small fit-hyphens fit-parts"


def chosen(document: Any) -> dict[int, str]:
    """Return the way of each table, by its place among all: the best that fits in a document of trials, else the last."""
    excessive = {table.element: table for table in too_wide(document)}
    tried: dict[int, dict[str, WideTable | None]] = {}
    for element in document._html.etree_element.iter("table"):
        if way := element.get("data-way"):
            tried.setdefault(int(element.get(NUMBER)), {})[way] = excessive.get(element)
    return {number: _best(ways) for number, ways in tried.items()}


def _best(ways: Mapping[str, WideTable | None]) -> str:
    fitting = [way for way, excess in ways.items() if excess is None]
    undivided = [excess for way, excess in ways.items() if TURNED not in way and "fit-hyphens" not in way]
    if undivided and undivided[-1] and undivided[-1].divides_many_words:
        fitting.sort(key=lambda way: ("fit-parts" in way, not {TURNED, "fit-parts"} & {*way.split()}))
    return next(iter(fitting), [*ways][-1])
