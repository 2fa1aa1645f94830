# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of terms: those of the project's list, and the two offences that must never be taken for one another."""

import re
from collections.abc import Iterator
from functools import reduce

from pipeline.model.remark import Remark
from pipeline.proofread.pair import Pair
from pipeline.proofread.terms import is_met

_MARKED = re.compile(r":term:`([^`]+)`")
_TARGET = re.compile(r"<([^<>]*)>\s*\Z")
_TRAFFICKING = {
    # «Si tratta di», «di cui tratta», «tratta il caso» are the verb.
    "it": r"(?<!\bsi )(?<!\bcui )(?<!\bche )\btratta\b(?! (?:il|lo|la|i|gli|le|un|una|con|bene|male)\b)"
    r"|\btrafficat[aeio]\b|\banti-?tratta\b",
    "en": r"\btraffick(?:ing|ed|er|ers)\b",
    "de": r"(?:menschen|frauen|kinder)h[aä]nd(?:el|ler)",
    "sq": r"\btrafik(?:im|uar|uesi?)\w*",
}
_SMUGGLING = {
    "it": r"\btraffico (?:illecito )?(?:di|dei) migranti\b|\bfavoreggiamento dell.immigrazione\b",
    "en": r"\bsmuggl\w+",
    "de": r"schlepper\w*|menschenschmuggel|\bgeschleppt\w*",
    "sq": r"\bkontraband\w*",
}
_OFFENCES = {
    "trafficking": {tag: re.compile(pattern, re.IGNORECASE) for tag, pattern in _TRAFFICKING.items()},
    "smuggling": {tag: re.compile(pattern, re.IGNORECASE) for tag, pattern in _SMUGGLING.items()},
}
_NAMES = {
    "trafficking": {"it": "tratta", "en": "trafficking", "de": "Menschenhandel", "sq": "trafikim"},
    "smuggling": {"it": "traffico di migranti", "en": "smuggling", "de": "Schlepperei", "sq": "kontrabandë"},
}


def confused_term(pair: Pair) -> Iterator[Remark]:
    """Find trafficking in human beings that became smuggling of migrants, or the other way round.

    The one is an offence against a person, the other against a border; to confuse them costs victims their rights.
    """
    original, language = (tag.split("-", maxsplit=1)[0] for tag in (pair.context.original, pair.context.language))
    if original not in _TRAFFICKING or language not in _TRAFFICKING:
        return
    wanted = _offences(pair.original.plain, original)
    if len(wanted) != 1:
        return
    found = _offences(pair.translation.plain, language)
    if found and not found & wanted:
        right, wrong = _NAMES[wanted.pop()], _NAMES[found.pop()]
        yield Remark(
            "the original speaks of %(meant)s, this of %(written)s; write %(right)s",
            meant=right[original],
            written=wrong[language],
            right=right[language],
        )


def lost_term(pair: Pair) -> Iterator[Remark]:
    """Find terms of the project's list that the translation puts in other words, each once in a catalogue.

    A word of the list may have an everyday meaning too, so this is a notice. Endings may differ, and so may the rest of a compound word.
    """
    terms = pair.context.terms
    if not terms.forms:
        return
    marked = (terms.find(_term(text)) for text in _MARKED.findall(pair.original.source))
    found = dict.fromkeys(term for term in (*marked, *terms.within(pair.original.plain)) if term)
    # A target that stands for the term is as good as the words: what readers see may be inflected beyond any stem.
    text = f"{pair.translation.plain} {' '.join(map(_term, _MARKED.findall(pair.translation.source)))}" if found else ""
    for term in found:
        forms = terms.forms[term]
        if not any(is_met(form, text) for form in forms):
            yield Remark("%(term)r is %(forms)s in the terminology", term=term, forms=_either(forms))


def _either(forms: tuple[str, ...]) -> str:
    """The forms as alternatives: 'a' or 'b' or 'c'."""
    first, *others = map(repr, forms)
    return reduce(lambda before, last: Remark("%(before)s or %(last)s", before=before, last=last), others, first)


def _offences(text: str, language: str) -> set[str]:
    return {name for name, patterns in _OFFENCES.items() if patterns[language].search(text)}


def _term(text: str) -> str:
    target = _TARGET.search(text)
    return target[1] if target else text
