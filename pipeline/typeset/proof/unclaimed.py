# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds what is printed besides the messages: numbers, labels, words of the interface, and messages that are printed again."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from pipeline.bookformat.book import PrintedMessage
from pipeline.typeset.book import characters_of
from pipeline.typeset.proof.placement import PlacedMessage, Span
from pipeline.typeset.values.pages import Block, TextRun, squeezed

_UNCLAIMED = re.compile(rb"\0+")
_WHOLE = 20
"""Length from which unclaimed text that equals a message is that message, and no label …"""
_PART = 60
"""… and from which it is, even between other words."""
_SAME = 12
"""Length from which a repetition of a message in its block is neither an accident nor a label, such as “When” beside a step."""


@dataclass(frozen=True, slots=True)
class UnclaimedText:
    """Consecutive characters of a block that no message accounts for, and the text runs that have some of them."""

    block: Block
    characters: str
    runs: tuple[TextRun, ...]

    @property
    def page(self) -> int:
        return self.runs[0].page


def unclaimed_texts(blocks: Sequence[Block], placed: Sequence[PlacedMessage]) -> Iterator[UnclaimedText]:
    """Yield what the messages leave of the blocks, in the order of the blocks."""
    claimed: dict[Block, list[Span]] = defaultdict(list)
    for message in placed:
        for span in message.spans:
            claimed[span.block].append(span)
    for block in blocks:
        yield from _of_block(block, claimed[block])


def _of_block(block: Block, claimed: Sequence[Span]) -> Iterator[UnclaimedText]:
    characters = block.characters
    mask = bytearray(len(characters))
    for span in claimed:
        mask[span.begin : span.end] = b"\1" * (span.end - span.begin)
    for gap in _UNCLAIMED.finditer(mask):
        runs = _runs_within(block, gap.start(), gap.end())
        yield UnclaimedText(block, characters[gap.start() : gap.end()], tuple(runs))


def _runs_within(block: Block, begin: int, end: int) -> Iterator[TextRun]:
    at = 0
    for run in block.runs:
        length = len(squeezed(run.words))
        if max(at, begin) < min(at + length, end):
            yield run
        at += length


@dataclass(frozen=True, slots=True)
class RepeatedMessage:
    """A message of which a page (from 1) has the words again."""

    message: PrintedMessage
    page: int


def repeated_messages(
    placed: Sequence[PlacedMessage], unclaimed: Iterable[UnclaimedText], again: Set[str] = frozenset()
) -> Iterator[RepeatedMessage]:
    """Yield the messages that unclaimed texts repeat. What is printed again on purpose, as a glossary is, is passed over.

    `again` are the characters of texts that are no messages and have the words of one.
    """
    index = _Index(placed)
    for text in unclaimed:
        is_meant = text.block.repeats or text.characters in again
        message = None if is_meant else index.in_block(text) or index.anywhere(text.characters)
        if message is not None:
            yield RepeatedMessage(message, text.page)


class _Index:
    """Messages that were placed, by their characters."""

    def __init__(self, placed: Sequence[PlacedMessage]) -> None:
        self._whole: dict[str, PrintedMessage] = {}
        self._by_beginning: dict[str, tuple[str, PrintedMessage]] = {}
        self._by_block: Mapping[Block, list[tuple[str, PrintedMessage]]] = defaultdict(list)
        for message, block in ((message.message, message.block) for message in placed):
            if block is None:
                continue
            parts = characters_of(message)
            whole = "".join(parts)
            self._by_block[block].append((whole, message))
            for characters in (whole, *parts):
                if len(characters) >= _WHOLE:
                    self._whole.setdefault(characters, message)
                if len(characters) >= _PART:
                    self._by_beginning.setdefault(characters[:_PART], (characters, message))

    def in_block(self, text: UnclaimedText) -> PrintedMessage | None:
        """Return the message of the same block that a text is, or has a part of: a line that is set twice, for instance."""
        for characters, message in self._by_block.get(text.block, ()):
            shorter, longer = sorted((characters, text.characters), key=len)
            if len(shorter) >= _SAME and shorter in longer:
                return message
        return None

    def anywhere(self, characters: str) -> PrintedMessage | None:
        """Return the message that a text is, or has the whole of."""
        if (message := self._whole.get(characters)) is not None:
            return message
        for at in range(len(characters) - _PART + 1):
            whole, message = self._by_beginning.get(characters[at : at + _PART], ("", None))
            if message is not None and characters.startswith(whole, at):
                return message
        return None
