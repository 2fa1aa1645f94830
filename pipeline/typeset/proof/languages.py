# SPDX-License-Identifier: GPL-3.0-or-later
"""In which language a text is written, told by its smallest words: sure or silent, for texts of a few words and more."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.languages import profiles

type SmallWords = Mapping[str, frozenset[str]]
"""By primary tag, words that hardly any of the other languages has."""

_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"(?<!\S)(?=\S+(?:://|@)\S|\S*\bwww\.\S)\S+")
"""Its parts are words of no language, often English ones."""
_ENOUGH = 4
"""Number of different function words of a language by which a text counts as being in it, …"""
_SHARE = 0.2
"""… if at least so large a part of all words are."""


def small_words(project_profiles: Path | None = None) -> SmallWords:
    """Return the small words of each language whose profile has them."""
    primary = [profile for profile in profiles(project_profiles) if profile.tag == profile.primary]
    return {profile.tag: frozenset(profile.small_words) for profile in primary if profile.small_words}


def language_of(text: str, expected: str, vocabulary: SmallWords | None = None) -> str:
    """Return the language a text is surely written in: `expected` where nothing says otherwise."""
    vocabulary = vocabulary or _of_the_package()
    primary = expected.partition("-")[0]
    words = [word.casefold() for word in _WORD.findall(_ADDRESS.sub(" ", text))]
    matches = {tag: [word for word in words if word in small] for tag, small in vocabulary.items()}
    best = max(matches, key=lambda tag: len(matches[tag]))
    # Names of newspapers and works bring the same few small words again and again.
    is_sure = len(set(matches[best])) >= _ENOUGH and len(matches[best]) >= _SHARE * len(words)
    return best if is_sure and best != primary and len(matches[best]) > 3 * len(matches.get(primary, ())) else expected


@cache
def _of_the_package() -> SmallWords:
    return small_words()
