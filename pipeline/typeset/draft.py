# SPDX-License-Identifier: GPL-3.0-or-later
"""Typesets a single chapter of a book for the preview."""

import html
import re
from dataclasses import replace
from pathlib import Path

from pipeline.bookformat.identifiers import identity
from pipeline.bookformat.page_numbers import ANY_FIELD, PAGE_IN_WORDS
from pipeline.typeset.book import Book
from pipeline.typeset.chapters import lay_out
from pipeline.typeset.engine.press import Press
from pipeline.typeset.volume import bind

_ID = re.compile(r'\bid="([^"]+)"')
_LINK = re.compile(r' href="#([^"]*)"')


def typeset_draft(folder: Path, document: str, *, is_whole: bool, picture_cache: Path | None = None) -> bytes:
    """Return the PDF of the chapter that contains a document, or of the whole book, without a proof and despite faults.

    For a document outside the chapters, such as the root document, return the front matter. References to omitted chapters lose
    their page number and their link. Raises Problem `missing-glyph` if our fonts cannot show the text.
    """
    book, press = Book.read(folder), Press(folder, strict=False, picture_cache=picture_cache)
    book = book if is_whole else _chapter(book, document)
    return bind(press, book, lay_out(press, book, {}), {})


def _chapter(book: Book, document: str) -> Book:
    mark = f' id="{html.escape(identity(document, ""))}'
    piece = next((piece for piece in book.pieces if document and mark in piece), None)
    if piece is None:
        return replace(book, opening=_without_dead_references(book.opening), pieces=())
    return replace(book, opening="", pieces=(_without_dead_references(piece),))


def _without_dead_references(text: str) -> str:
    present = set(_ID.findall(text))

    def keep(match: re.Match[str]) -> str:
        return match[0] if present.issuperset(match[1].split()) else ""

    for pattern in (PAGE_IN_WORDS, ANY_FIELD, _LINK):
        text = pattern.sub(keep, text)
    return text
