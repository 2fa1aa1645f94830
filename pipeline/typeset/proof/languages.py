# SPDX-License-Identifier: GPL-3.0-or-later
"""Detects the language of a text by its function words, and only when the result is certain."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.languages import profiles

type SmallWords = Mapping[str, frozenset[str]]
"""Primary tag -> function words that are rare in the other languages."""

_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"(?<!\S)(?=\S+(?:://|@)\S|\S*\bwww\.\S)\S+")
"""URLs and mail addresses, which are ignored because their parts are often English words."""
_MIN_WORDS = 4
"""A language is identified by this number of different function words …"""
_SHARE = 0.2
"""… if they are at least this share of all words."""


def small_words(project_profiles: Path | None = None) -> SmallWords:
    """Return the function words of each language whose profile has any."""
    primary = [profile for profile in profiles(project_profiles) if profile.tag == profile.primary]
    return {profile.tag: frozenset(profile.small_words) for profile in primary if profile.small_words}


def language_of(text: str, expected: str, vocabulary: SmallWords | None = None) -> str:
    """Return the language of a text: `expected` unless another one is certain."""
    vocabulary = vocabulary or _package_vocabulary()
    primary = expected.partition("-")[0]
    words = [word.casefold() for word in _WORD.findall(_ADDRESS.sub(" ", text))]
    matches = {tag: [word for word in words if word in small] for tag, small in vocabulary.items()}
    best = max(matches, key=lambda tag: len(matches[tag]))
    # Count different words: titles of newspapers and works repeat a few function words.
    is_sure = len(set(matches[best])) >= _MIN_WORDS and len(matches[best]) >= _SHARE * len(words)
    return best if is_sure and best != primary and len(matches[best]) > 3 * len(matches.get(primary, ())) else expected


@cache
def _package_vocabulary() -> SmallWords:
    return small_words()
