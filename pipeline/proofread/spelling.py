# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of spelling. It asks the dictionary that it is given."""

import re
from collections.abc import Callable, Iterator

from pipeline.proofread.pair import Pair
from pipeline.proofread.text import GAP

_SHORTEST = 3
"""Letters of the shortest word that is looked up."""
_LETTER = r"[^\W\d_]"
_WORD = re.compile(
    rf"(?<![\w@/{GAP}])(?<![{GAP}\s]-)(?<!\w[.:*])({_LETTER}{{2,}}+(?:['’]{_LETTER}++)*+|{_LETTER}['’]{_LETTER}++)(?![\w@{GAP}*]|[.:/]\w|-(?!\w))"
)
"""A word that is no part of an address, of a pair form (Autor*innen, Mitarbeiterinnen und -mitarbeiter), or glued to a literal."""
_CAPITALS = {"de"}
"""Languages that write every noun with a capital; elsewhere such words are names."""
_NO_WORDS = re.compile(r"%(?:\(\w+\))?[a-z]|<[^<>]*>|&#?\w+;")


def unknown_word(pair: Pair) -> Iterator[str]:
    """Find words that the dictionary of the language does not know, each once in a catalogue.

    A word that is right goes into `source/words-<language>.txt`, one on a line. Words with a capital are looked up
    in German alone, and those that the original has too nowhere: they are parts of names and titles.

    Bad:   the children  ->  fëmijt
    Good:  the children  ->  fëmijët
    """
    knows = pair.context.knows
    if knows is None:
        return
    capitals = pair.context.language.split("-", maxsplit=1)[0] in _CAPITALS
    unknown = [word for word in words(pair.translation.prose, capitals=capitals) if not _is_known(word, knows)]
    quoted = set(words(pair.original.prose, capitals=capitals)) if unknown else set()
    for word in unknown:
        if word not in quoted:
            yield f"the dictionary does not know {word!r}"


def words(prose: str, *, capitals: bool) -> Iterator[str]:
    """The words that are looked up, with straight apostrophes, as dictionaries have them."""
    for word in _WORD.findall(_NO_WORDS.sub(GAP, prose)):
        if len(word) >= _SHORTEST and (word.islower() or (capitals and word[1:].islower())):
            yield word.replace("’", "'")


def _is_known(word: str, knows: Callable[[str], bool]) -> bool:
    if knows(word):
        return True
    first, *others = word.split("'")
    # Italian and Albanian put little words before a vowel: all'ascolto, t'i.
    return (
        bool(others)
        and all(len(one) < _SHORTEST or knows(one) for one in others)
        and (len(first) < _SHORTEST or knows(f"{first}'") or knows(first))
    )
