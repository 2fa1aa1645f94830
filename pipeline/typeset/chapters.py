# SPDX-License-Identifier: GPL-3.0-or-later
"""Lays out a book chapter by chapter, until the page numbers in its text are true.

The body comes first, each chapter with the number of its first page, so that the contents, which stand before it, and the index
name the right pages at once. A number that is not known yet is set afterwards, where it is as wide as what stood for it; else, and where
one that was known, or that of its first page, has changed, a chapter is laid out again.
"""

import gc
import hashlib
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from pipeline.bookformat.chapters import split_chapters
from pipeline.bookformat.identifiers import BODY
from pipeline.bookformat.page_numbers import label
from pipeline.model.problems import Problem
from pipeline.typeset.book import Book
from pipeline.typeset.engine.document import Document
from pipeline.typeset.engine.drawn import Drawn
from pipeline.typeset.engine.pages import Pages, joined
from pipeline.typeset.engine.press import Press
from pipeline.typeset.engine.remarks import Remarks
from pipeline.typeset.kept import Kept
from pipeline.typeset.numbers import Reckoned, fill, unknown
from pipeline.typeset.styles import quoted

MOST_PASSES = 4
MOST_WAITING = 200
"""So many pages at most stay laid out while the numbers that they name are not known."""
_MOST_DISCARDED = 100
"""So many pages at most are laid out before Python looks for those that nothing needs any more."""
_DRAFT = re.compile(r'<p class="title-draft">([^<]*)</p>')
_BODY_PAGES = (
    "@page :nth(1 of body) {{ counter-reset: none }}\n@page :first {{ counter-reset: page {first} !important }}"
)
"""A chapter that is laid out by itself begins with the number of its first page; later pages go on from there."""


@dataclass(frozen=True)
class LaidOut:
    """A book that is laid out: its parts in their order, and how often some of them were laid out one after the other."""

    parts: tuple[Drawn, ...]
    passes: int

    @property
    def page_count(self) -> int:
        return sum(part.page_count for part in self.parts)

    @cached_property
    def page_map(self) -> dict[str, int]:
        """The page of each identifier, from 1, the first one of those that it is on."""
        places: dict[str, int] = {}
        for part, before in self._in_order():
            for identifier, page in part.page_map.items():
                places.setdefault(identifier, page + before)
        return places

    @cached_property
    def text(self) -> Pages:
        """What a proof asks of the pages."""
        return joined([(part.text, before) for part, before in self._in_order()])

    def _in_order(self) -> list[tuple[Drawn, int]]:
        before = accumulate((part.page_count for part in self.parts), initial=0)
        return [(part, pages) for part, pages in zip(self.parts, before, strict=False)]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part as it is laid out: its place among the parts, its HTML with page numbers, what stands for those that it lacks, its rules."""

    number: int
    text: str
    missing: Mapping[str, str]
    rules: str = ""


class _Counted(NamedTuple):
    """A part that was laid out to know where all stands, and that will be laid out again."""

    page_count: int
    page_map: Mapping[str, int]


def lay_out(press: Press, book: Book, pages: Mapping[str, int], kept: Kept, remarks: Remarks) -> LaidOut:
    """Return the pages of a book. `pages` is the page map of the last time, or empty; where it holds, one pass is enough.

    Objects with `typeset-unstable` where the page numbers do not settle.
    """
    layout = _Layout(press, book, split_chapters(book.text), pages, kept, remarks)
    for passes in range(MOST_PASSES + 1):  # noqa: B007  # used after the loop
        if not layout.lay_out_what_changed():
            break
    else:
        press.object_to(unstable(book))
    return LaidOut(tuple(layout.drawn()), passes)


def unstable(book: Book) -> Problem:
    """Return the Problem of a book whose page numbers do not settle."""
    return Problem(
        "typeset-unstable",
        f"the page numbers of {book.title} do not settle",
        cause=f"after {MOST_PASSES} layouts a reference still moves what it refers to to another page",
        hint="change a few words near a page break, or leave a reference out",
        path=book.path,
    )


class _Layout:
    """The parts of a book while they are laid out; `places` are the pages of identifiers as far as they are known."""

    def __init__(
        self, press: Press, book: Book, texts: Sequence[str], pages: Mapping[str, int], kept: Kept, remarks: Remarks
    ) -> None:
        self._press, self._book, self._kept, self._remarks = press, book, kept, remarks
        self._texts = texts
        self._has_front = f'id="{BODY}"' not in texts[0]
        self._draft = html.unescape(match[1]) if (match := _DRAFT.search(texts[0])) else ""
        self._places = dict(pages)
        self._parts: dict[int, _Part] = {}
        self._laid_out: dict[int, Drawn | Document | _Counted] = {}
        self._remarked: set[int] = set()
        self._pages_since = 0  # garbage was looked for

    @cached_property
    def _reckoned(self) -> Reckoned:
        return Reckoned(self._texts)

    def drawn(self) -> Iterator[Drawn]:
        """Yield the parts in their order; a number that leads nowhere is printed as the unknown one that it is."""
        for number, laid_out in sorted(self._laid_out.items()):
            part = self._parts[number]
            match laid_out:
                case Drawn():
                    yield laid_out
                case Document():
                    yield self._draw(part, laid_out)
                case _:
                    yield self._draw(part, self._render(part))

    def lay_out_what_changed(self) -> bool:
        """Lay out the parts whose text or first page differs from the last time; return whether there are any."""
        former = dict(self._parts)
        before = after = self._places.get(BODY, 1) - 1
        new: dict[str, int] = {}
        for number in range(self._has_front, len(self._texts)):
            part = self._lay_out(number, after - before + 1, self._places | new)
            for identifier, page in part.page_map.items():
                new.setdefault(identifier, page + after)
            after += part.page_count
        if self._has_front:
            front = self._lay_out(0, 0, self._places | new)
            new = {**front.page_map} | {name: page + front.page_count - before for name, page in new.items()}
        self._places = new
        return self._parts != former

    def _lay_out(self, number: int, first: int, places: Mapping[str, int]) -> Drawn | Document | _Counted:
        """Return a part, laid out; `first` is the number of its first page, 0 for the front matter."""
        is_of_body = first > 0 and len(self._texts) > 1
        lacking = unknown(self._texts[number], places)
        missing = self._reckoned.zeros(lacking, number, first) if lacking else {}
        text = fill(self._texts[number], places, missing)
        part = _Part(number, text, missing, self._rules(first) if is_of_body else "")
        if part != self._parts.get(number):
            self._laid_out[number] = self._waiting(part) if missing else self._kept_or_drawn(part, places)
            self._parts[number] = part
        return self._laid_out[number]

    def _waiting(self, part: _Part) -> Document | _Counted:
        """Return a part whose page numbers are not all known: they will be set, or the part be laid out again."""
        document = self._render(part)
        waiting = sum(other.page_count for other in self._laid_out.values() if isinstance(other, Document))
        if waiting + document.page_count <= MOST_WAITING:
            return document
        counted = _Counted(document.page_count, document.page_map)
        del document
        self._collect()
        return counted

    def _kept_or_drawn(self, part: _Part, places: Mapping[str, int]) -> Drawn:
        key = self._kept.key(self._book, part.text, part.rules)
        if (drawn := self._kept.get(key)) is not None:
            return drawn
        remarks = self._remark_count
        drawn = self._draw(part, self._numbered(part, places) or self._render(part))
        self._collect()
        if remarks == self._remark_count and part.number not in self._remarked:
            self._kept.put(key, drawn)
        return drawn

    def _collect(self) -> None:
        """Have Python look for boxes that nothing needs any more, which refer to each other, after so many pages.

        Each search walks through all that are still needed: one after each part took a fifth of the time of a book.
        """
        if self._pages_since > _MOST_DISCARDED:
            gc.collect()
            self._pages_since = 0

    def _draw(self, part: _Part, document: Document) -> Drawn:
        is_alone = len(self._texts) == 1
        name = "" if is_alone else f"-{hashlib.sha256(f'{part.text}{part.rules}'.encode()).hexdigest()[:8]}"
        return self._press.draw(self._book, document, name)

    def _numbered(self, part: _Part, places: Mapping[str, int]) -> Document | None:
        """Return the part as it was laid out, with the numbers that were not known; None where others have changed too."""
        document, former = self._laid_out.get(part.number), self._parts.get(part.number)
        if not isinstance(document, Document) or former is None:
            return None
        known = {identifier: page for identifier, page in places.items() if identifier not in former.missing}
        if (former.text, former.rules) != (fill(self._texts[part.number], known, former.missing), part.rules):
            return None
        numbers = {identifier: label(places[identifier], places.get(BODY, 1)) for identifier in former.missing}
        return document if document.set_numbers(numbers, former.missing) else None

    def _render(self, part: _Part) -> Document:
        remarks = self._remark_count
        self._remarked.discard(part.number)
        document = self._press.render(self._book, part.text, part.rules, part.number)
        self._pages_since += document.page_count
        if remarks != self._remark_count:
            self._remarked.add(part.number)
        return document

    @property
    def _remark_count(self) -> tuple[int, int]:
        return len(self._remarks.messages), len(self._press.object_to.warnings)

    def _rules(self, first: int) -> str:
        draft = f"body {{ string-set: draft {quoted(self._draft)} }}" if self._draft else ""
        return f"{_BODY_PAGES.format(first=first)}\n{draft}"
