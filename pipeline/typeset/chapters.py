# SPDX-License-Identifier: GPL-3.0-or-later
"""Lays out a book chapter by chapter, until the page numbers in its text are right.

A chapter is laid out with placeholder page numbers, a zero for each digit. So its pages do not depend on the chapters before it, and
any process can lay it out at any time. The numbers are filled in when the book is bound. A chapter is laid out again only if a number
has more or fewer digits than its placeholder. The contents, the index and other lists of page numbers are laid out last.
"""

import gc
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from pipeline.bookformat.identifiers import BODY
from pipeline.bookformat.page_numbers import PAGES_FIELD
from pipeline.model.problems import Problem
from pipeline.system.steps import digest
from pipeline.typeset.book import Book
from pipeline.typeset.chapter_cache import ChapterCache
from pipeline.typeset.engine.press import MAX_LAID_OUT, Press
from pipeline.typeset.estimate import estimated_pages
from pipeline.typeset.numbers import PageNumbers, reserve
from pipeline.typeset.styles import quoted
from pipeline.typeset.values.drawn import DrawnPart, page_map_of
from pipeline.typeset.values.pages import Pages, join_parts

MAX_PASSES = 4


@dataclass(frozen=True)
class BookLayout:
    """A book after layout: its drawn parts, in order."""

    parts: tuple[DrawnPart, ...]

    @property
    def page_count(self) -> int:
        return sum(part.page_count for part in self.parts)

    @cached_property
    def page_map(self) -> dict[str, int]:
        """Identifier -> its first page, from 1."""
        return page_map_of(self.parts)

    @property
    def body(self) -> int:
        """The first page with an arabic number."""
        return self.page_map.get(BODY, 1)

    @cached_property
    def text(self) -> Pages:
        """The text of the pages, for the proof."""
        before = accumulate((part.page_count for part in self.parts), initial=0)
        numbers = PageNumbers(self.page_map, self.body)
        return join_parts([(part.text, pages) for part, pages in zip(self.parts, before, strict=False)], numbers)


class _Part(NamedTuple):
    """A part that is ready for layout: its HTML, additional CSS rules, and its cache key."""

    text: str
    rules: str
    key: str


class Chapters:
    """The parts of a book and the cache of their layouts. Page maps (identifier -> page) count all pages from 1."""

    def __init__(self, press: Press, book: Book, folder: Path | None = None) -> None:
        """Cache layouts in `folder`, or in memory if it is None."""
        self._press, self._book = press, book
        self._kept = ChapterCache(folder, press.tools)
        self._texts = book.texts
        self._lists = [PAGES_FIELD.search(text) is not None for text in self._texts]
        if book.opening and book.pieces:
            self._lists[0] = True  # the contents
        self._estimates = [estimated_pages(text) for text in self._texts]
        self._keys: dict[tuple[str, str], str] = {}
        self._rules = (
            f"body {{ string-set: draft {quoted(book.draft)} }}" if book.draft and len(self._texts) > 1 else ""
        )

    def due(self, pages: Mapping[str, int]) -> tuple[tuple[int, ...], dict[str, int]]:
        """Return the numbers of the parts to lay out next, in any order, and the page map to lay them out with.

        Returns no numbers if the whole book is laid out with that page map. `pages` is the page map of the previous layout, or
        empty.
        """
        page_map = self._places([None] * len(self._texts)) | dict(pages)
        is_measured = False
        for attempt in range(MAX_PASSES):
            parts = self._parts(page_map)
            layouts = [self._kept.get(part.key) for part in parts]
            missing = tuple(number for number, part in enumerate(layouts) if part is None)
            body = tuple(number for number in missing if not self._lists[number])
            if body or (
                missing and is_measured
            ):  # lists are laid out together with the other parts from the second pass on
                return missing if attempt else body or missing, page_map
            is_measured = not missing
            page_map = self._places(layouts)
            if self._parts(page_map) == parts:
                return missing, page_map
        return (), page_map

    def lay_out(self, numbers: Iterable[int], pages: Mapping[str, int]) -> None:
        """Lay out parts with the page map that `due` has returned, and cache them."""
        parts, count = self._parts(pages), 0
        for number in numbers:
            if count and count + self._estimates[number][0] > MAX_LAID_OUT:
                gc.collect()
                count = 0
            part = parts[number]
            name = f"-{digest((part.text, part.rules))[:8]}" if len(parts) > 1 else ""
            drawn = self._press.draw_part(self._book, part.text, part.rules, name)
            self._kept.put(part.key, drawn)
            count += drawn.page_count
        if count > MAX_LAID_OUT / 2:  # before the book is bound
            gc.collect()

    def batches(self, numbers: Sequence[int], count: int) -> list[list[int]]:
        """Split parts into at most `count` batches that take about equally long."""
        length = {number: len(self._texts[number]) for number in numbers}
        batches: list[list[int]] = [[] for _ in range(count)]
        for number in sorted(numbers, key=lambda number: -length[number]):
            min(batches, key=lambda batch: sum(length[part] for part in batch)).append(number)
        return [sorted(batch) for batch in batches if batch]

    def page_count(self, pages: Mapping[str, int]) -> int:
        """Return the number of pages of the cached parts that were laid out with a page map."""
        drawn = (self._kept.get(part.key) for part in self._parts(pages))
        return sum(part.page_count for part in drawn if part is not None)

    def laid_out(self, pages: Mapping[str, int]) -> BookLayout:
        """Return the book laid out with a page map. Lays out parts missing from the cache, and prunes the cache."""
        parts = self._parts(pages)
        self.lay_out([number for number, part in enumerate(parts) if self._kept.get(part.key) is None], pages)
        self._kept.prune(frozenset(part.key for part in parts))
        drawn = [self._kept.get(part.key) for part in parts]
        return BookLayout(tuple(part for part in drawn if part is not None))

    def has_settled(self, pages: Mapping[str, int], laid_out: BookLayout) -> bool:
        """Return whether a layout made with a page map has the page numbers that it was made with."""
        return self._parts(pages) == self._parts(laid_out.page_map)

    def _parts(self, pages: Mapping[str, int]) -> list[_Part]:
        parts = []
        for number, text in enumerate(self._texts):
            filled = reserve(text, pages)
            rules = "" if number == 0 and self._book.opening else self._rules
            if (filled, rules) not in self._keys:
                self._keys[filled, rules] = self._kept.key(self._book, filled, rules)
            parts.append(_Part(filled, rules, self._keys[filled, rules]))
        return parts

    def _places(self, layouts: Sequence[DrawnPart | None]) -> dict[str, int]:
        """Return the page map, estimated for parts without a layout (None)."""
        places: dict[str, int] = {}
        pages_before = 0.0
        for part, (count, estimated) in zip(layouts, self._estimates, strict=True):
            for identifier, page in (page_map_of([part]) if part is not None else estimated).items():
                places.setdefault(identifier, math.floor(page + pages_before) + (part is None))
            pages_before += part.page_count if part is not None else count
        return places


def lay_out(press: Press, book: Book, pages: Mapping[str, int], folder: Path | None = None) -> BookLayout:
    """Lay out a book. `pages` is the page map of the previous layout, or empty; `folder` is the folder of the cache.

    Reports `typeset-unstable` if the page numbers do not settle.
    """
    chapters = Chapters(press, book, folder)
    for _ in range(MAX_PASSES):
        numbers, pages = chapters.due(pages)
        if not numbers:
            break
        chapters.lay_out(numbers, pages)
    laid_out = chapters.laid_out(pages)
    if not chapters.has_settled(pages, laid_out):
        press.report(unsettled_numbers(book))
    return laid_out


def unsettled_numbers(book: Book) -> Problem:
    """Return the Problem of a book whose page numbers do not settle."""
    return Problem(
        "typeset-unstable",
        f"the page numbers of {book.title} do not settle",
        cause=f"after {MAX_PASSES} layouts a page reference still moves its target to another page",
        hint="change a few words near a page break, or remove a reference",
        path=book.path,
    )
