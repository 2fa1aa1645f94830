# SPDX-License-Identifier: GPL-3.0-or-later
"""The builder: asks the other modules for the parts of a book and writes them down."""

import html
import re
import shutil
from collections import defaultdict
from collections.abc import Set
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder

from pipeline.bookformat import vocabulary
from pipeline.bookformat.addresses import file_of
from pipeline.bookformat.book import BOOK, OFFPRINTS
from pipeline.bookformat.chapters import CHAPTER
from pipeline.bookformat.identifiers import BODY, INDEX, OPENING
from pipeline.bookformat.vocabulary import RUNNING
from pipeline.compose import front_matter
from pipeline.compose.context import context_of, part_kinds
from pipeline.compose.front_matter import FrontMatter
from pipeline.compose.paged import lists, matter, raw_html
from pipeline.compose.paged.assembly import Assembly, assemble
from pipeline.compose.paged.description import check_anchors, describe, without_scripts
from pipeline.compose.paged.english_labels import english_labels
from pipeline.compose.paged.names import Names, uri
from pipeline.compose.paged.objections import Objection, not_in_book, objection
from pipeline.compose.paged.offprints import writing as offprints
from pipeline.compose.paged.translator import PagedTranslator
from pipeline.compose.translation.bilingual import index_words_beside
from pipeline.model.publication import Design
from pipeline.system.files import write_if_changed
from pipeline.system.folders import remove_folder
from pipeline.words import Words

_ANCHOR = re.compile(r' id="([^"]+--[^"]*)"')
"""An identifier of the book; extensions write others."""


class PagedBuilder(StandaloneHTMLBuilder):
    """One HTML of the whole publication, for paged media.

    It is an HTML builder, so that extensions find the format, images and highlighter that they know; theme, search and
    static files of the HTML edition are left out.
    """

    name = "paged"
    format = "html"
    epilog = "The book is in %(outdir)s."
    default_translator_class = PagedTranslator
    copysource = False
    search = False
    add_permalinks = False
    download_support = False

    def init(self) -> None:
        super().init()
        self.words = front_matter.words(self._app)
        self._elsewhere: list[tuple[str, str]] = []
        beside = front_matter.read(self._app).beside
        self.words_beside = self.words_in(beside.language.locale) if beside is not None else None

    def get_outdated_docs(self) -> str:  # type: ignore[override]  # a text stands for “all”, as in SingleFileHTMLBuilder
        return "all documents"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002 - Sphinx's signature
        return uri(docname)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:  # noqa: ARG002 - Sphinx's signature
        return uri(to)

    def post_process_images(self, doctree: nodes.Node) -> None:
        # Past the HTML builder's own: it wraps scaled pictures in links to files that a book does not have.
        super(StandaloneHTMLBuilder, self).post_process_images(doctree)

    def write_documents(self, _docnames: Set[str]) -> None:
        self.prepare_writing(self.env.all_docs.keys())
        self.secnumbers = {}
        self.current_docname = str(self.config.root_doc)
        self.imgpath = "_images"
        object_to = objection(self._app)
        book = assemble(self, object_to)
        self.fignumbers = self._numbers_in_book(book.names)  # for the nodes of extensions
        edition = front_matter.read(self._app)
        text = check_anchors(without_scripts(self._page(book, edition)), object_to)
        self._report_elsewhere(book.names, object_to)
        design = "" if edition.design is Design.BOOK else str(edition.design)
        both = filter(None, (self.words, self.words_beside))
        english = chain.from_iterable(english_labels(self._app, text, book.expected, words) for words in both)
        described = describe(edition, (book.opening, book.body), book.expected)
        described = replace(described, design=design, english=tuple(english))
        write_if_changed(Path(self.outdir) / f"{BOOK}.html", text.encode())
        write_if_changed(Path(self.outdir) / f"{BOOK}.json", described.to_json().encode())
        offprints.write(self, book, edition, Path(self.outdir) / OFFPRINTS, object_to)

    def _numbers_in_book(self, names: Names) -> dict[str, dict[str, tuple[int, ...]]]:
        """Return the numbers of figures and the like by their kind, and by their identifier in the book."""
        numbers: dict[str, dict[str, tuple[int, ...]]] = defaultdict(dict)
        for docname, by_kind in self.env.toc_fignumbers.items():
            for kind, by_identifier in by_kind.items():
                for identifier, values in by_identifier.items():
                    if (name := names.get(docname, identifier)) is not None:
                        numbers[kind][name] = values
        return numbers

    def copy_theme_static_files(self, context: dict[str, Any]) -> None:
        """Leave out what the theme has for pages."""

    def finish(self) -> None:
        """Put pictures, and the project's own profiles of languages, beside the book, for those who lay it out."""
        self.copy_image_files()
        context, target = context_of(self._app), Path(self.outdir, "languages")
        remove_folder(target)
        for profile in context.project.profiles.glob("*.toml") if context is not None else ():
            target.mkdir(exist_ok=True)
            shutil.copy2(profile, target)

    def _page(self, book: Assembly, edition: FrontMatter) -> str:
        opening = self.html_of(book.opening)
        body = self.html_of(book.body)
        both = self.words, self.words_beside

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

    def words_in(self, tag: str) -> Words:
        """Return the fixed words in another language."""
        return front_matter.words(self._app, tag)

    def html_of(self, tree: nodes.document) -> str:
        """A tree as HTML; nothing of an empty one."""
        if not tree.children:
            return ""
        tree.settings = self.docsettings
        self.post_process_images(tree)
        visitor: Any = self.create_translator(tree, self)
        visitor.words, visitor.words_beside = self.words, self.words_beside
        tree.walkabout(visitor)
        text = "".join(visitor.body)

        def found(at: int, address: str) -> None:
            anchors = _ANCHOR.findall(text, 0, at)
            self._elsewhere.append((address, anchors[-1] if anchors else ""))

        return raw_html.in_words(text, self._has_picture, found)

    def _has_picture(self, address: str) -> bool:
        if address.startswith("data:"):
            return True
        path = Path(file_of(address))
        is_image = str(path.parent) == self.imgpath and path.name in self.images.values()
        return is_image or Path(self.outdir, path).is_file()

    def _report_elsewhere(self, names: Names, object_to: Objection) -> None:
        by_document: dict[str, dict[str, None]] = defaultdict(dict)
        for address, anchor in self._elsewhere:
            by_document[names.place_of(anchor)[0] or str(self.config.root_doc)][address] = None
        for document, addresses in by_document.items():
            object_to(not_in_book(self.env.doc2path(document), tuple(addresses)))
