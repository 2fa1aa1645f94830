# SPDX-License-Identifier: GPL-3.0-or-later
"""Page numbers as text: the empty elements of a book, filled from the map of the last layout."""

import html
import re
from collections.abc import Iterable, Mapping
from itertools import groupby

from pipeline.bookformat.identifiers import BODY
from pipeline.bookformat.page_numbers import ANY_FIELD, ONE_PAGE, SEVERAL_PAGES, label

UNKNOWN = "00"
"""What stands for a page that is not known yet: as wide as most numbers are."""


def fill(text: str, pages: Mapping[str, int]) -> str:
    """Return the book's HTML with the page of each identifier in its place; `pages` counts all pages from 1."""
    body = pages.get(BODY, 1)

    def fill_one(field: re.Match[str]) -> str:
        page = pages.get(html.unescape(field[2]))
        return f"{field[1]}{UNKNOWN if page is None else label(page, body)}{field[3]}"

    def fill_several(field: re.Match[str]) -> str:
        identities, chief = (html.unescape(field[2]).split(), html.unescape(field[3] or "").split())
        return f"{field[1]}{_references(identities, chief, pages, body)}{field[4]}"

    return SEVERAL_PAGES.sub(fill_several, ONE_PAGE.sub(fill_one, text))


def unknown(text: str, pages: Mapping[str, int]) -> frozenset[str]:
    """Return the identifiers that a text names, and whose pages are not known."""
    named = (html.unescape(field).split() for field in ANY_FIELD.findall(text))
    return frozenset(identity for identities in named for identity in identities if identity not in pages)


def _references(identities: Iterable[str], main: Iterable[str], pages: Mapping[str, int], body: int) -> str:
    first: dict[int, str] = {}
    for identity in identities:
        first.setdefault(pages.get(identity, 0), identity)
    chief = {pages.get(identity, 0) for identity in main}
    parts = []
    for run in _runs(sorted(first), chief):
        numbers = "–".join(UNKNOWN if page == 0 else label(page, body) for page in run)
        link = f'<a href="#{html.escape(first[run[0]])}">{numbers}</a>'
        parts.append(f"<b>{link}</b>" if run[0] in chief else link)
    return ", ".join(parts)


def _runs(pages: list[int], chief: set[int]) -> Iterable[tuple[int, ...]]:
    """Yield pages one by one; three or more in a row, none of them the chief place, as (first, last)."""

    def row(item: tuple[int, int]) -> tuple[int, int]:
        index, page = item
        return page - index, page if page in chief else -1

    for _, items in groupby(enumerate(pages), row):
        run = [page for _, page in items]
        yield from [(run[0], run[-1])] if len(run) >= 3 else ((page,) for page in run)
