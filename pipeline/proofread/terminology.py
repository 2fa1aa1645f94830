# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of terms: those of the project's list, and concepts that must never be taken for one another."""

import re
from collections.abc import Iterator
from functools import reduce

from pipeline.languages.profile import primary_of
from pipeline.model.remark import Remark
from pipeline.proofread.pair import Pair
from pipeline.proofread.terms import is_met

_MARKED = re.compile(r":term:`([^`]+)`")
_TARGET = re.compile(r"<([^<>]*)>\s*\Z")


def confused_term(pair: Pair) -> Iterator[Remark]:
    """Find a concept that became another for which it must never be taken; `source/lints.toml` lists them.

    Where trafficking in human beings, an offence against a person, becomes smuggling of migrants, one against a border,
    victims lose their rights. A project without that file has no such concepts.
    """
    confusables = pair.context.confusables
    original, language = primary_of(pair.context.original), primary_of(pair.context.language)
    meant = confusables.within(pair.original.plain, original)
    written = confusables.within(pair.translation.plain, language)
    if len(meant) == 1 and written and meant[0] not in written:
        yield Remark(
            "the original speaks of %(meant)s, this of %(written)s; write %(right)s",
            meant=meant[0].names[original],
            written=written[0].names[language],
            right=meant[0].names[language],
        )


def lost_term(pair: Pair) -> Iterator[Remark]:
    """Find terms of the project's list that the translation puts in other words, each once in a catalogue.

    A word of the list may have an everyday meaning too, so this is a notice. Endings may differ, and so may the rest of a compound word.
    """
    terms = pair.context.terms
    if not terms.forms:
        return
    marked = (terms.find(_term(text)) for text in _MARKED.findall(pair.original.source))
    terms_met = dict.fromkeys(term for term in (*marked, *terms.within(pair.original.plain)) if term)
    # A target that stands for the term is as good as the words: what readers see may be inflected beyond any stem.
    text = (
        f"{pair.translation.plain} {' '.join(map(_term, _MARKED.findall(pair.translation.source)))}"
        if terms_met
        else ""
    )
    for term in terms_met:
        forms = terms.forms[term]
        if not any(is_met(form, text) for form in forms):
            yield Remark("%(term)r is %(forms)s in the terminology", term=term, forms=_either(forms))


def _either(forms: tuple[str, ...]) -> str:
    """The forms as alternatives: 'a' or 'b' or 'c'."""
    first, *others = map(repr, forms)
    return reduce(lambda before, last: Remark("%(before)s or %(last)s", before=before, last=last), others, first)


def _term(text: str) -> str:
    target = _TARGET.search(text)
    return target[1] if target else text
