# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that the text of each panel of a leaflet or card fits: it cannot continue on a next page."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from weasyprint.formatting_structure import boxes

from pipeline.bookformat.book import SourceMessage
from pipeline.bookformat.vocabulary import PANEL, SIDE, SIDE_IMPRINT
from pipeline.model.problems import Problem
from pipeline.typeset.book import shortened
from pipeline.typeset.engine.boxes import Box, descendants, text_of
from pipeline.typeset.values.pages import Element

_MM = 25.4 / 96
"""Millimetres per CSS pixel."""
_SLACK = 0.5
"""Tolerance in CSS pixels, for rounding."""
_LINES = boxes.LineBox | boxes.ReplacedBox
_WORDS = boxes.TextBox | boxes.ReplacedBox

type Messages = Mapping[str, SourceMessage]
"""Messages by their identifier in the HTML."""


def panel_problems(document: Any, title: str, messages: Messages, lines: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a Problem for each panel whose text does not fit, in page order.

    It names the first message outside the panel, with its line in the catalogue (`lines`: original -> `file.po:line`) or the source.
    """
    for page in document.pages:
        for box in descendants(page._page_box):
            if _is_side(box) and (problem := _problem(box, title, messages, lines)) is not None:
                yield problem


def overfull_sides(document: Any) -> set[str]:
    """Return the names of the sides whose text does not fit their panel."""
    sides = (box for page in document.pages for box in descendants(page._page_box) if _is_side(box))
    return {str(side.element.get(SIDE)) for side in sides if any(_outside(side))}


def _is_side(box: Box) -> bool:
    element = box.element
    is_element = isinstance(box, boxes.BlockBox) and element is not None and box.element_tag == element.tag
    return is_element and bool(element.get(SIDE))


def _bottom(side: Box) -> float:
    imprint = _part(side, SIDE_IMPRINT)
    return float(imprint.position_y if imprint is not None else side.content_box_y() + side.height)


def _right(side: Box) -> float:
    return float(side.content_box_x() + side.width)


def _outside(side: Box) -> tuple[list[Box], list[Box]]:
    """Return the lines of a side that are below its panel, and the words that are too wide. Ignores absolutely positioned pictures."""
    parts = [
        box
        for child in _part(side, PANEL).children
        if not child.is_absolutely_positioned()
        for box in descendants(child)
    ]
    bottom, right = _bottom(side) + _SLACK, _right(side) + _SLACK
    below = [box for box in parts if isinstance(box, _LINES) and box.position_y + box.height > bottom]
    wide = [box for box in parts if isinstance(box, _WORDS) and box.position_x + box.width > right]
    return below, wide


def _problem(side: Box, title: str, messages: Messages, lines: Mapping[str, str]) -> Problem | None:
    panel = _part(side, PANEL)
    lines_below, wide = _outside(side)
    if lines_below:
        first = lines_below[0]
        excess = _millimetres(max(box.position_y + box.height for box in lines_below) - _bottom(side))
        size = f"{len(lines_below)} {'line' if len(lines_below) == 1 else 'lines'} ({excess} mm) too long"
        fault = "is the first text outside the panel"
    elif wide:
        first = wide[0]
        size = f"{_millimetres(first.position_x + first.width - _right(side))} mm too wide"
        fault = "is wider than the panel"
    else:
        return None
    element = _message(panel, first, messages)
    message = messages.get(element.get("id", ""), SourceMessage(text="", path="", line=0))
    place, _, line = lines.get(message["text"], "").rpartition(":")
    path = place or message["path"]
    heading = text_of(panel.element[0]) if len(panel.element) else ""
    return Problem(
        "panel-overfull",
        f"{title}: the text of the panel “{heading}” ({side.element.get(SIDE)}) is {size}",
        cause=f"“{shortened(text_of(element))}” {fault}",
        hint="shorten it, or a text above it in the same panel",
        path=Path(path) if path else None,
        line=int(line) if line.isdigit() else message["line"] or None,
    )


def _millimetres(pixels: float) -> int:
    return max(1, round(pixels * _MM))


def _part(side: Box, name: str) -> Box:
    return next((box for box in descendants(side) if _has_class(box, name)), None)


def _has_class(box: Box, name: str) -> bool:
    return (
        isinstance(box, boxes.BlockContainerBox)
        and box.element is not None
        and not str(box.element_tag).partition("::")[2]
        and name in box.element.get("class", "").split()
    )


def _message(panel: Box, box: Box, messages: Messages) -> Element:
    """Return the element of the message that a box shows, or else of the message before it, or else the box's own element."""
    elements = list(panel.element.iter())
    position = elements.index(box.element)
    parents = {child: parent for parent in elements for child in parent}
    ancestor = box.element
    while ancestor is not None:
        if ancestor.get("id") in messages:
            return ancestor
        ancestor = parents.get(ancestor)
    before: Iterator[Element] = (element for element in reversed(elements[:position]) if element.get("id") in messages)
    return next(before, box.element)
