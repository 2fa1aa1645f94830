# SPDX-License-Identifier: GPL-3.0-or-later
"""Laying out: the same text again and again until the page numbers in it are those on which it stands, then the PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from pipeline.files import write_whole
from pipeline.problems import Problem
from pipeline.typeset import fonts, tagging
from pipeline.typeset.book import Book
from pipeline.typeset.feet import keep_notes_with_calls
from pipeline.typeset.fetcher import FolderFetcher
from pipeline.typeset.hyphenation import teach_albanian
from pipeline.typeset.numbers import BODY, fill
from pipeline.typeset.remarks import Objections, every_remark
from pipeline.typeset.styles import FOLDER, running_heads, sheets

MOST_PASSES = 4
# WeasyPrint ships no types: a document, a page or a box of it is Any here and in the modules beside this one.
type Document = Any


@dataclass(frozen=True, slots=True)
class Typeset:
    """A PDF is written: its pages, the page of each identifier (counted from 1), and how often it was laid out.

    `warnings` say what is not as it should be on its pages; there are none unless the layout was asked to go on with them.
    """

    pages: int
    map: dict[str, int]
    passes: int
    warnings: tuple[str, ...] = ()


def typeset(book: Path, target: Path, pages: Mapping[str, int], *, strict: bool = True) -> Typeset:
    """Lay out the book in the folder `book` and write its PDF to `target`, whole or not at all.

    `pages` is the map that the last layout returned, or empty: where it still holds, one pass is enough. Raises Problem
    with a code that begins with `typeset-`, or `missing-glyph`, `foreign-font`, `foreign-file`. Unless `strict`, what is
    merely not right on the pages is in `warnings` instead; a text that our fonts cannot show is a Problem all the same.
    """
    found = Book.read(book)
    object_to = Objections(strict=strict)
    layout = _Layout(found, object_to)
    with every_remark(found, object_to):
        document, numbers, passes = layout.until_stable(pages)
        check_all_laid_out(found, document, numbers, object_to)
        data = tagging.write(document, found, body=numbers.get(BODY, 1))
        layout.check_refused()
    fonts.check_families(font.family for font in document.fonts.values())
    write_whole(target, data)
    return Typeset(len(document.pages), numbers, passes, tuple(object_to.warnings))


class _Layout:
    """A book with all that its passes have in common."""

    def __init__(self, book: Book, object_to: Objections) -> None:
        teach_albanian()
        keep_notes_with_calls()
        self._book = book
        self._object_to = object_to
        self._fetcher = FolderFetcher(book.folder, FOLDER, strict=object_to.strict)
        self._fonts = FontConfiguration()
        self._sheets: list[Any] = []

    def until_stable(self, pages: Mapping[str, int]) -> tuple[Document, dict[str, int], int]:
        """The document whose page numbers are true, where everything stands, and the number of passes it took."""
        text = fill(self._book.text, pages)
        for number in range(1, MOST_PASSES + 1):
            document = self._once(text)
            found = page_map(document)
            text, former = fill(self._book.text, found), text
            if text == former:
                return document, found, number
        self._object_to(
            Problem(
                "typeset-unstable",
                f"the page numbers of {self._book.title} do not settle",
                cause=f"after {MOST_PASSES} layouts a reference still moves what it refers to to another page",
                hint="change a few words near a page break, or leave a reference out",
                path=self._book.folder / "book.html",
            )
        )
        return document, found, MOST_PASSES

    def _once(self, text: str) -> Document:
        try:
            if not self._sheets:
                self._sheets = [self._sheet(filename=path) for path in sheets(self._book.kind, self._book.language)]
                self._sheets.append(self._sheet(string=running_heads(self._book.title)))
            source = HTML(string=text, base_url=f"{self._book.folder.as_uri()}/book.html", url_fetcher=self._fetcher)
            document = source.render(self._fonts, stylesheets=self._sheets, pdf_variant=tagging.VARIANT)
        except FatalURLFetchingError as error:
            raise self._refused(str(error)) from error
        self.check_refused()
        return document

    def check_refused(self) -> None:
        """Object with `foreign-file` if anything outside the book was asked for; pictures ask when they are drawn."""
        for address in dict.fromkeys(self._fetcher.refused):
            self._object_to(self._refused(address))
        self._fetcher.refused.clear()

    def _sheet(self, **source: Path | str) -> Any:
        return CSS(url_fetcher=self._fetcher, font_config=self._fonts, **source)

    def _refused(self, cause: str) -> Problem:
        return Problem(
            "foreign-file",
            f"{self._book.title} asks for a file that is not part of it",
            cause=cause,
            hint="put the picture into the publication's folder and refer to it by a relative path",
            path=self._book.folder / "book.html",
        )


def page_map(document: Document) -> dict[str, int]:
    """The page, counted from 1, on which each identifier stands first."""
    found: dict[str, int] = {}
    for number, page in enumerate(document.pages, 1):
        for anchor in page.anchors:
            found.setdefault(anchor, number)
    return found


def check_all_laid_out(book: Book, document: Document, pages: Mapping[str, int], object_to: Objections) -> None:
    """Object with `typeset-lost` unless every note is at a foot, and every heading and figure on a page."""
    at_foot = {
        box.element.get("id")
        for page in document.pages
        for box in page._page_box.descendants()
        if box.element is not None and str(box.element_tag).endswith("::footnote-marker")
    }
    lost = {
        "notes": book.notes - at_foot,
        "headings": book.headings - set(pages),
        "figures": book.figures - set(pages),
    }
    for what, missing in lost.items():
        if missing:
            object_to(
                Problem(
                    "typeset-lost",
                    f"{len(missing)} {what} of {book.title} stand on no page",
                    cause=", ".join(sorted(missing)[:5]),
                    hint="a note in a column, a repeated table head or a box of its own is lost: move it into the text",
                    path=book.folder / "book.html",
                )
            )
