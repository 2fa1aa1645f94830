# SPDX-License-Identifier: GPL-3.0-or-later
"""A book that is laid out chapter by chapter is the book that is laid out as one; only what changed is laid out again."""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from pipeline.bookformat import chapters
from pipeline.bookformat.addresses import file_of, files_in
from pipeline.bookformat.chapters import CHAPTER, split_chapters
from pipeline.bookformat.identifiers import BODY
from pipeline.bookformat.page_numbers import page_of
from pipeline.typeset import Press, Typeset, lay_out_chapters, plan_chapters, typeset
from pipeline.typeset.book import Book
from pipeline.typeset.kept import ChapterCache
from pipeline.typeset.numbers import fill
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
    def book(self) -> Path:
        return self.folder / "book.html"

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


@pytest.mark.parametrize("made", [pytest.param("it", marks=pytest.mark.slow), "sq"], indirect=True)
def test_chapters_are_the_pages_of_the_whole_book(made: Made, tmp_path: Path) -> None:
    book, press = Book.read(made.folder), Press(made.folder, strict=True)
    document = press.render(book, fill(book.text, made.result.map))
    whole = tmp_path / "whole.pdf"
    whole.write_bytes(press.bind(book, [press.draw(book, document)], body=document.page_map[BODY]))

    assert contents(made.pdf) == contents(whole)
    assert len(split_chapters(book.text)) > 3


@pytest.mark.parametrize("made", ["sq"], indirect=True)
def test_a_chapter_that_did_not_change_is_not_laid_out(laid: Laid, made: Made, tmp_path: Path) -> None:
    before = laid.kept

    again = laid.typeset(tmp_path / "b.pdf")

    assert laid.kept == before
    assert again.map == laid.map
    assert (tmp_path / "b.pdf").read_bytes() == made.pdf.read_bytes()

    *others, last = laid.book.read_text(encoding="utf-8").split(CHAPTER)
    laid.book.write_text(CHAPTER.join([*others, last.replace("</main>", "<p>Una riga.</p></main>")]), encoding="utf-8")
    laid.typeset(tmp_path / "c.pdf")

    assert len(laid.kept - before) == 1
    assert any("Una riga." in page for page in text_of_pages(tmp_path / "c.pdf"))


@pytest.mark.parametrize("made", ["sq"], indirect=True)
def test_a_chapter_that_grows_by_a_page_leaves_the_others_as_they_are(laid: Laid, tmp_path: Path) -> None:
    before = laid.kept
    *others, chapter, index, colophon = laid.book.read_text(encoding="utf-8").split(CHAPTER)
    assert "pages-of" in index
    longer = f'{chapter}<p style="break-before: page">Una pagina.</p>'
    laid.book.write_text(CHAPTER.join([*others, longer, index, colophon]), encoding="utf-8")

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
    first, *others = laid.book.read_text(encoding="utf-8").split(CHAPTER)
    # As long as a page is: the figures that are reserved follow from the length of the text.
    blank = f'<p style="break-before: page">{"Vuota. " * 340}</p>'
    later = (
        f'<section><h1 id="later" data-running="Poi">Poi</h1><p>Segue.</p>{blank * 9}<p id="there">Qui.</p></section>\n'
    )
    names = ", ".join(f'<span class="page-reference">pagina {page_of("there")}</span>' for _ in range(10))
    early = f'<section><h1 id="early" data-running="Prima">Prima</h1><p>Vedi {names}.</p></section>\n'
    laid.book.write_text(CHAPTER.join([first, early, *others[:-1], later, others[-1]]), encoding="utf-8")

    shutil.rmtree(laid.chapters)
    laid_out = []
    draw = Press.draw_part
    monkeypatch.setattr(Press, "draw_part", lambda *arguments: laid_out.append(arguments[2]) or draw(*arguments))
    from_nothing = laid.typeset(tmp_path / "a.pdf", {})
    monkeypatch.undo()
    shutil.rmtree(laid.chapters)
    shutil.copytree(made.chapters, laid.chapters)  # as if it had not been laid out with its numbers to come
    before = laid.kept
    laid.typeset(tmp_path / "b.pdf", from_nothing.map)

    assert sum('id="early"' in text for text in laid_out) == 1
    assert laid.kept - before
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("made", ["sq"], indirect=True)
def test_a_chapter_with_a_number_that_leads_nowhere_is_printed(laid: Laid, tmp_path: Path) -> None:
    """Where warnings are reported, a book goes on without the target of a reference."""
    first, *others = laid.book.read_text(encoding="utf-8").split(CHAPTER)
    lost = (
        f'<section><h1 id="lost" data-running="Persa">Persa</h1><p>Vedi {page_of("nowhere")}, se c’è.</p></section>\n'
    )
    laid.book.write_text(CHAPTER.join([first, lost, *others]), encoding="utf-8")

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
    before = laid.kept

    laid.typeset(tmp_path / "b.pdf")

    assert len(laid.kept - before) == len(damages)
    assert (tmp_path / "b.pdf").read_bytes() == made.pdf.read_bytes()


@pytest.mark.parametrize("made", ["sq"], indirect=True)
def test_a_picture_of_a_chapter_is_part_of_it(laid: Laid, tmp_path: Path) -> None:
    before, texts = laid.kept, split_chapters(laid.book.read_text(encoding="utf-8"))
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


def parts_of(text: str) -> Iterator[list[str]]:
    for part in split_chapters(text):
        yield re.findall(r"\w+(?=;)", part)


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        (f'front;<main id="body">{CHAPTER}one;{CHAPTER}two;</main>', [["front"], ["one"], ["two"]]),
        (f'<main id="body">{CHAPTER}one;{CHAPTER}two;</main>', [["one"], ["two"]]),
        (f'front;<main id="body">target;{CHAPTER}one;</main>', [["front"], ["target", "one"]]),
        (f'front;<main id="body">all;{CHAPTER}index;</main>', [["front"], ["all", "index"]]),
        ('front;<main id="body">all;</main>', [["front", "all"]]),
        ("no main;", [["main"]]),
    ],
)
def test_a_book_is_split_at_its_marks(body: str, parts: list[list[str]]) -> None:
    text = f'<!DOCTYPE html>\n<html lang="sq"><head><title>T</title></head>\n<body class="kind-manual">\n{body}</body></html>\n'

    assert [*parts_of(text)] == parts
    assert all(part.startswith(text[: text.index("<body")]) for part in split_chapters(text))
    assert all(part.endswith("</body></html>\n") for part in split_chapters(text))


def section(level: int, name: str, *inner: str) -> str:
    head = f'<h{level} data-running="{name}" data-head="Head of {name}">{name};</h{level}>'
    return f'<section data-level="{level}" id="of-{name}" class="c{level}">{head}{"".join(inner)}</section>'


def test_a_long_chapter_is_cut_at_the_sections_of_the_highest_rank_near(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chapters, "PIECE", 215)
    low = section(2, "b", section(3, "c"), section(3, "d"), section(3, "e"))
    chapter = section(1, "a", low, "<p>after;</p>", section(2, "f", section(3, "g")), section(2, "h"))
    text = f'<html><body><main id="body">{CHAPTER}{chapter}{CHAPTER}{section(1, "i")}</main></body></html>\n'

    parts = split_chapters(text)

    assert [*parts_of(text)] == [["a", "b", "c"], ["d", "e", "after"], ["f", "g", "h"], ["i"]]
    assert all(part.count("<section") == part.count("</section>") for part in parts)
    outermost = '<main id="body"><section class="c1">'
    assert f'{outermost}<section class="c2"><section data-level="3"' in parts[1]
    assert f'{outermost}<section data-level="2"' in parts[2]
    assert re.findall(r'<(h\d) data-chapter-head="Head of a"', "".join(parts)) == ["h3", "h2"]
    assert [part.count('"of-a"') for part in parts] == [1, 0, 0, 0]


def test_a_long_chapter_without_sections_and_a_paper_stay_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chapters, "PIECE", 10)
    raw = f'<div><section class="raw">{"one; " * 20}</section></div>'
    paper = section(1, "a", '<p class="paper-authors">b;</p>', section(2, "c"))
    text = f'<html><body><main id="body">{CHAPTER}{raw}{CHAPTER}{paper}</main></body></html>\n'

    assert [*parts_of(text)] == [["one"] * 20, ["a", "b", "c"]]


@pytest.mark.parametrize("made", ["sq"], indirect=True)
def test_a_long_chapter_in_pieces_has_the_words_and_the_outline_of_the_whole(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, cut = Book.read(made.folder), tmp_path / "cut.pdf"
    whole = split_chapters(book.text)
    monkeypatch.setattr(chapters, "PIECE", 1500)

    typeset(made.folder, cut, {})

    more = len(split_chapters(book.text)) - len(whole)
    assert more > 1
    with pikepdf.open(cut) as in_pieces, pikepdf.open(made.pdf) as uncut:
        assert [mark[:2] for mark in outline(in_pieces)] == [mark[:2] for mark in outline(uncut)]
    assert not faults(cut)
    new = Counter(" ".join(text_of_pages(cut)).split()) - Counter(" ".join(text_of_pages(made.pdf)).split())
    assert all(word.isdecimal() for word in new), "nothing is printed twice; folios and page numbers differ"


@pytest.mark.parametrize("made", ["sq"], indirect=True)
def test_the_running_head_goes_on_in_each_piece_and_stays_away_from_its_first_page(
    laid: Laid, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chapters, "PIECE", 300)
    first, *others = laid.book.read_text(encoding="utf-8").split(CHAPTER)
    more = "".join(f'<p style="break-before: page">Pagina {number}.</p>' for number in range(2))
    long = section(1, "Lunga", section(2, "Una", "<p>Testo.</p>" * 30), section(2, "Altra", more))
    laid.book.write_text(CHAPTER.join([first, long, *others]), encoding="utf-8")

    laid.typeset(tmp_path / "a.pdf", {})

    command = ("pdftotext", "-layout", str(tmp_path / "a.pdf"), "-")  # with what is no part of the text
    pages = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\f")
    shown = [page for page in pages if "Altra;" in page or "Pagina " in page]
    assert ["Head of Lunga" in page for page in shown] == [False, True, True]
