# SPDX-License-Identifier: GPL-3.0-or-later
"""The builder: writes each document as a page of XHTML, and puts pages, pictures, contents and metadata together."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

from docutils import nodes
from lxml import etree
from sphinx.builders.epub3 import Epub3Builder
from sphinx.builders.html import StandaloneHTMLBuilder

from pipeline.bookformat.addresses import file_of
from pipeline.compose import front_matter
from pipeline.compose.contents import plain
from pipeline.compose.context import context_of
from pipeline.compose.document_order import documents_in_order
from pipeline.compose.epub import matter, package, xhtml
from pipeline.compose.epub.package import COVER_PICTURE, MEDIA_TYPES, Book, Heading
from pipeline.compose.epub.translator import EpubTranslator
from pipeline.compose.paged import raw_html
from pipeline.compose.paged.assembly import clean
from pipeline.compose.paged.footnotes import announcements
from pipeline.compose.paged.names import is_on_site
from pipeline.compose.paged.objections import dead_reference, not_in_book, objection
from pipeline.compose.translation.bilingual import index_words_beside
from pipeline.languages import is_right_to_left
from pipeline.system.files import write_if_changed
from pipeline.theme.mirroring import mirrored

BOOK = "book.epub"
_INDEX = "genindex.xhtml"
_CODE_FROM_THE_LEFT = "pre { text-align: left; }\n"
_STYLE = Path(__file__).resolve().parents[2] / "theme/epub/book.css"


class EpubBuilder(Epub3Builder):
    """Sphinx's EPUB 3, with pages of our own in the place of those of a theme.

    Documents are written one by one as they change; what tells of the whole (title page, contents, index, package) each
    time.
    """

    name = "epub3"
    default_translator_class = EpubTranslator
    epilog = f"The book is in %(outdir)s/{BOOK}."
    supported_remote_images = True  # Sphinx would fetch them; `_pictures` says their words instead

    def init(self) -> None:
        super().init()
        self.tags.add("epub")
        self.words = front_matter.words(self._app)
        self.edition = front_matter.read(self._app)
        beside = self.edition.beside
        self.words_beside = front_matter.words(self._app, beside.language.locale) if beside is not None else None
        self.object_to = objection(self._app)

    def get_outdated_docs(self) -> Iterator[str]:
        yield str(self.config.root_doc)
        yield from (doc for doc in super().get_outdated_docs() if doc != self.config.root_doc)

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:  # noqa: ARG002 - Sphinx's signature
        return {"body": body}

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        # The contents of the book have lists of documents and of a page's own headings.
        for box in [node for node in doctree.findall(nodes.compound) if "toctree-wrapper" in node["classes"]]:
            box.parent.remove(box)
        clean(doctree, self.env.images)
        _move_footnotes(doctree)
        if docname == self.config.root_doc:  # its title is on the title page
            title = doctree.next_node(nodes.title)
            if title is not None and isinstance(title.parent, nodes.section):
                title.parent["ids"] = list(dict.fromkeys([*title.parent["ids"], *title["ids"]]))
                title.parent.remove(title)
        # Past Sphinx's EPUB builder, which prints the addresses of links and takes colons out of identifiers.
        StandaloneHTMLBuilder.write_doc(self, docname, doctree)

    def handle_page(
        self,
        pagename: str,
        addctx: dict[str, Any],
        templatename: str = "page.html",  # noqa: ARG002 - Sphinx's signature
        *,
        outfilename: Path | None = None,  # noqa: ARG002 - Sphinx's signature
        event_arg: Any = None,  # noqa: ARG002 - Sphinx's signature
    ) -> None:
        """Write a document; other pages of a site have no place in a book."""
        if pagename not in self.env.all_docs:
            return
        body, title, part = str(addctx["body"]), self.edition.title, "frontmatter"
        # Of pictures, `_pictures` knows more when all are there.
        body = raw_html.in_words(body, lambda _: True, lambda _at, _address: None)
        if pagename == self.config.root_doc:
            body = matter.front(self.edition, self.words, self.words_beside, body)
        else:
            title, part = plain(self.env.titles[pagename]) or title, "bodymatter"
        path = Path(self.get_outfilename(pagename))
        root = "../" * (len(path.relative_to(self.outdir).parts) - 1)
        write_if_changed(path, xhtml.page(title, body, self.edition.language, root, part))

    def finish(self) -> None:
        self.copy_image_files()
        self.write_buildinfo()
        book = self._book()
        data = package.packed(book)
        if len(data) > package.LARGEST:
            self.object_to(package.too_large(book.others, len(data)))
        write_if_changed(Path(self.outdir) / BOOK, data)

    def _book(self) -> Book:
        names = documents_in_order(self.env)
        documents = {name: f"{name}{self.out_suffix}" for name in names}
        trees = {path: etree.fromstring(Path(self.outdir, path).read_bytes()) for path in documents.values()}
        index = matter.index(self, self.words, index_words_beside(self._app))
        if index:
            trees[_INDEX] = self._page(self.words("Index"), index, "backmatter")
        others = self._pictures(trees)
        # The pipeline has drawn it; a plain sphinx-build has none.
        cover = self.config.edition_facts.cover if "edition_facts" in self.config else ""
        lines = matter.headings(self.env, names, documents, self.words, _INDEX if index else "")
        lines = tuple(_in_languages(lines, trees, self.edition.language.tag))
        context = context_of(self._app)
        identifier = matter.identifier(self.edition, context.project.title if context is not None else "")
        before = {}
        if cover:
            others[COVER_PICTURE] = Path(cover).read_bytes()
            before[package.COVER] = self._page(self.edition.title, matter.cover(self.edition, self.words), "cover")
        first, *later = trees
        begins = [path for name, path in documents.items() if name != self.config.root_doc]
        marks = [("cover", package.COVER, self.words("Cover"))] if cover else []
        marks += [("toc", f"{package.CONTENTS}#toc", self.words("Contents"))]
        marks += [("bodymatter", begins[0], self.words("Beginning of the text"))] if begins else []
        marks += [("index", _INDEX, self.words("Index"))] if index else []
        contents = package.contents(lines, marks, (self.words("Contents"), self.words("Places in the book")))
        listed = self._page(self.words("Contents"), contents, "frontmatter")
        ordered = {**before, first: trees[first], package.CONTENTS: listed, **{path: trees[path] for path in later}}
        self._check(ordered)
        pages = {path: xhtml.written(tree) for path, tree in ordered.items()}
        style = _STYLE.read_text(encoding="utf-8")
        if self.highlighter is not None and any(b'class="highlight' in page for page in pages.values()):
            style += self.highlighter.get_stylesheet()
        if is_right_to_left(self.edition.language.tag):
            style = f"{mirrored(style)}{_CODE_FROM_THE_LEFT}"
        others |= {xhtml.STYLE: style.encode(), package.NCX: package.ncx(lines, identifier, self.edition)}
        return Book(
            self.edition,
            identifier,
            matter.rights(self.edition),
            self.words(
                "The text can be read at any size, by braille displays and aloud. Headings, lists, tables and notes are marked "
                "as such, pictures have descriptions, and words in another language name it."
            ),
            pages,
            dict(sorted(others.items())),
            has_index=bool(index),
        )

    def _page(self, title: str, body: str, part: str) -> etree._Element:
        """Return a page that is made from no document."""
        return etree.fromstring(xhtml.page(title, body, self.edition.language, "", part))

    def _pictures(self, trees: Mapping[str, etree._Element]) -> dict[str, bytes]:
        """Return the pictures that the pages show; one that cannot be in a book is replaced by its words."""
        pictures: dict[str, bytes] = {}
        for page, tree in trees.items():
            for image in list(tree.iter(f"{xhtml.X}img")):
                source = image.get("src", "")
                if source.startswith("data:image/"):
                    continue
                path = _place(page, source)
                file = Path(self.outdir, path)
                if not file_of(source) or Path(path).suffix.lower() not in MEDIA_TYPES or not file.is_file():
                    xhtml.replace_by_words(image)
                else:
                    pictures[path] = file.read_bytes()
            elsewhere = list(dict.fromkeys(xhtml.taken_out(tree)))
            if elsewhere:
                document = page.removesuffix(self.out_suffix)
                self.object_to(not_in_book(self.env.doc2path(document), elsewhere))
        return package.bounded(pictures)

    def _check(self, trees: Mapping[str, etree._Element]) -> None:
        """Object unless each link to a document leads to a place in the book; one that does not becomes plain words.

        So do links to pages that only HTML has (search, index of modules), and to files.
        """
        places = {path: {element.get("id", "") for element in tree.iter(f"{xhtml.X}*")} for path, tree in trees.items()}
        for page, tree in trees.items():
            for link in list(tree.iter(f"{xhtml.X}a")):
                source = str(link.attrib.pop(xhtml.SOURCE, ""))
                href = link.get("href")
                if href is None or not (href.startswith("#") or file_of(href)):
                    continue
                target = self._written(_place(page, href))
                fragment = unquote(urldefrag(href).fragment)
                if target in places and (not fragment or fragment in places[target]):
                    if target != _place(page, href):  # an address of the HTML edition, written by hand
                        link.set(
                            "href",
                            posixpath.relpath(target, posixpath.dirname(page)) + (f"#{fragment}" if fragment else ""),
                        )
                    continue
                docname = target.removesuffix(self.out_suffix).removesuffix(".html")
                is_document = docname in self.env.all_docs
                if is_document or not is_on_site(docname, self):
                    path, _, line = source.rpartition(":")
                    words = " ".join("".join(map(str, link.itertext())).split())
                    origin = Path(path or self.env.doc2path(page.removesuffix(self.out_suffix)))
                    name = fragment if target in places else ""
                    self.object_to(dead_reference(words, docname, name, origin, int(line or 0) or None))
                del link.attrib["href"]

    def _written(self, path: str) -> str:
        """Return the page of the book that an address of the HTML edition names."""
        docname = path.removesuffix(".html")
        return f"{docname}{self.out_suffix}" if docname in self.env.all_docs else path


def _place(page: str, href: str) -> str:
    """Return the path in the book to which an address on a page leads."""
    path = file_of(href)
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page


def _move_footnotes(tree: nodes.document) -> None:
    """Move footnotes behind the text of a document, and remove rubrics over them alone."""
    for rubric in announcements(tree):
        rubric.parent.remove(rubric)
    notes = list(tree.findall(nodes.footnote))
    for note in notes:
        note.parent.remove(note)
    sections = [child for child in tree.children if isinstance(child, nodes.section)]
    (sections[-1] if sections else tree).extend(notes)


def _in_languages(lines: Iterable[Heading], trees: Mapping[str, etree._Element], edition_tag: str) -> Iterator[Heading]:
    """Yield the lines of the contents, each marked with the language of the heading it names where that is another."""
    tags = {(page, name): tag for page, tree in trees.items() for name, tag in xhtml.heading_languages(tree)}

    def marked(heading: Heading) -> Heading:
        page, _, name = heading.href.partition("#")
        tag = tags.get((page, name), "")
        return Heading(heading.text, heading.href, "" if tag == edition_tag else tag, tuple(map(marked, heading.below)))

    return map(marked, lines)
