# SPDX-License-Identifier: GPL-3.0-or-later
"""The builder: asks the other modules for the parts of a book and writes them down."""

import html
import shutil
from dataclasses import replace
from itertools import chain
from pathlib import Path

from pipeline.bookformat import vocabulary
from pipeline.bookformat.book import BOOK, OFFPRINTS
from pipeline.bookformat.chapters import CHAPTER
from pipeline.bookformat.identifiers import BODY, INDEX, OPENING
from pipeline.bookformat.vocabulary import RUNNING
from pipeline.compose.context import context_of, part_kinds
from pipeline.compose.paged import lists, matter
from pipeline.compose.paged.assembly import Assembly
from pipeline.compose.paged.book_builder import BookBuilder
from pipeline.compose.paged.description import check_anchors, describe, without_scripts
from pipeline.compose.paged.english_labels import english_labels
from pipeline.compose.paged.offprints import writing as offprints
from pipeline.compose.paged.translator import PagedTranslator
from pipeline.compose.translation.bilingual import index_words_beside
from pipeline.model.publication import Design
from pipeline.system.files import write_if_changed
from pipeline.system.folders import remove_folder
from pipeline.words import Words


class PagedBuilder(BookBuilder):
    """One HTML of the whole publication, for paged media."""

    name = "paged"
    epilog = "The book is in %(outdir)s."
    default_translator_class = PagedTranslator

    def write_book(self, book: Assembly) -> None:
        edition = self.edition
        text = check_anchors(without_scripts(self._page(book)), self.object_to)
        self.report_elsewhere(book.names)
        design = "" if edition.design is Design.BOOK else str(edition.design)
        both = filter(None, (self.words, self.words_beside))
        english = chain.from_iterable(english_labels(self._app, text, book.expected, words) for words in both)
        described = describe(edition, (book.opening, book.body), book.expected)
        described = replace(described, design=design, english=tuple(english))
        write_if_changed(Path(self.outdir) / f"{BOOK}.html", text.encode())
        write_if_changed(Path(self.outdir) / f"{BOOK}.json", described.to_json().encode())
        offprints.write(self, book, edition, Path(self.outdir) / OFFPRINTS, self.object_to)

    def finish(self) -> None:
        """Put pictures, and the project's own profiles of languages, beside the book, for those who lay it out."""
        self.copy_image_files()
        context, target = context_of(self._app), Path(self.outdir, "languages")
        remove_folder(target)
        for profile in context.project.profiles.glob("*.toml") if context is not None else ():
            target.mkdir(exist_ok=True)
            shutil.copy2(profile, target)

    def _page(self, book: Assembly) -> str:
        opening = self.html_of(book.opening)
        body = self.html_of(book.body)
        edition, both = self.edition, (self.words, self.words_beside)

        def about(words: Words) -> str:
            return words("About this publication")

        terms = lists.index(self, book.names, *both, index_words_beside(self._app))
        before = [lists.label_line(OPENING, about, *both)] if opening else []
        ending = [lists.label_line(INDEX, lambda words: words("Index"), *both)] if terms else []
        front = [
            matter.cover(edition, self.words),
            matter.title_page(edition, self.words),
            matter.imprint(edition, *both),
            lists.contents(book, *both, before, ending),
            lists.lists_of_numbered(book, part_kinds(self._app), *both),
        ]
        if opening:  # what the root document says itself, under a heading of its own
            title = html.escape(self.words("About this publication"))
            heading = f'<h1 id="{OPENING}" {RUNNING}="{title}">{matter.label(about, *both)}</h1>'
            front.append(f'<section class="{vocabulary.OPENING}">{heading}\n{opening}</section>\n')
        body += "".join(f"{CHAPTER}{part}" for part in (terms, matter.colophon(edition, self.words)) if part)
        return matter.page(edition, f'{"".join(front)}<main id="{BODY}">\n{body}</main>\n')
