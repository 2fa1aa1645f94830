# SPDX-License-Identifier: GPL-3.0-or-later
"""Hyphenation by pyphen's patterns, or by the rule in a language profile if the patterns are wrong or missing.

The rule: of the consonants between two vowels, the last one goes to the next line; of three or more, the last two, if words can
begin with them. Digraphs count as one letter, and adjacent vowels are not divided.
"""

import itertools
import json
import re
from pathlib import Path

import pyphen

from pipeline.languages import Syllables, profiles
from pipeline.system.cache import cached
from pipeline.system.environment import environment
from pipeline.system.versions import check_attributes, original

_read_patterns = original(pyphen, "HyphDict", "(path)")
check_attributes(_read_patterns, "patterns", "cache", "maxlen")
_WORD = re.compile(r"[^\W\d_]+\Z")


def break_positions(word: str, rule: Syllables) -> list[int]:
    """Return the positions (in characters) before which a word may be broken; none for capitals and for anything but letters."""
    if not _WORD.match(word) or (word.isupper() and len(word) > 1):
        return []
    units = re.findall("|".join((*rule.digraphs, ".")), word.lower())
    starts = [sum(map(len, units[:number])) for number in range(len(units))]
    vowels = [number for number, unit in enumerate(units) if unit in rule.vowels]
    return [
        starts[_first_of_syllable(units, left, right, rule)]
        for left, right in itertools.pairwise(vowels)
        if right - left > 1
    ]


def _first_of_syllable(units: list[str], left: int, right: int, rule: Syllables) -> int:
    between = units[left + 1 : right]
    return right - (2 if len(between) > 2 and "".join(between[-2:]) in rule.onsets else 1)


class _RulePatterns:
    """Replaces a language's patterns in pyphen's cache; pyphen calls only `positions`."""

    def __init__(self, rule: Syllables) -> None:
        self._rule = rule

    def positions(self, word: str) -> list[pyphen.DataInt]:
        return [pyphen.DataInt(position) for position in break_positions(word, self._rule)]


class _CachedPatterns(pyphen.HyphDict):  # type: ignore[misc]  # pyphen has no types
    """Cached patterns of a language: to parse German patterns, pyphen takes 0.4 s in each process."""

    def __init__(self, path: Path) -> None:
        if patterns := json.loads(cached(("hyphenation", path.name, environment()), lambda: _parse_patterns(path))):
            self.patterns, self.maxlen = patterns, max(map(len, patterns))
            self.cache: dict[str, list[pyphen.DataInt]] = {}
        else:
            super().__init__(path)


def _parse_patterns(path: Path) -> bytes:
    """Return the patterns in a file as JSON; empty if a break changes the spelling in this language, which JSON cannot express."""
    patterns = _read_patterns(path).patterns
    is_plain = all(type(value) is int for _, values in patterns.values() for value in values)
    return json.dumps(patterns if is_plain else {}).encode()


def register_rules(project_profiles: Path | None = None) -> None:
    """Make pyphen, and thus WeasyPrint, hyphenate by the rules in profiles. May be called more than once."""
    pyphen.HyphDict = _CachedPatterns
    for profile in profiles(project_profiles):
        if profile.syllables is not None:
            path = Path(f"{profile.tag}.rule")
            pyphen.hdcache[path] = _RulePatterns(profile.syllables)
            names = [name for name in pyphen.LANGUAGES if name.partition("_")[0] == profile.tag]
            for name in {profile.tag, *names}:
                pyphen.LANGUAGES[name] = path
                pyphen.LANGUAGES_LOWERCASE[name.lower()] = name
