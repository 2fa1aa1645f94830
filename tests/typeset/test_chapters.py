# SPDX-License-Identifier: GPL-3.0-or-later
"""A book that is laid out chapter by chapter is the book that is laid out as one; only what changed is laid out again."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from pipeline.bookformat.chapters import CHAPTER, split_chapters
from pipeline.bookformat.identifiers import BODY
from pipeline.bookformat.page_numbers import page_of
from pipeline.typeset import Press, typeset
from pipeline.typeset.book import Book
from pipeline.typeset.numbers import fill
from pipeline.typeset.packing import pack
from tests.typeset.conftest import Made
from tests.typeset.reading import Element, outline, structure, text_of_pages

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


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are laid out, in their order."""
    texts: list[str] = []
    render = Press.render

    def remember(press: Press, book: Book, text: str, rules: str = "", part: int = 0) -> Any:
        texts.append(text)
        return render(press, book, text, rules, part)

    monkeypatch.setattr(Press, "render", remember)
    return texts


@pytest.fixture
def folder(made: Made, tmp_path: Path) -> Path:
    """A copy of a book, to be changed."""
    return Path(shutil.copytree(made.folder, tmp_path / "book"))


def test_chapters_are_the_pages_of_the_whole_book(made: Made, tmp_path: Path) -> None:
    book, press = Book.read(made.folder), Press(made.folder, strict=True)
    document = press.render(book, fill(book.text, made.result.map))
    whole = tmp_path / "whole.pdf"
    whole.write_bytes(pack(press.bind(book, [press.draw(book, document)], body=document.page_map[BODY])))

    assert contents(made.pdf) == contents(whole)
    assert len(split_chapters(book.text)) > 3


def test_a_chapter_that_did_not_change_is_not_laid_out(
    folder: Path, made: Made, tmp_path: Path, rendered: list[str]
) -> None:
    book, chapters = folder / "book.html", tmp_path / "chapters"
    first = typeset(folder, tmp_path / "a.pdf", {}, chapters=chapters)
    assert len(rendered) >= len(split_chapters(book.read_text(encoding="utf-8")))
    rendered.clear()

    again = typeset(folder, tmp_path / "b.pdf", first.map, chapters=chapters)

    assert rendered == []
    assert again.map == first.map
    assert (tmp_path / "b.pdf").read_bytes() == (tmp_path / "a.pdf").read_bytes() == made.pdf.read_bytes()

    text = book.read_text(encoding="utf-8")
    *others, last = text.split(CHAPTER)
    book.write_text(CHAPTER.join([*others, last.replace("</main>", "<p>Una riga.</p></main>")]), encoding="utf-8")
    typeset(folder, tmp_path / "c.pdf", first.map, chapters=chapters, strict=False)

    assert [("Una riga." in text) for text in rendered] == [True]


def test_numbers_that_were_set_afterwards_are_those_of_a_layout_with_them(
    folder: Path, made: Made, tmp_path: Path, rendered: list[str]
) -> None:
    """Its chapters name ten pages to come, of two figures each."""
    book = folder / "book.html"
    first, *others = book.read_text(encoding="utf-8").split(CHAPTER)
    blank = '<p style="break-before: page">Vuota.</p>'
    later = (
        f'<section><h1 id="later" data-running="Poi">Poi</h1><p>Segue.</p>{blank * 9}<p id="there">Qui.</p></section>\n'
    )
    names = ", ".join(f'<span class="page-reference">pagina {page_of("there")}</span>' for _ in range(10))
    early = f'<section><h1 id="early" data-running="Prima">Prima</h1><p>Vedi {names}.</p></section>\n'
    book.write_text(CHAPTER.join([first, early, *others[:-1], later, others[-1]]), encoding="utf-8")

    from_nothing = typeset(folder, tmp_path / "a.pdf", {}, strict=False)
    early_texts = [text for text in rendered if 'id="early"' in text]
    rendered.clear()
    again = typeset(folder, tmp_path / "b.pdf", from_nothing.map, strict=False)

    assert (from_nothing.passes, again.passes) == (2, 1)
    assert len(early_texts) == 1
    assert "00</span>" in early_texts[0]
    assert any(f"{from_nothing.map['there'] - from_nothing.map[BODY] + 1}</span>" in text for text in rendered)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_chapter_with_a_number_that_leads_nowhere_is_printed(folder: Path, tmp_path: Path) -> None:
    """Where warnings are reported, a book goes on without the target of a reference."""
    book = folder / "book.html"
    first, *others = book.read_text(encoding="utf-8").split(CHAPTER)
    lost = (
        f'<section><h1 id="lost" data-running="Persa">Persa</h1><p>Vedi {page_of("nowhere")}, se c’è.</p></section>\n'
    )
    book.write_text(CHAPTER.join([first, lost, *others]), encoding="utf-8")

    made = typeset(folder, tmp_path / "a.pdf", {}, strict=False)

    (page,) = [page for page in text_of_pages(tmp_path / "a.pdf") if "Persa" in page and "Vedi" in page]
    assert "Vedi 00 , se c’è." in " ".join(page.split())
    assert made.map["lost"] == made.map[BODY]


def test_kept_chapters_are_those_of_the_last_time(folder: Path, tmp_path: Path) -> None:
    chapters = tmp_path / "chapters"
    typeset(folder, tmp_path / "a.pdf", {}, chapters=chapters)
    parts = len(split_chapters((folder / "book.html").read_text(encoding="utf-8")))

    assert len([*chapters.iterdir()]) == parts


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _changed(data: bytes) -> bytes:
    return data[:-9] + bytes(255 - byte for byte in data[-9:])


@pytest.mark.parametrize("damage", [_cut, _changed, lambda _: b""], ids=["cut", "changed", "empty"])
def test_a_damaged_chapter_is_laid_out_again(folder: Path, tmp_path: Path, rendered: list[str], damage: Any) -> None:
    chapters = tmp_path / "chapters"
    first = typeset(folder, tmp_path / "a.pdf", {}, chapters=chapters)
    rendered.clear()
    for path in chapters.iterdir():
        path.write_bytes(damage(path.read_bytes()))

    typeset(folder, tmp_path / "b.pdf", first.map, chapters=chapters)

    assert len(rendered) == len([*chapters.iterdir()])
    assert (tmp_path / "b.pdf").read_bytes() == (tmp_path / "a.pdf").read_bytes()


def test_a_picture_of_a_chapter_is_part_of_it(folder: Path, tmp_path: Path, rendered: list[str]) -> None:
    chapters = tmp_path / "chapters"
    first = typeset(folder, tmp_path / "a.pdf", {}, chapters=chapters)
    rendered.clear()
    pictures = [path for path in (folder / "_images").iterdir() if path.suffix == ".svg"]
    pictures[0].write_bytes(pictures[0].read_bytes() + b"<!-- newer -->")

    typeset(folder, tmp_path / "b.pdf", first.map, chapters=chapters)

    assert rendered
    assert all(f"_images/{pictures[0].name}" in text for text in rendered)


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
