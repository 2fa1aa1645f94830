# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether every message stands on the pages, whole and in its place among the others. Knows no boxes."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Placed:
    """A message and the block that prints it, or what is wrong with it.

    `page` is its own, from 1, or that of the message before it.
    """

    message: Message
    block: Block | None
    page: int
    fault: Fault = Fault.NONE


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

    def block(self, at: int) -> Block | None:
        return self._blocks[bisect_right(self._starts, at) - 1] if self._blocks else None

    def page(self, at: int) -> int:
        block = self.block(at)
        return block.page if block is not None else self._first_page

    def only_place(self, letters: str) -> int:
        """Where they stand, if they stand in one place alone; else -1."""
        first = self.letters.find(letters)
        return first if first >= 0 and self.letters.find(letters, first + 1) < 0 else -1

    def end_of(self, parts: Sequence[str], begin: int, end: int) -> int:
        """Where the last of these parts ends, each after the other within a stretch; -1 if they do not all stand there."""
        at = begin
        for part in parts:
            found = self.letters.find(part, at, end)
            if found < 0:
                return -1
            at = found + len(part)
        return at


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
        end = text.end_of(parts[number], begin, until)
        if end >= 0:
            first = begin if number in anchors else text.letters.find(parts[number][0], begin)
            yield Placed(message, text.block(first), text.page(first))
            at = end
        else:
            elsewhere = text.end_of(parts[number], 0, len(text.letters)) >= 0
            yield Placed(message, None, text.page(max(at - 1, 0)), Fault.MOVED if elsewhere else Fault.LOST)


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
