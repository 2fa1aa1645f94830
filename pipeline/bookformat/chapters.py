# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the chapters of a book begin in its HTML: each begins a page, so that each can be laid out by itself."""

from pipeline.bookformat.identifiers import BODY

CHAPTER = "<!-- a chapter begins -->\n"
"""Stands before each chapter of the body, the index and the colophon."""
_MAIN, _END = f'<main id="{BODY}"', "</main>"


def split_chapters(text: str) -> tuple[str, ...]:
    """Return the HTML of each part of a book, all with the same head: the front matter, if there is any, then each chapter.

    A text without marks is one part.
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
    return (*whole, *(f"{head}{body}{main}{opening_tag}{bracket}{chapter}{end}{after}" for chapter in chapters))


def _after_body_tag(before: str) -> tuple[str, str, str]:
    """Return what stands before the tag `<body …>`, that tag, and what stands after it."""
    at = before.index("<body")
    end = before.index(">", at) + 1
    return before[:at], before[at:end], before[end:]
