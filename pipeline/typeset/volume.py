# SPDX-License-Identifier: GPL-3.0-or-later
"""Typesets a book: lays out its chapters, binds them into a PDF, and proves it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from pipeline.bookformat.typeset_book import PageFill, Typeset
from pipeline.model.problems import Problem
from pipeline.system.files import write_whole
from pipeline.typeset.book import Book
from pipeline.typeset.chapters import BookLayout, Chapters, lay_out
from pipeline.typeset.engine.press import Press
from pipeline.typeset.engine.reporting import Reporter, weasyprint_warnings
from pipeline.typeset.proof import Numbering, prove
from pipeline.typeset.values.nodes import skipped_levels

MIN_FILL = 0.25
"""Minimum share of its last page that a chapter should fill."""
MAX_BLANK = 1 / 6
"""Maximum share of a page that may be blank, unless a chapter ends there."""


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
    """Lay out the book in the folder `book` and write its PDF to `target`, atomically.

    `pages` is the page map of the previous layout, or empty; if it is still right, one pass is enough. Raises Problem with a code
    that begins with `typeset-` or `proof-`, or `missing-glyph`, `foreign-font`, `foreign-file`. Unless `strict`, faults on the pages
    become `warnings`, except for a text that our fonts cannot show. Pass `press` to share fonts and style sheets with the offprints
    of the book. `lines` maps originals to `file.po:line` of their translations. Layouts are cached in the folder `chapters`.
    """
    press = press or Press(book.resolve(), strict=strict)
    source, report = Book.read(book), press.report
    laid_out = lay_out(press, source, pages, chapters)
    check_complete(source, laid_out.text.footnotes, laid_out.page_map, report)
    data = bind(press, source, laid_out, lines or {})
    with weasyprint_warnings(source, report):
        prove(source, laid_out.text, data, report, numbering=Numbering(laid_out.body), lines=lines or {})
    write_whole(target, data)
    holes = tuple(badly_filled(laid_out.text.fills))
    return Typeset(laid_out.page_count, laid_out.page_map, tuple(report.problems), holes)


def plan_chapters(
    press: Press, book: Path, pages: Mapping[str, int], chapters: Path, width: int
) -> tuple[list[list[int]], Typeset]:
    """Return the chapters to lay out next, in batches for `width` processes, and the book as far as its pages are known.

    There are no batches if all chapters are in the cache `chapters` for the page map `pages`. Raises the same Problems as `typeset`.
    """
    parts = Chapters(press, Book.read(book), chapters)
    numbers, known = parts.due(pages)
    return parts.batches(numbers, width), Typeset(parts.page_count(known), known)


def lay_out_chapters(
    press: Press, book: Path, numbers: Iterable[int], pages: Mapping[str, int], chapters: Path
) -> None:
    """Lay out a batch of chapters with the page map `pages`, and cache them in the folder `chapters`."""
    Chapters(press, Book.read(book), chapters).lay_out(numbers, pages)


def badly_filled(fills: Sequence[PageFill]) -> list[PageFill]:
    """Return the pages with too much blank space. A single page, such as a form, may be short."""
    return [
        fill
        for before, fill in pairwise((PageFill(0, 1, ends=True), *fills))
        if fill.filled < (MIN_FILL if fill.ends else 1 - MAX_BLANK) and not (fill.ends and before.ends)
    ]


def bind(press: Press, book: Book, laid_out: BookLayout, lines: Mapping[str, str]) -> bytes:
    """Bind a laid-out book into a PDF and return it; report the warnings and problems of its parts."""
    with weasyprint_warnings(book, press.report, lines) as log:
        for part in laid_out.parts:
            log.messages.extend(part.messages)
            for problem in part.problems:
                press.report(problem)
            for heading in part.undescribed:
                press.report(_undescribed(book, heading))
        for before, level, _ in skipped_levels(part.structure for part in laid_out.parts):
            press.report(_skipped_level(book, before, level))
        return press.bind(book, laid_out.parts, body=laid_out.body)


def _skipped_level(book: Book, previous_level: int, level: int) -> Problem:
    return Problem(
        "typeset-levels",
        f"{book.title}: a heading of level {level} follows one of level {previous_level}, so the PDF does not claim PDF/UA",
        cause="screen readers navigate by headings, and the level between them is missing",
        hint="do not skip heading levels, also in headings that an extension or a style writes",
        path=book.path,
    )


def _undescribed(book: Book, heading: str) -> Problem:
    return Problem(
        "typeset-alternative",
        f"{book.title}: a picture has no alternative text, so the PDF does not claim PDF/UA",
        cause=f"in the section “{heading}”" if heading else "",
        hint='give an image an `alt`, an `<svg>` a `<title>`, or either `aria-hidden="true"` if it is only decoration',
        path=book.path,
    )


def check_complete(book: Book, footnotes: Collection[str], places: Collection[str], report: Reporter) -> None:
    """Report `typeset-lost` unless every footnote is in a footnote area, and every heading and figure is on a page."""
    missing_by_kind = {
        "notes": set(book.notes) - set(footnotes),
        "headings": set(book.headings) - set(places),
        "figures": set(book.figures) - set(places),
    }
    for kind, missing in missing_by_kind.items():
        if missing:
            report(
                Problem(
                    "typeset-lost",
                    f"{len(missing)} {kind} of {book.title} are on no page",
                    cause=", ".join(sorted(missing)[:5]),
                    hint="a note in a column, a repeated table head or a box of its own is lost: move it into the text",
                    path=book.path,
                )
            )
