# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of terms, as HTML whose page numbers are still empty; the order is that of Sphinx's index of the edition."""

import html

from sphinx.builders import Builder

from pipeline.bookformat.identifiers import INDEX
from pipeline.bookformat.page_numbers import pages_of
from pipeline.bookformat.vocabulary import INDEX_OF_TERMS, LETTER_GROUP, RUNNING
from pipeline.compose.engine.index_order import Targets, index_of
from pipeline.compose.paged.names import Names
from pipeline.words import Words


def index(builder: Builder, names: Names, words: Words) -> str:
    """The index as a chapter at the end, or nothing where the publication marks no terms."""
    groups = index_of(builder)
    if not groups:
        return ""
    title = html.escape(words("Index"))
    letters = []
    for letter, entries in groups:
        rows = []
        for name, (targets, inner, _) in entries:
            nested = "".join(f"<li>{_line(text, places, names)}</li>" for text, places in inner)
            rows.append(f"<li>{_line(name, targets, names)}{f'<ul>{nested}</ul>' if nested else ''}</li>")
        heading = f'<p class="letter">{html.escape(letter)}</p>\n'
        letters.append(f'<div class="{LETTER_GROUP}">{heading}<ul>{"\n".join(rows)}</ul></div>')
    return (
        f'<section class="{INDEX_OF_TERMS}"><h1 id="{INDEX}" {RUNNING}="{title}">{title}</h1>\n'
        f'<div class="columns">{"\n".join(letters)}</div></section>\n'
    )


def _line(name: str, targets: Targets, names: Names) -> str:
    places = [(main, identity) for main, address in targets if address and (identity := names.of_uri(address))]
    if not places:
        return html.escape(name)
    field = pages_of((identity for _, identity in places), (identity for marked, identity in places if marked))
    # The first number takes the last word along to another line.
    return f"{html.escape(name)},\u00a0{field}"
