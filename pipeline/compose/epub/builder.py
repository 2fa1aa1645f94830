# SPDX-License-Identifier: GPL-3.0-or-later
"""The builder: cuts a book into a page of XHTML for each document, and lets links and pictures follow."""

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
from pipeline.compose.editions.bilingual import index_words_beside
from pipeline.compose.editions.english_labels import marked
from pipeline.compose.epub import matter, package, xhtml
from pipeline.compose.epub.package import CONTENTS, COVER, COVER_PICTURE, MEDIA_TYPES, BookFiles
from pipeline.compose.epub.translator import EpubTranslator
from pipeline.compose.paged.assembly import DOCUMENT, Assembly, assemble
from pipeline.compose.paged.book_builder import BookBuilder
from pipeline.compose.paged.description import check_anchors
from pipeline.compose.paged.footnotes import announcements
from pipeline.compose.paged.lists import label_line, lines_of_contents, terms_by_letter
from pipeline.compose.paged.objections import Objection
from pipeline.languages import is_right_to_left
from pipeline.system.files import write_if_changed
from pipeline.theme.mirroring import mirrored

BOOK = "book.epub"
_DEPTH = 3
"""How many levels the contents show: parts, chapters and their sections."""
_CODE_FROM_THE_LEFT = "pre { text-align: left; }\n"
_STYLE = Path(__file__).resolve().parents[2] / "theme/epub/book.css"


class EpubBuilder(BookBuilder):
    """One EPUB of the whole publication."""

    name = "epub3"
    epilog = f"The book is in %(outdir)s/{BOOK}."
    default_translator_class = EpubTranslator
    supported_image_types = ["image/svg+xml", "image/png", "image/gif", "image/jpeg"]  # noqa: RUF012 - as in Sphinx

    def init(self) -> None:
        super().init()
        self.tags.add("epub")

    def assembled(self) -> Assembly:
        """Return the book as trees, with its notes after the text of each document, and with documents that no contents name."""
        return assemble(self, self.object_to, set_notes=_move_footnotes, with_unlisted=True)

    def has_picture(self, address: str) -> bool:
        is_known = address.startswith("data:image/") or Path(file_of(address)).suffix.lower() in MEDIA_TYPES
        return is_known and super().has_picture(address)

    def write_book(self, book: Assembly) -> None:
        """Write the EPUB."""
        # The pipeline has drawn it; a plain sphinx-build has none.
        cover = self.config.edition_facts.cover if "edition_facts" in self.config else ""
        trees = self._trees(book, has_cover=bool(cover))
        _lead(trees)
        self.copy_image_files()
        pages = {_page(name): xhtml.written(tree) for name, tree in trees.items()}
        others = self._pictures(trees.values()) | {xhtml.STYLE: self._style(pages.values())}
        if cover:
            others[COVER_PICTURE] = Path(cover).read_bytes()
        context = context_of(self._app)
        project = context.project.title if context is not None else ""
        accessibility = self.words(
            "The text can be read at any size, by braille displays and aloud. Headings, lists, tables and notes are marked "
            "as such, pictures have descriptions, and words in another language name it."
        )
        data = package.packed(BookFiles(self.edition, project, accessibility, pages, dict(sorted(others.items()))))
        if len(data) > package.LARGEST:
            self.object_to(package.too_large(others, len(data)))
        write_if_changed(Path(self.outdir) / BOOK, data)

    def finish(self) -> None:
        """Leave nothing to do."""

    def _trees(self, book: Assembly, *, has_cover: bool) -> dict[str, etree._Element]:
        """Return the pages by their names, which those of documents have from these, in the order of reading."""
        words, edition, both = self.words, self.edition, (self.words, self.words_beside)
        root = str(self.config.root_doc)
        _leave_documents(book)
        lines = [line for line in lines_of_contents(book, words, _DEPTH) if line.rank <= _DEPTH]
        documents = _documents(book, root)
        marks = [("cover", matter.COVER, words("Cover"))] if has_cover else []
        marks += [("toc", matter.CONTENTS, words("Contents"))]
        marks += [("bodymatter", line.identity, words("Beginning of the text")) for line in lines[:1]]
        lines.insert(0, label_line(TITLE_PAGE, lambda words: words("About this publication"), *both))
        letters = terms_by_letter(self, book.names, index_words_beside(self._app), matter.with_links)
        if letters:
            lines.append(label_line(INDEX, lambda words: words("Index"), *both))
            marks.append(("index", INDEX, words("Index")))
        bodies = {
            COVER: matter.cover(edition, words) if has_cover else "",
            root: matter.front(edition, *both, self.html_of(documents.pop(root))),
            CONTENTS: matter.contents(lines, self.config.html_secnumber_suffix, marks, words),
            **{name: self.html_of(tree) for name, tree in documents.items()},
            "genindex": matter.index(letters, *both) if letters else "",
        }
        bodies = {name: body for name, body in bodies.items() if body or name in documents}
        self.report_elsewhere(book.names)
        texts = [marked(self._app, body) for body in bodies.values()]
        checked = check_anchors(texts, self.object_to)
        titles = {name: plain(self.env.titles[name]) for name in documents if name in self.env.titles}
        titles |= {CONTENTS: words("Contents"), "genindex": words("Index")}
        parts = {COVER: "cover", root: "frontmatter", CONTENTS: "frontmatter", "genindex": "backmatter"}
        return {
            name: xhtml.page(titles.get(name) or edition.title, body, edition.language, parts.get(name, "bodymatter"))
            for name, body in zip(bodies, checked, strict=True)
        }

    def _pictures(self, trees: Iterable[etree._Element]) -> dict[str, bytes]:
        """Return the pictures that the pages show, but for that of the cover."""
        sources = (image.get("src", "") for tree in trees for image in tree.iter(f"{xhtml.X}img"))
        paths = {file_of(source) for source in sources if not source.startswith("data:")} - {COVER_PICTURE}
        files = {path: Path(self.outdir, path) for path in sorted(paths)}
        # Sphinx has warned of one that it could not copy.
        return package.bounded({path: file.read_bytes() for path, file in files.items() if file.is_file()})

    def _style(self, pages: Iterable[bytes]) -> bytes:
        style = _STYLE.read_text(encoding="utf-8")
        if self.highlighter is not None and any(b'class="highlight' in page for page in pages):
            style += self.highlighter.get_stylesheet()
        if is_right_to_left(self.edition.language.tag):
            style = f"{mirrored(style)}{_CODE_FROM_THE_LEFT}"
        return style.encode()


def _leave_documents(book: Assembly) -> None:
    """Leave documents alone in the body, each with those that it names at its end, as their pages follow its page.

    Whatever the first page says itself stands on it, wherever its lists of documents are.
    """
    elements = (child for child in book.body.children if isinstance(child, nodes.Element))
    for own in [element for element in elements if DOCUMENT not in element]:
        place = book.body.index(own)
        book.body.remove(own)
        book.opening.append(own)
        for element in [element for element in own.findall(nodes.Element) if DOCUMENT in element]:
            if own in outwards(element):  # else it left with the document around it
                element.parent.remove(element)
                book.body.insert(place, element)
                place += 1
    for element in [element for element in book.body.findall(nodes.Element) if DOCUMENT in element]:
        around = (outward for outward in outwards(element.parent) if isinstance(outward, nodes.Element))
        if (document := next((outward for outward in around if DOCUMENT in outward), None)) is not None:
            element.parent.remove(element)
            document.append(element)


def _documents(book: Assembly, root: str) -> dict[str, nodes.document]:
    """Take a book apart into its documents, in their order."""
    documents = {root: book.opening}
    for element in [element for element in book.body.findall(nodes.Element) if DOCUMENT in element]:
        element.parent.remove(element)
        documents.setdefault(element[DOCUMENT], book.body.copy()).append(element)
    return documents


def _move_footnotes(tree: nodes.document, _language: str, _object_to: Objection) -> None:
    """Move footnotes after the text of a document, and remove rubrics over them alone."""
    for rubric in announcements(tree):
        rubric.parent.remove(rubric)
    notes = list(tree.findall(nodes.footnote))
    for note in notes:
        note.parent.remove(note)
    sections = [child for child in tree.children if isinstance(child, nodes.section)]
    (sections[-1] if sections else tree).extend(notes)


def _page(name: str) -> str:
    """Return the file of a page. All are in one folder, as addresses of pictures are those of the first one."""
    return f"{name.replace('/', '--')}.xhtml"


def _lead(trees: Mapping[str, etree._Element]) -> None:
    """Let links lead to the page that has their place; what leads to no place in the book, or to a file, becomes plain words."""
    places = {element.get("id", ""): name for name, tree in trees.items() for element in tree.iter(f"{xhtml.X}*")}
    for name, tree in trees.items():
        for link in tree.iter(f"{xhtml.X}a"):
            href = link.get("href", "")
            target = places.get(unquote(href[1:]), "") if href[1:] else ""
            if href.startswith("#") and target:
                link.set("href", href if target == name else f"{_page(target)}{href}")
            elif href.startswith("#") or file_of(href):
                del link.attrib["href"]
