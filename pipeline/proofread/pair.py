# SPDX-License-Identifier: GPL-3.0-or-later
"""What a check looks at: an original and its translation, both taken apart once for all checks."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.model.message import Message
from pipeline.model.plurals import PluralRule
from pipeline.proofread.context import Context
from pipeline.proofread.text import ParsedText, read


@dataclass(frozen=True, slots=True)
class Pair:
    """A text of a message and its translation."""

    original: ParsedText
    translation: ParsedText
    context: Context = field(default_factory=Context)


def pairs(message: Message, context: Context, rule: PluralRule | None = None) -> Iterator[Pair]:
    """Yield the pairs of a message: one, or with plurals one for each form of the catalogue's rule.

    The singular of the original is beside the form that is for 1 alone; where that is for 21 too, it must say its number.
    """
    if not message.plural:
        yield Pair(read(message.original), read(message.translation), context)
        return
    for number, form in enumerate(message.plural_translations):
        is_singular = rule.numbers[number] == (1,) if rule and number < rule.count else number == 0
        yield Pair(read(message.original if is_singular else message.plural), read(form), context)
