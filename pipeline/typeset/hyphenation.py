# SPDX-License-Identifier: GPL-3.0-or-later
"""Albanian hyphenation by rule; the patterns that pyphen brings leave syllables without a vowel.

Of the consonants between two vowels the last goes to the next line; of three or more, two go when words begin so. The
digraphs (dh gj ll nj rr sh th xh zh) are one letter, and two vowels that stand together are not parted.
"""

import itertools
import re
from pathlib import Path

import pyphen

VOWELS = frozenset("aeëiouy")
_UNITS = re.compile(r"dh|gj|ll|nj|rr|sh|th|xh|zh|.")
_WORD = re.compile(r"[^\W\d_]+\Z")
_BEGINS_WORDS = re.compile(
    r"(bl|br|dr|fl|fr|gl|gr|kl|kr|pl|pr|tr|vl|vr|kth|dhr|thr|shk|shp|sht|shq|shn|shm|shf|sk|sp|st|sm|zb|zg|zv|zm"
    r"|mb|nd|ng|ngj|vj|bj|dj|fj|pj|mj|tj)\Z"
)


def breaks(word: str) -> list[int]:
    """The positions (in characters) before which an Albanian word may be broken; none in what is not a plain word."""
    if not _WORD.match(word) or (word.isupper() and len(word) > 1):
        return []
    units = _UNITS.findall(word.lower())
    starts = [sum(map(len, units[:number])) for number in range(len(units))]
    vowels = [number for number, unit in enumerate(units) if unit in VOWELS]
    return [
        starts[_first_of_syllable(units, left, right)] for left, right in itertools.pairwise(vowels) if right - left > 1
    ]


def _first_of_syllable(units: list[str], left: int, right: int) -> int:
    between = units[left + 1 : right]
    together = len(between) > 2 and _BEGINS_WORDS.match("".join(between[-2:]))
    return right - (2 if together else 1)


class _Albanian:
    """Stands in pyphen's table where it expects the patterns of a language; only `positions` is asked of it."""

    def positions(self, word: str) -> list[pyphen.DataInt]:
        return [pyphen.DataInt(position) for position in breaks(word)]


def teach_albanian() -> None:
    """Let pyphen, and so WeasyPrint, break words of `sq` by our rule. May be called more than once."""
    path = Path(__file__)
    pyphen.hdcache[path] = _Albanian()
    for tag in ("sq", "sq_AL"):
        pyphen.LANGUAGES[tag] = path
        pyphen.LANGUAGES_LOWERCASE[tag.lower()] = tag
