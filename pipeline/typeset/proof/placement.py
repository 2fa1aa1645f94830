# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds each expected message on the pages, and whether it is complete and in order."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import accumulate, pairwise
from typing import NamedTuple

from pipeline.bookformat.book import PrintedMessage
from pipeline.typeset.book import characters_of
from pipeline.typeset.values.pages import Block

_BEGINNING = 16
"""Number of leading characters by which parts are indexed."""
_BLOCK_SEPARATOR = "\n"
"""Separates blocks; does not occur in normalized texts."""


class PlacementFault(StrEnum):
    """What is wrong with the position of a message."""

    NONE = ""
    LOST = "is not printed"
    MOVED = "is not printed where it belongs"


class Span(NamedTuple):
    """Consecutive characters of a block, from `begin` up to but excluding `end`."""

    block: Block
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class PlacedMessage:
    """A message and the spans of its parts, or a fault.

    `page` (from 1) is the page of the message, or of the message before it if it is lost.
    """

    message: PrintedMessage
    page: int
    spans: tuple[Span, ...] = ()
    fault: PlacementFault = PlacementFault.NONE

    @property
    def block(self) -> Block | None:
        return self.spans[0].block if self.spans else None


def place_messages(
    messages: Sequence[PrintedMessage], blocks: Sequence[Block], footnotes: Mapping[str, int], language: str
) -> list[PlacedMessage]:
    """Find each message on the pages: messages of the text in order, messages of a footnote in that footnote.

    `footnotes` has the pages of footnotes; `language` is the language of messages without one.
    """
    blocks_by_note: dict[str, list[Block]] = defaultdict(list)
    for block in blocks:
        if not block.is_listing:
            blocks_by_note[block.footnote].append(block)
    messages_by_note: dict[str, list[PrintedMessage]] = defaultdict(list)
    for message in messages:
        messages_by_note[message.note].append(message)
    return [
        placed
        for note, group in messages_by_note.items()
        for placed in _place(_JoinedBlocks(blocks_by_note[note], footnotes.get(note, 0)), group, language)
    ]


class _JoinedBlocks:
    """The characters of all blocks as one string, with the block and page of each offset."""

    def __init__(self, blocks: Sequence[Block], first_page: int) -> None:
        parts = [block.characters for block in blocks]
        self.characters = _BLOCK_SEPARATOR.join(parts)
        self._blocks = blocks
        self._first_page = first_page
        self._starts = list(accumulate((len(part) + len(_BLOCK_SEPARATOR) for part in parts[:-1]), initial=0))
        self._numbers = {block: number for number, block in enumerate(blocks)}
        self._edges = {block: block.edges for block in blocks}

    def page(self, offset: int) -> int:
        return self._blocks[self._number(offset)].page if self._blocks else self._first_page

    def _number(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def unique_positions(self, parts: Sequence[str]) -> list[int]:
        """Return the offset of each part that occurs exactly once, else -1."""
        return unique_positions(self.characters, parts)

    def spans(self, parts: Sequence[str], begin: int, end: int, is_likely: Callable[[Span], bool]) -> tuple[Span, ...]:
        """Return the first likely spans of these parts, in order, between two offsets; an empty tuple if one is missing."""
        spans: list[Span] = []
        for part in parts:
            places = self._places(part, self.end(spans[-1]) if spans else begin, end)
            if (span := next(filter(is_likely, places), None)) is None:
                return ()
            spans.append(span)
        return tuple(spans)

    def _places(self, characters: str, begin: int, end: int) -> Iterator[Span]:
        offset = self.characters.find(characters, begin, end)
        while offset >= 0:
            number = self._number(offset)
            first = offset - self._starts[number]
            yield Span(self._blocks[number], first, first + len(characters))
            offset = self.characters.find(characters, offset + 1, end)

    def has_words(self, span: Span) -> bool:
        """Tell whether a span begins and ends at word boundaries."""
        return {span.begin, span.end} <= self._edges[span.block]

    def has_words_in(self, language: str, span: Span) -> bool:
        """Tell whether a span consists of words in a language. If it is a whole block, any language is accepted."""
        is_all = span.end - span.begin == len(span.block.characters)
        return self.has_words(span) and (is_all or language in span.block.languages)

    def end(self, span: Span) -> int:
        """Return the offset in the joined string at which a span ends."""
        return self._starts[self._numbers[span.block]] + span.end


def unique_positions(characters: str, parts: Sequence[str]) -> list[int]:
    """Return the offset of each part that occurs exactly once in the characters, else -1.

    Scans the characters once for all parts: separate searches are quadratic, and take minutes for 1,500 pages.
    """
    beginnings = {part[:_BEGINNING] for part in parts if len(part) >= _BEGINNING}
    places: dict[str, list[int]] = defaultdict(list)
    for at in range(len(characters) - _BEGINNING + 1) if beginnings else ():
        if (beginning := characters[at : at + _BEGINNING]) in beginnings:
            places[beginning].append(at)

    def unique_position(part: str) -> int:
        if len(part) < _BEGINNING:
            first = characters.find(part)
            return first if characters.find(part, first + 1) < 0 else -1
        first, *rest = [at for at in places[part[:_BEGINNING]] if characters.startswith(part, at)] or [-1]
        return -1 if rest else first

    return [unique_position(part) for part in parts]


def _place(text: _JoinedBlocks, messages: Sequence[PrintedMessage], language: str) -> Iterator[PlacedMessage]:
    printed = [message for message in messages if characters_of(message)]
    # Anchors (number -> offset) are messages that occur exactly once, and in order. Other messages are between two anchors.
    starts = text.unique_positions([characters_of(message)[0] for message in printed])
    anchors = dict(_longest_rising([(number, at) for number, at in enumerate(starts) if at >= 0]))
    numbers = [0, *anchors, len(printed)]
    begins = [0, *anchors.values(), len(text.characters)]
    for (first, until), (begin, end) in zip(pairwise(numbers), pairwise(begins), strict=True):
        yield from _place_between(text, printed[first:until], begin, end, language)


def _place_between(
    text: _JoinedBlocks, messages: Sequence[PrintedMessage], begin: int, end: int, language: str
) -> Sequence[PlacedMessage]:
    """Place messages between two offsets, with the strictest criterion that finds all of them in order.

    The characters of a short message may also occur within a longer word, across two words, or in a text in another language,
    such as an abstract.
    """
    placed: list[PlacedMessage] = []
    for are_likely in (
        [partial(text.has_words_in, message.language or language) for message in messages],
        [text.has_words] * len(messages),
        [_accept_all] * len(messages),
    ):
        placed = list(_place_in_order(text, messages, are_likely, begin, end))
        if not any(message.fault for message in placed):
            break
    return placed


def _accept_all(_: Span) -> bool:
    return True


def _place_in_order(
    text: _JoinedBlocks,
    messages: Sequence[PrintedMessage],
    are_likely: Sequence[Callable[[Span], bool]],
    begin: int,
    end: int,
) -> Iterator[PlacedMessage]:
    position = begin
    for message, is_likely in zip(messages, are_likely, strict=True):
        if spans := text.spans(characters_of(message), position, end, is_likely):
            yield PlacedMessage(message, spans[0].block.page, spans)
            position = text.end(spans[-1])
        else:
            elsewhere = text.spans(characters_of(message), 0, len(text.characters), _accept_all)
            fault = PlacementFault.MOVED if elsewhere else PlacementFault.LOST
            yield PlacedMessage(message, text.page(max(position - 1, 0)), fault=fault)


def _longest_rising(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest subsequence with increasing second numbers (the first numbers increase already)."""
    lowest: list[int] = []
    tails: list[int] = []
    predecessors: list[int] = []
    for index, (_, offset) in enumerate(places):
        length = bisect_left(lowest, offset)
        predecessors.append(tails[length - 1] if length else -1)
        lowest[length : length + 1] = [offset]
        tails[length : length + 1] = [index]
    subsequence = []
    index = tails[-1] if tails else -1
    while index >= 0:
        subsequence.append(places[index])
        index = predecessors[index]
    return subsequence[::-1]
