# SPDX-License-Identifier: GPL-3.0-or-later
"""What is printed besides the messages: numbers, labels, words of the interface, and what should not be there."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.typeset.engine.pages import Block, TextRun, squeezed
from pipeline.typeset.proof.placement import PlacedMessage, Span

_UNCLAIMED = re.compile(rb"\0+")


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
