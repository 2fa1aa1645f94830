# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds each expected message on the pages, whether it is complete and in order, and which messages are printed again.

Everything is searched in the joined characters of a flow: the text of the book, or one footnote. An offset is a place in them.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from pipeline.bookformat.book import PrintedMessage
from pipeline.typeset.book import characters_of
from pipeline.typeset.values.pages import Block, normalized

_BEGINNING = 16
"""Number of leading characters by which parts are indexed."""
_MIN_MESSAGE, _MIN_EMBEDDED_MESSAGE = 20, 60
"""Minimum length of other text that counts as a repetition of an equal message, not as a label; and if more text surrounds it."""
_MIN_REPETITION = 12
"""Minimum length of a repetition in the message's own block; shorter ones may be accidental, or a label such as “When” at a step."""
_ANY, _WORDS, _WORDS_IN_LANGUAGE = range(3)
"""How sure a match must be: any equal characters, whole words, whole words in a block that has the message's language."""


class Span(NamedTuple):
    """Consecutive characters of a block, from `begin` up to but excluding `end`."""

    block: Block
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class PlacedMessage:
    """A message and the spans of its parts, or a `fault`. A lost message has the page (from 1) of the message before it."""

    message: PrintedMessage
    page: int
    spans: tuple[Span, ...] = ()
    fault: str = ""

    @property
    def block(self) -> Block | None:
        return self.spans[0].block if self.spans else None


def place_messages(
    messages: Sequence[PrintedMessage], blocks: Sequence[Block], footnotes: Mapping[str, int], language: str
) -> list[PlacedMessage]:
    """Find each message on the pages: messages of the text in order, messages of a footnote in that footnote.

    `footnotes` has the pages of footnotes; `language` is the language of messages without one.
    """
    in_note: dict[str, list[PrintedMessage]] = defaultdict(list)
    for message in messages:
        in_note[message.note].append(message)
    in_flow: dict[str, list[Block]] = defaultdict(list)
    for block in blocks:
        if not block.is_listing:
            in_flow[block.footnote].append(block)
    return [
        placed
        for note, group in in_note.items()
        for placed in _Flow(in_flow[note]).place(group, language, footnotes.get(note, 0))
    ]


class _Flow:
    """The characters of blocks as one string. A line end, which normalized text lacks, separates the blocks."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        parts = [block.characters for block in blocks]
        self._blocks, self._characters = blocks, "\n".join(parts)
        self._starts = [*accumulate((len(part) + 1 for part in parts[:-1]), initial=0)]
        self._edges = {start + edge for start, block in zip(self._starts, blocks, strict=False) for edge in block.edges}
        self._whole = {(start, start + len(part)) for start, part in zip(self._starts, parts, strict=False)}

    def place(self, messages: Sequence[PrintedMessage], language: str, page: int) -> Iterator[PlacedMessage]:
        """Place messages in order. Those that occur once, and in order, are anchors; the others are between two anchors."""
        messages = [message for message in messages if characters_of(message)]
        starts = unique_positions(self._characters, [characters_of(message)[0] for message in messages])
        anchors = _longest_rising([(number, at) for number, at in enumerate(starts) if at >= 0])
        ends = [(0, 0), *anchors, (len(messages), len(self._characters))]
        for (first, begin), (until, end) in pairwise(ends):
            # A short message may also be part of a word, or a text in another language.
            for sureness in (_WORDS_IN_LANGUAGE, _WORDS, _ANY):
                placed = [*self._place_between(messages[first:until], begin, end, sureness, language, page)]
                if not any(message.fault for message in placed):
                    break
            yield from placed

    def _place_between(
        self, messages: Sequence[PrintedMessage], begin: int, end: int, sureness: int, language: str, page: int
    ) -> Iterator[PlacedMessage]:
        for message in messages:
            parts = characters_of(message)
            if found := self._find(parts, begin, end, sureness, message.language or language):
                spans = tuple(self._span(*place) for place in found)
                yield PlacedMessage(message, spans[0].block.page, spans)
                begin = found[-1][1]
            else:
                elsewhere = self._find(parts, 0, len(self._characters), _ANY, "")
                before = self._span(max(begin - 1, 0), begin).block.page if self._blocks else page
                fault = "is not printed where it belongs" if elsewhere else "is not printed"
                yield PlacedMessage(message, before, fault=fault)

    def _find(self, parts: Sequence[str], begin: int, end: int, sureness: int, language: str) -> list[tuple[int, int]]:
        """Return the first sure places (begin, end) of these parts, in order, between two offsets; none if one is missing."""
        found: list[tuple[int, int]] = []
        for part in parts:
            at = self._characters.find(part, begin, end)
            while at >= 0 and not self._is_sure(at, at + len(part), sureness, language):
                at = self._characters.find(part, at + 1, end)
            if at < 0:
                return []
            begin = at + len(part)
            found.append((at, begin))
        return found

    def _is_sure(self, begin: int, end: int, sureness: int, language: str) -> bool:
        if sureness == _ANY:
            return True
        is_likely = sureness == _WORDS or (begin, end) in self._whole
        return {begin, end} <= self._edges and (is_likely or language in self._span(begin, end).block.languages)

    def _span(self, begin: int, end: int) -> Span:
        number = bisect_right(self._starts, begin) - 1
        return Span(self._blocks[number], begin - self._starts[number], end - self._starts[number])


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


def repeated_messages(
    blocks: Sequence[Block], placed: Sequence[PlacedMessage], intended: Set[str] = frozenset()
) -> Iterator[tuple[PrintedMessage, int]]:
    """Yield each message that other text of the blocks repeats, with the page (from 1), except where blocks may repeat messages.

    `intended` has the characters of other texts that may equal a message.
    """
    claimed: dict[Block, list[Span]] = defaultdict(list)
    in_block: dict[Block, list[tuple[str, PrintedMessage]]] = defaultdict(list)
    equal: dict[str, PrintedMessage] = {}
    beginning: dict[str, tuple[str, PrintedMessage]] = {}
    for message in placed:
        for span in message.spans:
            claimed[span.block].append(span)
        if message.block is not None:
            parts = characters_of(message.message)
            in_block[message.block].append(("".join(parts), message.message))
            for words in ("".join(parts), *parts):
                if len(words) >= _MIN_MESSAGE:
                    equal.setdefault(words, message.message)
                if len(words) >= _MIN_EMBEDDED_MESSAGE:
                    beginning.setdefault(words[:_MIN_EMBEDDED_MESSAGE], (words, message.message))

    def repeated_in(block: Block, text: str) -> PrintedMessage | None:
        for words, message in in_block[block]:  # completely or in part, such as a line that is printed twice
            shorter, longer = sorted((words, text), key=len)
            if len(shorter) >= _MIN_REPETITION and shorter in longer:
                return message
        for at in range(len(text) - _MIN_EMBEDDED_MESSAGE + 1) if text not in equal else ():
            words, embedded = beginning.get(text[at : at + _MIN_EMBEDDED_MESSAGE], ("", None))
            if embedded is not None and text.startswith(words, at):
                return embedded
        return equal.get(text)

    for block in blocks:
        characters = block.characters
        mask = bytearray(len(characters))
        for _, begin, end in claimed[block]:
            mask[begin:end] = b"\1" * (end - begin)
        for gap in re.finditer(rb"\0+", mask) if not block.repeats else ():
            text = characters[gap.start() : gap.end()]
            if text not in intended and (repeated := repeated_in(block, text)) is not None:
                ends = [*accumulate(len(normalized(run.words)) for run in block.runs)]
                yield repeated, block.runs[bisect_right(ends, gap.start())].page
