# SPDX-License-Identifier: GPL-3.0-or-later
"""Identifiers within a paged book, which is one HTML page made of many documents."""

from collections.abc import Mapping

BODY = "body"
"""The element where roman page numbers end and arabic ones begin."""
TITLE_PAGE = "title-page"
OPENING = "opening"
"""The heading above the root document's own text."""
INDEX = "index-of-terms"
LAST_PAGE = "last-page-of-paper"
"""Placeholder identifier for the last page of a paper, resolved by typesetting; no element has it."""


def identity(docname: str, name: str) -> str:
    """Return the book's identifier for `name` in a document, without spaces, which HTML forbids."""
    return f"{docname.replace('/', '-').replace(' ', '_')}--{name}"


def beginnings(pages: Mapping[str, int]) -> dict[str, int]:
    """Return the first pages of documents, by `identity(docname, "")`, and of the index; `pages` maps all identifiers to pages."""
    begin = {INDEX: pages[INDEX]} if INDEX in pages else {}
    for name, page in pages.items():
        docname, mark, _ = name.partition("--")
        if mark:
            document = f"{docname}{mark}"
            begin[document] = min(page, begin.get(document, page))
    return begin
