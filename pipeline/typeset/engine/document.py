# SPDX-License-Identifier: GPL-3.0-or-later
"""A laid-out text: the interface to WeasyPrint's document for the rest of the package."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from pipeline.model.problems import Problem
from pipeline.typeset.engine.boxes import Box
from pipeline.typeset.engine.panels import Messages, overfull_sides, panel_problems
from pipeline.typeset.engine.reading import read_pages
from pipeline.typeset.values.drawn import first_pages
from pipeline.typeset.values.pages import Pages


class Document:
    """A text laid out on pages, which are counted from 1."""

    def __init__(self, rendered: Any) -> None:
        """`rendered` is WeasyPrint's document, for use in this folder only."""
        self.rendered = rendered

    @property
    def page_count(self) -> int:
        return len(self.rendered.pages)

    @cached_property
    def page_map(self) -> dict[str, int]:
        """Identifier -> its first page."""
        return first_pages(page.anchors for page in self.rendered.pages)

    def _boxes(self) -> Iterator[tuple[int, Box]]:
        """Yield the boxes of all elements, each with its page."""
        for number, page in enumerate(self.rendered.pages, 1):
            yield from ((number, box) for box in page._page_box.descendants() if box.element is not None)

    @property
    def footnotes(self) -> frozenset[str]:
        """The identifiers of the footnotes in footnote areas."""
        markers = (box for _, box in self._boxes() if str(box.element_tag).endswith("::footnote-marker"))
        return frozenset(box.element.get("id") for box in markers)

    def panel_problems(self, title: str, messages: Messages, lines: Mapping[str, str]) -> list[Problem]:
        """Return a Problem for each panel of a leaflet or card whose text does not fit."""
        return list(panel_problems(self.rendered, title, messages, lines))

    @property
    def overfull_sides(self) -> set[str]:
        """The names of the sides of a leaflet or card whose text does not fit their panel."""
        return overfull_sides(self.rendered)

    def read(self) -> Pages:
        """Return the text of the pages. They must have been drawn."""
        return read_pages(self.rendered)
