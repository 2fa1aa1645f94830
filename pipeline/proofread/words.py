# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the words and numbers that readers read."""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.model.remark import Remark
from pipeline.proofread.pair import Pair
from pipeline.proofread.text import NO_WORDS

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_THOUSANDS = re.compile(r"(?<=\d)[.,'’\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_DATE = re.compile(r"\b(\d{1,2})[./]\d{1,2}[./](\d{4})\b")
_DIGITS = re.compile(r"\d+")
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_COPIED_FROM = 6
"""Words that make a text too long to be the same in two languages by chance."""
_CORRECTED = re.compile(r"\bcorrected on (\d{4}-\d\d-\d\d) with the same meaning\b")
"""What `update --same-meaning` writes above a message."""


def copied_original(pair: Pair) -> Iterator[Remark]:
    """Find translations of more than five words that are the original itself.

    A text that is the same in both languages (an address, a list of names) is allowed by a comment with the reason.
    """
    same = pair.translation.source.split() == pair.original.source.split()
    if same and len(_WORD.findall(NO_WORDS.sub(" ", pair.original.plain))) >= _COPIED_FROM:
        yield Remark("this is the original, not a translation; translate it, or leave it empty")


def unread_correction(pair: Pair) -> Iterator[Remark]:
    """Find translations that stayed valid although their original was corrected, `with the same meaning`.

    Only whoever made the correction has judged that. A second person reads the translation beside the new original, and takes
    the comment away.
    """
    for match in map(_CORRECTED.search, pair.comments):
        if match:
            yield Remark(
                "its original was corrected on %(day)s, with the same meaning: let a second person read both, and take the"
                " comment away",
                day=match[1],
            )


def lost_number(pair: Pair) -> Iterator[Remark]:
    """Find numbers that differ. Separators are each language's own: 1.234,50 and 1,234.50 are the same."""
    original, translation = pair.original.plain, pair.translation.plain
    if Counter(_DIGITS.findall(original)) == Counter(_DIGITS.findall(translation)):
        return
    if len(_DATE.findall(original)) != len(_DATE.findall(translation)):
        # One writes 19.12.2005, the other names the month.
        original, translation = _DATE.sub(r"\1 \2", original), _DATE.sub(r"\1 \2", translation)
    expected, actual = _numbers(original), _numbers(translation)
    lost, extra = expected - actual, actual - expected
    missing, added = ", ".join(lost.elements()), ", ".join(extra.elements())
    if lost and extra:
        yield Remark("%(missing)s is missing, %(added)s stands there instead", missing=missing, added=added)
    elif lost:
        yield Remark("%(missing)s is missing", missing=missing)
    elif extra:
        yield Remark("%(added)s is not in the original", added=added)


def unbalanced_brackets(pair: Pair) -> Iterator[Remark]:
    """Find brackets that open and do not close, or the other way round."""
    for opening, closing in _BRACKETS.items():
        expected, actual = (
            text.plain.count(opening) - text.plain.count(closing) for text in (pair.original, pair.translation)
        )
        if expected == 0 and actual != 0:
            yield Remark("%(missing)s is missing", missing=closing if actual > 0 else opening)


def _numbers(text: str) -> Counter[str]:
    return Counter(_DIGITS.findall(_THOUSANDS.sub("", text)))
