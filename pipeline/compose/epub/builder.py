# SPDX-License-Identifier: GPL-3.0-or-later
"""The builder of EPUBs: splits a book into an XHTML page for each document, and rewrites links and pictures."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote

from docutils import nodes
from lxml import etree

from pipeline.bookformat.addresses import file_of
from pipeline.bookformat.identifiers import INDEX, TITLE_PAGE
from pipeline.compose.contents import plain
from pipeline.compose.context import context_of
from pipeline.compose.docutils_tree import outwards
from pipeline.compose.editions.bilingual import second_index_terms
from pipeline.compose.editions.english_labels import mark_english
from pipeline.compose.epub import matter, package, xhtml
from pipeline.compose.epub.package import CONTENTS, COVER, COVER_PICTURE, MEDIA_TYPES, BookFiles
from pipeline.compose.epub.translator import EpubTranslator
from pipeline.compose.paged.assembly import DOCUMENT, Assembly, assemble
from pipeline.compose.paged.book_builder import BookBuilder
from pipeline.compose.paged.description import check_anchors
from pipeline.compose.paged.footnotes import announcements
from pipeline.compose.paged.lists import label_line, lines_of_contents, terms_by_letter
from pipeline.compose.paged.reporting import Report
from pipeline.languages import is_right_to_left
from pipeline.system.files import write_if_changed
from pipeline.theme.mirroring import mirrored

BOOK = "book.epub"
_DEPTH = 3
"""Number of levels in the contents: parts, chapters and their sections."""
_CODE_FROM_THE_LEFT = "pre { text-align: left; }\n"
_STYLE = Path(__file__).resolve().parents[2] / "theme/epub/book.css"


class EpubBuilder(BookBuilder):
    """Builds a publication as one EPUB."""

    name = "epub3"
    epilog = f"The book is in %(outdir)s/{BOOK}."
    default_translator_class = EpubTranslator
    supported_image_types = ["image/svg+xml", "image/png", "image/gif", "image/jpeg"]  # noqa: RUF012 - as in Sphinx

    def init(self) -> None:
        super().init()
        self.tags.add("epub")

    def assembled(self) -> Assembly:
        """Assemble the book with footnotes at the end of each document, and including documents that are in no toctree."""
        return assemble(self, self.report, set_notes=_move_footnotes, with_unlisted=True)

    def has_picture(self, address: str) -> bool:
        is_known = address.startswith("data:image/") or Path(file_of(address)).suffix.lower() in MEDIA_TYPES
        return is_known and super().has_picture(address)

    def write_book(self, book: Assembly) -> None:
        """Write the EPUB."""
        # The pipeline has drawn the cover; a plain sphinx-build has none.
        cover = self.config.edition_facts.cover if "edition_facts" in self.config else ""
        trees = self._trees(book, has_cover=bool(cover))
        _rewrite_links(trees)
        self.copy_image_files()
        pages = {_page(name): xhtml.serialized(tree) for name, tree in trees.items()}
        files = self._pictures(trees.values()) | {xhtml.STYLE: self._style(pages.values())}
        if cover:
            files[COVER_PICTURE] = Path(cover).read_bytes()
        context = context_of(self._app)
        project = context.project.title if context is not None else ""
        accessibility = self.words(
            "The text can be read at any size, by braille displays and aloud. Headings, lists, tables and notes are marked "
            "as such, pictures have descriptions, and words in another language name it."
        )
        data = package.packed(BookFiles(self.edition, project, accessibility, pages, dict(sorted(files.items()))))
        if len(data) > package.LARGEST:
            self.report(package.too_large(files, len(data)))
        write_if_changed(Path(self.outdir) / BOOK, data)

    def finish(self) -> None:
        """Do nothing: `write_book` has written all files."""

    def _trees(self, book: Assembly, *, has_cover: bool) -> dict[str, etree._Element]:
        """Return the pages in reading order, by document name or the name of a generated page."""
        words, edition, languages = self.words, self.edition, (self.words, self.second_words)
        root = str(self.config.root_doc)
        _reduce_to_documents(book)
        lines = [line for line in lines_of_contents(book, words, _DEPTH) if line.rank <= _DEPTH]
        documents = _documents(book, root)
        marks = [("cover", matter.COVER, words("Cover"))] if has_cover else []
        marks += [("toc", matter.CONTENTS, words("Contents"))]
        marks += [("bodymatter", line.identity, words("Beginning of the text")) for line in lines[:1]]
        lines.insert(0, label_line(TITLE_PAGE, lambda words: words("About this publication"), *languages))
        letters = terms_by_letter(self, book.anchors, second_index_terms(self._app), matter.with_links)
        if letters:
            lines.append(label_line(INDEX, lambda words: words("Index"), *languages))
            marks.append(("index", INDEX, words("Index")))
        bodies = {
            COVER: matter.cover(edition, words) if has_cover else "",
            root: matter.front(edition, *languages, self.html_of(documents.pop(root))),
            CONTENTS: matter.contents(lines, self.config.html_secnumber_suffix, marks, words),
            **{name: self.html_of(tree) for name, tree in documents.items()},
            "genindex": matter.index(letters, *languages) if letters else "",
        }
        bodies = {name: body for name, body in bodies.items() if body or name in documents}
        self.report_removed_media(book.anchors)
        texts = [mark_english(self._app, body) for body in bodies.values()]
        unique_bodies = check_anchors(texts, self.report)
        titles = {name: plain(self.env.titles[name]) for name in documents if name in self.env.titles}
        titles |= {CONTENTS: words("Contents"), "genindex": words("Index")}
        parts = {COVER: "cover", root: "frontmatter", CONTENTS: "frontmatter", "genindex": "backmatter"}
        return {
            name: xhtml.page(titles.get(name) or edition.title, body, edition.language, parts.get(name, "bodymatter"))
            for name, body in zip(bodies, unique_bodies, strict=True)
        }

    def _pictures(self, trees: Iterable[etree._Element]) -> dict[str, bytes]:
        """Return the pictures of the pages by path, without the cover."""
        sources = (image.get("src", "") for tree in trees for image in tree.iter(f"{xhtml.X}img"))
        paths = {file_of(source) for source in sources if not source.startswith("data:")} - {COVER_PICTURE}
        files = {path: Path(self.outdir, path) for path in sorted(paths)}
        # Skip missing files: Sphinx has warned of pictures that it could not copy.
        return package.shrunk_pictures({path: file.read_bytes() for path, file in files.items() if file.is_file()})

    def _style(self, pages: Iterable[bytes]) -> bytes:
        style = _STYLE.read_text(encoding="utf-8")
        if self.highlighter is not None and any(b'class="highlight' in page for page in pages):
            style += self.highlighter.get_stylesheet()
        if is_right_to_left(self.edition.language.tag):
            style = f"{mirrored(style)}{_CODE_FROM_THE_LEFT}"
        return style.encode()


def _reduce_to_documents(book: Assembly) -> None:
    """Reduce the body to documents: move the text of the root document to the opening, and nested documents to the end of their parent."""
    elements = (child for child in book.body.children if isinstance(child, nodes.Element))
    for root_text in [element for element in elements if DOCUMENT not in element]:
        place = book.body.index(root_text)
        book.body.remove(root_text)
        book.opening.append(root_text)
        for element in [element for element in root_text.findall(nodes.Element) if DOCUMENT in element]:
            if root_text in outwards(element):  # otherwise it was moved with its enclosing document
                element.parent.remove(element)
                book.body.insert(place, element)
                place += 1
    for element in [element for element in book.body.findall(nodes.Element) if DOCUMENT in element]:
        around = (outward for outward in outwards(element.parent) if isinstance(outward, nodes.Element))
        if (document := next((outward for outward in around if DOCUMENT in outward), None)) is not None:
            element.parent.remove(element)
            document.append(element)


def _documents(book: Assembly, root: str) -> dict[str, nodes.document]:
    """Split a book into its documents, in reading order."""
    documents = {root: book.opening}
    for element in [element for element in book.body.findall(nodes.Element) if DOCUMENT in element]:
        element.parent.remove(element)
        documents.setdefault(element[DOCUMENT], book.body.copy()).append(element)
    return documents


def _move_footnotes(tree: nodes.document, _language: str, _report: Report) -> None:
    """Move footnotes to the end of a document, and remove rubrics above footnotes only."""
    for rubric in announcements(tree):
        rubric.parent.remove(rubric)
    notes = list(tree.findall(nodes.footnote))
    for note in notes:
        note.parent.remove(note)
    sections = [child for child in tree.children if isinstance(child, nodes.section)]
    (sections[-1] if sections else tree).extend(notes)


def _page(name: str) -> str:
    """Return the file name of a page. All pages are in one folder, so that they share the addresses of pictures."""
    return f"{name.replace('/', '--')}.xhtml"


def _rewrite_links(trees: Mapping[str, etree._Element]) -> None:
    """Rewrite links to the pages of their targets; remove links to files and to missing targets."""
    places = {element.get("id", ""): name for name, tree in trees.items() for element in tree.iter(f"{xhtml.X}*")}
    for name, tree in trees.items():
        for link in tree.iter(f"{xhtml.X}a"):
            href = link.get("href", "")
            target = places.get(unquote(href[1:]), "") if href[1:] else ""
            if href.startswith("#") and target:
                link.set("href", href if target == name else f"{_page(target)}{href}")
            elif href.startswith("#") or file_of(href):
                del link.attrib["href"]
