# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain values of laid out pages, which the rest of the package gets instead of WeasyPrint's boxes. Pages count from 1."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, NamedTuple

from pipeline.bookformat.typeset_book import PageFill
from pipeline.typeset.numbers import PageNumbers, with_numbers

# An element of WeasyPrint's parser, which has no types.
type Element = Any
type Font = tuple[str, int, bool]
"""Family, weight, whether italic."""

_BLANK = re.compile(r"[\s\u00ad\u200b-\u2010\u202a-\u202e\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff-]+")
_WORD = re.compile(r"\w+|[^\w\s]")
_EDGE = "\0"
"""Between two words; texts have none."""


def squeezed(text: str) -> str:
    """Return the characters of a text without whitespace, hyphens and break opportunities, in lower case: styles may print it in capitals.

    A combining accent and its letter are one character: a font shows them by one glyph, which the PDF can read in one way alone.
    Marks of direction, and those that choose the form of an emoji, have no glyph.
    """
    return unicodedata.normalize("NFC", _BLANK.sub("", text).casefold())


class TextRun(NamedTuple):
    """Words on one line in one element."""

    page: int
    words: str
    language: str
    element: Element


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The words of a paragraph, cell or the like, however many pages it goes over.

    `footnote` is the identifier of the footnote it belongs to, empty in the text. No message is looked for in a block that
    `is_listing`, since it repeats words of others, as the contents do; `repeats` is any that may repeat them.
    """

    runs: tuple[TextRun, ...]
    footnote: str = ""
    is_listing: bool = False
    repeats: bool = False

    @property
    def characters(self) -> str:
        return squeezed("".join(run.words for run in self.runs))

    @property
    def edges(self) -> frozenset[int]:
        """The offsets in `characters` at which a word or sign begins or ends; the hyphen at the end of a line makes one too."""
        words = [word for run in self.runs for word in _WORD.findall(unicodedata.normalize("NFC", run.words))]
        return frozenset(accumulate(map(len, squeezed(_EDGE.join(words)).split(_EDGE)), initial=0))

    @property
    def languages(self) -> tuple[str, ...]:
        """Those of its words, the first one first."""
        return tuple(dict.fromkeys(run.language for run in self.runs))

    @property
    def words_by_page(self) -> dict[int, list[str]]:
        by_page: dict[int, list[str]] = defaultdict(list)
        for run in self.runs:
            by_page[run.page].append(run.words)
        return by_page

    @property
    def page(self) -> int:
        return self.runs[0].page if self.runs else 0


class PageReference(NamedTuple):
    """A page number in the text: its page, the identifiers whose pages it is to name, and what is printed there.

    One that was set after the layout is painted in the mark of this number.
    """

    page: int
    targets: tuple[str, ...]
    printed: str
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class Overflow:
    """Text or a picture beyond an edge, by `excess` pixels; `element` is the one in whose source it is to be looked for."""

    page: int
    words: str
    edge: str
    excess: float
    element: Element = None


@dataclass(frozen=True, slots=True)
class Pages:
    """All that a proof asks of a document's pages.

    `blocks` are in the order of the text, without what belongs to no message, such as running headers. `page_of` maps
    each identifier to the page of its first words or picture, `footnotes` and `footnote_calls` map those of footnotes to
    theirs, and `folios` a page to the number at its edge. `requested` are the characters that are set in each font,
    `drawn` those that its glyphs stand for. `formula_headings` are the headings, as bookmarks have them, with formulas in
    them. `roots` are the elements of the whole documents that were laid out, `fills` say how full the pages are.
    """

    blocks: tuple[Block, ...]
    page_of: Mapping[str, int]
    footnotes: Mapping[str, int]
    footnote_calls: Mapping[str, int]
    folios: Mapping[int, str]
    references: tuple[PageReference, ...]
    overflows: tuple[Overflow, ...]
    requested: Mapping[Font, set[str]]
    drawn: Mapping[Font, set[str]]
    formula_headings: frozenset[str]
    roots: tuple[Element, ...]
    fills: tuple[PageFill, ...] = ()


def joined(parts: Sequence[tuple[Pages, int]], numbers: PageNumbers) -> Pages:
    """Return the pages of a book from those of its parts, each with the number of pages before it, with their page numbers."""

    def numbered(words: str, page: int) -> str:
        return with_numbers(words, lambda target: numbers.of(target, page))

    def run(one: TextRun, before: int) -> TextRun:
        page = one.page + before
        return one._replace(page=page, words=numbered(one.words, page))

    def block(one: Block, before: int) -> Block:
        return replace(one, runs=tuple(run(inner, before) for inner in one.runs))

    def first(name: str) -> dict[str, int]:
        places: dict[str, int] = {}
        for pages, before in parts:
            for identifier, page in getattr(pages, name).items():
                places.setdefault(identifier, page + before)
        return places

    def union(name: str) -> dict[Font, set[str]]:
        characters: dict[Font, set[str]] = defaultdict(set)
        for pages, _ in parts:
            for font, of_font in getattr(pages, name).items():
                characters[font] |= of_font
        return characters

    return Pages(
        blocks=tuple(block(one, before) for pages, before in parts for one in pages.blocks),
        page_of=first("page_of"),
        footnotes=first("footnotes"),
        footnote_calls=first("footnote_calls"),
        folios={
            page + before: numbered(folio, page + before)
            for pages, before in parts
            for page, folio in pages.folios.items()
        },
        references=tuple(
            reference._replace(page=reference.page + before, printed=numbered(reference.printed, 0))
            for pages, before in parts
            for reference in pages.references
        ),
        overflows=tuple(
            replace(overflow, page=overflow.page + before) for pages, before in parts for overflow in pages.overflows
        ),
        requested=union("requested"),
        drawn=union("drawn"),
        formula_headings=frozenset().union(*(pages.formula_headings for pages, _ in parts)),
        roots=tuple(root for pages, _ in parts for root in pages.roots),
        fills=tuple(replace(fill, page=fill.page + before) for pages, before in parts for fill in pages.fills),
    )
