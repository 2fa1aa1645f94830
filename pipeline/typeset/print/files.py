# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the files for the printer: laid out for print, with their own page numbers, page boxes, marks and inks."""

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
from pipeline.typeset.chapters import MAX_PASSES, unsettled_numbers
from pipeline.typeset.engine import pictures
from pipeline.typeset.engine.document import Document
from pipeline.typeset.engine.press import Press
from pipeline.typeset.engine.reporting import weasyprint_warnings
from pipeline.typeset.numbers import fill
from pipeline.typeset.offprints import books
from pipeline.typeset.panel_sizes import render_to_fit
from pipeline.typeset.print.imposition import saddle_stitched, several_per_sheet
from pipeline.typeset.print.ink import convert_to_black, set_output_intent
from pipeline.typeset.print.marks import MM, add_marks, rotate_to_portrait, trim_of
from pipeline.typeset.proof import Numbering, prove
from pipeline.typeset.styles import FOLDER
from pipeline.typeset.volume import check_complete

MIN_DPI = 200
"""Minimum resolution of pictures; below it, they look coarse in print."""
MAX_SHEETS = 16
"""Maximum sheets of a booklet: more do not lie flat when they are folded together."""
FOLDED = ("leaflet", "card")
"""The offprints for the printer; forms and checklists are printed in the office, from their ordinary PDF."""


class Paper(StrEnum):
    """The paper size for which a book is laid out."""

    A4 = "a4"
    A5 = "a5"


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """A file for the printer: its number of pages (of a booklet: sides of sheets), their trimmed size in millimetres, and warnings."""

    path: Path
    pages: int
    width: int
    height: int
    warnings: tuple[str, ...] = ()


class PrintersPress(Press):
    """Lays out for paper: with the style sheets for print, and without links, bookmarks and tags."""

    variant = None
    purpose = pictures.PRINT

    def __init__(self, folder: Path, *, strict: bool, paper: Paper = Paper.A4, outlines: bool = False) -> None:
        """With `outlines`, leaflets and cards have no coloured areas, to save the toner of office printers."""
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
        """Prove the laid-out document, and return its PDF with page boxes, marks, an even number of pages, and pure black ink.

        The page `body` (from 1) has the number 1.
        """
        with weasyprint_warnings(book, self.report, lines):
            data = self.write_for_paper(book, document)
            self.report.warnings.extend(_low_resolution_warnings(document))
        with weasyprint_warnings(book, self.report):
            prove(book, document.read(), data, self.report, numbering=Numbering(body), lines=lines)
        return _prepare_for_press(data, document.folds)


def print_edition(
    folder: Path, path_of: Callable[[str, str], Path], *, strict: bool, lines: Mapping[str, str]
) -> tuple[list[PrintedFile], list[str]]:
    """Write the files for the printer of the book in `folder`; return them and all warnings.

    Leaflets and cards come first, since their text may not fit; then the book and the booklet. A failed booklet is a warning.
    `path_of` returns the path for the name of an offprint (empty for the book) and a form: `print`, `a4` or `booklet`.
    """
    files: list[PrintedFile] = []
    for name in (offprint.name for _, offprint in books(folder) if offprint.sheet in FOLDED):
        files.append(print_folded(folder, name, path_of(name, "print"), strict=strict, lines=lines))
        files.append(print_folded(folder, name, path_of(name, "a4"), strict=strict, lines=lines, office=True))
    files.append(print_book(folder, path_of("", "print"), strict=strict, lines=lines))
    failures = []
    try:
        booklet = path_of("", "booklet")
        files.append(print_booklet(folder, booklet, strict=strict, lines=lines))
    except Problem as problem:
        failures.append(f"no booklet: {problem.message} ({problem.cause})")
    return files, [f"{file.path.name}: {warning}" for file in files for warning in file.warnings] + failures


def print_book(
    folder: Path, target: Path, *, strict: bool = True, lines: Mapping[str, str] | None = None
) -> PrintedFile:
    """Write the book in `folder` for the printer to `target`, atomically. Raises the same Problems as `typeset`.

    `lines` maps originals to `file.po:line` of their translations.
    """
    press = PrintersPress(folder, strict=strict)
    return _write(target, _typeset_book(press, folder, lines or {}), press.report.warnings)


def print_booklet(
    folder: Path, target: Path, *, strict: bool = True, lines: Mapping[str, str] | None = None
) -> PrintedFile:
    """Write the book as a saddle-stitched booklet of A5 pages to `target`."""
    press = PrintersPress(folder, strict=strict, paper=Paper.A5)
    is_right_to_left = Book.read(folder).profile.is_right_to_left
    data = saddle_stitched(_typeset_book(press, folder, lines or {}), is_right_to_left=is_right_to_left)
    file = _write(target, data, press.report.warnings)
    sheets = file.pages // 2
    thick = (f"{sheets} sheets are too many for saddle stitching: bind the book",) if sheets > MAX_SHEETS else ()
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
    """Write the leaflet or card `name` of the book in `folder` for the printer to `target`.

    With `office`, put as many copies as possible on an A4 sheet, without coloured areas. `lines` maps originals to `file.po:line` of their
    translations. Raises `panel-overfull` if the text of a panel does not fit.
    """
    press = PrintersPress(folder, strict=strict, outlines=office)
    book = Book.read(folder, f"{OFFPRINTS}/{name}")
    with weasyprint_warnings(book, press.report):
        document = render_to_fit(press, book, outlined(book.text, book.kind.colour) if office else book.text)
        check_complete(book, document.footnotes, document.page_map, press.report)
    for problem in document.panel_problems(book.title, book.offprint.messages if book.offprint else {}, lines or {}):
        press.report(problem)
    data = press.write_proven(book, document, body=1, lines=lines or {})
    return _write(target, several_per_sheet(data) if office else data, press.report.warnings)


def _typeset_book(press: PrintersPress, folder: Path, lines: Mapping[str, str]) -> bytes:
    """Return the PDF of the book. Its page breaks differ from the edition for screens, so its page map is computed from scratch."""
    book = Book.read(folder)
    with weasyprint_warnings(book, press.report):
        document = _render_until_settled(press, book)
        check_complete(book, document.footnotes, document.page_map, press.report)
    return press.write_proven(book, document, body=document.page_map.get(BODY, 1), lines=lines)


def _render_until_settled(press: PrintersPress, book: Book) -> Document:
    """Lay out the whole book until its page numbers settle. It cannot be split: chapters begin on right pages after blank ones."""
    text = fill(book.text, {})
    for _ in range(MAX_PASSES):
        document = press.render(book, text)
        text, previous = fill(book.text, document.page_map), text
        if text == previous:
            return document
    press.report(unsettled_numbers(book))
    return document


def _low_resolution_warnings(document: Document) -> Iterator[str]:
    """Yield a warning for each picture whose resolution is too low at its printed size."""
    for photograph in document.photographs:
        if photograph.dpi < MIN_DPI:
            yield (
                f"a picture on page {photograph.page} has {photograph.dpi:.0f} dots per inch; print needs"
                f" {pictures.PRINT_DPI}: {photograph.source}"
            )


def _prepare_for_press(data: bytes, folds: list[list[float]]) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if len(pdf.pages) % 2:  # the back of the last sheet needs a page
            trim = trim_of(pdf.pages[-1])
            pdf.add_blank_page(page_size=(trim.width, trim.height)).TrimBox = trim.enlarged(0)
            folds = [*folds, []]
        rotate_to_portrait(pdf)
        convert_to_black(pdf)
        set_output_intent(pdf)
        add_marks(pdf, folds)
        pdf.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return buffer.getvalue()


def _write(path: Path, data: bytes, warnings: Iterable[str]) -> PrintedFile:
    write_whole(path, data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        trim = trim_of(pdf.pages[0])
        return PrintedFile(path, len(pdf.pages), round(trim.width / MM), round(trim.height / MM), tuple(warnings))
