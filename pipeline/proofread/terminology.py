# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of terms: of the glossary, of the project's list, and of concepts that must not be confused."""

from collections.abc import Iterator
from functools import reduce

from pipeline.languages.profile import primary_of
from pipeline.model.remark import Remark
from pipeline.model.similar import similar
from pipeline.proofread.pair import Pair
from pipeline.proofread.terms import marked_terms, occurs_in


def unknown_term(pair: Pair) -> Iterator[Remark]:
    """Find references to a term that the glossary of the translation does not have.

    The term is the whole text between the backquotes, or what stands in <…>: as the glossary of the language has it, or the original.
    """
    glossary = pair.context.glossary
    for term in marked_terms(pair.translation.source) if glossary else ():
        name = " ".join(term.split())
        if name.lower() in glossary:
            continue
        near = similar(name, glossary.values())
        if near:
            yield Remark(
                "the glossary has no term %(name)s; write :term:`your words <%(near)s>`", name=name, near=near[0]
            )
        else:
            yield Remark(
                "the glossary has no term %(name)s; write :term:`your words <term>`, with the term as the glossary of your"
                " language has it",
                name=name,
            )


def confused_term(pair: Pair) -> Iterator[Remark]:
    """Find a concept that was confused with another; `source/lints.toml` lists them.

    Where trafficking in human beings, an offence against a person, becomes smuggling of migrants, one against a border,
    victims lose their rights. A project without that file has no such concepts.
    """
    confusables = pair.context.confusables
    original, language = primary_of(pair.context.original), primary_of(pair.context.language)
    for group in confusables.groups:
        meant = confusables.concepts_in(pair.original.plain, original, group)
        written = confusables.concepts_in(pair.translation.plain, language, group)
        if len(meant) == 1 and written and meant[0] not in written:
            yield Remark(
                "the original speaks of %(meant)s, this of %(written)s; write %(right)s",
                meant=meant[0].names[original],
                written=written[0].names[language],
                right=meant[0].names[language],
            )


def lost_term(pair: Pair) -> Iterator[Remark]:
    """Find terms of the project's list that the translation gives in entirely different words, each once in a catalogue.

    A single word may have an everyday meaning, too; it is only checked where `:term:` marks it. Endings may differ, a
    longer term may be shortened, and a compound word may be divided.
    """
    terms = pair.context.terms
    if not terms.forms:
        return
    marked = map(terms.find, marked_terms(pair.original.source))
    terms_met = dict.fromkeys(term for term in (*marked, *terms.find_phrases(pair.original.plain)) if term)
    # Targets of roles count like the words, which may be inflected with another stem.
    text = " ".join([pair.translation.plain, *marked_terms(pair.translation.source)]) if terms_met else ""
    untranslated_names = {*terms.find_phrases(text)}
    for term in terms_met:
        if term in untranslated_names:
            continue
        forms = terms.forms[term]
        if not any(occurs_in(form, text) for form in forms):
            either = reduce(_joined_by_or, map(repr, forms))
            yield Remark("%(term)r is %(forms)s in the terminology", term=term, forms=either)


def _joined_by_or(before: str, last: str) -> str:
    return Remark("%(before)s or %(last)s", before=before, last=last)
