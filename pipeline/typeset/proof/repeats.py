# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds messages that are printed more often than they are written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.bookformat.book import PrintedMessage
from pipeline.typeset.engine.pages import Block
from pipeline.typeset.expected import characters_of
from pipeline.typeset.proof.placement import PlacedMessage
from pipeline.typeset.proof.unclaimed import UnclaimedText

_WHOLE = 20
"""Fewer characters may be a label too: unclaimed text of so many that is a message, whole, is that message …"""
_PART = 60
"""… and one of so many is it even where other words are around it."""
_SAME = 12
"""So many characters of a message that are in its block once more are no accident, and no label, such as “When” beside a step."""


@dataclass(frozen=True, slots=True)
class RepeatedMessage:
    """A message of which a page (from 1) has the words again."""

    message: PrintedMessage
    page: int


def repeated_messages(placed: Sequence[PlacedMessage], unclaimed: Iterable[UnclaimedText]) -> Iterator[RepeatedMessage]:
    """Yield the messages that unclaimed texts repeat. What is printed again on purpose, as a glossary is, is passed over."""
    index = _Index(placed)
    for text in unclaimed:
        message = None if text.block.repeats else index.in_block(text) or index.anywhere(text.characters)
        if message is not None:
            yield RepeatedMessage(message, text.page)


class _Index:
    """The messages that are in their places, by their characters."""

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
