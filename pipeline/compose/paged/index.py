# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of terms, as HTML whose page numbers are still empty; the order is that of Sphinx's index of the edition."""

import html
from collections.abc import Sequence
from typing import Any, Literal

from sphinx.builders import Builder
from sphinx.environment.adapters.indexentries import IndexEntries

from pipeline.bookformat.identifiers import INDEX
from pipeline.bookformat.page_numbers import pages_of
from pipeline.bookformat.vocabulary import INDEX_OF_TERMS, LETTER_GROUP, RUNNING
from pipeline.compose.paged.names import Names
from pipeline.words import Words

# Sphinx's own type of an entry is private: (name, (targets, sub-entries, key)), a target being (main or "", address).
# False in the place of an address means that the entry leads nowhere, which happens in no builder of ours.
type _Targets = Sequence[tuple[str | None, str | Literal[False]]]
type _Entry = tuple[str, tuple[_Targets, Sequence[tuple[str, _Targets]], Any]]


def index(builder: Builder, names: Names, words: Words) -> str:
    """The index as a chapter at the end, or nothing where the publication marks no terms."""
    groups = IndexEntries(builder.env).create_index(builder)
    if not groups:
        return ""
    title = html.escape(words("Index"))
    letters = "\n".join(_letter(letter, entries, names) for letter, entries in groups)
    return (
        f'<section class="{INDEX_OF_TERMS}"><h1 id="{INDEX}" {RUNNING}="{title}">{title}</h1>\n'
        f'<div class="columns">{letters}</div></section>\n'
    )


def _letter(letter: str, entries: Sequence[_Entry], names: Names) -> str:
    rows = "\n".join(_entry(entry, names) for entry in entries)
    return f'<div class="{LETTER_GROUP}"><p class="letter">{html.escape(letter)}</p>\n<ul>{rows}</ul></div>'


def _entry(entry: _Entry, names: Names) -> str:
    name, (targets, inner, _) = entry
    rows = "".join(f"<li>{_line(text, places, names)}</li>" for text, places in inner)
    nested = f"<ul>{rows}</ul>" if rows else ""
    return f"<li>{_line(name, targets, names)}{nested}</li>"


def _line(name: str, targets: _Targets, names: Names) -> str:
    places = [(main, identity) for main, address in targets if address and (identity := names.of_uri(address))]
    if not places:
        return html.escape(name)
    field = pages_of((identity for _, identity in places), (identity for marked, identity in places if marked))
    # The first number takes the last word along to another line.
    return f"{html.escape(name)},\u00a0{field}"
