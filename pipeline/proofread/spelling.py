# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of spelling and language with dictionaries."""

import re
from collections.abc import Callable, Iterator

from pipeline.languages.profile import name_of
from pipeline.model.remark import Remark
from pipeline.proofread.pair import Pair
from pipeline.proofread.terms import is_inflected, words_of
from pipeline.proofread.text import GAP, NO_WORDS

_MIN_LENGTH = 3
"""Minimum length of words that are looked up."""
_LETTER = r"[^\W\d_]"
_WORD = re.compile(
    rf"(?<![\w@/{GAP}])(?<![{GAP}\s]-)(?<!\w[.:*])"
    rf"(?:({_LETTER}{{2,}}+(?:['’]{_LETTER}++)*+|{_LETTER}['’]{_LETTER}++)(?![\w@{GAP}*]|[.:/]\w|-(?!\w))"
    rf"|{_LETTER}{{2,}}+(?:['’]{_LETTER}++)*+)"
)
"""A word that is not part of a URL, of a pair form (Autor*innen, Mitarbeiterinnen und -mitarbeiter), or glued to a literal.

Skipped texts match as a whole, without the group, so that none of their parts is looked up."""
_MIN_WORDS = 5
_LONG = 8
_MAX_OWN_SHARE = 0.5
_MIN_OTHER_SHARE = 0.8
"""Minimum number of words of a text to detect its language; number from which words count that the original has, too, such as names; maximum share known in its own, and minimum share in another language."""


class LanguageName(Remark):
    """The name of a language, in the language of the reader."""

    __slots__ = ()

    def translated(self, translate: Callable[[str], str]) -> str:
        return name_of(str(self.values["tag"]), getattr(translate, "tag", "en"))


def unknown_word(pair: Pair) -> Iterator[Remark]:
    """Find words that the dictionary of the language does not know, each once in a catalogue.

    Add a correct word to `source/words-<language>.txt`, one on a line. Words with a capital are looked up only in German.
    Words that the original has, too, and those in italics, are not looked up: they are names, titles or foreign words.
    """
    knows = pair.context.knows
    if knows is None:
        return
    # In languages that do not capitalise nouns, capitalised words are names.
    capitals = pair.context.profile.capital_nouns
    unknown = [word for word in words(pair.translation.prose, capitals=capitals) if not _is_known(word, knows)]
    quoted = words_of(" ".join([pair.original.prose, *pair.translation.italics])) if unknown else ()
    for word in unknown:
        if not any(is_inflected(max(word.split("'"), key=len), other) for other in quoted):
            yield Remark("the dictionary does not know %(word)r", word=word)


def other_language(pair: Pair) -> Iterator[Remark]:
    """Find translations that are written in another of the project's languages: pasted into the wrong file, or left as they were.

    The dictionaries decide: they know most words in the other language, and few in this one. Texts of fewer than five
    words are skipped.
    """
    knows = pair.context.knows
    looked_up = list(words(pair.translation.prose, capitals=False)) if knows is not None else []
    if len(looked_up) < _LONG:
        of_original = set(words(pair.original.prose, capitals=True))
        looked_up = [word for word in looked_up if word not in of_original]
    if knows is None or len(looked_up) < _MIN_WORDS or _share(looked_up, knows) > _MAX_OWN_SHARE:
        return
    shares = {tag: _share(looked_up, other) for tag, other in pair.context.other_languages.items()}
    likeliest = max(shares, key=lambda tag: shares[tag], default="")
    if likeliest and shares[likeliest] >= _MIN_OTHER_SHARE:
        yield Remark(
            "most of these words are %(language)s; translate them",
            language=LanguageName(name_of(likeliest, "en"), tag=likeliest),
        )


def _share(words: list[str], knows: Callable[[str], bool]) -> float:
    return sum(_is_known(word, knows) for word in words) / len(words)


def words(prose: str, *, capitals: bool) -> Iterator[str]:
    """Yield the words to look up, with straight apostrophes as in dictionaries."""
    for word in _WORD.findall(NO_WORDS.sub(GAP, prose.replace("\N{SOFT HYPHEN}", ""))):
        if len(word) >= _MIN_LENGTH and (word.islower() or (capitals and word[1:].islower())):
            yield word.replace("’", "'")


def _is_known(word: str, knows: Callable[[str], bool]) -> bool:
    if knows(word):
        return True
    first, *rest = word.split("'")
    # Italian and Albanian elide small words before a vowel: all'ascolto, t'i.
    return (
        bool(rest)
        and all(len(other) < _MIN_LENGTH or knows(other) for other in rest)
        and (len(first) < _MIN_LENGTH or knows(f"{first}'") or knows(first))
    )
