# SPDX-License-Identifier: GPL-3.0-or-later
"""The terms of one language with their forms in another, and how inflected forms of both are met. Reads no file."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

LETTERS = re.compile(r"[^\W\d_]+")
"""Letters in a row: the words and parts of words that a term is met by."""
_MARKED = re.compile(r":term:`([^`]+)`")
_NAMED = re.compile(r"<([^<>]*)>\s*\Z")
_BRACKETS = re.compile(r"\([^()]*\)")
_SHORT = 5
"""Letters of a word that are its stem at least; shorter words lose one letter, and never become shorter than three."""
_SAYS_NOTHING = 3
"""Letters of the longest words that are in every text: of, di, von."""
_STEM = 0.7
"""The part of a longer word that no ending changes."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of the original's language, each with its allowed forms in the translation's.

    Alternatives within a term or a form are parted by a slash: `mediatrice/mediatore`. What stands in brackets is a
    remark on the term and no part of it.
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

    def within(self, text: str) -> Iterator[str]:
        """Yield the terms of several words that stand in a text, each once; a term within a longer one is not counted.

        A single word has an everyday meaning, too: `form`, `report`, `domanda`.
        """
        words, matches, at = words_of(text), dict[str, None](), 0
        while at < len(words):
            entries = self._index.get(words[at], ())
            each, name = next((row for row in entries if words[at : at + len(row[0])] == row[0]), (words[:1], ""))
            matches |= {name: None} if name and len(each) > 1 else {}
            at += len(each)
        yield from matches

    def find(self, text: str) -> str | None:
        """Return the term that a text is, in whatever case."""
        words = words_of(text)
        return next((name for each, name in self._index.get(words[0], ()) if each == words), None) if words else None


def marked_terms(text: str) -> tuple[str, ...]:
    """Return the terms that `:term:` marks in a text, each once: what stands in <…>, else all between the backquotes."""
    marked = (_NAMED.search(words) or words for words in _MARKED.findall(text))
    return tuple(dict.fromkeys(term if isinstance(term, str) else term[1] for term in marked))


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text without case and accents, which inflection changes: Mann, Männer."""
    return tuple(LETTERS.findall(folded(text)))


def folded(text: str) -> str:
    """Return a text without case and accents."""
    if text.isascii():
        return text.lower()
    return "".join(sign for sign in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(sign))


def is_inflected(word: str, other: str) -> bool:
    """Return whether two words differ in case, accents and the last letter alone; long ones in the last two."""
    first, second = folded(word), folded(other)
    stem = max(3, *(len(each) - (1 if len(each) <= _SHORT else 2) for each in (first, second)))
    return first[:stem] == second[:stem]


@lru_cache(maxsize=4096)
def alternatives(form: str) -> tuple[str, ...]:
    """Return the alternatives of a form: `viktimë / e mbijetuar (ligj)` is two, `viktimë` and `e mbijetuar`."""
    return tuple(part.strip() for part in _BRACKETS.sub("", form).split("/") if part.strip())


def is_met(form: str, text: str) -> bool:
    """Return whether a text has the stem of a word of the form, or a part of it that stands alone.

    One word is enough: `the outreach unit` is the street outreach unit, `Bewertung der Risiken` a Risikobewertung.
    """
    words, of_form = words_of(text), [word for each in alternatives(form) for word in words_of(each)]
    of_form = [word for word in of_form if len(word) > _SAYS_NOTHING] or of_form
    return any(_is_met(word, other) for word in of_form for other in words)


def _is_met(word: str, other: str) -> bool:
    if len(word) <= _SHORT:
        return other.startswith(word[: max(3, len(word) - 1)])
    # Long stems may stand within a word, as German puts words together: Arbeitsausbeutung.
    stem = word[: max(_SHORT, round(len(word) * _STEM))]
    return stem in other or (len(other) > _SHORT and (word.startswith(other) or word.endswith(other)))
