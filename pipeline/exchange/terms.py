# SPDX-License-Identifier: GPL-3.0-or-later
"""Terminology for translators' programs: TBX for most of them, tables with tabs for OmegaT and for spreadsheets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.exchange.xml import is_sayable


@dataclass(frozen=True, slots=True)
class TermConcept:
    """One concept of the terminology: its names and definitions, by language tag, and a note."""

    key: str
    names: Mapping[str, str]
    definitions: Mapping[str, str]
    note: str = ""


def tbx(concepts: Iterable[TermConcept], original: str, language: str) -> bytes:
    """Return the terms that have a name in both languages, with their definitions."""
    from translate.storage.tbx import tbxfile

    forms: Any = tbxfile(sourcelanguage=original, targetlanguage=language)
    for concept in concepts:
        if not {original, language} <= concept.names.keys() or not is_sayable("".join(concept.names.values())):
            continue
        unit = forms.addsourceunit(concept.names[original])
        unit.target = concept.names[language]
        unit.setid(concept.key)
        for tag in (original, language):
            if concept.definitions.get(tag):
                unit.set_common_note(concept.definitions[tag], source=tag == original)
    return bytes(forms)


def glossary(concepts: Iterable[TermConcept], original: str, language: str) -> bytes:
    """Return three columns, the term, its translation and its definition, as OmegaT reads them."""
    rows = [
        (concept.names[original], concept.names[language], concept.definitions.get(language, ""))
        for concept in concepts
        if {original, language} <= concept.names.keys()
    ]
    return _table(rows)


def tsv(concepts: Iterable[TermConcept], language: str, others: Sequence[str]) -> bytes:
    """Return a table for people: the term in the language, its definition, and its names in the others."""
    head = (language, *others, "definition", "note")
    rows = [
        (
            *(concept.names.get(tag, "") for tag in (language, *others)),
            concept.definitions.get(language, ""),
            concept.note,
        )
        for concept in concepts
        if language in concept.names
    ]
    return _table([head, *rows])


def _table(rows: Iterable[Sequence[str]]) -> bytes:
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows).encode()
