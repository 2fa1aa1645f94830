# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of words and numbers."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any, Literal

import icu
from babel import Locale, UnknownLocaleError
from babel.dates import format_timedelta

from pipeline.languages import profile_of
from pipeline.model.remark import Remark
from pipeline.proofread.pair import Pair
from pipeline.proofread.text import NO_WORDS

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_THOUSANDS = re.compile(r"(?<=\d)[.,'’\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_DATE = re.compile(r"\b(\d{1,2})[./]\d{1,2}[./](\d{4})\b")
_DIGITS = re.compile(r"\d+")
_HOUR = re.compile(r"\b\d{1,2}[.:]\d{2}\b")
_UNITS: tuple[Literal["hour", "day", "week", "month"], ...] = ("hour", "day", "week", "month")
_DAYS = (1, 2, 5, 14, 70)
"""Numbers of days for which the CLDR's names of time units are looked up, to get all their plural forms."""
_CITED_PART = re.compile(r":cite:\w+:`[^`]*?\{([^{}`]*)\}")
"""The place in a source that a citation names: `:cite:p:`palermo2000{Art. 3}``."""
_PLACEHOLDER = re.compile(r"\b(?:TODO|FIXME|TBD|XXX)\b|\?{3,}")
_MIN_LENGTH, _MIN_SHARE = 8, 0.35
"""Minimum number of words of an original whose translation has too few, and the share of them that it must have."""
_MAX_DIGITS = 3
"""Maximum length of numbers that a translation may say in words."""
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_COPIED_FROM = 6
"""Minimum number of words of a text that cannot be equal in two languages by chance."""
_CORRECTED = re.compile(r"\bcorrected on (\d{4}-\d\d-\d\d) with the same meaning\b")
"""The comment that `update --same-meaning` writes."""


def copied_original(pair: Pair) -> Iterator[Remark]:
    """Find translations of more than five words that are the original itself.

    A text that is the same in both languages (an address, a list of names) is allowed by a comment with the reason.
    """
    is_same = pair.translation.source.split() == pair.original.source.split()
    if is_same and len(_WORD.findall(NO_WORDS.sub(" ", pair.original.plain))) >= _COPIED_FROM:
        yield Remark("this is the original, not a translation; translate it, or leave it empty")


def placeholder_text(pair: Pair) -> Iterator[Remark]:
    """Find translations that only keep a place: TODO, ???, a full stop. Leave such a message empty."""
    if match := _PLACEHOLDER.search(pair.translation.plain):
        if match[0] not in pair.original.plain:
            yield Remark("%(text)s stands for a translation; translate the message, or leave it empty", text=match[0])
    elif _WORD.search(NO_WORDS.sub(" ", pair.original.plain)) and not re.search(r"\w", pair.translation.source):
        text = pair.translation.source.strip()
        yield Remark("%(text)s stands for a translation; translate the message, or leave it empty", text=text)


def short_translation(pair: Pair) -> Iterator[Remark]:
    """Find translations with few words for a long original, as when a part of a sentence was deleted by mistake.

    Of 6,900 finished translations between Italian, English, German and Albanian with eight words and more, none has less than 0.38
    of the words of its original.
    """
    expected, actual = (len(_WORD.findall(NO_WORDS.sub(" ", text.plain))) for text in (pair.original, pair.translation))
    if expected >= _MIN_LENGTH and actual < _MIN_SHARE * expected:
        yield Remark("number of words: %(actual)s; in the original: %(expected)s", actual=actual, expected=expected)


def lost_negation(pair: Pair) -> Iterator[Remark]:
    """Find translations without a negation whose original has one.

    Often the sentence says the same in another way (`non riusciti`, *failed*): read both, and leave it.
    """
    profile = profile_of(pair.context.original, pair.context.project_profiles)
    if profile.negation and pair.context.profile.negative:
        found = re.search(rf"\b(?:{'|'.join(profile.negation)})\b", pair.original.plain, re.IGNORECASE)
        if found and not re.search("|".join(pair.context.profile.negative), pair.translation.plain, re.IGNORECASE):
            yield Remark("the original has %(word)r; does the translation deny it, too?", word=found[0])


def unread_correction(pair: Pair) -> Iterator[Remark]:
    """Find translations that stayed valid although their original was corrected, `with the same meaning`.

    Only the person who made the correction has judged that. A second person compares the translation with the new original,
    and removes the comment.
    """
    for match in map(_CORRECTED.search, pair.comments):
        if match:
            yield Remark(
                "its original was corrected on %(day)s, with the same meaning: let a second person read both, and remove"
                " the comment",
                day=match[1],
            )


def lost_number(pair: Pair) -> Iterator[Remark]:
    """Find numbers that differ. Separators are each language's own: 1.234,50 and 1,234.50 are the same."""
    lost, extra = _differing_numbers(pair)
    said = set(_WORD.findall(pair.original.plain.casefold()))
    lost = Counter(
        number
        for number in lost.elements()
        # In a part of a word, too: dreißigtägig.
        if _in_words(number, pair.context.language).casefold() not in pair.translation.plain.casefold()
    )
    # As a whole word: the tre of trenta is no 3.
    extra = Counter(
        number for number in extra.elements() if _in_words(number, pair.context.original).casefold() not in said
    )
    missing, added = ", ".join(lost.elements()), ", ".join(extra.elements())
    if lost and extra and not lost & _vital_numbers(pair):
        yield Remark("%(missing)s is missing, %(added)s stands there instead", missing=missing, added=added)
    elif lost and not extra:
        yield Remark("%(missing)s is missing", missing=missing)
    elif extra and not lost:
        yield Remark("%(added)s is not in the original", added=added)


def changed_number(pair: Pair) -> Iterator[Remark]:
    """Find changed numbers in telephone numbers, hours and deadlines, on which people act, and in the places that citations name.

    Deadlines are numbers before a unit of time: 90 days. A number that is said in words passes, as in `around the clock`.
    """
    expected, actual = (
        Counter(number for part in _CITED_PART.findall(text.source) for number in _DIGITS.findall(part))
        for text in (pair.original, pair.translation)
    )
    missing, added = ", ".join((expected - actual).elements()), ", ".join((actual - expected).elements())
    if missing and added:
        yield Remark("%(missing)s is missing, %(added)s stands there instead", missing=missing, added=added)
    elif missing and actual:
        yield Remark("%(missing)s is missing", missing=missing)
    lost, extra = _differing_numbers(pair)
    if extra and (vital := lost & _vital_numbers(pair)):
        missing, added = ", ".join(vital.elements()), ", ".join(extra.elements())
        yield Remark("%(missing)s is missing, %(added)s stands there instead", missing=missing, added=added)


def _differing_numbers(pair: Pair) -> tuple[Counter[str], Counter[str]]:
    """Return the numbers missing from the translation, and the extra ones."""
    original, translation = pair.original.plain, pair.translation.plain
    if Counter(_DIGITS.findall(original)) == Counter(_DIGITS.findall(translation)):
        return Counter(), Counter()
    if len(_DATE.findall(original)) != len(_DATE.findall(translation)):
        # One text may have the date 19.12.2005, the other the name of the month.
        original, translation = _DATE.sub(r"\1 \2", original), _DATE.sub(r"\1 \2", translation)
    expected, actual = _numbers(original), _numbers(translation)
    return expected - actual, actual - expected


def _in_words(number: str, language: str) -> str:
    """Return a number in words: dreißig for 30; for a long one, a text that no other contains."""
    if len(number) > _MAX_DIGITS or not language:
        return "\0"
    return str(_spellout(language).format(int(number))).replace("\u00ad", "")


@cache
def _spellout(tag: str) -> Any:  # icu has no types
    return icu.RuleBasedNumberFormat(icu.URBNFRuleSetTag.SPELLOUT, icu.Locale(tag))


def _vital_numbers(pair: Pair) -> Counter[str]:
    """Return the numbers in telephone numbers, hours and deadlines of the original."""
    profile = profile_of(pair.context.original, pair.context.project_profiles)
    patterns = (telephone_pattern(profile.telephone_words or ()), _HOUR, _deadline_pattern(pair.context.original))
    text = _THOUSANDS.sub("", pair.original.plain)
    return Counter(
        number for pattern in patterns for match in pattern.finditer(text) for number in _DIGITS.findall(match[0])
    )


@cache
def telephone_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for long telephone numbers, and for short ones after words such as `tel.`."""
    return re.compile(
        r"(?<![\w.,/-])(?:\+|00\d|0\d|800[ \u00a0]|116[ \u00a0]?\d)[\d \u00a0/-]{4,}\d"
        rf"|\b(?:{'|'.join((r'tel\.?', *words))})[: \u00a0]+(?P<short>\+?\d[\d \u00a0/-]*\d)",
        re.IGNORECASE,
    )


@cache
def _deadline_pattern(tag: str) -> re.Pattern[str]:
    """Return a pattern for numbers before a unit of time, by the CLDR's names in a language."""
    try:
        locale = Locale.parse(tag or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    texts = (
        format_timedelta(timedelta(days=days), unit, threshold=100, locale=locale) for unit in _UNITS for days in _DAYS
    )
    words = {re.escape(text.split()[-1]) for text in texts}
    return re.compile(rf"(?<!\d)\d++[ \u00a0](?:{'|'.join(sorted(words))})\w{{0,2}}\b", re.IGNORECASE)


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
