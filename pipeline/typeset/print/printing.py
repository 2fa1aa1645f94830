# SPDX-License-Identifier: GPL-3.0-or-later
"""Files for the printer: the same book with the page design of the press, its pages counted anew, boxes, marks and inks."""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import pikepdf
from weasyprint.images import RasterImage

from pipeline.bookformat.book import OFFPRINTS, PagedBook
from pipeline.bookformat.identifiers import BODY
from pipeline.system.files import write_whole
from pipeline.typeset import panels, tagging
from pipeline.typeset.book import Book
from pipeline.typeset.engine import fonts
from pipeline.typeset.engine.layout import Document, Press, check_all_laid_out, page_map, until_stable
from pipeline.typeset.engine.remarks import every_remark
from pipeline.typeset.packing import pictures
from pipeline.typeset.print.imposition import four_up, saddle_stitched
from pipeline.typeset.print.ink import black_alone, intend
from pipeline.typeset.print.marks import MM, mark, set_upright, trim_of
from pipeline.typeset.proof import Numbering, prove
from pipeline.typeset.styles import FOLDER

COARSE = 200
"""A picture of fewer dots an inch on its page looks coarse in print."""
MOST_SHEETS = 16
"""More do not lie flat when they are folded together."""
FOLDED = ("leaflet", "card")
"""The offprints that go to a printer; forms and checklists are printed in the office, from their ordinary PDF."""
_POINTS = 72 / 96
"""Points a CSS pixel."""


class Paper(StrEnum):
    """The paper for which a book is laid out."""

    A4 = "a4"
    A5 = "a5"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A file for the printer: its pages (of a booklet: sides of sheets), and their trimmed size in millimetres.

    `name` is the offprint's, empty for the book; `warnings` are what is not as it should be on its pages.
    """

    name: str
    pages: int
    width: int
    height: int
    warnings: tuple[str, ...] = ()


class PrintersPress(Press):
    """Lays out for paper: the style sheets of the press come last, and nothing is there that paper cannot do."""

    variant = None
    purpose = pictures.PRINT

    def __init__(self, folder: Path, *, strict: bool, paper: Paper = Paper.A4) -> None:
        super().__init__(folder, strict=strict)
        self._paper = paper

    def sheets(self, book: Book) -> Iterator[Path]:
        yield from super().sheets(book)
        is_offprint = book.path.parent.name == OFFPRINTS
        parts = [book.design] if is_offprint else ["book", book.design, self._paper]
        for path in (FOLDER / f"{name}.css" for name in ("press", *(f"press-{part}" for part in parts if part))):
            if path.is_file():
                yield path

    def printed(self, book: Book, document: Document, *, body: int, lines: Mapping[str, str]) -> bytes:
        """The PDF, without links and bookmarks, with boxes and marks, an even number of pages, and black as one ink.

        What was laid out is proven to be whole before it gets any of these. The page `body`, counted from 1, has the number 1.
        """
        for page in document.pages:
            page.links, page.anchors, page.bookmarks = [], {}, []
        with every_remark(book, self.object_to, lines):
            with tagging.time_of(book):
                data: bytes = document.write_pdf()
            self.check_refused(book)  # pictures ask when they are drawn
            _remark_coarse(self, document)
            fonts.check_families(font.family for font in document.fonts.values())
        with every_remark(book, self.object_to):
            prove(book, document, data, self.object_to, numbering=Numbering(body), lines=lines)
        return _for_the_printer(data, [_folds(page) for page in document.pages])


def print_book(folder: Path, target: Path, *, strict: bool = True, lines: Mapping[str, str] | None = None) -> Pressed:
    """Write the book in `folder` for the printer to `target`, whole or not at all. Raises Problem as typesetting does.

    `lines` are original -> `file.po:line` of its translation.
    """
    press = PrintersPress(folder, strict=strict)
    data = _book(press, folder, lines or {})
    write_whole(target, data)
    return _pressed("", data, press.object_to.warnings)


def print_booklet(
    folder: Path,
    target: Path,
    *,
    strict: bool = True,
    lines: Mapping[str, str] | None = None,
    thickness: float = 0.0,
) -> Pressed:
    """Write the book as a booklet of A5 pages, two by two on A4, to `target`; `thickness` of a sheet is in millimetres."""
    press = PrintersPress(folder, strict=strict, paper=Paper.A5)
    data = saddle_stitched(_book(press, folder, lines or {}), thickness)
    write_whole(target, data)
    done = _pressed("", data, press.object_to.warnings)
    sheets = done.pages // 2
    thick = (f"{sheets} sheets are too many to be folded and stitched: bind the book",) if sheets > MOST_SHEETS else ()
    return replace(done, warnings=done.warnings + thick)


def print_folded(
    folder: Path, name: str, target: Path, *, strict: bool = True, lines: Mapping[str, str] | None = None
) -> Pressed:
    """Write a leaflet or card of the book in `folder` for the printer to `target`; `name` is one of `folded(folder)`.

    `lines` are original -> `file.po:line` of its translation. Raises `panel-overfull` where a panel does not hold its text.
    """
    press = PrintersPress(folder, strict=strict)
    book = Book.read(folder, f"{OFFPRINTS}/{name}")
    with every_remark(book, press.object_to):
        document = press.lay_out(book, book.text)
        check_all_laid_out(book, document, page_map(document), press.object_to)
    messages: panels.Messages = book.offprint.messages if book.offprint is not None else {}
    for one in panels.overfull(document, messages):
        press.object_to(panels.problem(book.title, one, messages, lines or {}))
    data = press.printed(book, document, body=1, lines=lines or {})
    write_whole(target, data)
    return _pressed(name, data, press.object_to.warnings)


def print_four_up(card: Path, target: Path) -> Pressed:
    """Write the card that `print_folded` has written to `card` four times on a sheet of A4, for the office, to `target`."""
    data = four_up(card.read_bytes())
    write_whole(target, data)
    return _pressed("", data, ())


def folded(folder: Path) -> tuple[tuple[str, str], ...]:
    """The leaflets and cards of the book in `folder`, in its order: the name of each, and `leaflet` or `card`."""
    paths = (folder / OFFPRINTS).glob("*.json")
    offprints = [PagedBook.from_json(path.read_text(encoding="utf-8")).offprint for path in paths]
    in_order = sorted(filter(None, offprints), key=lambda offprint: offprint.position)
    return tuple((offprint.name, offprint.sheet) for offprint in in_order if offprint.sheet in FOLDED)


def _book(press: PrintersPress, folder: Path, lines: Mapping[str, str]) -> bytes:
    """The pages of the book: other pages than on the screen, hence a page map of its own, from nothing."""
    book = Book.read(folder)
    with every_remark(book, press.object_to):
        document, numbers, _ = until_stable(press, book, {})
        check_all_laid_out(book, document, numbers, press.object_to)
    return press.printed(book, document, body=numbers.get(BODY, 1), lines=lines)


def _remark_coarse(press: Press, document: Document) -> None:
    """Warn of pictures that are too small for the size at which they are printed."""
    for number, page in enumerate(document.pages, 1):
        for box in page._page_box.descendants():
            picture = getattr(box, "replacement", None)
            if isinstance(picture, RasterImage) and box.width and (dots := picture.width / box.width * 96) < COARSE:
                press.object_to.warnings.append(
                    f"a picture on page {number} has {dots:.0f} dots an inch, where print asks for {pictures.PRINT_DPI}:"
                    f" {box.element.get('src')}"
                )


def _folds(page: Any) -> list[float]:
    """Where the page is folded, in points from its left edge: the places of the elements of class `fold`."""
    found = {
        round(box.position_x * _POINTS, 3)
        for box in page._page_box.descendants()
        if box.element is not None and "fold" in box.element.get("class", "").split()
    }
    return sorted(found)


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


def _pressed(name: str, data: bytes, warnings: Iterable[str]) -> Pressed:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        trim = trim_of(pdf.pages[0])
        return Pressed(name, len(pdf.pages), round(trim.width / MM), round(trim.height / MM), tuple(warnings))
