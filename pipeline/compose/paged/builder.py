# SPDX-License-Identifier: GPL-3.0-or-later
"""The builder of paged HTML: collects the parts of a book and writes them."""

import html
import shutil
from dataclasses import replace
from pathlib import Path

from pipeline.bookformat import vocabulary
from pipeline.bookformat.book import BOOK, OFFPRINTS
from pipeline.bookformat.identifiers import INDEX, OPENING
from pipeline.bookformat.vocabulary import RUNNING
from pipeline.compose.context import context_of, part_kinds
from pipeline.compose.editions.bilingual import second_index_terms
from pipeline.compose.editions.english_labels import mark_english
from pipeline.compose.paged import lists, matter, offprints
from pipeline.compose.paged.assembly import Assembly
from pipeline.compose.paged.book_builder import BookBuilder
from pipeline.compose.paged.chapters import chapters
from pipeline.compose.paged.description import check_anchors, describe, for_paper, write_book
from pipeline.compose.paged.translator import PagedTranslator
from pipeline.model.publication import Design
from pipeline.system.folders import remove_folder
from pipeline.words import Words


class PagedBuilder(BookBuilder):
    """Builds a publication as HTML for paged media, one file for each chapter."""

    name = "paged"
    epilog = "The book is in %(outdir)s."
    default_translator_class = PagedTranslator

    def write_book(self, book: Assembly) -> None:
        edition, tag = self.edition, self.edition.language.tag
        terms = lists.index(self, book.anchors, self.words, self.second_words, second_index_terms(self._app))
        parts = self._front(book, has_index=bool(terms)), *self._chapters(book, terms)
        texts = check_anchors([for_paper(mark_english(self._app, text), tag) for text in parts], self.report)
        self.report_removed_media(book.anchors)
        front, *chapters = files = {f"{BOOK}-{number:03}.html": text for number, text in enumerate(texts)}
        described = replace(
            describe(edition, (book.opening, book.body), book.expected),
            design="" if edition.design is Design.BOOK else str(edition.design),
            front=front,
            chapters=tuple(chapters),
            draft=self.words("Draft translation") if edition.is_draft else "",
        )
        for path in Path(self.outdir).glob(f"{BOOK}*.html"):
            if path.name not in files:
                path.unlink()
        write_book(Path(self.outdir, f"{BOOK}.json"), described, files)
        offprints.write(self, book, Path(self.outdir) / OFFPRINTS)

    def finish(self) -> None:
        """Copy pictures, and the language profiles of the project, which typesetting needs."""
        self.copy_image_files()
        context, target = context_of(self._app), Path(self.outdir, "languages")
        remove_folder(target)
        for profile in context.project.profiles.glob("*.toml") if context is not None else ():
            target.mkdir(exist_ok=True)
            shutil.copy2(profile, target)

    def _front(self, book: Assembly, *, has_index: bool) -> str:
        """Return the front matter: cover, title page, imprint, contents, and the text of the root document."""
        opening, edition, languages = self.html_of(book.opening), self.edition, (self.words, self.second_words)
        front_lines = [lists.label_line(OPENING, _about, *languages)] if opening else []
        end_lines = [lists.label_line(INDEX, lambda words: words("Index"), *languages)] if has_index else []
        front = [
            matter.cover(edition, self.words),
            matter.title_page(edition, self.words),
            matter.imprint(edition, *languages),
            lists.contents(book, *languages, front_lines, end_lines),
            lists.lists_of_numbered(book, part_kinds(self._app), *languages),
        ]
        if opening:
            title = html.escape(_about(self.words))
            heading = f'<h1 id="{OPENING}" {RUNNING}="{title}">{matter.label(_about, *languages)}</h1>'
            front.append(f'<section class="{vocabulary.OPENING}">{heading}\n{opening}</section>\n')
        return "".join(front)

    def _chapters(self, book: Assembly, terms: str) -> list[str]:
        """Return the chapters, index and colophon, each of which begins a page."""
        texts = (*map(self.html_of, chapters(book.body)), terms, matter.colophon(self.edition, self.words))
        first, *more_texts = filter(None, texts)
        return [f"\n{first}", *more_texts]


def _about(words: Words) -> str:
    return words("About this publication")
