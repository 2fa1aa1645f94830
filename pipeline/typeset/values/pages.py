# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of laid-out pages as plain values, without WeasyPrint's boxes. Pages are counted from 1."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any, NamedTuple

from pipeline.bookformat.typeset_book import PageFill
from pipeline.typeset.numbers import PageNumbers, with_numbers

# An element of the parsed HTML; WeasyPrint ships no types.
type Element = Any
type Font = tuple[str, int, bool]
"""Family, weight, whether italic."""

_BLANK = re.compile(r"[\s\u00ad\u200b-\u2011\u202a-\u202e\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff-]+")
_WORD = re.compile(r"\w+|[^\w\s]")
_EDGE = "\0"
"""Separates words; does not occur in texts."""


def normalized(text: str) -> str:
    """Normalise a text for comparison: without whitespace, hyphens and break opportunities, in lower case (styles may capitalise).

    The result is NFC, since a font shows a letter and its accent by one glyph, which a PDF maps to characters in one way only.
    Direction marks and variation selectors, which have no glyph, are removed.
    """
    return unicodedata.normalize("NFC", _BLANK.sub("", text).casefold())


class TextRun(NamedTuple):
    """The words on one line that are in one element."""

    page: int
    words: str
    language: str
    element: Element


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The words of a paragraph, table cell etc., across page breaks.

    `footnote` is the identifier of its footnote, empty in the text. A block that `is_listing`, such as the contents, repeats other
    text, and is not searched for messages; a block that `repeats` is searched, but may repeat messages.
    """

    runs: tuple[TextRun, ...]
    footnote: str = ""
    is_listing: bool = False
    repeats: bool = False

    @property
    def characters(self) -> str:
        return normalized("".join(run.words for run in self.runs))

    @property
    def edges(self) -> frozenset[int]:
        """The offsets in `characters` at which a word or punctuation mark begins or ends, including hyphens at line ends."""
        words = [word for run in self.runs for word in _WORD.findall(unicodedata.normalize("NFC", run.words))]
        return frozenset(accumulate(map(len, normalized(_EDGE.join(words)).split(_EDGE)), initial=0))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its words, in order of first use."""
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
    """A printed page reference: its page, the identifiers that it refers to, and the printed text.

    `mark` is the MCID of a number that is filled in after layout.
    """

    page: int
    targets: tuple[str, ...]
    printed: str
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class Overflow:
    """Text or a picture that crosses an edge by `excess` CSS pixels; `element` is the HTML element that it belongs to."""

    page: int
    words: str
    edge: str
    excess: float
    element: Element = None


@dataclass(frozen=True, slots=True)
class Pages:
    """The text of a document's pages, for the proof.

    `blocks` are in text order, without running heads. `page_of` maps each identifier to the page of its first words or picture,
    `footnotes` and `footnote_calls` map identifiers of footnotes to pages, `folios` maps pages to their printed numbers.
    `requested` are the characters set in each font, `drawn` the characters of its embedded glyphs. `formula_headings` are the headings
    with formulas, as in bookmarks. `roots` are the root elements of the laid-out documents, `fills` the fills of the pages.
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


def join_parts(parts: Sequence[tuple[Pages, int]], numbers: PageNumbers) -> Pages:
    """Join the pages of a book's parts, each given with the number of pages before it, and fill in page numbers."""

    def numbered(words: str, page: int) -> str:
        return with_numbers(words, lambda target: numbers.of(target, page))

    def numbered_run(run: TextRun, offset: int) -> TextRun:
        page = run.page + offset
        return run._replace(page=page, words=numbered(run.words, page))

    def numbered_block(block: Block, offset: int) -> Block:
        return replace(block, runs=tuple(numbered_run(run, offset) for run in block.runs))

    def first_pages(name: str) -> dict[str, int]:
        places: dict[str, int] = {}
        for pages, pages_before in parts:
            for identifier, page in getattr(pages, name).items():
                places.setdefault(identifier, page + pages_before)
        return places

    def union(name: str) -> dict[Font, set[str]]:
        characters: dict[Font, set[str]] = defaultdict(set)
        for pages, _ in parts:
            for font, of_font in getattr(pages, name).items():
                characters[font] |= of_font
        return characters

    return Pages(
        blocks=tuple(numbered_block(block, pages_before) for pages, pages_before in parts for block in pages.blocks),
        page_of=first_pages("page_of"),
        footnotes=first_pages("footnotes"),
        footnote_calls=first_pages("footnote_calls"),
        folios={
            page + pages_before: numbered(folio, page + pages_before)
            for pages, pages_before in parts
            for page, folio in pages.folios.items()
        },
        references=tuple(
            reference._replace(page=reference.page + pages_before, printed=numbered(reference.printed, 0))
            for pages, pages_before in parts
            for reference in pages.references
        ),
        overflows=tuple(
            replace(overflow, page=overflow.page + pages_before)
            for pages, pages_before in parts
            for overflow in pages.overflows
        ),
        requested=union("requested"),
        drawn=union("drawn"),
        formula_headings=frozenset().union(*(pages.formula_headings for pages, _ in parts)),
        roots=tuple(root for pages, _ in parts for root in pages.roots),
        fills=tuple(
            replace(fill, page=fill.page + pages_before) for pages, pages_before in parts for fill in pages.fills
        ),
    )
