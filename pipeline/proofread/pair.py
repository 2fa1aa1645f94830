# SPDX-License-Identifier: GPL-3.0-or-later
"""What a check looks at: an original and its translation, both taken apart once for all checks."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.catalogue.message import Message
from pipeline.proofread.context import Context
from pipeline.proofread.text import Text, read


@dataclass(frozen=True, slots=True)
class Pair:
    """A text of a message and its translation."""

    original: Text
    translation: Text
    context: Context = field(default_factory=Context)


def pairs(message: Message, context: Context) -> Iterator[Pair]:
    """The pairs of a message: one, or with plurals one for each form."""
    if not message.plural:
        yield Pair(read(message.original), read(message.translation), context)
        return
    for number, form in enumerate(message.plural_translations):
        yield Pair(read(message.original if number == 0 else message.plural), read(form), context)
