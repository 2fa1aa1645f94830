# SPDX-License-Identifier: GPL-3.0-or-later
"""A book as the files of a project: reStructuredText, pictures, data, and the translations of its edition."""

import random
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from docutils.utils import column_width

from tests.conftest import ROOT
from tests.fuzz.books import Block, Book, Piece, Text
from tests.fuzz.words import address, code, words

SLUG = "fuzz"
PARTS = Path(__file__).with_name("parts")
"""What all books share: project.toml, references.bib, contacts.toml, bodies.toml, terminology.tsv."""
NAMED = frozenset(
    {
        "chapter",
        "section",
        "table",
        "rich_table",
        "figure",
        "chart",
        "data",
        "procedure",
        "step",
        "checklist",
        "form",
        "leaflet",
        "card",
    }
)
NUMBERED = frozenset({"table", "rich_table", "figure", "chart", "data", "procedure", "step", "form"})
_WORKS = ("stadt2022", "comune", "rossi2004", "llibri2019")
_TERMS = ("victim of trafficking", "harm reduction", "transfer")
_BODIES = ("prova", "aurora", "lavoro")
_UNDERLINES = "=-~^"


def write(book: Book, root: Path) -> dict[str, dict[str, str]]:
    """Write the project of a book into a folder, and return its translations by domain."""
    begin(root)
    writer = _Writer(book)
    for name, data in writer.files():
        path = root / "source" / SLUG / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(data, encoding="utf-8")
    return writer.translations


def begin(root: Path) -> Path:
    """What all projects of books have in common, and the folder in which their publication is to stand."""
    shutil.copytree(PARTS, root / "source", dirs_exist_ok=True)
    shutil.copy(ROOT / "source/conf.py", root / "source")
    folder = root / "source" / SLUG
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class _Writer:
    def __init__(self, book: Book) -> None:
        self.translations: dict[str, dict[str, str]] = defaultdict(dict)
        self._book = book
        self._language = book.original  # of the document that is being written, …
        self._domain = "publication.toml"  # … and the domain of its messages
        self._labels = [block for block in book.all() if block.kind in NAMED]
        self._numbered = [block for block in self._labels if block.kind in NUMBERED]
        self._notes: list[str] = []
        self._called: list[str] = []
        self._files: dict[str, str] = {}
        self._used: set[str] = set()

    def files(self) -> Iterator[tuple[str, str]]:
        book = self._book
        yield "publication.toml", self._description()
        names = []
        for chapter in book.chapters:
            self._domain = f"chapter-{chapter.number}"
            names.append(self._domain)
            yield f"{self._domain}.rst", self._chapter(chapter)
        self._language = book.original
        for name, role in (("glossary", "term"), ("bibliography", "citation")):
            if role in self._used:
                self._domain = name
                names.append(name)
                yield f"{name}.rst", self._last(name)
        self._domain = "index"
        title = self._say(book.title)
        listed = "\n".join(f"   {name}" for name in names)
        numbered = "   :numbered:\n" if book.numbered else ""
        yield "index.rst", f"{title}\n{'=' * 2 * len(title)}\n\n.. toctree::\n{numbered}\n{listed}\n"
        yield from self._files.items()

    def _description(self) -> str:
        book = self._book
        told = {
            "title": self._say(book.title),
            "description": self._own_words(7, 12),
            "origin": self._own_words(8, 12),
            "kind": book.kind,
            "original": book.original,
            "version": "1.0",
            "license": "CC-BY-SA-4.0",
        }
        lines = [f'{key} = "{value}"' for key, value in told.items()]
        return "\n".join([*lines, "date = 2026-11-25", f'authors = ["{self._own_words(9, 2)}"]', "publish_at = 0", ""])

    def _own_words(self, number: int, count: int) -> str:
        return self._translated(lambda language: words(language, number, count, rare=False))

    def _last(self, name: str) -> str:
        title = self._own_words(len(name), 2)
        content = f".. {'terminology' if name == 'glossary' else name}::"
        if name == "glossary":
            content += "\n\n" + "\n".join(f"   {term}" for term in _TERMS)
        return f"{title}\n{'=' * 2 * len(title)}\n\n{content}\n"

    def _chapter(self, chapter: Block) -> str:
        self._language = chapter.option or self._book.original
        self._called = []
        field = f":language: {chapter.option}\n\n" if chapter.option else ""
        return field + "\n".join(self._section(chapter, 0)) + "\n"

    def _section(self, section: Block, depth: int) -> Iterator[str]:
        title = self._say(section.texts[0])
        yield from (f".. _{_label(section)}:", "", title, _UNDERLINES[depth] * 2 * len(title), "")
        yield from self._taken_notes()
        for block in section.blocks:
            if block.kind == "section":
                yield from self._section(block, depth + 1)
            else:
                yield from self._top(block)

    def _top(self, block: Block) -> Iterator[str]:
        """A block that stands in no other, and below it the notes that it calls."""
        yield from self._block(block)
        yield from self._taken_notes()

    def _taken_notes(self) -> list[str]:
        notes, self._notes = self._notes, []
        return notes

    def _block(self, block: Block) -> Iterator[str]:
        yield from getattr(self, f"_{block.kind}")(block)
        yield ""

    def _blocks(self, blocks: tuple[Block, ...], indent: str = "   ") -> Iterator[str]:
        for block in blocks:
            yield from _indented(self._block(block), indent)

    # Blocks

    def _abstract(self, block: Block) -> Iterator[str]:
        yield ".. abstract::"
        yield f"   :keywords: {self._say(block.texts[1])}"
        if block.number % 2:
            yield f"   :authors: {self._own_words(block.number, 2)}"
        yield from ("", f"   {self._say(block.texts[0])}")

    def _paragraph(self, block: Block) -> Iterator[str]:
        yield self._say(block.texts[0])

    def _foreign(self, block: Block) -> Iterator[str]:
        yield from (f".. rst-class:: language-{block.option}", "", f"   {self._in(block.option, block.texts[0])}")

    def _code(self, block: Block) -> Iterator[str]:
        yield from (".. code-block:: text", "")
        for text in block.texts:
            piece = text.pieces[0]
            yield f"   {'    ' * (piece.number % 3)}{code(piece.number, piece.count)};"

    def _lines(self, block: Block) -> Iterator[str]:
        for at, text in enumerate(block.texts):
            yield f"| {'    ' * (block.number * at % 3)}{self._say(text)}"

    def _list(self, block: Block) -> Iterator[str]:
        mark = block.option
        for item in block.blocks:
            lines = list(self._blocks(item.blocks, " " * (len(mark) + 1)))
            yield from (f"{mark}{lines[0][len(mark) :]}", *lines[1:])

    def _definitions(self, block: Block) -> Iterator[str]:
        for item in block.blocks:
            yield self._say(item.texts[0])
            yield from self._blocks(item.blocks)

    def _quote(self, block: Block) -> Iterator[str]:
        yield ".."  # so that a list before it does not take it in
        yield ""
        yield from self._blocks(block.blocks, "    ")
        if block.texts and block.blocks[-1].kind == "paragraph":
            yield f"    -- {self._say(block.texts[0])}"

    def _epigraph(self, block: Block) -> Iterator[str]:
        said, whose = block.texts
        yield from (".. epigraph::", "", f"   {self._say(said)}", "", f"   -- {self._say(whose)}")

    def _fields(self, block: Block) -> Iterator[str]:
        yield from ("..", "")  # so that a list of fields before it does not take it in
        for item in block.blocks:
            yield f":{self._say(item.texts[0]).replace(':', '')}:"
            yield from self._blocks(item.blocks)

    def _sidebar(self, block: Block) -> Iterator[str]:
        yield from (f".. sidebar:: {self._say(block.texts[0])}", "")
        yield from self._blocks(block.blocks)

    def _admonition(self, block: Block) -> Iterator[str]:
        yield from (f".. {block.option}::", "")
        yield from self._blocks(block.blocks)

    def _table(self, block: Block) -> Iterator[str]:
        columns, _, look = block.option.partition(" ")
        yield f".. list-table:: {self._say(block.texts[0])}"
        yield f"   :name: {_label(block)}"
        yield f"   :header-rows: {1 if block.number % 4 else 0}"
        yield f"   :stub-columns: {block.number % 2}"
        if look:
            yield f"   :class: {look}"
        yield ""
        cells = block.texts[1:]
        for row in range(len(cells) // int(columns)):
            for column in range(int(columns)):
                said = self._say(cells[row * int(columns) + column])
                yield f"   {'  -' if column else '* -'} {said}"

    def _rich_table(self, block: Block) -> Iterator[str]:
        yield f".. list-table:: {self._say(block.texts[0])}"
        yield f"   :name: {_label(block)}"
        yield from (f"   :header-rows: {block.number % 2}", "")
        for row in block.blocks:
            for at, cell in enumerate(row.blocks):
                lines = list(self._blocks(cell.blocks, " " * 7))
                yield from (f"   {'  -' if at else '* -'} {lines[0].lstrip()}", *lines[1:])

    def _spans(self, block: Block) -> Iterator[str]:
        head, wide, *rest = (self._say(text) for text in block.texts)
        width = max(map(column_width, [head, wide, *rest])) + 2
        line, short = "+" + f"{'-' * width}+" * 3, f"|{' ' * width}+" + f"{'-' * width}+" * 2

        def row(*cells: str) -> str:
            return "".join(f"| {_wide(cell, width - 1)}" for cell in cells) + "|"

        yield from (line, f"| {_wide(wide, 2 * width)}| {_wide(head, width - 1)}|", line.replace("-", "="))
        for at in range(0, len(rest), 3):
            # The first cell of the first row goes on in the second.
            yield from (row(*rest[at : at + 3]), line if at or len(rest) == 3 else short)

    def _picture(self, block: Block) -> Iterator[str]:
        name = f"figures/{_label(block)}.svg"
        self._files[name] = _drawing([self._plain(text) for text in block.texts])
        yield f".. image:: {name}"
        yield f"   :alt: {self._own_words(block.number, 8)}"

    def _figure(self, block: Block) -> Iterator[str]:
        name = f"figures/{_label(block)}.svg"
        labels = [self._plain(text) for text in block.texts[1:]]
        self._files[name] = _drawing(labels)
        yield f".. figure:: {name}"
        yield f"   :name: {_label(block)}"
        yield f"   :alt: {self._own_words(block.number, 8)}"
        yield from ("", f"   {self._say(block.texts[0])}")

    def _chart(self, block: Block) -> Iterator[str]:
        name = f"data/{_label(block)}.csv"
        labels = [self._plain(text) for text in block.texts[1:]]
        rows = [f'"{label}",{block.number % (7 + at) * 1.5}' for at, label in enumerate(labels)]
        self._files[name] = "\n".join(["label,value", *rows, ""])
        yield f".. chart:: {name}"
        yield f"   :name: {_label(block)}"
        yield from ("   :labels: label", "   :values: value")
        yield f"   :unit: {('%', '€')[block.number % 2]}"
        yield from ("", f"   {self._say(block.texts[0])}")

    def _data(self, block: Block) -> Iterator[str]:
        name = f"data/{_label(block)}.csv"
        labels = [self._plain(text) for text in block.texts[1:]]
        rows = [f'"{label}",{1990 + at},{block.number * 3 % (977 + at)}' for at, label in enumerate(labels)]
        self._files[name] = "\n".join(["label,year,value", *rows, ""])
        heads = "; ".join(self._own_words(block.number + at, 1) for at in range(3))
        yield f".. data-table:: {name}"
        yield f"   :name: {_label(block)}"
        yield f"   :columns: {heads}"
        yield f"   :caption: {self._say(block.texts[0])}"
        yield "   :years: year"

    def _checklist(self, block: Block) -> Iterator[str]:
        yield f".. checklist:: {self._say(block.texts[0])}"
        yield from (f"   :name: {_label(block)}", "")
        for text in block.texts[1:]:
            yield f"   - {self._say(text)}"

    def _procedure(self, block: Block) -> Iterator[str]:
        yield f".. procedure:: {self._say(block.texts[0])}"
        yield from (f"   :name: {_label(block)}", "")
        yield from self._blocks(block.blocks)

    def _step(self, block: Block) -> Iterator[str]:
        title, actor, time = block.texts
        yield f".. step:: {self._say(title)}"
        yield f"   :name: {_label(block)}"
        if block.number % 2:
            yield f"   :actor: {self._say(actor)}"
        if block.number % 3:
            yield f"   :time: {self._say(time)}"
        yield ""
        yield from self._blocks(block.blocks)

    def _form(self, block: Block) -> Iterator[str]:
        yield f".. form:: {self._say(block.texts[0])}"
        yield from (f"   :name: {_label(block)}", "")
        yield from self._blocks(block.blocks)

    def _field(self, block: Block) -> Iterator[str]:
        label, *choices = block.texts
        yield f".. field:: {self._say(label)}"
        if not choices or block.number % 3 == 0:
            yield f"   :lines: {block.number % 6 + 1}"
        if choices and block.number % 2:
            yield "   :choose: one"
        yield ""
        for text in choices:
            yield f"   - {self._say(text)}"

    def _leaflet(self, block: Block) -> Iterator[str]:
        yield f".. {block.kind}:: {self._say(block.texts[0])}"
        yield from (f"   :name: {_label(block)}", "")
        for head, body in zip(block.texts[1::2], block.texts[2::2], strict=True):
            yield from (f"   .. panel:: {self._say(head)}", "", f"      {self._say(body)}", "")

    _card = _leaflet

    def _contacts(self, block: Block) -> Iterator[str]:
        self._used.add("citation")
        yield f".. contacts:: {self._say(block.texts[0])}"

    def _helpline(self, block: Block) -> Iterator[str]:
        self._used.add("citation")
        yield from (".. helpline::", "   :contacts: it-helpline")

    def _bodies(self, block: Block) -> Iterator[str]:
        yield f".. bodies:: {self._say(block.texts[0])}"

    def _glossary(self, block: Block) -> Iterator[str]:
        yield from (".. glossary::", "")
        for entry in block.blocks:
            # With a number, as a glossary has each term once.
            yield f"   {self._entry(entry.number, str(entry.number))}"
            yield from (f"      {self._say(entry.texts[0])}", "")

    def _index(self, block: Block) -> Iterator[str]:
        yield ".. index::"
        kinds = random.Random(block.number).choices(("single", "pair", "see", "seealso"), k=len(block.texts))
        for kind, text in zip(kinds, block.texts, strict=True):
            entry = self._entry(text.pieces[0].number)
            yield (
                f"   {kind}: {entry}"
                if kind == "single"
                else f"   {kind}: {entry}; {self._entry(text.pieces[0].number + 1)}"
            )

    def _rubric(self, block: Block) -> Iterator[str]:
        yield f".. rubric:: {self._say(block.texts[0])}"

    # Texts

    def _entry(self, number: int, more: str = "") -> str:
        return self._translated(lambda language: f"{words(language, number, 2, rare=False)} {more}".strip())

    def _plain(self, text: Text) -> str:
        piece = text.pieces[0]
        return self._translated(lambda language: words(language, piece.number, piece.count, narrow=True, rare=False))

    def _say(self, text: Text) -> str:
        self._write_notes(text)
        return self._translated(lambda language: self._in(language, text), fraction=text.pieces[0].number)

    def _translated(self, in_language: Callable[[str], str], fraction: int = 1) -> str:
        """The original; its translation is remembered, but for one text in twenty."""
        original = in_language(self._language)
        if self._language != self._book.language and fraction % 20:
            self.translations[self._domain].setdefault(original, in_language(self._book.language))
        return original

    def _write_notes(self, text: Text) -> None:
        for piece in text.pieces:
            if piece.kind == "note":
                self._called.append(f"note-{piece.number}")
                first, *more = (
                    self._translated(lambda language, one=one: self._in(language, one)) for one in piece.texts
                )
                self._notes += [f".. [#note-{piece.number}] {first}", ""]
                self._notes += [line for paragraph in more for line in (f"   {paragraph}", "")]

    def _in(self, language: str, text: Text) -> str:
        found = " ".join(part for piece in text.pieces if (part := self._piece(language, piece, narrow=text.narrow)))
        begun = found if "://" in found.partition(" ")[0] else found[:1].upper() + found[1:]
        # A letter with a full stop would be the number of a list.
        return begun if text.is_title else f"{begun}{'!' if len(begun) == 1 else '.'}"

    def _piece(self, language: str, piece: Piece, *, narrow: bool, rare: bool = True) -> str:
        number, count = piece.number, piece.count
        if piece.kind != "words":
            return str(getattr(self, f"_of_{piece.kind.replace(' ', '_')}")(language, piece))
        longer = random.Random(f"{language}{number}").choice((0.7, 1, 1.3))
        return words(language, number, max(1, round(count * longer)), narrow=narrow, rare=rare)

    def _of_emphasis(self, language: str, piece: Piece) -> str:
        return f"*{words(language, piece.number, piece.count, rare=False)}*"

    def _of_strong(self, language: str, piece: Piece) -> str:
        return f"**{words(language, piece.number, piece.count, rare=False)}**"

    def _of_literal(self, language: str, piece: Piece) -> str:
        return f"``{code(piece.number, piece.count)}``"

    def _of_indexed(self, language: str, piece: Piece) -> str:
        return f":index:`{words(language, piece.number, 1, rare=False)}`"

    def _of_reference(self, language: str, piece: Piece) -> str:
        return f":ref:`{self._target(self._labels, piece)}`" if self._labels else ""

    def _of_words_of(self, language: str, piece: Piece) -> str:
        said = words(language, piece.number, piece.count, rare=False)
        return f":ref:`{said} <{self._target(self._labels, piece)}>`" if self._labels else said

    def _of_number(self, language: str, piece: Piece) -> str:
        return f":numref:`{self._target(self._numbered, piece)}`" if self._numbered else ""

    def _of_term(self, language: str, piece: Piece) -> str:
        self._used.add("term")
        return f":term:`{words(language, piece.number, 2, rare=False)} <{_TERMS[piece.number % len(_TERMS)]}>`"

    def _of_citation(self, language: str, piece: Piece) -> str:
        self._used.add("citation")
        work = _WORKS[piece.number % len(_WORKS)]
        return f":cite:{'tp'[piece.number % 2]}:`{work}{'{p. 12}' if piece.number % 3 == 0 else ''}`"

    def _of_body(self, language: str, piece: Piece) -> str:
        return f":body:`{_BODIES[piece.number % len(_BODIES)]}`"

    def _of_link(self, language: str, piece: Piece) -> str:
        return f"`{words(language, piece.number, piece.count, rare=False)} <{address(piece.number)}>`__"

    def _of_address(self, language: str, piece: Piece) -> str:
        return address(piece.number)

    def _of_note(self, language: str, piece: Piece) -> str:
        return f"[#note-{piece.number}]_"

    def _of_again(self, language: str, piece: Piece) -> str:
        return f"[#{self._called[piece.number % len(self._called)]}]_" if self._called else ""

    def _target(self, blocks: list[Block], piece: Piece) -> str:
        return _label(blocks[piece.number % len(blocks)])


def _label(block: Block) -> str:
    return f"{block.kind.replace('_', '-')}-{block.number}"


def _wide(cell: str, width: int) -> str:
    """A cell of a table that is drawn, in which docutils gives accents of their own no width."""
    return cell + " " * (width - column_width(cell))


def _indented(lines: Iterator[str], indent: str) -> Iterator[str]:
    return (f"{indent}{line}" if line else "" for line in lines)


def _drawing(labels: list[str]) -> str:
    height = 40 * len(labels) + 10
    boxes = (
        f'<rect x="5" y="{10 + 40 * at}" width="390" height="30" fill="none" stroke="#0b5563"/>'
        f'<text x="15" y="{30 + 40 * at}">{label}</text>'
        for at, label in enumerate(labels)
    )
    head = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 {height}" font-family="Source Sans 3" font-size="14"'
    return f"<svg {head}>\n{chr(10).join(boxes)}\n</svg>\n"
