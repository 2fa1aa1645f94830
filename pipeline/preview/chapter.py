# SPDX-License-Identifier: GPL-3.0-or-later
"""One chapter cut out of a book's paged HTML, so that it alone is laid out."""

import re
from dataclasses import replace

from pipeline.bookformat.book import PagedBook
from pipeline.bookformat.identifiers import BODY, heading_of
from pipeline.bookformat.page_numbers import ANY_FIELD, PAGE_IN_WORDS
from pipeline.bookformat.vocabulary import COVER, IMPRINT, OPENING, TITLE_PAGE

_SECTION = re.compile(r"<section\b|</section>")
_ID = re.compile(r'\bid="([^"]+)"')
_FRONT = re.compile(rf'<section class="(?:{COVER}|{TITLE_PAGE}|{IMPRINT}|{OPENING})"')
_LINK = re.compile(r' href="#([^"]*)"')
_MAIN = f'<main id="{BODY}">'


def cut(text: str, document: str) -> str | None:
    """Return the page with the section of a document alone; None where the book has none, as of its root document.

    References to what is left out lose their page and their link; what is before the text stays out.
    """
    heading = heading_of(document).search(text)
    start = text.rfind("<section", 0, heading.start()) if heading else -1
    main = text.find(_MAIN)
    if start < main or main < 0:
        return None
    chapter = text[start : _end(text, start)]
    return _without_dead_references(f"{_head(text)}\n{_MAIN}\n{chapter}\n</main>\n</body>\n</html>\n")


def opening(text: str) -> str:
    """Return the page with what the root document of a book prints: cover, title page, imprint, preface."""
    main = text.find(_MAIN)
    starts = [match.start() for match in _FRONT.finditer(text) if match.start() < main]
    parts = "\n".join(text[start : _end(text, start)] for start in starts)
    return _without_dead_references(f"{_head(text)}\n{parts}\n</body>\n</html>\n")


def describe(book: PagedBook, text: str) -> PagedBook:
    """Return a book's metadata for a part of it: of footnotes, headings and figures, those that are in its HTML."""
    present = set(_ID.findall(text))

    def within(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if name in present)

    return replace(book, notes=within(book.notes), headings=within(book.headings), figures=within(book.figures))


def _head(text: str) -> str:
    """Return a page up to the tag that opens its body."""
    return text[: text.index(">", text.index("<body")) + 1]


def _end(text: str, start: int) -> int:
    """Return the offset behind the section that begins at `start`."""
    depth = 0
    for match in _SECTION.finditer(text, start):
        depth += 1 if match[0] != "</section>" else -1
        if depth == 0:
            return match.end()
    return len(text)


def _without_dead_references(text: str) -> str:
    present = set(_ID.findall(text))

    def keep(match: re.Match[str]) -> str:
        return match[0] if present.issuperset(match[1].split()) else ""

    for pattern in (PAGE_IN_WORDS, ANY_FIELD, _LINK):
        text = pattern.sub(keep, text)
    return text
