# SPDX-License-Identifier: GPL-3.0-or-later
"""Terminology for translation programs: TBX for most of them, tab-separated tables for OmegaT and for spreadsheets."""

from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.exchange.xml import is_valid_xml_text
from pipeline.model.term_list import Term


def tbx(terms: Iterable[Term], original: str, language: str) -> bytes:
    """Return as TBX the terms that have a name in both languages, with their definitions."""
    from translate.storage.tbx import tbxfile

    forms: Any = tbxfile(sourcelanguage=original, targetlanguage=language)
    for term in terms:
        if not {original, language} <= term.names.keys() or not is_valid_xml_text("".join(term.names.values())):
            continue
        unit = forms.addsourceunit(term.names[original])
        unit.target = term.names[language]
        unit.setid(term.key)
        for tag in (original, language):
            if term.definitions.get(tag):
                unit.set_common_note(term.definitions[tag], source=tag == original)
    return bytes(forms)


def glossary(terms: Iterable[Term], original: str, language: str) -> bytes:
    """Return OmegaT's glossary, a table of three columns: term, translation, definition."""
    rows = [
        (term.names[original], term.names[language], term.definitions.get(language, ""))
        for term in terms
        if {original, language} <= term.names.keys()
    ]
    return _table(rows)


def tsv(terms: Iterable[Term], language: str, other_tags: Sequence[str]) -> bytes:
    """Return a table for people: each term in `language`, its names in the languages `other_tags`, and its definition."""
    head = (language, *other_tags, "definition")
    rows = [
        (
            *(term.names.get(tag, "") for tag in (language, *other_tags)),
            term.definitions.get(language, ""),
        )
        for term in terms
        if language in term.names
    ]
    return _table([head, *rows])


def _table(rows: Iterable[Sequence[str]]) -> bytes:
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows).encode()
