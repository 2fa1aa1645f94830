# SPDX-License-Identifier: GPL-3.0-or-later
"""Typesets a book: lays it out again and again until the page numbers in its text are true, then writes and proves its PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.bookformat.identifiers import BODY
from pipeline.model.problems import Problem
from pipeline.system.files import write_whole
from pipeline.typeset.book import Book
from pipeline.typeset.engine.document import Document
from pipeline.typeset.engine.press import Press
from pipeline.typeset.engine.remarks import Objections, every_remark
from pipeline.typeset.numbers import fill
from pipeline.typeset.packing import pack
from pipeline.typeset.proof import Numbering, prove

MOST_PASSES = 4


@dataclass(frozen=True, slots=True)
class Typeset:
    """A PDF is written: its pages, the page of each identifier (counted from 1), and how often it was laid out.

    `warnings` say what is not as it should be on its pages; there are none unless the layout was asked to go on with them.
    """

    pages: int
    map: dict[str, int]
    passes: int
    warnings: tuple[str, ...] = ()


def typeset(
    book: Path,
    target: Path,
    pages: Mapping[str, int],
    *,
    strict: bool = True,
    press: Press | None = None,
    lines: Mapping[str, str] | None = None,
) -> Typeset:
    """Lay out the book in the folder `book` and write its PDF to `target`, whole or not at all.

    `pages` is the map that the last layout returned, or empty: where it still holds, one pass is enough. Raises Problem
    with a code that begins with `typeset-` or `proof-`, or `missing-glyph`, `foreign-font`, `foreign-file`. Unless `strict`,
    what is merely not right on the pages is in `warnings` instead; a text that our fonts cannot show is a Problem all the same.
    A `press` that prints offprints of the same book too has fonts and styles ready; `lines` is original -> `file.po:line`
    of its translation.
    """
    source = Book.read(book)
    press = press or Press(source.folder, strict=strict)
    object_to = press.object_to
    with every_remark(source, object_to, lines):
        document, passes = until_stable(press, source, pages)
        body = document.page_map.get(BODY, 1)
        data = pack(press.write(source, document, body=body))
    with every_remark(source, object_to):
        prove(source, document.read(), data, object_to, numbering=Numbering(body), lines=lines or {})
    write_whole(target, data)
    return Typeset(document.page_count, document.page_map, passes, tuple(object_to.warnings))


def typeset_draft(folder: Path, name: str) -> bytes:
    """Return the PDF of the text `name` in a book's folder, for a preview: laid out twice, unproven, whatever is not right on it.

    A text that our fonts cannot show is a Problem all the same.
    """
    book, press = Book.read(folder, name), Press(folder, strict=False)
    with every_remark(book, press.object_to):
        first = press.render(book, fill(book.text, {}))
        return pack(press.write(book, press.render(book, fill(book.text, first.page_map)), body=1))


def until_stable(press: Press, book: Book, pages: Mapping[str, int]) -> tuple[Document, int]:
    """Return the document whose page numbers are true, which lacks nothing, and the number of passes it took."""
    text = fill(book.text, pages)
    for passes in range(1, MOST_PASSES + 1):  # noqa: B007  # used after the loop
        document = press.render(book, text)
        text, former = fill(book.text, document.page_map), text
        if text == former:
            break
    else:
        press.object_to(
            Problem(
                "typeset-unstable",
                f"the page numbers of {book.title} do not settle",
                cause=f"after {MOST_PASSES} layouts a reference still moves what it refers to to another page",
                hint="change a few words near a page break, or leave a reference out",
                path=book.path,
            )
        )
    check_complete(book, document, press.object_to)
    return document, passes


def check_complete(book: Book, document: Document, object_to: Objections) -> None:
    """Object with `typeset-lost` unless every footnote is in a footnote area, and every heading and figure on a page."""
    lost = {
        "notes": set(book.notes) - document.footnotes,
        "headings": set(book.headings) - document.page_map.keys(),
        "figures": set(book.figures) - document.page_map.keys(),
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
