# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a message is printed more often than it is written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.typeset.proof.laid import Block
from pipeline.typeset.proof.messages import Message, Placed
from pipeline.typeset.proof.unclaimed import Rest

_WHOLE = 20
"""Fewer letters may be a label too: a rest of so many that is a message, whole, is that message …"""
_PART = 60
"""… and one of so many is it even where other words stand around it."""
_SAME = 12
"""So many letters of a message that stand in its block once more are no accident, and no label, such as “When” beside a step."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A message of which a page (from 1) has the words again."""

    message: Message
    page: int


def repeated(found: Sequence[Placed], rests: Iterable[Rest]) -> Iterator[Repeated]:
    """The messages that rests repeat. What is printed elsewhere on purpose, as a glossary does, is passed over."""
    known = _Known(found)
    for rest in rests:
        message = None if rest.block.repeats else known.in_block(rest) or known.anywhere(rest.letters)
        if message is not None:
            yield Repeated(message, rest.page)


class _Known:
    """The messages that stand in their places, by their letters."""

    def __init__(self, found: Sequence[Placed]) -> None:
        self._whole: dict[str, Message] = {}
        self._long: dict[str, tuple[str, Message]] = {}
        self._of_blocks: Mapping[Block, list[tuple[str, Message]]] = defaultdict(list)
        for one in found:
            if one.block is None:
                continue
            parts = one.message.letters
            whole = "".join(parts)
            self._of_blocks[one.block].append((whole, one.message))
            for letters in (whole, *parts):
                if len(letters) >= _WHOLE:
                    self._whole.setdefault(letters, one.message)
                if len(letters) >= _PART:
                    self._long.setdefault(letters[:_PART], (letters, one.message))

    def in_block(self, rest: Rest) -> Message | None:
        """The message of the same block that a rest is, or has a part of: a line that is set twice, for instance."""
        for letters, message in self._of_blocks.get(rest.block, ()):
            shorter, longer = sorted((letters, rest.letters), key=len)
            if len(shorter) >= _SAME and shorter in longer:
                return message
        return None

    def anywhere(self, letters: str) -> Message | None:
        if (message := self._whole.get(letters)) is not None:
            return message
        for at in range(len(letters) - _PART + 1):
            known, message = self._long.get(letters[at : at + _PART], ("", None))
            if message is not None and letters.startswith(known, at):
                return message
        return None
