# SPDX-License-Identifier: GPL-3.0-or-later
"""Offprints of a book: small PDFs of their own, laid out with its fonts and styles; what has not changed is not laid out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.bookformat.book import OFFPRINTS, Offprint, PrintedOffprint
from pipeline.bookformat.identifiers import BODY, LAST_PAGE
from pipeline.bookformat.page_numbers import page_of
from pipeline.bookformat.typeset_book import Typeset
from pipeline.model.problems import Problem
from pipeline.system.files import write_whole
from pipeline.typeset.book import Book
from pipeline.typeset.engine.document import Document
from pipeline.typeset.engine.press import Press
from pipeline.typeset.engine.remarks import every_remark
from pipeline.typeset.kept import digest_of
from pipeline.typeset.numbers import PageNumbers, fill
from pipeline.typeset.panel_sizes import render_fitted
from pipeline.typeset.proof import Numbering, prove
from pipeline.typeset.styles import quoted
from pipeline.typeset.values.pages import joined
from pipeline.typeset.volume import check_complete


class Former(NamedTuple):
    """The PDF of the last build, made from what `digest` stands for."""

    path: Path
    digest: str
    pages: int


@dataclass(frozen=True, slots=True)
class _Offprint:
    """An offprint before it is laid out: `text` with the volume's page numbers, `rules` of its own, number of its first page.

    `last` is the printed number of a paper's last page in the volume, 0 for anything else.
    """

    tools: str
    book: Book
    offprint: Offprint
    text: str
    rules: str
    first: int
    last: int = 0

    @property
    def digest(self) -> str:
        # What is expected only says where in the sources stands what the text has.
        of_folder = ("folder", "path", "opening", "pieces", "expected")
        metadata = {name: value for name, value in asdict(self.book).items() if name not in of_folder}
        return digest_of(self.tools, self.book, self.text, self.rules, **metadata)


def print_offprints(
    press: Press,
    folder: Path,
    volume: Typeset,
    target: Callable[[str], Path],
    *,
    former: Mapping[str, Former],
    lines: Mapping[str, str],
) -> tuple[PrintedOffprint, ...]:
    """Write the PDF of each offprint of the book in `folder` to `target(name)`, in the order of the book.

    `former` are those of the last build by name, `lines` maps an original to `file.po:line` of its translation. Raise Problem as
    typesetting a book does, and `panel-overfull` for all panels that do not hold their text at once.
    """
    printed: list[PrintedOffprint] = []
    too_long: list[Problem] = []
    for offprint in (_of_volume(press.tools, book, facts, volume) for book, facts in books(folder)):
        facts = offprint.offprint
        pages = _reuse(offprint, former.get(facts.name), target(facts.name))
        if not pages:
            document = _render(press, offprint, volume)
            too_long += document.panel_problems(offprint.book.title, facts.messages, lines)
            pages = document.page_count
            if not (too_long and press.object_to.strict):
                _write(press, offprint, document, target(facts.name), volume, lines)
        printed.append(
            PrintedOffprint(
                name=facts.name,
                sheet=facts.sheet,
                title=offprint.book.title,
                document=facts.document,
                anchor=facts.anchor,
                pages=pages,
                digest=offprint.digest,
                first=offprint.first if offprint.last else 0,
                last=offprint.last,
            )
        )
    _object_to_all(press, too_long)
    return tuple(printed)


def books(folder: Path) -> Iterator[tuple[Book, Offprint]]:
    """Yield the offprints that the builder has written beside the book in `folder`, in the order of the book."""
    read = (Book.read(folder, f"{OFFPRINTS}/{path.stem}") for path in (folder / OFFPRINTS).glob("*.json"))
    offprints = ((book, book.offprint) for book in read if book.offprint is not None)
    yield from sorted(offprints, key=lambda pair: pair[1].position)


def _of_volume(tools: str, book: Book, offprint: Offprint, volume: Typeset) -> _Offprint:
    """A paper gets the page numbers that it has in the volume; any other offprint has only its own."""
    if offprint.sheet != "paper":
        rules = f"@page {{ @bottom-left {{ content: {quoted(offprint.imprint)} }} }}" if offprint.imprint else ""
        return _Offprint(tools, book, offprint, book.text, rules, 1)
    start = volume.map[offprint.first]
    last = volume.map.get(offprint.following, volume.pages) - 1
    first = start - volume.map.get(BODY, 1) + 1
    text = book.text
    if last == start:  # “pages 4–4” is page 4
        text = text.replace(f"–{page_of(LAST_PAGE)}", "")
    text = fill(text, volume.map | {LAST_PAGE: last})
    return _Offprint(
        tools,
        book,
        offprint,
        text,
        f"@page :nth(1 of body) {{ counter-reset: page {first} }}",
        first,
        first + last - start,
    )


def _reuse(offprint: _Offprint, former: Former | None, target: Path) -> int:
    """Return the pages of the former PDF, now at `target`, if it was made from the same; 0 if it must be made."""
    if former is None or former.digest != offprint.digest or not former.path.is_file():
        return 0
    if former.path != target:
        write_whole(target, former.path.read_bytes())
    return former.pages


def _render(press: Press, offprint: _Offprint, volume: Typeset) -> Document:
    with every_remark(offprint.book, press.object_to):
        document = render_fitted(press, offprint.book, offprint.text, offprint.rules)
        check_complete(offprint.book, document.footnotes, document.page_map, press.object_to)
        if offprint.offprint.sheet == "paper":
            _check_pages(press, offprint, document.page_map, volume)
    return document


def _check_pages(press: Press, offprint: _Offprint, places: Mapping[str, int], volume: Typeset) -> None:
    """Object with `typeset-unstable` unless all stands on the page of the offprint that has its page's number in the volume."""
    before = places[BODY] - volume.map[offprint.offprint.first]
    moved = [
        name for name, page in places.items() if name != BODY and page - volume.map.get(name, page - before) != before
    ]
    if moved:
        press.object_to(
            Problem(
                "typeset-unstable",
                f"{offprint.book.title} has other pages by itself than in its volume",
                cause=f"{', '.join(moved[:5])} stand elsewhere",
                hint="report it with the sources of this paper",
                path=offprint.book.path,
            )
        )


def _write(
    press: Press, offprint: _Offprint, document: Document, target: Path, volume: Typeset, lines: Mapping[str, str]
) -> None:
    book, object_to = offprint.book, press.object_to
    with every_remark(book, object_to, lines):
        body = document.page_map.get(BODY, 1)
        drawn = press.draw(book, document)
        data = press.bind(book, [drawn], body=body, first=offprint.first)
    with every_remark(book, object_to):
        text = joined([(drawn.text, 0)], PageNumbers(document.page_map, body, offprint.first))
        prove(book, text, data, object_to, numbering=_numbering(offprint, body, volume), lines=lines)
    write_whole(target, data)


def _numbering(offprint: _Offprint, body: int, volume: Typeset) -> Numbering:
    if offprint.offprint.sheet != "paper":
        return Numbering(body, offprint.first)
    first = volume.map[offprint.offprint.first]
    last = first + offprint.last - offprint.first
    return Numbering(body, offprint.first, volume.map | {LAST_PAGE: last})


def _object_to_all(press: Press, problems: Sequence[Problem]) -> None:
    """Object to all at once: who shortens one text wants to know of the others."""
    if problems and press.object_to.strict:
        first, *others = problems
        first.cause += "".join(f"; also {other.place}: {other.message}" for other in others)
        raise first
    for problem in problems:
        press.object_to(problem)
