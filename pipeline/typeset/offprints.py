# SPDX-License-Identifier: GPL-3.0-or-later
"""Typesets the offprints of a book as separate small PDFs. Unchanged offprints are reused."""

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
from pipeline.typeset.chapter_cache import digest_of
from pipeline.typeset.engine.document import Document
from pipeline.typeset.engine.press import Press
from pipeline.typeset.engine.reporting import weasyprint_warnings
from pipeline.typeset.numbers import PageNumbers, fill
from pipeline.typeset.panel_sizes import render_to_fit
from pipeline.typeset.proof import Numbering, prove
from pipeline.typeset.styles import quoted
from pipeline.typeset.values.pages import join_parts
from pipeline.typeset.volume import check_complete


class PreviousPdf(NamedTuple):
    """The PDF of the previous build; `digest` identifies its inputs."""

    path: Path
    digest: str
    pages: int


@dataclass(frozen=True, slots=True)
class _PreparedOffprint:
    """An offprint before layout: its `text` with the volume's page numbers, additional CSS `rules`, and the number of its first page.

    `last` is the printed number of a paper's last page in the volume, 0 for other offprints.
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
        # Leave out `expected`, which only adds source locations to the text.
        of_folder = ("folder", "path", "opening", "pieces", "expected")
        metadata = {name: value for name, value in asdict(self.book).items() if name not in of_folder}
        return digest_of(self.tools, self.book, self.text, self.rules, **metadata)


def print_offprints(
    press: Press,
    folder: Path,
    volume: Typeset,
    target: Callable[[str], Path],
    *,
    previous: Mapping[str, PreviousPdf],
    lines: Mapping[str, str],
) -> tuple[PrintedOffprint, ...]:
    """Write the PDF of each offprint of the book in `folder` to `target(name)`, in the order of the book.

    `previous` has the PDFs of the previous build by name, `lines` maps originals to `file.po:line` of their translations. Raises the
    same Problems as `typeset`, and one `panel-overfull` for all panels whose text does not fit.
    """
    offprints: list[PrintedOffprint] = []
    too_long: list[Problem] = []
    for offprint in (_prepare(press.tools, book, facts, volume) for book, facts in books(folder)):
        facts = offprint.offprint
        pages = _reuse(offprint, previous.get(facts.name), target(facts.name))
        if not pages:
            document = _render(press, offprint, volume)
            too_long += document.panel_problems(offprint.book.title, facts.messages, lines)
            pages = document.page_count
            if not (too_long and press.report.strict):
                _write(press, offprint, document, target(facts.name), volume, lines)
        offprints.append(
            PrintedOffprint(
                name=facts.name,
                sheet=facts.sheet,
                title=offprint.book.title,
                document=facts.document,
                anchor=facts.anchor,
                pages=pages,
                digest=offprint.digest,
                text_hash=offprint.book.text_hash,
                first=offprint.first if offprint.last else 0,
                last=offprint.last,
            )
        )
    _report_all(press, too_long)
    return tuple(offprints)


def books(folder: Path) -> Iterator[tuple[Book, Offprint]]:
    """Yield the offprints in the folder of a book, in the order of the book."""
    read = (Book.read(folder, f"{OFFPRINTS}/{path.stem}") for path in (folder / OFFPRINTS).glob("*.json"))
    offprints = ((book, book.offprint) for book in read if book.offprint is not None)
    yield from sorted(offprints, key=lambda pair: pair[1].position)


def _prepare(tools: str, book: Book, offprint: Offprint, volume: Typeset) -> _PreparedOffprint:
    """Prepare an offprint for layout: a paper has the page numbers of the volume, other offprints count from 1."""
    if offprint.sheet != "paper":
        rules = f"@page {{ @bottom-left {{ content: {quoted(offprint.imprint)} }} }}" if offprint.imprint else ""
        return _PreparedOffprint(tools, book, offprint, book.text, rules, 1)
    start = volume.map[offprint.first]
    last = volume.map.get(offprint.following, volume.pages) - 1
    first = start - volume.map.get(BODY, 1) + 1
    text = book.text
    if last == start:  # “pages 4–4” is page 4
        text = text.replace(f"–{page_of(LAST_PAGE)}", "")
    text = fill(text, volume.map | {LAST_PAGE: last})
    return _PreparedOffprint(
        tools,
        book,
        offprint,
        text,
        f"@page :nth(1 of body) {{ counter-reset: page {first} }}",
        first,
        first + last - start,
    )


def _reuse(offprint: _PreparedOffprint, previous: PreviousPdf | None, target: Path) -> int:
    """Copy the previous PDF to `target` if its inputs are unchanged. Return its number of pages, or 0 if it must be made."""
    if previous is None or previous.digest != offprint.digest or not previous.path.is_file():
        return 0
    if previous.path != target:
        write_whole(target, previous.path.read_bytes())
    return previous.pages


def _render(press: Press, offprint: _PreparedOffprint, volume: Typeset) -> Document:
    with weasyprint_warnings(offprint.book, press.report):
        document = render_to_fit(press, offprint.book, offprint.text, offprint.rules)
        check_complete(offprint.book, document.footnotes, document.page_map, press.report)
        if offprint.offprint.sheet == "paper":
            _check_pages(press, offprint, document.page_map, volume)
    return document


def _check_pages(press: Press, offprint: _PreparedOffprint, places: Mapping[str, int], volume: Typeset) -> None:
    """Report `typeset-unstable` unless each identifier has the same page number as in the volume."""
    offset = places[BODY] - volume.map[offprint.offprint.first]
    moved = [
        name for name, page in places.items() if name != BODY and page - volume.map.get(name, page - offset) != offset
    ]
    if moved:
        press.report(
            Problem(
                "typeset-unstable",
                f"{offprint.book.title} has other page breaks as an offprint than in its volume",
                cause=f"{', '.join(moved[:5])} are on other pages",
                hint="report it with the sources of this paper",
                path=offprint.book.path,
            )
        )


def _write(
    press: Press,
    offprint: _PreparedOffprint,
    document: Document,
    target: Path,
    volume: Typeset,
    lines: Mapping[str, str],
) -> None:
    book, report = offprint.book, press.report
    with weasyprint_warnings(book, report, lines):
        body = document.page_map.get(BODY, 1)
        drawn = press.draw(book, document)
        data = press.bind(book, [drawn], body=body, first=offprint.first)
    with weasyprint_warnings(book, report):
        text = join_parts([(drawn.text, 0)], PageNumbers(document.page_map, body, offprint.first))
        prove(book, text, data, report, numbering=_numbering(offprint, body, volume), lines=lines)
    write_whole(target, data)


def _numbering(offprint: _PreparedOffprint, body: int, volume: Typeset) -> Numbering:
    if offprint.offprint.sheet != "paper":
        return Numbering(body, offprint.first)
    first = volume.map[offprint.offprint.first]
    last = first + offprint.last - offprint.first
    return Numbering(body, offprint.first, volume.map | {LAST_PAGE: last})


def _report_all(press: Press, problems: Sequence[Problem]) -> None:
    """Report all problems; if strict, as a single Problem, so that all texts can be shortened at once."""
    if problems and press.report.strict:
        first, *rest = problems
        first.cause += "".join(f"; also {problem.place}: {problem.message}" for problem in rest)
        raise first
    for problem in problems:
        press.report(problem)
