# SPDX-License-Identifier: GPL-3.0-or-later
"""Page numbers as text: the empty elements of a book, filled from the map of the last layout."""

import html
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, groupby

from pipeline.bookformat.identifiers import BODY
from pipeline.bookformat.page_numbers import ANY_FIELD, ONE_PAGE, SEVERAL_PAGES, label

UNKNOWN = "00"
"""What stands for a page that is not known yet: as wide as most numbers are."""
_NOTHING: Mapping[str, str] = {}
_ID = re.compile(r' id="([^"]*)"')
_LETTERS = 5200
"""About so many characters of a book's HTML are on a page."""


def fill(text: str, pages: Mapping[str, int], zeros: Mapping[str, str] = _NOTHING) -> str:
    """Return the book's HTML with the page of each identifier in its place; `pages` counts all pages from 1.

    `zeros` stand for pages that are not known, by identifier.
    """
    body = pages.get(BODY, 1)

    def fill_one(field: re.Match[str]) -> str:
        identity = html.unescape(field[2])
        number = label(pages[identity], body) if identity in pages else zeros.get(identity, UNKNOWN)
        return f"{field[1]}{number}{field[3]}"

    def fill_several(field: re.Match[str]) -> str:
        identities, chief = (html.unescape(field[2]).split(), html.unescape(field[3] or "").split())
        return f"{field[1]}{_references(identities, chief, pages, body)}{field[4]}"

    return SEVERAL_PAGES.sub(fill_several, ONE_PAGE.sub(fill_one, text))


def unknown(text: str, pages: Mapping[str, int]) -> frozenset[str]:
    """Return the identifiers that a text names, and whose pages are not known."""
    named = (html.unescape(field).split() for field in ANY_FIELD.findall(text))
    return frozenset(identity for identities in named for identity in identities if identity not in pages)


class Reckoned:
    """About where all stands in a book, by the length of its parts; it is looked for once."""

    def __init__(self, texts: Sequence[str]) -> None:
        lengths = (math.ceil(len(text) / _LETTERS) for text in texts)
        self._starts = [*accumulate(lengths, initial=0)]
        self._places = {
            html.unescape(match[1]): start + match.start() // _LETTERS
            for start, text in zip(self._starts, texts, strict=False)
            for match in _ID.finditer(text)
        }

    def zeros(self, identities: Iterable[str], part: int, first: int) -> dict[str, str]:
        """Return zeros in the place of page numbers, as many figures as each will have; a part begins on the page `first`."""
        start = self._starts[part]
        places = {identity: self._places.get(identity, -1) for identity in identities}
        return {name: "0" * len(str(first + at - start)) if at >= start else UNKNOWN for name, at in places.items()}


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
