# SPDX-License-Identifier: GPL-3.0-or-later
"""Lays out texts in the design of a book and writes their PDFs, with WeasyPrint."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from pipeline.model.problems import Problem
from pipeline.theme.kinds import print_rule
from pipeline.theme.mirroring import mirrored
from pipeline.typeset import fonts
from pipeline.typeset.book import PROFILES, Book
from pipeline.typeset.engine import patches, photographs, table_fitting
from pipeline.typeset.engine.binding import VARIANT, bind, time_of
from pipeline.typeset.engine.document import Document
from pipeline.typeset.engine.drawing import draw
from pipeline.typeset.engine.fetcher import FolderFetcher
from pipeline.typeset.engine.missing_glyphs import REPLACEMENT, replace_missing, warn_of_missing
from pipeline.typeset.engine.remarks import Objections, collected_remarks
from pipeline.typeset.hyphenation import register_rules
from pipeline.typeset.styles import (
    FOLDER,
    OWN_PAGES,
    RIGHT_TO_LEFT,
    hyphenation_limits,
    of_script,
    running_heads,
    sheets,
)
from pipeline.typeset.values.drawn import DrawnPart


class Press:
    """Lays out a book and its offprints, which share what may be read, fonts, style sheets and objections."""

    variant: str | None = VARIANT
    """The profile of the PDF, which WeasyPrint asks for before the layout too."""
    purpose = photographs.SCREEN
    """What photographs are for."""

    def __init__(self, folder: Path, *, strict: bool, tools: str = "") -> None:
        """`tools` stands for the libraries and code of the build: what was laid out with others is laid out again."""
        register_rules(folder / PROFILES)
        patches.install()
        self.object_to = Objections(strict=strict)
        self._fetcher = FolderFetcher(folder, FOLDER, strict=strict, purpose=self.purpose)
        texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html"))]
        language = Book.read(folder).language.tag
        of_scripts = fonts.fonts_of_scripts(texts, language)
        fonts.use(of_scripts, language)
        self._missing = fonts.without_glyph(texts, of_scripts)
        self.tools = " ".join((tools, *(row.name for row in of_scripts)))
        self._fonts = FontConfiguration()
        self._fits: dict[Path, dict[int, str]] = defaultdict(dict)

    def render(self, book: Book, text: str, rules: str = "") -> Document:
        """Return the pages of a text in the design of its book; `rules` are CSS of its own. A table that is too wide is made to fit.

        The tables of a book or offprint fit in the same way whenever the whole of it is laid out again.
        """
        return self._fitted(book, text, rules, self._fits[book.path])

    def draw_part(self, book: Book, text: str, rules: str, name: str) -> DrawnPart:
        """Lay out a part of a book and draw it, with what WeasyPrint warns of and what we report, which is raised if we are strict.

        All of it follows from the text and the rules alone. `name` is as in `draw`.
        """
        reporter, self.object_to = self.object_to, Objections(strict=self.object_to.strict)
        try:
            with collected_remarks(book) as remarks:
                drawn = self.draw(book, self._fitted(book, text, rules, {}), name)
            return replace(drawn, messages=tuple(remarks.messages), problems=tuple(self.object_to.problems.values()))
        finally:
            self.object_to = reporter

    def _fitted(self, book: Book, text: str, rules: str, fits: dict[int, str]) -> Document:
        source = self._parse(book, text)
        table_fitting.fit(source.etree_element, fits)
        rendered = self._render(book, source, rules)
        if tables := [table for table in table_fitting.too_wide(rendered) if table.number not in fits]:
            trials = self._parse(book, "<html><body></body></html>")
            has_sheets = book.design in OWN_PAGES
            table_fitting.try_ways(trials.etree_element, source.etree_element, tables, has_sheets=has_sheets)
            new = table_fitting.chosen(self._render(book, trials, table_fitting.RULES))
            fits |= new
            table_fitting.fit(source.etree_element, new)
            rendered = self._render(book, source, rules)
        self.check_refused(book)
        photographs.name_by_content(rendered)
        return Document(rendered)

    def _parse(self, book: Book, text: str) -> Any:
        source = HTML(string=text, base_url=f"{book.folder.as_uri()}/", url_fetcher=self._fetcher)
        replace_missing(source.etree_element, self._missing)
        return source

    def _render(self, book: Book, source: Any, rules: str) -> Any:
        try:
            is_mirrored = book.profile.is_right_to_left
            layers = [_parsed((*self.sheets(book),), is_mirrored=is_mirrored)]
            layers += [_parsed((RIGHT_TO_LEFT,), is_mirrored=False)] if is_mirrored else []
            own = (
                print_rule(book.kind.colour),
                running_heads(self._printable(book.running)),
                hyphenation_limits(book.profile),
                of_script(book.typography),
                rules,
            )
            last = CSS(string="\n".join(own), url_fetcher=self._fetcher, font_config=self._fonts)
            return source.render(self._fonts, stylesheets=[*layers, last], pdf_variant=self.variant)
        except FatalURLFetchingError as error:
            raise _refused(book, str(error)) from error

    def _printable(self, text: str) -> str:
        return "".join(REPLACEMENT if character in self._missing else character for character in text)

    def sheets(self, book: Book) -> Iterator[Path]:
        """The style sheets of a book, in the order in which they apply."""
        return sheets(book.design)

    def draw(self, book: Book, document: Document, name: str = "") -> DrawnPart:
        """Return the pages of a document as values. `name` tells what they alone have from that of other parts of the book.

        Objects to files that are not of the book: pictures ask for them when they are drawn.
        """
        warn_of_missing(document.rendered._html.etree_element)
        drawn = draw(document.rendered, book, name)
        self.check_refused(book)
        return drawn

    def bind(self, book: Book, parts: Sequence[DrawnPart], *, body: int, first: int = 1) -> bytes:
        """Return the PDF of drawn parts: the page `body`, counted from 1, has the number `first`."""
        fonts.check_families(str(font.attributes["family"]) for part in parts for font in part.fonts.values())
        return bind(parts, book, self._fonts, body=body, first=first)

    def write_for_paper(self, book: Book, document: Document) -> bytes:
        """Return the PDF without tags, links and bookmarks."""
        document.drop_links()
        warn_of_missing(document.rendered._html.etree_element)
        with time_of(book):
            data: bytes = document.rendered.write_pdf()
        self.check_refused(book)
        fonts.check_families(font.family for font in document.rendered.fonts.values())
        return data

    def check_refused(self, book: Book) -> None:
        """Object with `foreign-file` if anything outside the book was asked for."""
        for address in dict.fromkeys(self._fetcher.refused):
            self.object_to(_refused(book, address))
        self._fetcher.refused.clear()


def parse_sheets() -> None:
    """Parse the style sheets of a book, so that processes that are forked have them."""
    _parsed((*sheets(),), is_mirrored=False)


@cache
def _parsed(paths: tuple[Path, ...], *, is_mirrored: bool) -> Any:
    """Parse style sheets, once in a process, as one: each is asked for the rules of each element, in every layout.

    Ours have neither fonts nor sheets to fetch.
    """
    rules = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    return CSS(
        string=mirrored(rules) if is_mirrored else rules,
        base_url=f"{FOLDER.as_uri()}/",
        url_fetcher=FolderFetcher(FOLDER),
    )


def _refused(book: Book, cause: str) -> Problem:
    return Problem(
        "foreign-file",
        f"{book.title} asks for a file that is not part of it",
        cause=cause,
        hint="put the picture into the publication's folder and refer to it by a relative path",
        path=book.path,
    )
