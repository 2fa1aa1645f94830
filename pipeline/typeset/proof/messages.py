# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether every message stands on the pages, whole and in its place among the others. Knows no boxes."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Any, NamedTuple

from pipeline.typeset.proof.laid import Block, squeezed

_APART = "\n"
"""Between two blocks; squeezed texts have none."""


@dataclass(frozen=True, slots=True)
class Message:
    """What must be printed: `parts` of its words in their order, and where they come from (pipeline/compose/paged/expected.py)."""

    original: str
    path: str
    line: int
    parts: tuple[str, ...]
    note: str
    language: str
    translated: bool

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Message":
        return cls(
            str(told["original"]),
            str(told["path"]),
            int(told["line"]),
            tuple(told["parts"]),
            str(told["note"]),
            str(told["language"]),
            bool(told["translated"]),
        )

    @property
    def letters(self) -> list[str]:
        return [letters for part in self.parts if (letters := squeezed(part))]


class Fault(StrEnum):
    """What is wrong with a message."""

    NONE = ""
    LOST = "is not printed"
    MOVED = "is not printed where it belongs"


class Span(NamedTuple):
    """Letters in a row in a block, from `begin` to before `end`."""

    block: Block
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A message and where each of its parts is printed, or what is wrong with it.

    `page` is its own, from 1, or that of the message before it.
    """

    message: Message
    page: int
    spans: tuple[Span, ...] = ()
    fault: Fault = Fault.NONE

    @property
    def block(self) -> Block | None:
        return self.spans[0].block if self.spans else None


def placed(messages: Sequence[Message], blocks: Sequence[Block], feet: Mapping[str, int]) -> list[Placed]:
    """Where each message stands: in the text in the order of the messages, those of a note in that note.

    `feet` are the pages of the notes.
    """
    of_notes: dict[str, list[Block]] = defaultdict(list)
    for block in blocks:
        if not block.is_listing:
            of_notes[block.note].append(block)
    told: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        told[message.note].append(message)
    return [one for note, some in told.items() for one in _placed(_Text(of_notes[note], feet.get(note, 0)), some)]


class _Text:
    """All blocks in a row, and the page of each place in them."""

    def __init__(self, blocks: Sequence[Block], first_page: int) -> None:
        pieces = [block.letters for block in blocks]
        self.letters = _APART.join(pieces)
        self._blocks = blocks
        self._first_page = first_page
        self._starts = list(accumulate((len(piece) + len(_APART) for piece in pieces[:-1]), initial=0))
        self._numbers = {block: number for number, block in enumerate(blocks)}

    def page(self, at: int) -> int:
        return self._blocks[self._number(at)].page if self._blocks else self._first_page

    def _number(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def only_place(self, letters: str) -> int:
        """Where they stand, if they stand in one place alone; else -1."""
        first = self.letters.find(letters)
        return first if first >= 0 and self.letters.find(letters, first + 1) < 0 else -1

    def spans(self, parts: Sequence[str], begin: int, end: int) -> tuple[Span, ...]:
        """Where these parts stand, each after the other within a stretch; none if they do not all stand there."""
        found = []
        at = begin
        for part in parts:
            first = self.letters.find(part, at, end)
            if first < 0:
                return ()
            at = first + len(part)
            number = self._number(first)
            found.append(Span(self._blocks[number], first - self._starts[number], at - self._starts[number]))
        return tuple(found)

    def end(self, span: Span) -> int:
        """Where a span ends in the whole."""
        return self._starts[self._numbers[span.block]] + span.end


def _placed(text: _Text, messages: Sequence[Message]) -> Iterator[Placed]:
    parts = [message.letters for message in messages]
    anchors = _anchors(text, parts)
    begins = [*anchors.values(), len(text.letters)]
    at = 0
    for number, message in enumerate(messages):
        if not parts[number]:
            continue
        begin = anchors.get(number, at)
        until = begins[bisect_right(begins, begin)] if number in anchors else begins[bisect_left(begins, begin)]
        if spans := text.spans(parts[number], begin, until):
            yield Placed(message, spans[0].block.page, spans)
            at = text.end(spans[-1])
        else:
            elsewhere = text.spans(parts[number], 0, len(text.letters))
            fault = Fault.MOVED if elsewhere else Fault.LOST
            yield Placed(message, text.page(max(at - 1, 0)), fault=fault)


def _anchors(text: _Text, parts: Sequence[Sequence[str]]) -> dict[int, int]:
    """The messages that stand in one place alone and in the order of all such: their number -> where they begin."""
    places = [(number, at) for number, one in enumerate(parts) if one and (at := text.only_place(one[0])) >= 0]
    return dict(_longest_rising(places))


def _longest_rising(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest selection whose second numbers rise; the first ones do already."""
    lowest: list[int] = []
    tails: list[int] = []
    before: list[int] = []
    for index, (_, at) in enumerate(places):
        length = bisect_left(lowest, at)
        before.append(tails[length - 1] if length else -1)
        lowest[length : length + 1] = [at]
        tails[length : length + 1] = [index]
    found = []
    index = tails[-1] if tails else -1
    while index >= 0:
        found.append(places[index])
        index = before[index]
    return found[::-1]
