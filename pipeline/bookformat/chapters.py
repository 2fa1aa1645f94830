# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the chapters of a book begin in its HTML: each begins a page, so that each can be laid out by itself.

A chapter of hundreds of pages, as the references of programs have, would take gigabytes: some of its sections begin a page too.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.bookformat.identifiers import BODY
from pipeline.bookformat.vocabulary import CHAPTER_HEAD, HEAD, LEVEL, PAPER_AUTHORS

CHAPTER = "<!-- a chapter begins -->\n"
"""Stands before each chapter of the body, the index and the colophon."""
PIECE = 300_000
"""A chapter that is more than twice as long is cut at sections, into pieces of so many characters, some 60 pages, up to half more.

A paper stays whole: it has the same pages by itself.
"""
_SECTION = re.compile(rf'<section {LEVEL}="(\d+)"([^>]*)>')
_HEAD = re.compile(rf'<h1[^>]*? {HEAD}="([^"]*)"')
_HEADING = re.compile(r"<h[2-6]\b")
_ID = re.compile(r' id="[^"]*"')
_MAIN, _END = f'<main id="{BODY}"', "</main>"


def split_chapters(text: str) -> tuple[str, ...]:
    """Return the HTML of each part of a book, all with the same head: the front matter, if there is any, then each chapter.

    A long chapter is several parts. A text without marks is one.
    """
    start, *chapters = text.split(CHAPTER)
    if not chapters:
        return (text,)
    before, main, opening = start.partition(_MAIN)
    head, body, front = _after_body_tag(before)
    chapters[-1], end, after = chapters[-1].rpartition(_END)
    whole = [f"{head}{body}{front}{after}"] if front.strip() else []
    # What stands in the body before its first chapter, such as a target, belongs to that.
    opening_tag, bracket, others = opening.partition(">")
    chapters[0] = others + chapters[0]
    pieces = (piece for chapter in chapters for piece in _pieces(chapter))
    return (*whole, *(f"{head}{body}{main}{opening_tag}{bracket}{piece}{end}{after}" for piece in pieces))


def _pieces(chapter: str) -> Iterator[str]:
    """Yield a chapter in pieces; the first heading of each later one has the chapter's running head."""
    if len(chapter) <= 2 * PIECE or f'class="{PAPER_AUTHORS}"' in chapter:
        yield chapter
        return
    first, *later = _cut(chapter)
    head = match[1] if (match := _HEAD.search(chapter)) else ""
    yield first
    yield from (_HEADING.sub(lambda tag: f'{tag[0]} {CHAPTER_HEAD}="{head}"', piece, count=1) for piece in later)


def _cut(chapter: str) -> Iterator[str]:
    """Yield the pieces of a chapter, each within the sections around it."""
    sections = [*_SECTION.finditer(chapter)]
    cuts = {*_cuts(sections, len(chapter))}
    opening, start = "", 0
    around: list[str] = []
    for section in sections:
        around = around[: int(section[1]) - 1]
        if section in cuts:
            yield f"{opening}{chapter[start : section.start()]}{'</section>' * len(around)}"
            opening, start = "".join(around), section.start()
        around.append(f"<section{_ID.sub('', section[2])}>")
    yield opening + chapter[start:]


def _cuts(sections: Sequence[re.Match[str]], length: int) -> Iterator[re.Match[str]]:
    """Yield the sections that begin a piece, those of the highest rank among those that may."""
    start = 0
    while length - start > 2 * PIECE:
        later = [section for section in sections if section.start() >= start + PIECE]
        near = [section for section in later if section.start() < start + 1.5 * PIECE] or later[:1]
        if not near:
            return
        cut = min(near, key=lambda section: int(section[1]))
        yield cut
        start = cut.start()


def _after_body_tag(before: str) -> tuple[str, str, str]:
    """Return what stands before the tag `<body …>`, that tag, and what stands after it."""
    at = before.index("<body")
    end = before.index(">", at) + 1
    return before[:at], before[at:end], before[end:]
