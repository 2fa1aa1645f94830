# SPDX-License-Identifier: GPL-3.0-or-later
"""Typesets a book: lays out its chapters, binds them to a PDF, and proves it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from pipeline.bookformat.typeset_book import PageFill, Typeset
from pipeline.model.problems import Problem
from pipeline.system.files import write_whole
from pipeline.typeset.book import Book
from pipeline.typeset.chapters import Chapters, LaidOut, lay_out
from pipeline.typeset.engine.press import Press
from pipeline.typeset.engine.remarks import Objections, every_remark
from pipeline.typeset.proof import Numbering, prove
from pipeline.typeset.values.nodes import skipped_levels

LEAST = 0.25
"""The share of its last page that a chapter should fill."""
MOST_WHITE = 1 / 6
"""The share of a page that may be white, unless a chapter ends there."""


def typeset(
    book: Path,
    target: Path,
    pages: Mapping[str, int],
    *,
    strict: bool = True,
    press: Press | None = None,
    lines: Mapping[str, str] | None = None,
    chapters: Path | None = None,
) -> Typeset:
    """Lay out the book in the folder `book` and write its PDF to `target`, whole or not at all.

    `pages` is the map that the last layout returned, or empty: where it still holds, one pass is enough. Raises Problem
    with a code that begins with `typeset-` or `proof-`, or `missing-glyph`, `foreign-font`, `foreign-file`. Unless `strict`,
    what is merely not right on the pages is in `warnings` instead; a text that our fonts cannot show is a Problem all the same.
    A `press` that prints offprints of the same book too has fonts and styles ready; `lines` is original -> `file.po:line`
    of its translation. Chapters are kept in the folder `chapters`, if there is one, for the next time.
    """
    press = press or Press(book.resolve(), strict=strict)
    source, object_to = Book.read(book), press.object_to
    laid_out = lay_out(press, source, pages, chapters)
    check_complete(source, laid_out.text.footnotes, laid_out.page_map, object_to)
    data = bind(press, source, laid_out, lines or {})
    with every_remark(source, object_to):
        prove(source, laid_out.text, data, object_to, numbering=Numbering(laid_out.body), lines=lines or {})
    write_whole(target, data)
    holes = tuple(badly_filled(laid_out.text.fills))
    return Typeset(laid_out.page_count, laid_out.page_map, tuple(object_to.warnings), holes)


def plan_chapters(
    press: Press, book: Path, pages: Mapping[str, int], chapters: Path, width: int
) -> tuple[list[list[int]], Typeset]:
    """Return the chapters that can be laid out next, in batches for `width` processes, and the book as far as its pages are known.

    There are no batches if `typeset` finds all chapters with these pages in the folder `chapters`. Raises Problem as it does.
    """
    parts = Chapters(press, Book.read(book), chapters)
    numbers, known = parts.due(pages)
    return parts.batches(numbers, width), Typeset(parts.page_count(known), known)


def lay_out_chapters(
    press: Press, book: Path, numbers: Iterable[int], pages: Mapping[str, int], chapters: Path
) -> None:
    """Lay out a batch of chapters with these pages, and keep them in the folder `chapters`."""
    Chapters(press, Book.read(book), chapters).lay_out(numbers, pages)


def badly_filled(fills: Sequence[PageFill]) -> list[PageFill]:
    """Return the pages with too much white. What has one page alone, such as a form, is as short as its text."""
    return [
        fill
        for before, fill in pairwise((PageFill(0, 1, ends=True), *fills))
        if fill.filled < (LEAST if fill.ends else 1 - MOST_WHITE) and not (fill.ends and before.ends)
    ]


def bind(press: Press, book: Book, laid_out: LaidOut, lines: Mapping[str, str]) -> bytes:
    """Return the PDF of a book; report what was wrong when its parts were laid out."""
    with every_remark(book, press.object_to, lines) as remarks:
        for part in laid_out.parts:
            remarks.messages.extend(part.messages)
            for problem in part.problems:
                press.object_to(problem)
        for before, level, _ in skipped_levels(part.structure for part in laid_out.parts):
            press.object_to(_skipped(book, before, level))
        return press.bind(book, laid_out.parts, body=laid_out.body)


def _skipped(book: Book, before: int, level: int) -> Problem:
    return Problem(
        "typeset-levels",
        f"{book.title}: a heading of level {level} follows one of level {before}, and the PDF does not claim PDF/UA",
        cause="who listens to a book goes from heading to heading, and would look for the one between them",
        hint="let headings follow each other, also where an extension or a style writes them",
        path=book.path,
    )


def check_complete(book: Book, footnotes: Collection[str], places: Collection[str], object_to: Objections) -> None:
    """Object with `typeset-lost` unless every footnote is in a footnote area, and every heading and figure on a page."""
    lost = {
        "notes": set(book.notes) - set(footnotes),
        "headings": set(book.headings) - set(places),
        "figures": set(book.figures) - set(places),
    }
    for what, missing in lost.items():
        if missing:
            object_to(
                Problem(
                    "typeset-lost",
                    f"{len(missing)} {what} of {book.title} stand on no page",
                    cause=", ".join(sorted(missing)[:5]),
                    hint="a note in a column, a repeated table head or a box of its own is lost: move it into the text",
                    path=book.path,
                )
            )
