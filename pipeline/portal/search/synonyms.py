# SPDX-License-Identifier: GPL-3.0-or-later
"""The synonyms of the search: cross-references in indexes of terms, and terms in the project's other languages. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby

from lxml import html

from pipeline.model.term_list import Term

_RUNS = re.compile(r"[^\W_]+|[\W_]+")
"""Runs of alphanumeric and of other characters; wrong for combining marks and a few letters, which need the slower `is_word`."""

type Synonyms = Mapping[str, str]
"""The words to search for instead, by lower-case words without accents; several words are joined by `_`."""


def synonyms(indexes: Iterable[bytes], terms: Sequence[Term], language: str) -> Synonyms:
    """Return the synonyms of a language, from the indexes of its editions (as HTML), then from the project's terms.

    Cross-references and terms in other languages are used only if they are single words; everyday words may be phrases.
    """
    synonyms_by_word: dict[str, str] = {}
    pairs = [pair for index in indexes for pair in _cross_references(index)]
    pairs += [(name, term.names[language]) for term in terms if language in term.names for name in term.names.values()]
    for name, target in pairs:
        for alternative in _alternatives(name):
            words = [fold(word) for word in runs(alternative)]
            if len(words) == 1 and [fold(word) for word in runs(target)] != words:
                synonyms_by_word.setdefault(words[0], _alternatives(target)[0])
    for term in terms:
        for everyday in term.everyday.get(language, ()):
            synonyms_by_word["_".join(map(fold, runs(everyday)))] = _alternatives(term.names[language])[0]
    return synonyms_by_word


def _cross_references(index: bytes) -> Iterator[tuple[str, str]]:
    """Yield the cross-references in an index of terms: `NRM, see National Referral Mechanism`."""
    for entry in html.document_fromstring(index).iter("li"):
        for line in entry.findall("ul/li[@data-see]"):
            yield entry.findtext("a") or (entry.text or "").strip(), line.get("data-see", "")


def _alternatives(name: str) -> list[str]:
    """Return the alternative names in a cell: `website / site`, `receipt (of persons)`."""
    return re.sub(r"\s*\([^)]*\)", "", name).split(" / ")


def runs(text: str) -> Iterator[str]:
    """Yield the words of a text."""
    return (run for is_one, run in split_words(text) if is_one)


def split_words(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the words of a text and the separators between them, each with whether it is a word."""
    if all(is_word(letter) == letter.isalnum() for letter in set(text)):
        return ((run[0].isalnum(), run) for run in _RUNS.findall(text))
    return ((is_one, "".join(letters)) for is_one, letters in groupby(text, is_word))


@cache
def is_word(letter: str) -> bool:
    """Tell whether this is a letter of a word, like `[\\p{L}\\p{M}\\p{N}]` in JavaScript."""
    return unicodedata.category(letter)[0] in "LMN"


@cache
def fold(form: str) -> str:
    """Return a form without accents, like `fold` in words.js."""
    letters = unicodedata.normalize("NFD", form.lower())
    return "".join(letter for letter in letters if unicodedata.category(letter)[0] != "M").replace("ß", "ss")
