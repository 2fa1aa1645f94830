# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes tables fit their column.

By CSS, a table is at least as wide as its longest words require. A table that is too wide is laid out separately in each variant (a
set of classes) of theme/print/fitting.css, from the most to the least readable, and gets the first variant that fits. If none fits,
it gets the last one, and the proof reports it.
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
"""CSS of the trial pages: upright tables have unlimited room, turned ones a separate page."""
_WHOLE = 0.7
"""A table is turned, if possible, if the available width is less than this share of its width without hyphenation."""
_LONG_WORD = re.compile(r"[^\W\d_]{12}")
"""Words of this length may be broken anywhere if no other variant fits."""
_CODE = re.compile(r"(?<!\S)(?=\S*[^\W\d_])(?=\S*(?:[\d_.\\:@#=&?%+~]\w|/\S*/))\S{16}")
"""File names and URLs of this length may always be broken anywhere: digits, dots or other signs between letters.

Hyphenated compounds do not match: they have break opportunities.
"""
_SECTIONS = frozenset({"html", "body", "main", "section"})
_LISTS = frozenset({"ul", "ol", "li", "dl", "dd", "blockquote"})


@dataclass(frozen=True, slots=True)
class WideTable:
    """A table that is too wide: its `width`, the `excess`, and the width of the containing `column`, in CSS pixels.

    `number` is its index among all tables of the document.
    """

    number: int
    element: Element
    width: float
    excess: float
    column: float

    @property
    def divides_many_words(self) -> bool:
        """Whether the table is so much too wide without hyphenation that most words would have to be divided."""
        return self.width - self.excess < _WHOLE * self.width


def fit(root: Element, variants: Mapping[int, str]) -> None:
    """Add the classes of their variants to tables; `variants` is by the table's index among all tables of the document."""
    for number, table in enumerate(root.iter("table")):
        if number in variants:
            _fit(table, variants[number])


def _fit(table: Element, variant: str) -> None:
    table.set("class", f"{table.get('class', '')} {variant}".strip())
    for cell in (element for element in table.iter() if element.tag in ("td", "th")):
        words = "".join(cell.itertext())
        names = {"long-code": _CODE.search(words), "long-word": _LONG_WORD.search(words)}
        cell.set("class", " ".join([cell.get("class", ""), *(name for name in names if names[name])]).strip())


def too_wide(document: Any) -> list[WideTable]:
    """Return the tables that overflow their container on the right, or with a cell whose words overflow it."""
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
    """Yield the wrapper boxes of tables, each with the width of its container."""
    if (
        getattr(box, "is_table_wrapper", False) and box.element.tag == "table"
    ):  # not other elements with `display: table`
        yield box, column
        return
    width = box.width if isinstance(box, boxes.BlockContainerBox | boxes.PageBox) else column
    for child in children(box):
        if not isinstance(child, boxes.MarginBox):
            yield from _outermost_tables(child, width)


def _excess(box: Box, right: float = float("inf")) -> float:
    """Return the excess by which words or pictures overflow their table cells on the right."""
    if isinstance(box, boxes.TextBox | boxes.ReplacedBox):
        return float(box.position_x + box.width - right)
    if isinstance(box, boxes.TableCellBox):
        right = box.border_box_x() + box.border_width()
    return max((_excess(child, right) for child in children(box)), default=0)


def add_trials(trials: Element, root: Element, tables: Iterable[WideTable], *, has_sheets: bool) -> None:
    """Fill an empty document with each table of `root` in each possible variant. Leaflets (`has_sheets`) turn no tables."""
    parents = {child: parent for parent in root.iter() for child in parent}
    body = next(trials.iter("body"))
    trials.attrib |= root.attrib
    body.attrib |= next(root.iter("body")).attrib
    for table in tables:
        ancestors, element = [], table.element
        while (element := parents.get(element)) is not None:
            ancestors.append(element)
        language = next((element.get("lang") for element in ancestors if element.get("lang")), "")
        name = ancestors[0].get("class", "") if ancestors[0].tag == "div" else ""
        for variant in _variants(table.element, ancestors, has_sheets=has_sheets):
            place = ElementTree.SubElement(body, "div", {"lang": language, "class": name})
            if TURNED not in variant:
                place.set("style", f"margin-left: 100mm; width: {table.column}px")
            place.append(_trial(table, variant))


def _trial(table: WideTable, variant: str) -> Element:
    """Return a copy of a table in a variant, without identifiers, and with empty footnotes."""
    trial = copy.deepcopy(table.element)
    trial.tail = None
    for note in [span for span in trial.iter("span") if NOTE_AT_FOOT in span.get("class", "")]:
        note[:], note.text = [], None
    for element in trial.iter():
        element.attrib.pop("id", None)
    trial.set(NUMBER, str(table.number))
    trial.set("data-variant", variant)
    _fit(trial, variant)
    return trial


def _variants(table: Element, ancestors: Iterable[Element], *, has_sheets: bool) -> Iterator[str]:
    """Yield the classes of each variant, the best first: without hyphenation, with it, turned, and with words broken anywhere.

    In tables whose source gives column widths, theme/print/tables.css turns hyphenation off; `fit-divided` turns it on again.
    """
    tags = {"/" if element.get("class") and element.tag == "div" else element.tag for element in ancestors}
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


def best_variants(document: Any) -> dict[int, str]:
    """Return the variant of each table by its index: the first that fits in the document of trials, or else the last."""
    excessive = {table.element: table for table in too_wide(document)}
    tried: dict[int, dict[str, WideTable | None]] = {}
    for element in document._html.etree_element.iter("table"):
        if variant := element.get("data-variant"):
            tried.setdefault(int(element.get(NUMBER)), {})[variant] = excessive.get(element)
    return {number: _best_variant(variants) for number, variants in tried.items()}


def _best_variant(variants: Mapping[str, WideTable | None]) -> str:
    fitting = [variant for variant, excess in variants.items() if excess is None]
    undivided = [
        excess for variant, excess in variants.items() if TURNED not in variant and "fit-hyphens" not in variant
    ]
    if undivided and undivided[-1] and undivided[-1].divides_many_words:
        fitting.sort(key=lambda variant: ("fit-parts" in variant, not {TURNED, "fit-parts"} & {*variant.split()}))
    return next(iter(fitting), [*variants][-1])
