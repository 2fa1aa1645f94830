# SPDX-License-Identifier: GPL-3.0-or-later
"""A laid-out text: the interface to WeasyPrint's document for the rest of the package."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from weasyprint.images import RasterImage

from pipeline.bookformat.vocabulary import FOLD
from pipeline.model.problems import Problem
from pipeline.typeset.engine.boxes import Box
from pipeline.typeset.engine.panels import Messages, overfull_sides, panel_problems
from pipeline.typeset.engine.reading import read_pages
from pipeline.typeset.values.pages import Pages

_POINTS = 72 / 96
"""Points per CSS pixel."""


class Photograph(NamedTuple):
    """A raster image on a page (from 1): its URL and its resolution in print."""

    page: int
    source: str
    dpi: float


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
        pages: dict[str, int] = {}
        for number, page in enumerate(self.rendered.pages, 1):
            for anchor in page.anchors:
                pages.setdefault(anchor, number)
        return pages

    def _boxes(self) -> Iterator[tuple[int, Box]]:
        """Yield the boxes of all elements, each with its page."""
        for number, page in enumerate(self.rendered.pages, 1):
            yield from ((number, box) for box in page._page_box.descendants() if box.element is not None)

    @property
    def footnotes(self) -> frozenset[str]:
        """The identifiers of the footnotes in footnote areas."""
        markers = (box for _, box in self._boxes() if str(box.element_tag).endswith("::footnote-marker"))
        return frozenset(box.element.get("id") for box in markers)

    @property
    def folds(self) -> list[list[float]]:
        """The folds of each page, in points from its left edge: the positions of elements with the class `fold`."""
        places: list[set[float]] = [set() for _ in self.rendered.pages]
        for number, box in self._boxes():
            if FOLD in box.element.get("class", "").split():
                places[number - 1].add(round(box.position_x * _POINTS, 3))
        return [sorted(page) for page in places]

    @property
    def photographs(self) -> list[Photograph]:
        return [
            Photograph(number, box.element.get("src"), box.replacement.width / box.width * 96)
            for number, box in self._boxes()
            if isinstance(getattr(box, "replacement", None), RasterImage) and box.width
        ]

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

    def drop_links(self) -> None:
        """Remove links, link targets and bookmarks, for print."""
        for page in self.rendered.pages:
            page.links, page.anchors, page.bookmarks = [], {}, []
