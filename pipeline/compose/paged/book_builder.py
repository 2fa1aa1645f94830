# SPDX-License-Identifier: GPL-3.0-or-later
"""The base class of book builders: assembles a publication into one tree and renders it as HTML."""

import re
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Set
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder

from pipeline.bookformat.addresses import file_of
from pipeline.compose import front_matter
from pipeline.compose.context import interface_words
from pipeline.compose.paged import raw_html
from pipeline.compose.paged.assembly import Assembly, assemble
from pipeline.compose.paged.names import AnchorMap, uri
from pipeline.compose.paged.reporting import media_problem, reporter
from pipeline.words import Words

_ANCHOR = re.compile(r' id="([^"]+--[^"]*)"')
"""An identifier of the book. Identifiers of extensions have no `--`."""


class BookBuilder(StandaloneHTMLBuilder):
    """Builds a publication as one book.

    It is an HTML builder, so that extensions find the format, images and highlighter that they expect. It has no theme,
    search or static files.
    """

    format = "html"
    copysource = False
    search = False
    add_permalinks = False
    download_support = False

    def init(self) -> None:
        super().init()
        self.words = interface_words(self._app)
        self.edition = front_matter.read(self._app)
        self.report = reporter(self._app)
        self._removed_media: list[tuple[str, str]] = []
        second = self.edition.second
        self.second_words = self.words_in(second.language.locale) if second is not None else None

    def get_outdated_docs(self) -> str:  # type: ignore[override]  # a text stands for “all”, as in SingleFileHTMLBuilder
        return "all documents"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002 - Sphinx's signature
        return uri(docname)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:  # noqa: ARG002 - Sphinx's signature
        return uri(to)

    def post_process_images(self, doctree: nodes.Node) -> None:
        # Skip the HTML builder's method, which links scaled pictures to files that a book does not have.
        super(StandaloneHTMLBuilder, self).post_process_images(doctree)

    def copy_theme_static_files(self, context: dict[str, Any]) -> None:
        """Copy nothing: a book has no theme."""

    def write_documents(self, _docnames: Set[str]) -> None:
        self.prepare_writing(self.env.all_docs.keys())
        self.secnumbers = {}
        self.current_docname = str(self.config.root_doc)
        self.imgpath = "_images"
        book = self.assembled()
        self.fignumbers = self._numbers_in_book(book.anchors)  # for the nodes of extensions
        self.write_book(book)

    def assembled(self) -> Assembly:
        """Assemble the book."""
        return assemble(self, self.report)

    @abstractmethod
    def write_book(self, book: Assembly) -> None:
        """Write the book."""

    def _numbers_in_book(self, anchors: AnchorMap) -> dict[str, dict[str, tuple[int, ...]]]:
        """Return the numbers of figures, tables etc. by kind and by identifier in the book."""
        numbers: dict[str, dict[str, tuple[int, ...]]] = defaultdict(dict)
        for docname, by_kind in self.env.toc_fignumbers.items():
            for kind, by_identifier in by_kind.items():
                for identifier, values in by_identifier.items():
                    if (name := anchors.get(docname, identifier)) is not None:
                        numbers[kind][name] = values
        return numbers

    def words_in(self, tag: str) -> Words:
        """Return the interface words of a language."""
        return interface_words(self._app, tag)

    def html_of(self, tree: nodes.document) -> str:
        """Render a tree as HTML; an empty tree gives an empty string."""
        if not tree.children:
            return ""
        tree.settings = self.docsettings
        self.post_process_images(tree)
        visitor: Any = self.create_translator(tree, self)
        visitor.words, visitor.second_words = self.words, self.second_words
        tree.walkabout(visitor)
        text = "".join(visitor.body)

        def note_removed(position: int, address: str) -> None:
            anchors = _ANCHOR.findall(text, 0, position)
            self._removed_media.append((address, anchors[-1] if anchors else ""))

        return raw_html.replace_media(text, self.has_picture, note_removed)

    def has_picture(self, address: str) -> bool:
        """Tell whether the book has the picture at an address."""
        if address.startswith("data:"):
            return True
        path = Path(file_of(address))
        is_image = str(path.parent) == self.imgpath and path.name in self.images.values()
        return is_image or Path(self.outdir, path).is_file()

    def report_removed_media(self, anchors: AnchorMap) -> None:
        """Report media that the rendered HTML shows as text."""
        by_document: dict[str, dict[str, None]] = defaultdict(dict)
        for address, anchor in self._removed_media:
            by_document[anchors.origin_of(anchor)[0] or str(self.config.root_doc)][address] = None
        for document, addresses in by_document.items():
            self.report(media_problem(self.env.doc2path(document), tuple(addresses)))
