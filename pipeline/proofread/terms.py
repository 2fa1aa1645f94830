# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds terms of one language, and their forms in another, including inflected forms. Reads no files."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

LETTERS = re.compile(r"[^\W\d_]+")
"""Words and parts of words."""
_MARKED = re.compile(r":term:`([^`]+)`")
_NAMED = re.compile(r"<([^<>]*)>\s*\Z")
_BRACKETS = re.compile(r"\([^()]*\)")
_SHORT = 5
"""Minimum length of stems. Shorter words lose one letter, but keep at least three."""
_FUNCTION_WORD = 3
"""Maximum length of function words: of, di, von."""
_STEM = 0.7
"""The share of a longer word that is its stem."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms in the original's language, each with its allowed forms in the translation's language.

    Alternatives are separated by a slash: `mediatrice/mediatore`. Text in brackets is a remark, not part of the term.
    """

    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _index: dict[str, list[tuple[tuple[str, ...], str]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for term in self.forms:
            for words in map(words_of, alternatives(term)):
                if words:
                    index.setdefault(words[0], []).append((words, term))
        for entries in index.values():
            entries.sort(key=lambda entry: len(entry[0]), reverse=True)
        object.__setattr__(self, "_index", index)

    def find_phrases(self, text: str) -> Iterator[str]:
        """Yield the terms of several words in a text, each once, without terms within longer ones.

        Single words are ignored, since they also have everyday meanings: `form`, `report`, `domanda`.
        """
        words, matches, index = words_of(text), dict[str, None](), 0
        while index < len(words):
            entries = self._index.get(words[index], ())
            matched, name = next(
                (row for row in entries if words[index : index + len(row[0])] == row[0]), (words[:1], "")
            )
            matches |= {name: None} if name and len(matched) > 1 else {}
            index += len(matched)
        yield from matches

    def find(self, text: str) -> str | None:
        """Return the term equal to a text, ignoring case."""
        words = words_of(text)
        return next((name for form, name in self._index.get(words[0], ()) if form == words), None) if words else None


def marked_terms(text: str) -> tuple[str, ...]:
    """Return the terms of `:term:` roles in a text, each once: the target in <…>, else the whole text."""
    marked = (_NAMED.search(words) or words for words in _MARKED.findall(text))
    return tuple(dict.fromkeys(term if isinstance(term, str) else term[1] for term in marked))


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text without case and accents, which inflection may change: Mann, Männer."""
    return tuple(LETTERS.findall(folded(text)))


def folded(text: str) -> str:
    """Return a text without case and accents."""
    if text.isascii():
        return text.lower()
    return "".join(sign for sign in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(sign))


def is_inflected(word: str, other: str) -> bool:
    """Return whether two words differ only in case, accents and the last letter (the last two of long words)."""
    first, second = folded(word), folded(other)
    stem = max(3, *(len(form) - (1 if len(form) <= _SHORT else 2) for form in (first, second)))
    return first[:stem] == second[:stem]


@lru_cache(maxsize=4096)
def alternatives(form: str) -> tuple[str, ...]:
    """Return the alternatives of a form: `viktimë / e mbijetuar (ligj)` is two, `viktimë` and `e mbijetuar`."""
    return tuple(part.strip() for part in _BRACKETS.sub("", form).split("/") if part.strip())


def occurs_in(form: str, text: str) -> bool:
    """Return whether a text has the stem of a word of the form, or a part of a compound.

    One word is enough: `the outreach unit` is the street outreach unit, `Bewertung der Risiken` a Risikobewertung.
    """
    words, of_form = words_of(text), [word for part in alternatives(form) for word in words_of(part)]
    of_form = [word for word in of_form if len(word) > _FUNCTION_WORD] or of_form
    return any(_has_stem_of(word, other) for word in of_form for other in words)


def _has_stem_of(word: str, other: str) -> bool:
    if len(word) <= _SHORT:
        return other.startswith(word[: max(3, len(word) - 1)])
    # Long stems may be within a compound, as in German: Arbeitsausbeutung.
    stem = word[: max(_SHORT, round(len(word) * _STEM))]
    return stem in other or (len(other) > _SHORT and (word.startswith(other) or word.endswith(other)))
