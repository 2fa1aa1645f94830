# SPDX-License-Identifier: GPL-3.0-or-later
"""Random small books, each wholly known by its number. Pure values: what they look like in files is told in writing.py."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tests.fuzz.words import LANGUAGES

KINDS = ("manual", "paper", "proceedings", "report", "leaflet")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: words, or a role that holds some. `number` says which; the text of a note are its paragraphs."""

    kind: str
    number: int
    count: int = 1
    texts: tuple["Text", ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """One message. `is_title`: without a full stop; `narrow`: of short words."""

    pieces: tuple[Piece, ...]
    is_title: bool = False
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A chapter, section, paragraph, table …: its own texts, and the blocks in it. `number` is like no other's in the book."""

    kind: str
    number: int
    texts: tuple[Text, ...] = ()
    blocks: tuple["Block", ...] = ()
    option: str = ""

    def all(self) -> Iterator["Block"]:
        yield self
        for block in self.blocks:
            yield from block.all()


@dataclass(frozen=True, slots=True)
class Book:
    """A book and the language of its edition."""

    seed: int
    kind: str
    original: str
    language: str
    title: Text
    chapters: tuple[Block, ...]
    numbered: bool

    def all(self) -> Iterator[Block]:
        for chapter in self.chapters:
            yield from chapter.all()


def book(seed: int, size: int = 1) -> Book:
    """The book of a number; `size` is about how many chapters of some pages it has; 0: a few blocks, as `make test` can afford."""
    return _Author(random.Random(seed), size).book(seed)


class _Author:
    def __init__(self, chance: random.Random, size: int) -> None:
        self._chance = chance
        self._size = size
        self._last = 0

    def book(self, seed: int) -> Book:
        # Languages and kinds in turn, so that twenty books have each kind in each language.
        language = LANGUAGES[seed % len(LANGUAGES)]
        kind = KINDS[seed // len(LANGUAGES) % len(KINDS)]
        original = self._chance.choice(LANGUAGES)
        chapters = tuple(self._chapter(original) for _ in range(self._some(1, self._size + 1)))
        return Book(seed, kind, original, language, Text((self._piece(1, 5),), is_title=True), chapters, self._is(0.7))

    def _is(self, share: float) -> bool:
        return self._chance.random() < share

    def _some(self, least: int, most: int) -> int:
        return self._chance.randint(least, most)

    def _next(self) -> int:
        """A number that no other block has; the words of a text depend on such numbers, so what is taken out changes no other."""
        self._last += 1
        return self._last * 1000 + self._some(0, 999)

    def _title(self) -> Text:
        pieces = [self._piece(1, 5)]
        if self._is(0.15):
            pieces.append(Piece(self._chance.choice(("emphasis", "literal", "indexed")), self._next()))
        return Text(tuple(pieces), is_title=True)

    def _heading(self) -> Text:
        title = self._title()
        return replace(title, pieces=(*title.pieces, self._note())) if self._is(0.05) else title

    def _piece(self, least: int, most: int) -> Piece:
        return Piece("words", self._next(), self._some(least, most))

    def _text(self, most: int = 60, *, notes: bool = True, narrow: bool = False) -> Text:
        pieces = [self._piece(1, max(2, most // 3))]
        while self._is(0.55):
            pieces += [self._inline(notes=notes), self._piece(1, max(2, most // 3))]
        return Text(tuple(pieces), narrow=narrow)

    def _inline(self, *, notes: bool) -> Piece:
        kinds = [
            "emphasis",
            "strong",
            "literal",
            "reference",
            "number",
            "words of",
            "term",
            "citation",
            "indexed",
            "body",
            "link",
            "address",
        ]
        kind = self._chance.choice([*kinds, *(["note"] * 5 + ["again"] if notes else [])])
        return self._note() if kind == "note" else Piece(kind, self._next(), self._some(1, 3))

    def _note(self) -> Piece:
        paragraphs = self._some(1, 2) if self._is(0.3) else 1
        return Piece("note", self._next(), 1, tuple(self._text(40, notes=False) for _ in range(paragraphs)))

    def _chapter(self, original: str) -> Block:
        language = self._chance.choice(LANGUAGES) if self._is(0.15) else original
        blocks = (*([self._abstract()] if self._is(0.2) else []), *self._content(1)) if self._is(0.95) else ()
        return Block("chapter", self._next(), (self._heading(),), blocks, "" if language == original else language)

    def _content(self, depth: int) -> tuple[Block, ...]:
        """The blocks of a chapter or section, and the sections in it."""
        blocks = [self._block(0) for _ in range(self._some(1, 4 * self._size + 1))]
        if depth < (4 if self._size else 2) and self._is(0.4 + 0.6 * self._size):
            blocks += [
                Block("section", self._next(), (self._heading(),), self._content(depth + 1))
                for _ in range(self._some(0, 3 - depth) if depth > 1 else self._some(0, 2))
            ]
        return tuple(blocks)

    def _abstract(self) -> Block:
        return Block("abstract", self._next(), (self._text(30, notes=False), self._title()))

    def _block(self, depth: int, *, notes: bool = True) -> Block:
        """Any block; within three others only such as hold no more."""
        if self._is(0.35):
            return self._paragraph(notes=notes)
        makers: list[Callable[[int, bool], Block]] = [self._foreign, self._code, self._lines, self._picture]
        if depth < 4:
            makers += [self._list, self._list, self._definitions, self._quote, self._admonition, self._epigraph]
            makers += [self._fields]
        if depth < 3:
            makers += [self._table, self._wide_table]
        if depth < 2:
            makers += [self._rich_table, self._spans, self._figure, self._checklist]
        if depth == 0:
            makers += [
                self._table,
                self._procedure,
                self._form,
                self._chart,
                self._data,
                self._sheet,
                self._list_of,
                self._glossary,
            ]
            makers += [self._index, self._wide_table, self._rubric, self._sidebar]
        return self._chance.choice(makers)(depth, notes)

    def _paragraph(self, *, notes: bool = True) -> Block:
        return Block("paragraph", self._next(), (self._text(notes=notes),))

    def _blocks(self, depth: int, notes: bool, most: int = 2) -> tuple[Block, ...]:
        return (
            self._paragraph(notes=notes),
            *(self._block(depth + 1, notes=notes) for _ in range(self._some(0, most - 1))),
        )

    def _foreign(self, depth: int, notes: bool) -> Block:
        return Block("foreign", self._next(), (self._text(notes=False),), option=self._chance.choice(LANGUAGES))

    def _code(self, depth: int, notes: bool) -> Block:
        most = 40 if self._is(0.2) else 5
        lines = tuple(Text((self._piece(1, most),), is_title=True) for _ in range(self._some(1, 12)))
        return Block("code", self._next(), lines)

    def _lines(self, depth: int, notes: bool) -> Block:
        return Block("lines", self._next(), tuple(self._text(12, notes=notes) for _ in range(self._some(2, 5))))

    def _list(self, depth: int, notes: bool) -> Block:
        items = tuple(Block("item", self._next(), (), self._blocks(depth, notes)) for _ in range(self._some(2, 4)))
        return Block("list", self._next(), (), items, self._chance.choice(("-", "#.")))

    def _definitions(self, depth: int, notes: bool) -> Block:
        items = tuple(
            Block("definition", self._next(), (self._title(),), self._blocks(depth, notes))
            for _ in range(self._some(2, 4))  # one alone is taken for a slip of indentation
        )
        return Block("definitions", self._next(), (), items)

    def _quote(self, depth: int, notes: bool) -> Block:
        return Block("quote", self._next(), (self._title(),) if self._is(0.5) else (), self._blocks(depth, notes))

    def _epigraph(self, depth: int, notes: bool) -> Block:
        return Block("epigraph", self._next(), (self._text(20, notes=notes), self._title()))

    def _fields(self, depth: int, notes: bool) -> Block:
        items = tuple(
            Block(
                "definition",
                self._next(),
                (Text((self._piece(1, 2),), is_title=True, narrow=True),),
                self._blocks(depth, notes),
            )
            for _ in range(self._some(1, 3))
        )
        return Block("fields", self._next(), (), items)

    def _sidebar(self, depth: int, notes: bool) -> Block:
        return Block("sidebar", self._next(), (self._title(),), self._blocks(2, notes))

    def _admonition(self, depth: int, notes: bool) -> Block:
        kind = self._chance.choice(("warning", "note", "important"))
        return Block("admonition", self._next(), (), self._blocks(depth, notes), kind)

    def _table(self, depth: int, notes: bool) -> Block:
        columns, rows = self._some(2, 4), self._some(2, 40 if self._is(0.15) else 8)
        look = self._chance.choice(("", "", "matrix", "decision", "wide", "turned"))
        return self._of_cells("table", columns, rows, look, notes, narrow=columns == 4)

    def _wide_table(self, depth: int, notes: bool) -> Block:
        """A table that few pages have room for: many columns, of words that are long, or that no language divides.

        In a box in a list there is room for six of eight letters.
        """
        columns, rows = self._some(5, (12, 8, 6)[min(depth, 2)]), self._some(2, 6)
        look = self._chance.choice(("", "", "", "matrix", "wide"))
        cells = [self._wide_cell(notes) for _ in range(columns * rows)]
        return Block("table", self._next(), (self._caption(notes), *cells), option=f"{columns} {look}")

    def _wide_cell(self, notes: bool) -> Text:
        if self._is(0.1):
            kinds = ("address", "literal", "link", "strong", *(["note"] if notes else []))
            kind = self._chance.choice(kinds)
            return Text((self._note() if kind == "note" else Piece(kind, self._next()),), is_title=True)
        return Text((self._piece(1, 2),), is_title=True, narrow=self._is(0.4))

    def _of_cells(self, kind: str, columns: int, rows: int, look: str, notes: bool, *, narrow: bool) -> Block:
        cells = [
            Text((self._piece(1, 3),), is_title=True, narrow=narrow)
            if narrow or self._is(0.6)
            else self._text(30, notes=notes)
            for _ in range(columns * rows)
        ]
        return Block(kind, self._next(), (self._caption(notes), *cells), option=f"{columns} {look}")

    def _rich_table(self, depth: int, notes: bool) -> Block:
        """A table whose cells hold blocks, those of its head too: pictures, lists, other tables."""
        columns = self._some(2, 3)
        rows = tuple(
            Block("row", self._next(), (), tuple(self._cell(depth, notes) for _ in range(columns)))
            for _ in range(self._some(2, 4))
        )
        return Block("rich_table", self._next(), (self._caption(notes),), rows)

    def _cell(self, depth: int, notes: bool) -> Block:
        # A row whose notes no page holds is a known limit: what stands below the words of a cell calls none.
        more = (self._block(max(depth + 1, 2), notes=False),) if self._is(0.5) else ()
        return Block("cell", self._next(), (), (Block("paragraph", self._next(), (self._text(9, notes=notes),)), *more))

    def _spans(self, depth: int, notes: bool) -> Block:
        """A table with cells that span others."""
        texts = tuple(
            Text((self._piece(1, 2),), is_title=True) if self._is(0.7) else self._text(9, notes=notes)
            for _ in range(2 + 3 * self._some(1, 4))
        )
        return Block("spans", self._next(), texts)

    def _caption(self, notes: bool) -> Text:
        return self._text(12, notes=notes) if self._is(0.3) else self._title()

    def _figure(self, depth: int, notes: bool) -> Block:
        labels = tuple(Text((self._piece(1, 2),), is_title=True, narrow=True) for _ in range(self._some(1, 4)))
        return Block("figure", self._next(), (self._caption(notes), *labels))

    def _picture(self, depth: int, notes: bool) -> Block:
        labels = tuple(Text((self._piece(1, 2),), is_title=True, narrow=True) for _ in range(self._some(1, 4)))
        return Block("picture", self._next(), labels)

    def _chart(self, depth: int, notes: bool) -> Block:
        labels = tuple(Text((self._piece(1, 4),), is_title=True, narrow=True) for _ in range(self._some(1, 9)))
        return Block("chart", self._next(), (self._caption(notes), *labels))

    def _data(self, depth: int, notes: bool) -> Block:
        labels = tuple(Text((self._piece(1, 4),), is_title=True, narrow=True) for _ in range(self._some(1, 12)))
        return Block("data", self._next(), (self._title(), *labels))

    def _checklist(self, depth: int, notes: bool) -> Block:
        items = tuple(self._text(12, notes=False) for _ in range(self._some(2, 6)))
        return Block("checklist", self._next(), (self._title(), *items))

    def _procedure(self, depth: int, notes: bool) -> Block:
        steps = tuple(
            Block("step", self._next(), (self._title(), self._title(), self._title()), self._blocks(1, notes))
            for _ in range(self._some(1, 4))
        )
        return Block("procedure", self._next(), (self._title(),), steps)

    def _form(self, depth: int, notes: bool) -> Block:
        fields = tuple(
            Block("field", self._next(), tuple(self._title() for _ in range(self._some(1, 4))))
            for _ in range(self._some(1, 6))
        )
        return Block("form", self._next(), (self._title(),), fields)

    def _sheet(self, depth: int, notes: bool) -> Block:
        kind, panels, most = self._chance.choice((("leaflet", 6, 30), ("card", 2, 18)))
        texts = tuple(
            Text((self._piece(1, 3) if part == 0 else self._piece(4, most),), is_title=part == 0, narrow=True)
            for _ in range(panels)
            for part in range(2)
        )
        return Block(kind, self._next(), (self._title(), *texts))

    def _list_of(self, depth: int, notes: bool) -> Block:
        return Block(self._chance.choice(("contacts", "helpline", "bodies")), self._next(), (self._title(),))

    def _glossary(self, depth: int, notes: bool) -> Block:
        entries = tuple(Block("entry", self._next(), (self._text(30, notes=False),)) for _ in range(self._some(1, 4)))
        return Block("glossary", self._next(), (), entries)

    def _index(self, depth: int, notes: bool) -> Block:
        return Block("index", self._next(), tuple(self._title() for _ in range(self._some(2, 5))))

    def _rubric(self, depth: int, notes: bool) -> Block:
        return Block("rubric", self._next(), (self._title(),))


def smaller(whole: Book) -> Iterator[Book]:
    """The book with one thing left out, the largest things first: chapters, blocks, texts of a block, pieces of a text."""
    for at in range(len(whole.chapters)):
        if len(whole.chapters) > 1:
            yield replace(whole, chapters=_without(whole.chapters, at))
    for at, chapter in enumerate(whole.chapters):
        for other in _smaller(chapter):
            yield replace(whole, chapters=(*whole.chapters[:at], other, *whole.chapters[at + 1 :]))


_LEAST = {
    **dict.fromkeys(("list", "item", "definition", "fields", "procedure", "step", "form", "glossary", "quote"), 1),
    **dict.fromkeys(("admonition", "sidebar", "cell"), 1),
    # Of one definition, the term would be taken for a line that is not indented; a table has a head.
    **dict.fromkeys(("definitions", "rich_table"), 2),
}
"""How many blocks one has at least."""
_WHOLE = frozenset({"leaflet", "card", "step", "entry", "abstract", "epigraph", "spans", "code"})
"""Kinds whose number of texts is fixed."""
_FIRST_STAYS = frozenset({"chapter", "section", "definition", "procedure", "form", "step"})


def _smaller(block: Block) -> Iterator[Block]:
    least = len(block.blocks) if block.kind == "row" else _LEAST.get(block.kind, 0)
    for at in range(len(block.blocks)):
        if len(block.blocks) > least:
            yield replace(block, blocks=_without(block.blocks, at))
    for at, inner in enumerate(block.blocks):
        for other in _smaller(inner):
            yield replace(block, blocks=(*block.blocks[:at], other, *block.blocks[at + 1 :]))
    if block.kind not in _WHOLE | _FIRST_STAYS and len(block.texts) > 2:
        width = int(block.option.split()[0]) if block.kind == "table" else 1
        for at in range(1, len(block.texts) - width, width):
            yield replace(block, texts=block.texts[:at] + block.texts[at + width :])
    for at, text in enumerate(block.texts):
        for piece in range(len(text.pieces)):
            if len(text.pieces) > 1:
                other = replace(text, pieces=_without(text.pieces, piece))
                yield replace(block, texts=(*block.texts[:at], other, *block.texts[at + 1 :]))


def _without[T](things: tuple[T, ...], at: int) -> tuple[T, ...]:
    return things[:at] + things[at + 1 :]
