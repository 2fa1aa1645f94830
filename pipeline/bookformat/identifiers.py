# SPDX-License-Identifier: GPL-3.0-or-later
"""Identifiers within a paged book, which is one HTML page made of many documents."""

from collections.abc import Mapping

BODY = "body"
"""The element where roman page numbers end and arabic ones begin."""
TITLE_PAGE = "title-page"
OPENING = "opening"
"""The heading above what the root document says itself."""
INDEX = "index-of-terms"
LAST_PAGE = "last-page-of-paper"
"""Stands for the last page of a paper where typesetting fills in pages; no element has it."""


def identity(docname: str, name: str) -> str:
    """Return the identifier in the book of what is called `name` in a document; no identifier in HTML has spaces."""
    return f"{docname.replace('/', '-').replace(' ', '_')}--{name}"


def beginnings(pages: Mapping[str, int]) -> dict[str, int]:
    """Return the pages on which documents begin, each as `identity(docname, "")`, and that of the index; `pages` are of all identifiers."""
    begin = {INDEX: pages[INDEX]} if INDEX in pages else {}
    for name, page in pages.items():
        docname, mark, _ = name.partition("--")
        if mark:
            document = f"{docname}{mark}"
            begin[document] = min(page, begin.get(document, page))
    return begin
