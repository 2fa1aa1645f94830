# SPDX-License-Identifier: GPL-3.0-or-later
"""The proof that a PDF is whole: each message on its page and once, each number true, nothing outside its box, nothing in a
wrong language.

Two witnesses: the boxes as they are laid out, compared with the messages that the builder took from each document, and the
words read back from the bytes of the PDF, compared with the boxes.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.model.problems import Problem
from pipeline.typeset.book import Book
from pipeline.typeset.proof.edges import Overflow
from pipeline.typeset.proof.file import Read, read
from pipeline.typeset.proof.labels import Label, untranslated
from pipeline.typeset.proof.laid import Block, Laid, laid_out, squeezed
from pipeline.typeset.proof.languages import language_of
from pipeline.typeset.proof.messages import Message, Place, Placed, placed, where
from pipeline.typeset.proof.pages import Numbering, wrong_pages
from pipeline.typeset.proof.repeats import repeated
from pipeline.typeset.proof.unclaimed import Rest, rests
from pipeline.typeset.tagging.content import Element

__all__ = ["Numbering", "prove"]

_SHOWN = 5
_WORDS = 60


def prove(
    book: Book,
    document: Any,
    data: bytes,
    object_to: Callable[[Problem], None],
    *,
    numbering: Numbering,
    lines: Mapping[str, str],
) -> None:
    """Object to whatever is not whole in a document of WeasyPrint and in `data`, the PDF that was written of it.

    `lines` says original -> `file.po:line` of its translation. Codes: `proof-lost`, `proof-twice`, `proof-note`,
    `proof-language`, `proof-label`, `proof-overflow`, `proof-font`, `proof-page`, `proof-text`.
    """
    laid, file = laid_out(document), read(data)
    found = placed([Message.read(one) for one in book.expected], laid.blocks, laid.feet, book.language)
    rest = list(rests(laid.blocks, found))
    for objection in (
        _lost(book, found, lines),
        _twice(book, found, rest, lines),
        _notes(book, laid),
        _language(book, found, lines),
        _labels(book, found, [*rest, *rests(laid.asides, ())]),
        _overflow(book, laid, found, document._html.etree_element, lines),
        _font(book, laid, document),
        _pages(book, laid, file, numbering),
        _text(book, laid, file),
    ):
        if objection is not None:
            object_to(objection)


def _lost(book: Book, found: Sequence[Placed], lines: Mapping[str, str]) -> Problem | None:
    faults = [(one, one.message.place(lines)) for one in found if one.fault]
    if not faults:
        return None
    told = [f"{where(place)}“{_short(one.message)}” {one.fault}, after page {one.page}" for one, place in faults]
    return problem(
        "proof-lost",
        f"{book.title}: {_count(len(faults), 'message is', 'messages are')} not printed as they are written",
        told,
        "a style may hide it, or a part may take it in twice; report it with this message if neither is so",
        faults[0][1],
    )


def _twice(book: Book, found: Sequence[Placed], rest: Sequence[Rest], lines: Mapping[str, str]) -> Problem | None:
    again: dict[Message, dict[int, None]] = defaultdict(dict)
    for one in repeated(found, rest):
        again[one.message].setdefault(one.page)
    if not again:
        return None
    pages = {one.message: one.page for one in found}
    told = [
        f"{where(message.place(lines))}“{_short(message)}” stands on page {pages[message]},"
        f" and again on {_pages_of(others)}"
        for message, others in again.items()
    ]
    return problem(
        "proof-twice",
        f"{book.title}: {_count(len(again), 'message is', 'messages are')} printed more often than written",
        told,
        "a part may be taken in twice, or an extension repeats its words; report it with this message if neither is so",
        next(iter(again)).place(lines),
    )


def _labels(book: Book, found: Sequence[Placed], rest: Sequence[Rest]) -> Problem | None:
    messages = {letters for one in found for letters in ("".join(one.message.letters), *one.message.letters)}
    pages: dict[tuple[Label, str], dict[int, None]] = defaultdict(dict)
    for one in untranslated(rest, book.language, book.labels, messages):
        pages[one.label, one.words][one.page] = None
    if not pages:
        return None
    told = [
        f"{where(Place(label.path, label.line))}“{' '.join(words.split())[:_WORDS]}” on page {_pages_of(at)}"
        + (f", for “{label.translations[0]}”" if label.translations else "")
        for (label, words), at in pages.items()
    ]
    first = next(iter(pages))[0]
    return problem(
        "proof-label",
        f"{book.title}: {_count(len(told), 'label is', 'labels are')} in English, which is not the language of the words around",
        told,
        "translate the label where it is named; mark words that are meant to be English as such; else report it",
        (first.path, first.line) if first.path else (book.path, None),
    )


def _notes(book: Book, laid: Laid) -> Problem | None:
    late = {note: page for note, page in laid.feet.items() if not 0 <= page - laid.calls.get(note, page) <= 1}
    if not late:
        return None
    told = [f"{note} is called on page {laid.calls[note]} and stands on page {page}" for note, page in late.items()]
    return problem(
        "proof-note",
        f"{book.title}: {_count(len(late), 'note is', 'notes are')} far from the words that call them",
        told,
        "shorten the notes of that page, or call fewer there",
        (book.path, None),
    )


def _language(book: Book, found: Sequence[Placed], lines: Mapping[str, str]) -> Problem | None:
    faults = []
    for one in found:
        wanted = one.message.language or book.language
        if one.block is None:
            continue
        if wanted not in one.block.languages:
            faults.append((one, f"is marked as {' and '.join(one.block.languages)}, not {wanted}"))
        elif (is_in := language_of(" ".join(one.message.parts), wanted)) != wanted:
            faults.append((one, f"is in the language {is_in}, not {wanted}"))
    if not faults:
        return None
    told = [
        f"{where(one.message.place(lines))}“{_short(one.message)}”, page {one.page}, {said}" for one, said in faults
    ]
    return problem(
        "proof-language",
        f"{book.title}: {_count(len(faults), 'message shows', 'messages show')} in another language than they should",
        told,
        "translate it; or mark words of another language as such in the source",
        faults[0][0].message.place(lines),
    )


def _overflow(
    book: Book, laid: Laid, found: Sequence[Placed], root: Element, lines: Mapping[str, str]
) -> Problem | None:
    if not laid.overflows:
        return None
    message_of = _nearest_message(found, root)
    worst: dict[tuple[object, int], Overflow] = {}
    for one in sorted(laid.overflows, key=lambda one: -one.excess):
        worst.setdefault((message_of(one.element) or one, one.page), one)
    faults = [(one, message_of(one.element)) for one in sorted(worst.values(), key=lambda one: one.page)]
    places = [message.place(lines) if message else Place() for _, message in faults]
    told = [
        f"{where(place)}“{one.words[:_WORDS]}” on page {one.page}, by {one.excess * 25.4 / 96:.1f} mm ({one.edge})"
        for (one, _), place in zip(faults, places, strict=True)
    ]
    return problem(
        "proof-overflow",
        f"{book.title}: words run out of their box or page in {_count(len(told), 'place', 'places')}",
        told,
        "shorten the longest word there, let it be divided, give a table fewer columns, or the box more room",
        next((place for place in places if place[0]), (book.path, None)),
    )


def _nearest_message(found: Sequence[Placed], root: Element) -> Callable[[Element], Message | None]:
    """Return the message whose text an element prints; of a picture, the first that is printed in what it is part of."""
    messages = {piece.element: one.message for one in reversed(found) if one.block for piece in one.block.pieces}
    parents = {child: parent for parent in root.iter() for child in parent}

    def message_of(element: Element) -> Message | None:
        while element is not None and element.tag not in ("main", "body"):
            if message := next((messages[inner] for inner in element.iter() if inner in messages), None):
                return message
            element = parents.get(element)
        return None

    return message_of


def _font(book: Book, laid: Laid, document: Any) -> Problem | None:
    drawn: dict[tuple[str, int, bool], set[str]] = defaultdict(set)
    for font in document.fonts.values():
        drawn[font.family, font.weight, bool(font.style)].update("".join(font.to_unicode.values()))
    told = []
    for (family, weight, italic), letters in laid.asked.items():
        lacking = sorted(one for one in letters - drawn[family, weight, italic] if one.isalpha())
        if lacking:
            style = f"{family} {weight}{' italic' if italic else ''}"
            told.append(f"{' '.join(lacking)} in {style}, first on page {_first_page(lacking[0], laid.blocks)}")
    if not told:
        return None
    return problem(
        "proof-font",
        f"{book.title}: letters are drawn in another font than their neighbours",
        told,
        "the font lacks them: use a font that has all letters of the language",
        (book.path, None),
    )


def _first_page(letter: str, blocks: Sequence[Block]) -> int:
    return next((page for block in blocks for page, words in block.pages.items() if letter in "".join(words)), 0)


def _pages(book: Book, laid: Laid, file: Read, numbering: Numbering) -> Problem | None:
    told = [f"page {page.page}: {page.said}" if page.page else page.said for page in wrong_pages(laid, file, numbering)]
    if not told:
        return None
    return problem(
        "proof-page",
        f"{book.title}: {_count(len(told), 'page number or link is', 'page numbers or links are')} not true",
        told,
        "report it with this message and the publication",
        (book.path, None),
    )


def _text(book: Book, laid: Laid, file: Read) -> Problem | None:
    told = [f"“{' '.join(words)[:_WORDS]}” on page {page}" for page, words in _unread(laid, file)]
    if not told:
        return None
    return problem(
        "proof-text",
        f"{book.title}: {_count(len(told), 'text cannot', 'texts cannot')} be read back from the PDF",
        told,
        "report it with this message and the publication",
        (book.path, None),
    )


def _unread(laid: Laid, file: Read) -> Iterator[tuple[int, list[str]]]:
    """The words of a block that are not on its page of the file one after the other; what is no message may part them."""
    for block in laid.blocks:
        for page, words in block.pages.items():
            letters = file.pages[page - 1]
            if squeezed("".join(words)) in letters:
                continue
            at = 0
            for word in map(squeezed, words):
                at = letters.find(word, at)
                if at < 0:
                    yield page, words
                    break
                at += len(word)


def problem(code: str, message: str, told: Sequence[str], hint: str, place: tuple[Path | None, int | None]) -> Problem:
    more = f"; and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return Problem(code, message, cause="; ".join(told[:_SHOWN]) + more, hint=hint, path=place[0], line=place[1])


def _pages_of(pages: Collection[int]) -> str:
    more = f" and {len(pages) - _SHOWN} more" if len(pages) > _SHOWN else ""
    return ", ".join(map(str, [*pages][:_SHOWN])) + more


def _short(message: Message) -> str:
    words = " ".join(" … ".join(message.parts).split())
    return words if len(words) <= _WORDS else f"{words[:_WORDS].rsplit(' ', 1)[0]} …"


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
