# SPDX-License-Identifier: GPL-3.0-or-later
"""Laying out: the same text again and again until the page numbers in it are those on which it stands, then the PDF."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from pipeline.bookformat.identifiers import BODY
from pipeline.model.problems import Problem
from pipeline.system.files import write_whole
from pipeline.theme.kinds import print_rule
from pipeline.typeset import fitting, tagging
from pipeline.typeset.book import Book
from pipeline.typeset.engine import fonts
from pipeline.typeset.engine.fetcher import FolderFetcher
from pipeline.typeset.engine.patches.footnotes import keep_notes_with_calls
from pipeline.typeset.engine.patches.headings import set_titles_evenly
from pipeline.typeset.engine.patches.lines import break_lines_well
from pipeline.typeset.engine.patches.optical_sizes import draw_in_steps
from pipeline.typeset.engine.patches.page_tops import begin_pages_at_top
from pipeline.typeset.engine.patches.table_heads import begin_tables_well
from pipeline.typeset.engine.remarks import Objections, every_remark
from pipeline.typeset.hyphenation import teach_albanian
from pipeline.typeset.numbers import fill
from pipeline.typeset.packing import pictures
from pipeline.typeset.packing.streams import packed
from pipeline.typeset.proof import Numbering, prove
from pipeline.typeset.styles import FOLDER, OWN_PAGES, running_heads, sheets

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


def typeset(
    book: Path,
    target: Path,
    pages: Mapping[str, int],
    *,
    strict: bool = True,
    press: "Press | None" = None,
    lines: Mapping[str, str] | None = None,
) -> Typeset:
    """Lay out the book in the folder `book` and write its PDF to `target`, whole or not at all.

    `pages` is the map that the last layout returned, or empty: where it still holds, one pass is enough. Raises Problem
    with a code that begins with `typeset-` or `proof-`, or `missing-glyph`, `foreign-font`, `foreign-file`. Unless `strict`,
    what is merely not right on the pages is in `warnings` instead; a text that our fonts cannot show is a Problem all the same.
    A `press` that prints offprints of the same book too has fonts and styles ready; `lines` is original -> `file.po:line`
    of its translation.
    """
    found = Book.read(book)
    press = press or Press(found.folder, strict=strict)
    object_to = press.object_to
    with every_remark(found, object_to, lines):
        document, numbers, passes = until_stable(press, found, pages)
        check_all_laid_out(found, document, numbers, object_to)
        data = press.written(found, document, body=numbers.get(BODY, 1))
    with every_remark(found, object_to):
        prove(found, document, data, object_to, numbering=Numbering(numbers.get(BODY, 1)), lines=lines or {})
    write_whole(target, data)
    return Typeset(len(document.pages), numbers, passes, tuple(object_to.warnings))


def until_stable(press: "Press", book: Book, pages: Mapping[str, int]) -> tuple[Document, dict[str, int], int]:
    """The document whose page numbers are true, where everything stands, and the number of passes it took."""
    text = fill(book.text, pages)
    for number in range(1, MOST_PASSES + 1):
        document = press.lay_out(book, text)
        found = page_map(document)
        text, former = fill(book.text, found), text
        if text == former:
            return document, found, number
    press.object_to(
        Problem(
            "typeset-unstable",
            f"the page numbers of {book.title} do not settle",
            cause=f"after {MOST_PASSES} layouts a reference still moves what it refers to to another page",
            hint="change a few words near a page break, or leave a reference out",
            path=book.path,
        )
    )
    return document, found, MOST_PASSES


class Press:
    """What all layouts of a book and its offprints have in common: what may be read, fonts, style sheets, objections."""

    variant: str | None = tagging.VARIANT
    """The profile of the PDF, which WeasyPrint asks for before the layout too."""
    purpose = pictures.SCREEN
    """What photographs are for."""

    def __init__(self, folder: Path, *, strict: bool) -> None:
        teach_albanian()
        keep_notes_with_calls()
        begin_tables_well()
        break_lines_well()
        set_titles_evenly()
        begin_pages_at_top()
        draw_in_steps()
        self.object_to = Objections(strict=strict)
        self._fetcher = FolderFetcher(folder, FOLDER, strict=strict, purpose=self.purpose)
        self._fonts = FontConfiguration()
        self._sheets: dict[Path, Any] = {}
        self._fits: dict[Path, dict[int, str]] = defaultdict(dict)

    def lay_out(self, book: Book, text: str, rules: str = "") -> Document:
        """The pages of a text in the design of its book; `rules` are CSS of its own. A table that is too wide is made to fit."""
        source, fits = self._source(book, text), self._fits[book.path]
        fitting.fit(source.etree_element, fits)
        document = self._rendered(book, source, rules)
        if tables := [table for table in fitting.too_wide(document) if table.number not in fits]:
            trials = self._source(book, "<html><body></body></html>")
            fitting.try_ways(trials.etree_element, source.etree_element, tables, has_sheets=book.design in OWN_PAGES)
            new = fitting.chosen(self._rendered(book, trials, fitting.RULES))
            fits |= new
            fitting.fit(source.etree_element, new)
            document = self._rendered(book, source, rules)
        self.check_refused(book)
        pictures.name_by_content(document)
        return document

    def _source(self, book: Book, text: str) -> Any:
        return HTML(string=text, base_url=f"{book.folder.as_uri()}/book.html", url_fetcher=self._fetcher)

    def _rendered(self, book: Book, source: Any, rules: str) -> Document:
        try:
            found = [self._sheet(path) for path in self.sheets(book)]
            own = self._css(string=f"{print_rule(book.colour)}\n{running_heads(book.running)}\n{rules}")
            return source.render(self._fonts, stylesheets=[*found, own], pdf_variant=self.variant)
        except FatalURLFetchingError as error:
            raise _refused(book, str(error)) from error

    def sheets(self, book: Book) -> Iterator[Path]:
        """The style sheets of a book, in the order in which they apply."""
        return sheets(book.typography, book.design)

    def written(self, book: Book, document: Document, *, body: int, first: int = 1) -> bytes:
        """The PDF: the page `body`, counted from 1, has the number `first`. Its fonts are ours, and all it asked for is its own."""
        data = packed(tagging.write(document, book, body=body, first=first))
        self.check_refused(book)  # pictures ask when they are drawn
        fonts.check_families(font.family for font in document.fonts.values())
        return data

    def _sheet(self, path: Path) -> Any:
        if path not in self._sheets:
            self._sheets[path] = self._css(filename=path)
        return self._sheets[path]

    def _css(self, **source: Path | str) -> Any:
        return CSS(url_fetcher=self._fetcher, font_config=self._fonts, **source)

    def check_refused(self, book: Book) -> None:
        """Object with `foreign-file` if anything outside the book was asked for."""
        for address in dict.fromkeys(self._fetcher.refused):
            self.object_to(_refused(book, address))
        self._fetcher.refused.clear()


def _refused(book: Book, cause: str) -> Problem:
    return Problem(
        "foreign-file",
        f"{book.title} asks for a file that is not part of it",
        cause=cause,
        hint="put the picture into the publication's folder and refer to it by a relative path",
        path=book.path,
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
        "notes": set(book.notes) - at_foot,
        "headings": set(book.headings) - set(pages),
        "figures": set(book.figures) - set(pages),
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
