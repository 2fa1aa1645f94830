# SPDX-License-Identifier: GPL-3.0-or-later
"""Words that stand for others: those that an index of terms leads on, and terms in the other languages of the project. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby

from lxml import html

from pipeline.model.term_list import Term

_RUNS = re.compile(r"[^\W_]+|[\W_]+")
"""Runs of what `str.isalnum` holds for, and of what it does not: all but marks and a few letters, for which `is_word` is slower."""

type Synonyms = Mapping[str, str]
"""By words in small letters without accents, joined by `_` where they are several: the words to look for in their place."""


def synonyms(indexes: Iterable[bytes], terms: Sequence[Term], language: str) -> Synonyms:
    """Return the synonyms of a language: of the indexes of its editions, as HTML, then of the project's terms.

    Of the words with which indexes lead on, and of the terms in other languages, single ones count; of everyday words, several too.
    """
    found: dict[str, str] = {}
    pairs = [pair for index in indexes for pair in _led_on(index)]
    pairs += [(name, term.names[language]) for term in terms if language in term.names for name in term.names.values()]
    for name, target in pairs:
        for one in _alternatives(name):
            words = [fold(word) for word in runs(one)]
            if len(words) == 1 and [fold(word) for word in runs(target)] != words:
                found.setdefault(words[0], _alternatives(target)[0])
    for term in terms:
        for everyday in term.everyday.get(language, ()):
            found["_".join(map(fold, runs(everyday)))] = _alternatives(term.names[language])[0]
    return found


def _led_on(index: bytes) -> Iterator[tuple[str, str]]:
    """Yield the entries of an index of terms that lead to another entry: `NRM, see National Referral Mechanism`."""
    for entry in html.document_fromstring(index).iter("li"):
        for line in entry.findall("ul/li[@data-see]"):
            yield entry.findtext("a") or (entry.text or "").strip(), line.get("data-see", "")


def _alternatives(name: str) -> list[str]:
    """Return the names that stand in one cell: `website / site`, `receipt (of persons)`."""
    return re.sub(r"\s*\([^)]*\)", "", name).split(" / ")


def runs(text: str) -> Iterator[str]:
    """Yield the words of a text."""
    return (run for is_one, run in parted(text) if is_one)


def parted(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the words of a text and what is between them, each with whether it is a word."""
    if all(is_word(letter) == letter.isalnum() for letter in set(text)):
        return ((run[0].isalnum(), run) for run in _RUNS.findall(text))
    return ((is_one, "".join(letters)) for is_one, letters in groupby(text, is_word))


@cache
def is_word(letter: str) -> bool:
    """Tell whether this is a letter of a word, as `[\\p{L}\\p{M}\\p{N}]` in scripts."""
    return unicodedata.category(letter)[0] in "LMN"


@cache
def fold(form: str) -> str:
    """Return a form without accents, as `fold` in words.js does."""
    letters = unicodedata.normalize("NFD", form.lower())
    return "".join(letter for letter in letters if unicodedata.category(letter)[0] != "M").replace("ß", "ss")
