# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether every message stands on the pages, whole and in its place among the others. Knows no boxes."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum
from functools import partial
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple

from pipeline.bookformat.book import PrintedMessage
from pipeline.typeset.proof.laid import Block, squeezed

_APART = "\n"
"""Between two blocks; squeezed texts have none."""


@dataclass(frozen=True, slots=True)
class Message(PrintedMessage):
    """A message that must be printed, as the proof looks for it."""

    @classmethod
    def read(cls, message: PrintedMessage) -> "Message":
        return cls(*astuple(message))

    @property
    def letters(self) -> list[str]:
        return [letters for part in self.parts if (letters := squeezed(part))]

    def place(self, lines: Mapping[str, str]) -> "Place":
        """Return where it can be corrected: in the catalogue if it is a translation (`lines`: original -> `file.po:line`)."""
        if self.translated and self.original in lines:
            path, _, line = lines[self.original].rpartition(":")
            return Place(Path(path), int(line))
        return Place(Path(self.path) if self.path else None, self.line or None)


class Place(NamedTuple):
    """A line of a file, as far as both are known."""

    path: Path | None = None
    line: int | None = None


def where(place: Place) -> str:
    """Return a place as the beginning of a sentence: `file:line: `, `file: `, or nothing."""
    path, line = place
    return f"{path}:{line}: " if path and line else f"{path}: " if path else ""


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


def placed(
    messages: Sequence[Message], blocks: Sequence[Block], feet: Mapping[str, int], language: str
) -> list[Placed]:
    """Where each message stands: in the text in the order of the messages, those of a note in that note.

    `feet` are the pages of the notes, `language` is that of the messages that name none.
    """
    of_notes: dict[str, list[Block]] = defaultdict(list)
    for block in blocks:
        if not block.is_listing:
            of_notes[block.note].append(block)
    told: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        told[message.note].append(message)
    texts = {note: _Text(of_notes[note], feet.get(note, 0)) for note in told}
    return [one for note, some in told.items() for one in _placed(texts[note], some, language)]


class _Text:
    """All blocks in a row, and the page of each place in them."""

    def __init__(self, blocks: Sequence[Block], first_page: int) -> None:
        pieces = [block.letters for block in blocks]
        self.letters = _APART.join(pieces)
        self._blocks = blocks
        self._first_page = first_page
        self._starts = list(accumulate((len(piece) + len(_APART) for piece in pieces[:-1]), initial=0))
        self._numbers = {block: number for number, block in enumerate(blocks)}
        self._edges = {block: block.edges for block in blocks}

    def page(self, at: int) -> int:
        return self._blocks[self._number(at)].page if self._blocks else self._first_page

    def _number(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def only_place(self, letters: str) -> int:
        """Where they stand, if they stand in one place alone; else -1."""
        first = self.letters.find(letters)
        return first if first >= 0 and self.letters.find(letters, first + 1) < 0 else -1

    def spans(self, parts: Sequence[str], begin: int, end: int, is_likely: Callable[[Span], bool]) -> tuple[Span, ...]:
        """The first likely places of these parts, each after the other within a stretch; none if not all stand there."""
        found: list[Span] = []
        for part in parts:
            places = self._places(part, self.end(found[-1]) if found else begin, end)
            if (span := next(filter(is_likely, places), None)) is None:
                return ()
            found.append(span)
        return tuple(found)

    def _places(self, letters: str, begin: int, end: int) -> Iterator[Span]:
        at = self.letters.find(letters, begin, end)
        while at >= 0:
            number = self._number(at)
            first = at - self._starts[number]
            yield Span(self._blocks[number], first, first + len(letters))
            at = self.letters.find(letters, at + 1, end)

    def has_words(self, span: Span) -> bool:
        """Whether it begins and ends where a word does."""
        return {span.begin, span.end} <= self._edges[span.block]

    def has_words_in(self, language: str, span: Span) -> bool:
        """Whether they also are in a language; what is all that a block says is meant to be, whatever it is marked as."""
        is_all = span.end - span.begin == len(span.block.letters)
        return self.has_words(span) and (is_all or language in span.block.languages)

    def end(self, span: Span) -> int:
        """Where a span ends in the whole."""
        return self._starts[self._numbers[span.block]] + span.end


def _placed(text: _Text, messages: Sequence[Message], language: str) -> Iterator[Placed]:
    told = [message for message in messages if message.letters]
    anchors = _anchors(text, [message.letters for message in told])
    numbers = [0, *anchors, len(told)]
    begins = [0, *anchors.values(), len(text.letters)]
    for (first, until), (begin, end) in zip(pairwise(numbers), pairwise(begins), strict=True):
        yield from _between(text, told[first:until], begin, end, language)


def _between(text: _Text, messages: Sequence[Message], begin: int, end: int, language: str) -> Sequence[Placed]:
    """Where messages stand in a stretch: at the likeliest places at which all of them stand, one after the other.

    The letters of a short one are in longer words too, and where two words meet; and what is in another language, as an
    abstract is, may have the very word.
    """
    found: list[Placed] = []
    for are_likely in (
        [partial(text.has_words_in, message.language or language) for message in messages],
        [text.has_words] * len(messages),
        [_is_there] * len(messages),
    ):
        found = list(_in_order(text, messages, are_likely, begin, end))
        if not any(one.fault for one in found):
            break
    return found


def _is_there(_: Span) -> bool:
    return True


def _in_order(
    text: _Text, messages: Sequence[Message], are_likely: Sequence[Callable[[Span], bool]], begin: int, end: int
) -> Iterator[Placed]:
    at = begin
    for message, is_likely in zip(messages, are_likely, strict=True):
        if spans := text.spans(message.letters, at, end, is_likely):
            yield Placed(message, spans[0].block.page, spans)
            at = text.end(spans[-1])
        else:
            elsewhere = text.spans(message.letters, 0, len(text.letters), _is_there)
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
