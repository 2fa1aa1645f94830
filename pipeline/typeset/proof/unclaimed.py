# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds printed text that belongs to no message: numbers, labels, words of the interface, and repeated messages."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from pipeline.bookformat.book import PrintedMessage
from pipeline.typeset.book import characters_of
from pipeline.typeset.proof.placement import PlacedMessage, Span
from pipeline.typeset.values.pages import Block, TextRun, normalized

_UNCLAIMED = re.compile(rb"\0+")
_MIN_MESSAGE = 20
"""Minimum length of unclaimed text that counts as a repetition of an equal message, not as a label …"""
_MIN_EMBEDDED_MESSAGE = 60
"""… and minimum length if it is surrounded by other text."""
_MIN_REPETITION = 12
"""Minimum length of a repetition in the message's own block; shorter ones may be accidental, or a label such as “When” at a step."""


@dataclass(frozen=True, slots=True)
class UnclaimedText:
    """Consecutive characters of a block that no message accounts for, and the text runs that contain them."""

    block: Block
    characters: str
    runs: tuple[TextRun, ...]

    @property
    def page(self) -> int:
        return self.runs[0].page


def unclaimed_texts(blocks: Sequence[Block], placed: Sequence[PlacedMessage]) -> Iterator[UnclaimedText]:
    """Yield the texts of the blocks that no message accounts for, in order."""
    claimed: dict[Block, list[Span]] = defaultdict(list)
    for message in placed:
        for span in message.spans:
            claimed[span.block].append(span)
    for block in blocks:
        yield from _unclaimed_in_block(block, claimed[block])


def _unclaimed_in_block(block: Block, claimed_spans: Sequence[Span]) -> Iterator[UnclaimedText]:
    characters = block.characters
    mask = bytearray(len(characters))
    for span in claimed_spans:
        mask[span.begin : span.end] = b"\1" * (span.end - span.begin)
    for gap in _UNCLAIMED.finditer(mask):
        runs = _runs_within(block, gap.start(), gap.end())
        yield UnclaimedText(block, characters[gap.start() : gap.end()], tuple(runs))


def _runs_within(block: Block, begin: int, end: int) -> Iterator[TextRun]:
    offset = 0
    for run in block.runs:
        length = len(normalized(run.words))
        if max(offset, begin) < min(offset + length, end):
            yield run
        offset += length


@dataclass(frozen=True, slots=True)
class RepeatedMessage:
    """A message that is repeated on a page (from 1)."""

    message: PrintedMessage
    page: int


def repeated_messages(
    placed: Sequence[PlacedMessage], unclaimed: Iterable[UnclaimedText], intended_repetitions: Set[str] = frozenset()
) -> Iterator[RepeatedMessage]:
    """Yield the messages that unclaimed texts repeat, except for deliberate repetitions, as in a glossary.

    `intended_repetitions` has the characters of other texts that may equal a message.
    """
    index = _Index(placed)
    for text in unclaimed:
        is_intended = text.block.repeats or text.characters in intended_repetitions
        message = None if is_intended else index.in_block(text) or index.message_in(text.characters)
        if message is not None:
            yield RepeatedMessage(message, text.page)


class _Index:
    """Placed messages by their characters."""

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
                if len(characters) >= _MIN_MESSAGE:
                    self._whole.setdefault(characters, message)
                if len(characters) >= _MIN_EMBEDDED_MESSAGE:
                    self._by_beginning.setdefault(characters[:_MIN_EMBEDDED_MESSAGE], (characters, message))

    def in_block(self, text: UnclaimedText) -> PrintedMessage | None:
        """Return the message of the same block that a text repeats completely or in part, such as a line that is printed twice."""
        for characters, message in self._by_block.get(text.block, ()):
            shorter, longer = sorted((characters, text.characters), key=len)
            if len(shorter) >= _MIN_REPETITION and shorter in longer:
                return message
        return None

    def message_in(self, characters: str) -> PrintedMessage | None:
        """Return the message that a text equals or contains."""
        if (message := self._whole.get(characters)) is not None:
            return message
        for at in range(len(characters) - _MIN_EMBEDDED_MESSAGE + 1):
            whole, message = self._by_beginning.get(characters[at : at + _MIN_EMBEDDED_MESSAGE], ("", None))
            if message is not None and characters.startswith(whole, at):
                return message
        return None
