# SPDX-License-Identifier: GPL-3.0-or-later
"""Albanian words are broken where they may be, and WeasyPrint's own way to hyphenation leads to our rule."""

import itertools
from pathlib import Path

import pyphen
import pytest

from pipeline.languages import profile_of
from pipeline.typeset.hyphenation import break_positions, register_rules

RULE = profile_of("sq").syllables
assert RULE is not None
WORDS = Path(__file__).with_name("albanian-words.txt").read_text(encoding="utf-8").split()


def hyphenated(word: str) -> str:
    at = [0, *break_positions(word, RULE), len(word)]
    return "-".join(word[start:end] for start, end in itertools.pairwise(at))


@pytest.mark.parametrize("word", WORDS)
def test_no_syllable_lacks_a_vowel(word: str) -> None:
    syllables = hyphenated(word.replace("-", "")).split("-")

    assert all(RULE.vowels & set(syllable.lower()) for syllable in syllables)
    assert hyphenated(word.replace("-", "")) == word


@pytest.mark.parametrize("word", ["OSBE", "2026", "e-mail", "x1y", "", "brr"])
def test_what_is_no_plain_word_stays_whole(word: str) -> None:
    assert break_positions(word, RULE) == []


def test_pyphen_asks_our_rule() -> None:
    register_rules()

    for tag in ("sq", "sq-AL"):
        asked = pyphen.Pyphen(lang=pyphen.language_fallback(tag), left=3, right=2)
        assert asked.inserted("përgjegjshmërinë") == "për-gjegj-shmë-ri-në"
    assert pyphen.Pyphen(lang="it").inserted("procedura") == "pro-ce-du-ra"


@pytest.mark.parametrize("tag", ["it", "de", pytest.param("hu", marks=pytest.mark.slow)])
def test_patterns_from_the_cache_are_those_of_pyphen(tag: str) -> None:
    words = ("Donaudampfschifffahrtsgesellschaft", "accoglienza", "asszonnyal", "Beratungsstelle")
    stock = pyphen.HyphDict(pyphen.LANGUAGES[pyphen.language_fallback(tag)])
    register_rules()
    for _ in ("made", "from the cache"):
        pyphen.hdcache.clear()
        register_rules()
        dictionary = pyphen.Pyphen(lang=tag)
        assert dictionary.hd.patterns.keys() == stock.patterns.keys()
        for word in words:
            expected = stock.positions(word)
            assert [(at, at.data) for at in dictionary.hd.positions(word)] == [(at, at.data) for at in expected]
