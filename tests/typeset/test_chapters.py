# SPDX-License-Identifier: GPL-3.0-or-later
"""A book that is laid out chapter by chapter is the book that is laid out as one; only what changed is laid out again."""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docutils import nodes
from docutils.utils import new_document

from pipeline.bookformat.addresses import file_of, files_in
from pipeline.bookformat.identifiers import BODY
from pipeline.bookformat.page_numbers import page_of
from pipeline.bookformat.typeset_book import Typeset
from pipeline.bookformat.vocabulary import CHAPTER_HEAD
from pipeline.compose.paged import chapters as chapters_of_trees
from pipeline.compose.paged.book_parts import book_part
from pipeline.compose.paged.chapters import CHAPTER, chapters
from pipeline.compose.parts.abstracts import abstract_authors
from pipeline.typeset import Press, lay_out_chapters, plan_chapters, typeset
from pipeline.typeset.book import Book
from pipeline.typeset.chapter_cache import ChapterCache
from pipeline.typeset.numbers import fill
from pipeline.typeset.values.drawn import DrawnPart
from tests.books import chapters_of, html_of, write_chapters
from tests.typeset.conftest import Made, compose
from tests.typeset.reading import Element, outline, structure, text_of_pages
from tests.typeset.structural import faults

NAME = re.compile(rb"/([a-z]\d+)-[0-9a-f]{8}\b")
"""The name of a resource that one chapter alone has."""


@dataclass(frozen=True)
class Contents:
    """What a PDF has: the streams of its pages, where names lead, its structure and its outline."""

    pages: list[bytes]
    places: dict[str, tuple[int, list[float]]]
    structure: Any
    outline: Any


def contents(path: Path) -> Contents:
    with pikepdf.open(path) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        names = pikepdf.NameTree(pdf.Root.Names.Dests)
        return Contents(
            [_renumbered(page.Contents.read_bytes()) for page in pdf.pages],
            {str(name): (numbers[at[0].objgen], [float(edge) for edge in list(at)[2:]]) for name, at in names.items()},
            _tree(structure(pdf)),
            outline(pdf),
        )


def _tree(element: Element) -> Any:
    texts = [str(element.dictionary.get(name, "")) for name in ("/Lang", "/Alt", "/ID")]
    return element.role, sorted(element.pages), texts, [_tree(kid) for kid in element.kids]


def _renumbered(stream: bytes) -> bytes:
    """Name groups and patterns in the order in which a page draws them: a whole book counts them through."""
    names: dict[bytes, bytes] = {}
    return re.sub(
        rb"/([xps]\d+)(?:-[0-9a-f]{8})?(?= (?:Do|scn|SCN|gs|sh)\b)",
        lambda match: names.setdefault(match[0], b"/%c%d" % (match[1][0], len(names))),
        stream,
    )


@dataclass(frozen=True)
class Laid:
    """A book to be changed, whose chapters have been laid out and are kept; `map` says on which page each name stands."""

    folder: Path
    chapters: Path
    map: Mapping[str, int]

    @property
    def texts(self) -> list[str]:
        """The HTML of its chapters, the index and the colophon among them."""
        return chapters_of(self.folder)

    def write(self, *texts: str) -> None:
        """Give it other chapters."""
        write_chapters(self.folder, texts)

    @property
    def kept(self) -> frozenset[tuple[int, int]]:
        """The files of chapters, by inode and time: one that is laid out again has a new file."""
        states = (path.stat() for path in self.chapters.iterdir())
        return frozenset((state.st_ino, state.st_mtime_ns) for state in states)

    def typeset(self, path: Path, numbers: Mapping[str, int] | None = None) -> Typeset:
        """Typeset it with the chapters that are kept, and the page numbers of the last time."""
        return typeset(
            self.folder, path, self.map if numbers is None else numbers, chapters=self.chapters, strict=False
        )


@pytest.fixture
def laid(made: Made, tmp_path: Path) -> Laid:
    shutil.copytree(made.folder, tmp_path / "book")
    shutil.copytree(made.chapters, tmp_path / "chapters")
    return Laid(tmp_path / "book", tmp_path / "chapters", made.result.map)


def record_layouts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that gets the HTML of each part that is laid out from now on."""
    texts: list[str] = []
    draw = Press.draw_part

    def recorded(press: Press, book: Book, text: str, rules: str, name: str) -> DrawnPart:
        texts.append(text)
        return draw(press, book, text, rules, name)

    monkeypatch.setattr(Press, "draw_part", recorded)
    return texts


@pytest.mark.parametrize("made", [pytest.param("it", marks=pytest.mark.slow), "sq"], indirect=True)
def test_chapters_are_the_pages_of_the_whole_book(made: Made, tmp_path: Path) -> None:
    book, press = Book.read(made.folder), Press(made.folder, strict=True)
    document = press.render(book, fill(book.text, made.result.map))
    whole = tmp_path / "whole.pdf"
    whole.write_bytes(press.bind(book, [press.draw(book, document)], body=document.page_map[BODY]))

    assert contents(made.pdf) == contents(whole)
    assert len(book.texts) > 3


@pytest.mark.parametrize("made", ["sq"], indirect=True)
def test_a_chapter_that_did_not_change_is_not_laid_out(laid: Laid, made: Made, tmp_path: Path) -> None:
    before = laid.kept

    again = laid.typeset(tmp_path / "b.pdf")

    assert laid.kept == before
    assert again.map == laid.map
    assert (tmp_path / "b.pdf").read_bytes() == made.pdf.read_bytes()

    *others, last = laid.texts
    laid.write(*others, f"{last}<p>Una riga.</p>")
    laid.typeset(tmp_path / "c.pdf")

    assert len(laid.kept - before) == 1
    assert any("Una riga." in page for page in text_of_pages(tmp_path / "c.pdf"))


@pytest.mark.parametrize("made", ["sq"], indirect=True)
def test_a_chapter_that_grows_by_a_page_leaves_the_others_as_they_are(laid: Laid, tmp_path: Path) -> None:
    before = laid.kept
    *others, chapter, index, colophon = laid.texts
    assert "pages-of" in index
    laid.write(*others, f'{chapter}<p style="break-before: page">Una pagina.</p>', index, colophon)

    now = laid.typeset(tmp_path / "b.pdf")

    assert len(laid.kept - before) == 2, "this chapter, and the index, which names its pages"
    assert now.map["index-of-terms"] == laid.map["index-of-terms"] + 1
    assert not faults(tmp_path / "b.pdf")


@pytest.mark.parametrize("made", ["sq"], indirect=True)
def test_chapters_that_processes_lay_out_in_any_order_give_the_same_bytes(
    laid: Laid, made: Made, tmp_path: Path
) -> None:
    shutil.rmtree(laid.chapters)
    pages: Mapping[str, int] = {}
    rounds = []
    while True:
        batches, known = plan_chapters(Press(laid.folder, strict=True), laid.folder, pages, laid.chapters, 3)
        if not batches:
            break
        pages = known.map
        rounds.append(len(batches))
        for numbers in reversed(batches):
            lay_out_chapters(Press(laid.folder, strict=True), laid.folder, numbers, pages, laid.chapters)
    before = laid.kept

    laid.typeset(tmp_path / "b.pdf", pages)

    assert rounds[0] == 3
    assert laid.kept <= before, "none is laid out when the book is bound"
    assert known == Typeset(made.result.pages, made.result.map)
    assert (tmp_path / "b.pdf").read_bytes() == made.pdf.read_bytes()


@pytest.mark.parametrize("made", ["sq"], indirect=True)
@pytest.mark.slow
def test_numbers_that_were_set_afterwards_are_those_of_a_layout_with_them(
    laid: Laid, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its chapters name ten pages to come, of two figures each."""
    *others, colophon = laid.texts
    # As long as a page is: the figures that are reserved follow from the length of the text.
    blank = f'<p style="break-before: page">{"Vuota. " * 340}</p>'
    later = (
        f'<section><h1 id="later" data-running="Poi">Poi</h1><p>Segue.</p>{blank * 9}<p id="there">Qui.</p></section>\n'
    )
    names = ", ".join(f'<span class="page-reference">pagina {page_of("there")}</span>' for _ in range(10))
    early = f'<section><h1 id="early" data-running="Prima">Prima</h1><p>Vedi {names}.</p></section>\n'
    laid.write(early, *others, later, colophon)

    shutil.rmtree(laid.chapters)
    laid_out = record_layouts(monkeypatch)
    from_nothing = laid.typeset(tmp_path / "a.pdf", {})
    monkeypatch.undo()
    shutil.rmtree(laid.chapters)
    shutil.copytree(made.chapters, laid.chapters)  # as if it had not been laid out with its numbers to come
    before = laid.kept
    laid.typeset(tmp_path / "b.pdf", from_nothing.map)

    assert sum('id="early"' in text for text in laid_out) == 1
    assert laid.kept - before
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.parametrize("made", ["sq"], indirect=True)
def test_the_contents_are_laid_out_once_the_pages_of_the_chapters_are_known(
    laid: Laid, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page that they name has two digits, though so few words would stand on one page."""
    blank = '<p style="break-before: page">Vuota.</p>'
    contents = f'<nav><h1 id="contents" data-running="Indice">Indice</h1><p>Qui {page_of("there")}</p></nav>\n'
    (laid.folder / "book-000.html").write_text(contents, encoding="utf-8")
    laid.write(f'<section><h1 id="one" data-running="Uno">Uno</h1>{blank * 9}<p id="there">Qui.</p></section>\n')
    shutil.rmtree(laid.chapters)
    laid_out = record_layouts(monkeypatch)

    laid.typeset(tmp_path / "a.pdf", {})

    assert ["Indice" in text for text in laid_out] == [False, True]
    assert "Qui 10" in " ".join(text_of_pages(tmp_path / "a.pdf")[0].split())


@pytest.mark.slow
@pytest.mark.parametrize("made", ["sq"], indirect=True)
def test_a_chapter_with_a_number_that_leads_nowhere_is_printed(laid: Laid, tmp_path: Path) -> None:
    """Where warnings are reported, a book goes on without the target of a reference."""
    lost = (
        f'<section><h1 id="lost" data-running="Persa">Persa</h1><p>Vedi {page_of("nowhere")}, se c’è.</p></section>\n'
    )
    laid.write(lost, *laid.texts)

    made = laid.typeset(tmp_path / "a.pdf")

    (page,) = [page for page in text_of_pages(tmp_path / "a.pdf") if "Persa" in page and "Vedi" in page]
    assert "Vedi 00 , se c’è." in " ".join(page.split())
    assert made.map["lost"] == made.map[BODY]


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _changed(data: bytes) -> bytes:
    return data[:-9] + bytes(255 - byte for byte in data[-9:])


def _emptied(_: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("made", ["sq"], indirect=True)
def test_damaged_chapters_are_laid_out_again(laid: Laid, made: Made, tmp_path: Path) -> None:
    kept = sorted(laid.chapters.iterdir())
    damages = (_cut, _changed, _emptied)
    for path, damage in zip(kept, damages, strict=False):
        path.write_bytes(damage(path.read_bytes()))
    kept[-1].unlink()
    kept[-1].mkdir()
    (laid.chapters / "another folder").mkdir()
    before = laid.kept

    laid.typeset(tmp_path / "b.pdf")

    assert len(laid.kept - before) == len(damages) + 1
    assert all(path.is_file() for path in laid.chapters.iterdir())
    assert (tmp_path / "b.pdf").read_bytes() == made.pdf.read_bytes()


@pytest.mark.parametrize("made", ["sq"], indirect=True)
def test_a_picture_of_a_chapter_is_part_of_it(laid: Laid, tmp_path: Path) -> None:
    before, texts = laid.kept, Book.read(laid.folder).texts
    pictures = [path for path in (laid.folder / "_images").iterdir() if path.suffix == ".svg"]
    pictures[0].write_bytes(pictures[0].read_bytes() + b"<!-- newer -->")

    laid.typeset(tmp_path / "b.pdf")

    with_it = [text for text in texts if f"_images/{pictures[0].name}" in text]
    assert len(laid.kept - before) == len(with_it) > 0
    assert len(laid.kept) == len(texts)


NAMES = ("due parole", "città", "a&b", "x'y", "per%cent", "50%25", "hash#1", "q?m", "è #1 & 'so' 100%?")


def test_a_picture_is_part_of_its_chapter_however_html_spells_its_name(project: Path, tmp_path: Path) -> None:
    source = shutil.copytree(project / "source", tmp_path / "source") / "handbook"
    pictures = [source / f"figures/{name}.svg" for name in NAMES]
    for picture in pictures:
        shutil.copyfile(source / "figures/way.svg", picture)
    with (source / "first.rst").open("a", encoding="utf-8") as text:
        spelled = [name.replace(" ", r"\ ") for name in NAMES]
        text.write("".join(f"\n.. image:: figures/{name}.svg\n   :alt: way\n" for name in spelled))
        text.write("\n.. raw:: html\n\n   <p><img alt='way' src='_images/due%20parole.svg'></p>\n")
    folder = compose(tmp_path, "it", tmp_path / "book")
    book = Book.read(folder)
    copied = [folder / "_images" / picture.name for picture in pictures]
    assert all(picture.is_file() for picture in copied)
    keys = {ChapterCache().key(book, book.text, "")}

    for picture in copied:
        picture.write_bytes(picture.read_bytes() + b"<!-- newer -->")
        keys.add(ChapterCache().key(book, book.text, ""))

    assert len(keys) == 1 + len(NAMES)


@pytest.mark.parametrize(
    "html",
    [
        '<img src="città &amp; mare.svg">',
        '<img src="citt%C3%A0%20%26%20mare.svg">',
        "<img alt='' src = 'citt%C3%A0%20&amp;%20mare.svg'>",
        "<object data=citt%C3%A0%20%26%20mare.svg>",
        """<p style="background: url('citt%C3%A0 &amp; mare.svg')">""",
        '<img src="citt%C3%A0%20%26%20mare.svg?2#part">',
    ],
)
def test_a_file_is_found_however_its_address_is_written(html: str) -> None:
    assert list(files_in(html)) == ["città & mare.svg"]


@pytest.mark.parametrize("address", ["#a", "https://a.example/b.svg", "//a.example/b.svg", "data:,x", "http://[a", ""])
def test_an_address_that_leads_elsewhere_names_no_file(address: str) -> None:
    assert file_of(address) == ""


def section(name: str, *inner: nodes.Node, text: str = "") -> nodes.section:
    return nodes.section("", nodes.title("", name), nodes.paragraph("", text or name), *inner, ids=[f"of-{name}"])


def names_of(body: nodes.document) -> list[list[str]]:
    """The headings of each piece of a book."""
    return [[title.astext() for title in piece.findall(nodes.title)] for piece in chapters(body)]


def document(*children: nodes.Node) -> nodes.document:
    body = new_document("book")
    body.extend(children)
    return body


def test_a_book_is_taken_apart_at_its_chapters_and_the_titles_of_its_parts() -> None:
    target, part = nodes.target(ids=["label"]), book_part("", "Part", ids=["part-i"])

    first, *others = chapters(document(target, section("one", section("a")), part, section("two")))

    assert first.children[0] is target
    assert [type(piece.children[-1]) for piece in (first, *others)] == [nodes.section, book_part, nodes.section]


def test_a_long_chapter_is_cut_at_sections_and_at_those_in_them_that_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chapters_of_trees, "PIECE", 15)
    low = section("bbb", section("ccc"), section("ddd"), section("eee"))
    body = document(section("aaa", low, section("fff", section("ggg")), section("hhh")), section("i"))

    assert names_of(body) == [["aaa", "bbb", "ccc", "ddd"], ["eee", "fff", "ggg"], ["hhh"], ["i"]]
    pieces = list(chapters(body))
    assert [[node["ids"] for node in piece.findall(nodes.section)][:3] for piece in pieces[:2]] == [
        [["of-aaa"], ["of-bbb"], ["of-ccc"]],
        [[], [], ["of-eee"]],
    ]
    heads = [node[CHAPTER].astext() for piece in pieces for node in piece.findall(nodes.section) if CHAPTER in node]
    assert {*heads} == {"aaa"}


def test_a_long_chapter_without_sections_and_a_paper_stay_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chapters_of_trees, "PIECE", 10)
    paper = section("a", abstract_authors("", "Authors"), section("b", text="b" * 30), section("c", text="c" * 30))

    assert names_of(document(section("one", text="x" * 99), paper)) == [["one"], ["a", "b", "c"]]


@pytest.mark.slow
@pytest.mark.parametrize("made", ["sq"], indirect=True)
def test_a_long_chapter_in_pieces_has_the_words_and_the_outline_of_the_whole(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = tmp_path / "cut.pdf"
    monkeypatch.setattr(chapters_of_trees, "PIECE", 500)
    folder = compose(made.folder.parents[1], made.folder.name, tmp_path / "book")

    typeset(folder, cut, {})

    assert len(chapters_of(folder)) > len(chapters_of(made.folder)) + 1
    assert f' {CHAPTER_HEAD}="' in html_of(folder)
    with pikepdf.open(cut) as in_pieces, pikepdf.open(made.pdf) as uncut:
        assert [mark[:2] for mark in outline(in_pieces)] == [mark[:2] for mark in outline(uncut)]
    assert not faults(cut)
    new = Counter(" ".join(text_of_pages(cut)).split()) - Counter(" ".join(text_of_pages(made.pdf)).split())
    assert all(word.isdecimal() for word in new), "nothing is printed twice; folios and page numbers differ"


@pytest.mark.parametrize("made", ["sq"], indirect=True)
def test_the_running_head_goes_on_in_each_piece_and_stays_away_from_its_first_page(laid: Laid, tmp_path: Path) -> None:
    more = "".join(f'<p style="break-before: page">Pagina {number}.</p>' for number in range(2))
    head = f'{CHAPTER_HEAD}="Head of Lunga"'
    laid.write(
        '<section><h1 data-running="Lunga" data-head="Head of Lunga">Lunga;</h1></section>',
        f'<section><section><h2 data-running="Altra" data-head="Altra" {head}>Altra;</h2>{more}</section></section>',
        *laid.texts,
    )

    laid.typeset(tmp_path / "a.pdf", {})

    command = ("pdftotext", "-layout", str(tmp_path / "a.pdf"), "-")  # with what is no part of the text
    pages = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\f")
    shown = [page for page in pages if "Altra;" in page or "Pagina " in page]
    assert ["Head of Lunga" in page for page in shown] == [False, True, True]
