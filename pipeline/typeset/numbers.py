# SPDX-License-Identifier: GPL-3.0-or-later
"""Page numbers as text: in the HTML of a book before layout, and as placeholders in drawn pages until they are bound."""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from pipeline.bookformat.identifiers import BODY
from pipeline.bookformat.page_numbers import PAGE_FIELD, PAGES_FIELD, label

UNKNOWN = "00"
"""Placeholder for an unknown page number; as wide as most numbers."""
_PLACEHOLDER = re.compile("\ue000([^\ue001]*)\ue001")


@dataclass(frozen=True, slots=True)
class PageNumbers:
    """The printed numbers of pages: the page `body` (from 1) has the number `first`. `places` maps identifiers to pages."""

    places: Mapping[str, int]
    body: int
    first: int = 1

    def of(self, target: str, page: int) -> str:
        """Return the number of the page of `target`, or of `page` if `target` is empty; an empty string if it is on no page."""
        place = self.places.get(target, 0) if target else page
        return label(place, self.body, self.first) if place else ""


def fill(text: str, pages: Mapping[str, int]) -> str:
    """Fill in the page numbers in a book's HTML; `pages` maps identifiers to pages, from 1."""
    return _fill_fields(text, pages, lambda number: number)


def reserve(text: str, pages: Mapping[str, int]) -> str:
    """Fill in zeros for each arabic page number in a book's HTML, which are replaced when the book is bound.

    Roman numerals, whose width differs, and lists of numbers are filled in immediately.
    """
    return _fill_fields(text, pages, lambda number: "0" * len(number) if number.isdecimal() else number)


def _fill_fields(text: str, pages: Mapping[str, int], format_number: Callable[[str], str]) -> str:
    body = pages.get(BODY, 1)

    def fill_one(field: re.Match[str]) -> str:
        page = pages.get(html.unescape(field[2]))
        return f"{field[1]}{format_number(label(page, body)) if page is not None else UNKNOWN}{field[3]}"

    def fill_several(field: re.Match[str]) -> str:
        identifiers, principal = (html.unescape(field[2]).split(), html.unescape(field[3] or "").split())
        return f"{field[1]}{_references(identifiers, principal, pages, body)}{field[4]}"

    return PAGES_FIELD.sub(fill_several, PAGE_FIELD.sub(fill_one, text))


def placeholder(target: str = "") -> str:
    """Return the placeholder for the page number of an identifier, or of the page itself."""
    return f"\ue000{target}\ue001"


def with_numbers(words: str, number_of: Callable[[str], str]) -> str:
    """Replace each placeholder in a text by its number; `number_of` returns the number for a target."""
    return _PLACEHOLDER.sub(lambda match: number_of(match[1]) or UNKNOWN, words)


def _references(identifiers: Iterable[str], main: Iterable[str], pages: Mapping[str, int], body: int) -> str:
    first: dict[int, str] = {}
    for identifier in identifiers:
        first.setdefault(pages.get(identifier, 0), identifier)
    principal = {pages.get(identifier, 0) for identifier in main}
    parts = []
    for run in _runs(sorted(first), principal):
        numbers = "–".join(UNKNOWN if page == 0 else label(page, body) for page in run)
        link = f'<a href="#{html.escape(first[run[0]])}">{numbers}</a>'
        parts.append(f"<b>{link}</b>" if run[0] in principal else link)
    return ", ".join(parts)


def _runs(pages: list[int], principal: set[int]) -> Iterable[tuple[int, ...]]:
    """Yield single pages, or (first, last) for three or more consecutive ones, unless one of them is principal."""

    def row(item: tuple[int, int]) -> tuple[int, int]:
        index, page = item
        return page - index, page if page in principal else -1

    for _, items in groupby(enumerate(pages), row):
        run = [page for _, page in items]
        yield from [(run[0], run[-1])] if len(run) >= 3 else ((page,) for page in run)
