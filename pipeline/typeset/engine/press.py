# SPDX-License-Identifier: GPL-3.0-or-later
"""Lays out texts in the design of a book, and writes their PDFs, with WeasyPrint."""

import gc
from collections import defaultdict
from collections.abc import Sequence
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
from pipeline.typeset.engine import patches, pictures, table_fitting
from pipeline.typeset.engine.binding import VARIANT, bind
from pipeline.typeset.engine.document import Document
from pipeline.typeset.engine.drawing import draw
from pipeline.typeset.engine.fetcher import FolderFetcher
from pipeline.typeset.engine.missing_glyphs import REPLACEMENT, replace_missing, warn_of_missing
from pipeline.typeset.engine.reporting import Reporter, collect_warnings
from pipeline.typeset.hyphenation import register_rules
from pipeline.typeset.styles import (
    FOLDER,
    OWN_PAGES,
    RIGHT_TO_LEFT,
    hyphenation_limits,
    running_heads,
    script_rules,
    sheets,
)
from pipeline.typeset.values.drawn import DrawnPart

MAX_LAID_OUT = 100
"""Number of pages from which the garbage collector runs before more are laid out: boxes are in cycles, so only it frees them."""


class Press:
    """Lays out a book and its offprints, with the same fetcher, fonts, style sheets and reporter."""

    def __init__(self, folder: Path, *, strict: bool, tools: str = "", picture_cache: Path | None = None) -> None:
        """`tools` identifies the libraries and code of the build, and is part of each cache key."""
        register_rules(folder / PROFILES)
        patches.install()
        self.report = Reporter(strict=strict)
        self._fetcher = FolderFetcher(folder, FOLDER, strict=strict, picture_cache=picture_cache)
        texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.html"))]
        language = Book.read(folder).language.tag
        fallbacks = fonts.fallback_fonts(texts, language)
        fonts.use(fallbacks, language)
        self._missing = fonts.without_glyph(texts, fallbacks)
        self.tools = " ".join((tools, *(row.name for row in fallbacks)))
        self._fonts = FontConfiguration()
        self._fits: dict[Path, dict[int, str]] = defaultdict(dict)

    def render(self, book: Book, text: str, rules: str = "") -> Document:
        """Lay out a text in the design of its book, with additional CSS `rules`. Tables that are too wide are made to fit.

        The chosen variants of tables are kept for further layouts of the same book or offprint.
        """
        return self._fit_tables(book, text, rules, self._fits[book.path])

    def draw_part(self, book: Book, text: str, rules: str, name: str) -> DrawnPart:
        """Lay out and draw a part of a book; return it with WeasyPrint's warnings and our problems, which are raised if strict.

        The result depends only on the text and the rules. `name` is as in `draw`.
        """
        reporter, self.report = self.report, Reporter(strict=self.report.strict)
        try:
            with collect_warnings(book) as log:
                drawn = self.draw(book, self._fit_tables(book, text, rules, {}), name)
            return replace(drawn, messages=tuple(log.messages), problems=tuple(self.report.problems.values()))
        finally:
            self.report = reporter

    def _fit_tables(self, book: Book, text: str, rules: str, fits: dict[int, str]) -> Document:
        source, loaded = self._parse(book, text), dict[str, Any]()
        table_fitting.fit(source.etree_element, fits)
        rendered = self._render(book, source, rules, loaded)
        if tables := [table for table in table_fitting.too_wide(rendered) if table.number not in fits]:
            page_count = len(rendered.pages)
            del rendered
            if 2 * page_count > MAX_LAID_OUT:
                gc.collect()
            trials = self._parse(book, "<html><body></body></html>")
            has_sheets = book.design in OWN_PAGES
            table_fitting.add_trials(trials.etree_element, source.etree_element, tables, has_sheets=has_sheets)
            new = table_fitting.best_variants(self._render(book, trials, table_fitting.RULES, loaded))
            fits |= new
            table_fitting.fit(source.etree_element, new)
            rendered = self._render(book, source, rules, loaded)
        self.check_refused(book)
        pictures.name_by_content(rendered)
        return Document(rendered)

    def _parse(self, book: Book, text: str) -> Any:
        source = HTML(string=text, base_url=f"{book.folder.as_uri()}/", url_fetcher=self._fetcher)
        replace_missing(source.etree_element, self._missing)
        return source

    def _render(self, book: Book, source: Any, rules: str, loaded: dict[str, Any]) -> Any:
        """Lay out a text. `loaded` is WeasyPrint's cache of pictures."""
        try:
            is_mirrored = book.profile.is_right_to_left
            layers = [_parse_sheets((*sheets(book.design),), is_mirrored=is_mirrored)]
            layers += [_parse_sheets((RIGHT_TO_LEFT,), is_mirrored=False)] if is_mirrored else []
            own_rules = (
                print_rule(book.kind.colour),
                running_heads(self._printable(book.running)),
                hyphenation_limits(book.profile),
                script_rules(book.typography),
                rules,
            )
            last = CSS(string="\n".join(own_rules), url_fetcher=self._fetcher, font_config=self._fonts)
            return source.render(self._fonts, stylesheets=[*layers, last], pdf_variant=VARIANT, cache=loaded)
        except FatalURLFetchingError as error:
            raise _refusal(book, str(error)) from error

    def _printable(self, text: str) -> str:
        return "".join(REPLACEMENT if character in self._missing else character for character in text)

    def draw(self, book: Book, document: Document, name: str = "") -> DrawnPart:
        """Draw the pages of a document. `name` makes the names of their resources unique in the book.

        Reports files outside the book, which pictures may refer to when they are drawn.
        """
        warn_of_missing(document.rendered._html.etree_element)
        drawn = draw(document.rendered, book, name)
        self.check_refused(book)
        return drawn

    def bind(self, book: Book, parts: Sequence[DrawnPart], *, body: int, first: int = 1) -> bytes:
        """Return the PDF of drawn parts. The page `body` (from 1) has the number `first`."""
        fonts.check_families(str(font.attributes["family"]) for part in parts for font in part.fonts.values())
        return bind(parts, book, self._fonts, body=body, first=first)

    def check_refused(self, book: Book) -> None:
        """Report `foreign-file` for each refused URL."""
        for address in dict.fromkeys(self._fetcher.refused):
            self.report(_refusal(book, address))
        self._fetcher.refused.clear()


def parse_sheets() -> None:
    """Parse the style sheets of books once, before worker processes are forked."""
    _parse_sheets((*sheets(),), is_mirrored=False)


@cache
def _parse_sheets(paths: tuple[Path, ...], *, is_mirrored: bool) -> Any:
    """Parse style sheets as a single one, since WeasyPrint matches every element against each sheet. Cached by the process.

    This is possible because our sheets refer to no fonts and import no sheets.
    """
    rules = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    return CSS(
        string=mirrored(rules) if is_mirrored else rules,
        base_url=f"{FOLDER.as_uri()}/",
        url_fetcher=FolderFetcher(FOLDER),
    )


def _refusal(book: Book, cause: str) -> Problem:
    return Problem(
        "foreign-file",
        f"{book.title} refers to a file that is not part of it",
        cause=cause,
        hint="put the picture into the publication's folder and refer to it by a relative path",
        path=book.path,
    )
