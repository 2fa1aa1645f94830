# SPDX-License-Identifier: GPL-3.0-or-later
"""Page numbers as text: the empty elements of a book, filled from the map of the last layout."""

import html
import re
from collections.abc import Iterable, Mapping

from pipeline.theme.page_numbers import BODY, label

_ONE = re.compile(r'(<span class="page-of" data-for="([^"]*)">)(</span>)')
_SEVERAL = re.compile(r'(<span class="pages-of" data-for="([^"]*)"(?: data-main="([^"]*)")?>)(</span>)')
_UNKNOWN = "00"
"""What stands for a page before the first layout: about as wide as most numbers are."""


def fill(text: str, pages: Mapping[str, int]) -> str:
    """The book's HTML with the page of each identifier in its place; `pages` counts all pages from 1."""
    body = pages.get(BODY, 1)

    def one(found: re.Match[str]) -> str:
        page = pages.get(html.unescape(found[2]))
        return f"{found[1]}{_UNKNOWN if page is None else label(page, body)}{found[3]}"

    def several(found: re.Match[str]) -> str:
        identities, main = (html.unescape(found[2]).split(), html.unescape(found[3] or "").split())
        return f"{found[1]}{_references(identities, main, pages, body)}{found[4]}"

    return _SEVERAL.sub(several, _ONE.sub(one, text))


def _references(identities: Iterable[str], main: Iterable[str], pages: Mapping[str, int], body: int) -> str:
    first: dict[int, str] = {}
    for identity in identities:
        first.setdefault(pages.get(identity, 0), identity)
    chief = {pages.get(identity, 0) for identity in main}
    parts = []
    for run in _runs(sorted(first), chief):
        numbers = "–".join(_UNKNOWN if page == 0 else label(page, body) for page in run)
        link = f'<a href="#{html.escape(first[run[0]])}">{numbers}</a>'
        parts.append(f"<b>{link}</b>" if run[0] in chief else link)
    return ", ".join(parts)


def _runs(pages: list[int], chief: set[int]) -> Iterable[tuple[int, ...]]:
    """Pages one by one; three or more in a row, none of them the chief place, as (first, last)."""
    rest = pages
    while rest:
        length = 1
        while length < len(rest) and rest[length] == rest[0] + length and not chief & set(rest[: length + 1]):
            length += 1
        if length >= 3:
            yield rest[0], rest[length - 1]
        else:
            yield from ((page,) for page in rest[:length])
        rest = rest[length:]
