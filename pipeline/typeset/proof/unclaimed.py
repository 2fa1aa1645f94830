# SPDX-License-Identifier: GPL-3.0-or-later
"""What is printed besides the messages: numbers, labels, words of the interface, and what should not be there."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.typeset.proof.laid import Block, Piece, squeezed
from pipeline.typeset.proof.messages import Placed, Span

_UNCLAIMED = re.compile(rb"\0+")


@dataclass(frozen=True, slots=True)
class Rest:
    """Letters in a row in a block that belong to no message, and the pieces in which they are, of which each has some."""

    block: Block
    letters: str
    pieces: tuple[Piece, ...]

    @property
    def page(self) -> int:
        return self.pieces[0].page


def rests(blocks: Sequence[Block], found: Sequence[Placed]) -> Iterator[Rest]:
    """The rests of all blocks, in their order."""
    claimed: dict[Block, list[Span]] = defaultdict(list)
    for one in found:
        for span in one.spans:
            claimed[span.block].append(span)
    for block in blocks:
        yield from _of_block(block, claimed[block])


def _of_block(block: Block, claimed: Sequence[Span]) -> Iterator[Rest]:
    letters = block.letters
    mask = bytearray(len(letters))
    for span in claimed:
        mask[span.begin : span.end] = b"\1" * (span.end - span.begin)
    for gap in _UNCLAIMED.finditer(mask):
        yield Rest(block, letters[gap.start() : gap.end()], tuple(_within(block, gap.start(), gap.end())))


def _within(block: Block, begin: int, end: int) -> Iterator[Piece]:
    at = 0
    for piece in block.pieces:
        length = len(squeezed(piece.words))
        if max(at, begin) < min(at + length, end):
            yield piece
        at += length
