# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether each panel of a leaflet or card holds its text: a sheet of paper has no next page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from weasyprint.formatting_structure import boxes

from pipeline.model.problems import Problem
from pipeline.typeset.tagging.content import children

_MM = 25.4 / 96
"""Millimetres a CSS pixel."""
_SLACK = 0.5
"""So many pixels are no fault: sizes are rounded."""
_SHOWN = 60

type Messages = Mapping[str, Mapping[str, Any]]
"""By identifier in the HTML: `text`, the words of the original; `path` and `line`, where they stand."""


@dataclass(frozen=True, slots=True)
class Overfull:
    """A panel whose text runs over its edge: by how many lines and millimetres, and which message is the first outside.

    `identity` and `words` are the message's, empty where only words of the interface are outside.
    """

    side: str
    heading: str
    lines: int
    millimetres: int
    too_wide: bool
    identity: str
    words: str

    @property
    def excess(self) -> str:
        if self.too_wide:
            return f"{self.millimetres} mm too wide"
        return f"{self.lines} {'line' if self.lines == 1 else 'lines'} ({self.millimetres} mm) too long"


def overfull(document: Any, messages: Messages) -> tuple[Overfull, ...]:
    """The panels that do not hold their text, in the order in which they stand on the pages."""
    sides = (box for page in document.pages for box in _within(page._page_box) if _is_side(box))
    return tuple(found for side in sides if (found := _measure(side, messages)) is not None)


def problem(title: str, found: Overfull, messages: Messages, lines: Mapping[str, str]) -> Problem:
    """The Problem that names the message: in the catalogue (`lines`: original -> `file.po:line`), or in the source."""
    message = messages.get(found.identity, {})
    place, _, line = lines.get(str(message.get("text", "")), "").rpartition(":")
    path = place or str(message.get("path", ""))
    return Problem(
        "panel-overfull",
        f"{title}: the text of the panel “{found.heading}” ({found.side}) is {found.excess}",
        cause=f"“{found.words}” {'is wider than the panel' if found.too_wide else 'is the first that finds no room'}",
        hint="say it in fewer words, here or above it in the same panel",
        path=Path(path) if path else None,
        line=int(line) if line.isdigit() else int(message.get("line", 0)) or None,
    )


def _within(box: Any) -> Iterator[Any]:
    """A box and all in it."""
    yield box
    for child in children(box):
        yield from _within(child)


def _is_side(box: Any) -> bool:
    element = box.element
    return isinstance(box, boxes.BlockBox) and element is not None and bool(element.get("data-side"))


def _measure(side: Any, messages: Messages) -> Overfull | None:
    panel, imprint = _part(side, "panel"), _part(side, "side-imprint")
    bottom = imprint.position_y if imprint is not None else side.content_box_y() + side.height
    right = side.content_box_x() + side.width
    found = [box for box in _within(panel) if isinstance(box, boxes.LineBox | boxes.ReplacedBox)]
    below = [box for box in found if box.position_y + box.height > bottom + _SLACK]
    wide = [box for box in _within(panel) if _is_words(box) and box.position_x + box.width > right + _SLACK]
    if not below and not wide:
        return None
    first = (below or wide)[0]
    over = (
        max(box.position_y + box.height for box in below) - bottom
        if below
        else wide[0].position_x + wide[0].width - right
    )
    element = _message(panel, first, messages)
    return Overfull(
        side=str(side.element.get("data-side")),
        heading=_words(panel.element[0]) if len(panel.element) else "",
        lines=len(below),
        millimetres=max(1, round(over * _MM)),
        too_wide=not below,
        identity=str(element.get("id", "")),
        words=_short(_words(element)),
    )


def _part(side: Any, name: str) -> Any:
    return next((box for box in _within(side) if _has_class(box, name)), None)


def _has_class(box: Any, name: str) -> bool:
    return (
        isinstance(box, boxes.BlockContainerBox)
        and box.element is not None
        and not str(box.element_tag).partition("::")[2]
        and name in box.element.get("class", "").split()
    )


def _is_words(box: Any) -> bool:
    return isinstance(box, boxes.TextBox | boxes.ReplacedBox)


def _message(panel: Any, box: Any, messages: Messages) -> Any:
    """The element of the message that a box shows, else of the last one before it, else the box's own."""
    elements = list(panel.element.iter())
    at = elements.index(box.element)
    parents = {child: parent for parent in elements for child in parent}
    around = box.element
    while around is not None:
        if around.get("id") in messages:
            return around
        around = parents.get(around)
    before: Iterator[Any] = (element for element in reversed(elements[:at]) if element.get("id") in messages)
    return next(before, box.element)


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rsplit(' ', 1)[0]} …"
