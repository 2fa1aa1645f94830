# SPDX-License-Identifier: GPL-3.0-or-later
"""Files for the printer: the same book with the page design of the press, its pages counted anew, boxes, marks and inks."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import pikepdf

from pipeline.bookformat.book import OFFPRINTS
from pipeline.bookformat.identifiers import BODY
from pipeline.model.problems import Problem
from pipeline.system.files import write_whole
from pipeline.theme.pictures import outlined
from pipeline.typeset.book import Book
from pipeline.typeset.chapters import MOST_PASSES, unstable
from pipeline.typeset.engine import photographs
from pipeline.typeset.engine.document import Document
from pipeline.typeset.engine.press import Press
from pipeline.typeset.engine.remarks import every_remark
from pipeline.typeset.numbers import fill
from pipeline.typeset.offprints import books
from pipeline.typeset.panel_sizes import render_fitted
from pipeline.typeset.print.imposition import saddle_stitched, several_up
from pipeline.typeset.print.ink import black_alone, intend
from pipeline.typeset.print.marks import MM, mark, set_upright, trim_of
from pipeline.typeset.proof import Numbering, prove
from pipeline.typeset.styles import FOLDER
from pipeline.typeset.volume import check_complete

COARSE = 200
"""A picture of fewer dots an inch on its page looks coarse in print."""
MOST_SHEETS = 16
"""More do not lie flat when they are folded together."""
FOLDED = ("leaflet", "card")
"""The offprints that go to a printer; forms and checklists are printed in the office, from their ordinary PDF."""


class Paper(StrEnum):
    """The paper for which a book is laid out."""

    A4 = "a4"
    A5 = "a5"


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """A file for the printer: its pages (of a booklet: sides of sheets), and their trimmed size in millimetres.

    `warnings` are what is not as it should be on its pages.
    """

    path: Path
    pages: int
    width: int
    height: int
    warnings: tuple[str, ...] = ()


class PrintersPress(Press):
    """Lays out for paper: the style sheets of the press come last, and nothing is there that paper cannot do."""

    variant = None
    purpose = photographs.PRINT

    def __init__(self, folder: Path, *, strict: bool, paper: Paper = Paper.A4, outlines: bool = False) -> None:
        """With `outlines`, leaflets and cards have no fields of colour, to save the toner of an office printer."""
        super().__init__(folder, strict=strict)
        self._paper = paper
        self._last = ("outlines",) if outlines else ()

    def sheets(self, book: Book) -> Iterator[Path]:
        yield from super().sheets(book)
        is_offprint = book.path.parent.name == OFFPRINTS
        parts = [book.design] if is_offprint else ["book", book.design, self._paper]
        names = ("press", *(f"press-{part}" for part in parts if part), *self._last)
        for path in (FOLDER / f"{name}.css" for name in names):
            if path.is_file():
                yield path

    def write_proven(self, book: Book, document: Document, *, body: int, lines: Mapping[str, str]) -> bytes:
        """Return the PDF, without links and bookmarks, with boxes and marks, an even number of pages, and black as one ink.

        What was laid out is proven to be whole before it gets any of these. The page `body`, counted from 1, has the number 1.
        """
        with every_remark(book, self.object_to, lines):
            data = self.write_for_paper(book, document)
            self.object_to.warnings.extend(_coarse(document))
        with every_remark(book, self.object_to):
            prove(book, document.read(), data, self.object_to, numbering=Numbering(body), lines=lines)
        return _for_the_printer(data, document.folds)


def print_edition(
    folder: Path, path_of: Callable[[str, str], Path], *, strict: bool, lines: Mapping[str, str], thickness: float
) -> tuple[list[PrintedFile], list[str]]:
    """Write the files for the printer of the book in `folder`, and return them and all warnings: first what is folded, which may
    be too full, then the book and the booklet. A booklet that cannot be made is a warning.

    `path_of` gives the path for the name of an offprint (empty for the book) and a form: print, a4 or booklet.
    """
    files: list[PrintedFile] = []
    for name in (offprint.name for _, offprint in books(folder) if offprint.sheet in FOLDED):
        files.append(print_folded(folder, name, path_of(name, "print"), strict=strict, lines=lines))
        files.append(print_folded(folder, name, path_of(name, "a4"), strict=strict, lines=lines, office=True))
    files.append(print_book(folder, path_of("", "print"), strict=strict, lines=lines))
    failures = []
    try:
        booklet = path_of("", "booklet")
        files.append(print_booklet(folder, booklet, strict=strict, lines=lines, thickness=thickness))
    except Problem as problem:
        failures.append(f"no booklet: {problem.message} ({problem.cause})")
    return files, [f"{file.path.name}: {warning}" for file in files for warning in file.warnings] + failures


def print_book(
    folder: Path, target: Path, *, strict: bool = True, lines: Mapping[str, str] | None = None
) -> PrintedFile:
    """Write the book in `folder` for the printer to `target`, whole or not at all. Raise Problem as typesetting does.

    `lines` maps an original to `file.po:line` of its translation.
    """
    press = PrintersPress(folder, strict=strict)
    return _write(target, _book(press, folder, lines or {}), press.object_to.warnings)


def print_booklet(
    folder: Path, target: Path, *, strict: bool = True, lines: Mapping[str, str] | None = None, thickness: float = 0.0
) -> PrintedFile:
    """Write the book as a booklet of A5 pages, two by two on A4, to `target`; `thickness` of a sheet is in millimetres."""
    press = PrintersPress(folder, strict=strict, paper=Paper.A5)
    is_right_to_left = Book.read(folder).profile.is_right_to_left
    data = saddle_stitched(_book(press, folder, lines or {}), thickness, is_right_to_left=is_right_to_left)
    file = _write(target, data, press.object_to.warnings)
    sheets = file.pages // 2
    thick = (f"{sheets} sheets are too many to be folded and stitched: bind the book",) if sheets > MOST_SHEETS else ()
    return replace(file, warnings=file.warnings + thick)


def print_folded(
    folder: Path,
    name: str,
    target: Path,
    *,
    strict: bool = True,
    lines: Mapping[str, str] | None = None,
    office: bool = False,
) -> PrintedFile:
    """Write the leaflet or card `name` of the book in `folder` for the printer to `target`; for the `office` on sheets of A4, as
    often as there is room, in outlines.

    `lines` maps an original to `file.po:line` of its translation. Raise `panel-overfull` where a panel does not hold its text.
    """
    press = PrintersPress(folder, strict=strict, outlines=office)
    book = Book.read(folder, f"{OFFPRINTS}/{name}")
    with every_remark(book, press.object_to):
        document = render_fitted(press, book, outlined(book.text, book.kind.colour) if office else book.text)
        check_complete(book, document.footnotes, document.page_map, press.object_to)
    for problem in document.panel_problems(book.title, book.offprint.messages if book.offprint else {}, lines or {}):
        press.object_to(problem)
    data = press.write_proven(book, document, body=1, lines=lines or {})
    return _write(target, several_up(data) if office else data, press.object_to.warnings)


def _book(press: PrintersPress, folder: Path, lines: Mapping[str, str]) -> bytes:
    """Return the PDF of the book: it has other pages than on the screen, hence a page map of its own, from nothing."""
    book = Book.read(folder)
    with every_remark(book, press.object_to):
        document = _until_stable(press, book)
        check_complete(book, document.footnotes, document.page_map, press.object_to)
    return press.write_proven(book, document, body=document.page_map.get(BODY, 1), lines=lines)


def _until_stable(press: PrintersPress, book: Book) -> Document:
    """Return the whole book with true page numbers: its chapters begin on right pages, and blank pages depend on all before."""
    text = fill(book.text, {})
    for _ in range(MOST_PASSES):
        document = press.render(book, text)
        text, former = fill(book.text, document.page_map), text
        if text == former:
            return document
    press.object_to(unstable(book))
    return document


def _coarse(document: Document) -> Iterator[str]:
    """Yield a warning for each picture that is too small for the size at which it is printed."""
    for photograph in document.photographs:
        if photograph.dpi < COARSE:
            yield (
                f"a picture on page {photograph.page} has {photograph.dpi:.0f} dots an inch, where print asks for"
                f" {photographs.PRINT_DPI}: {photograph.source}"
            )


def _for_the_printer(data: bytes, folds: list[list[float]]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if len(pdf.pages) % 2:  # the back of the last sheet is a page too
            trim = trim_of(pdf.pages[-1])
            pdf.add_blank_page(page_size=(trim.width, trim.height)).TrimBox = trim.grown(0)
            folds = [*folds, []]
        set_upright(pdf)
        black_alone(pdf)
        intend(pdf)
        mark(pdf, folds)
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _write(path: Path, data: bytes, warnings: Iterable[str]) -> PrintedFile:
    write_whole(path, data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        trim = trim_of(pdf.pages[0])
        return PrintedFile(path, len(pdf.pages), round(trim.width / MM), round(trim.height / MM), tuple(warnings))
