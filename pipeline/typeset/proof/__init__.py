# SPDX-License-Identifier: GPL-3.0-or-later
"""The proof that a PDF is whole: each message on its page and once, each number true, nothing outside its box, nothing in a
wrong language.

Two witnesses: the pages as they were laid out, compared with the messages that the builder took from each document, and the
words read back from the bytes of the PDF, compared with the pages.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from pipeline.bookformat.book import PrintedMessage
from pipeline.model.problems import Problem
from pipeline.typeset.book import PROFILES, Book, Place, characters_of, place_of, where
from pipeline.typeset.engine.pages import Element, Overflow, Pages, squeezed
from pipeline.typeset.proof.labels import Label, untranslated
from pipeline.typeset.proof.languages import SmallWords, language_of, small_words
from pipeline.typeset.proof.page_numbers import Numbering, wrong_pages
from pipeline.typeset.proof.pdf import PdfText, read_pdf
from pipeline.typeset.proof.placement import PlacedMessage, place_messages
from pipeline.typeset.proof.unclaimed import UnclaimedText, repeated_messages, unclaimed_texts

__all__ = ["Numbering", "prove"]

_MOST = 5
"""Causes, or pages, that a Problem names; it counts the others."""
_LENGTH = 60
"""Characters of a text that a Problem quotes."""
_MM = 25.4 / 96
"""Millimetres a CSS pixel."""


def prove(
    book: Book,
    pages: Pages,
    data: bytes,
    object_to: Callable[[Problem], None],
    *,
    numbering: Numbering,
    lines: Mapping[str, str],
) -> None:
    """Object to whatever is not whole on the pages of a book and in `data`, the PDF that was written of them.

    `lines` maps an original to `file.po:line` of its translation. Codes: `proof-lost`, `proof-twice`, `proof-note`,
    `proof-language`, `proof-label`, `proof-overflow`, `proof-font`, `proof-page`, `proof-text`.
    """
    pdf = read_pdf(data)
    placed = place_messages(book.expected, pages.blocks, pages.footnotes, book.language)
    unclaimed = list(unclaimed_texts(pages.blocks, placed))
    for objection in (
        _lost(book, placed, lines),
        _twice(book, placed, unclaimed, lines),
        _notes(book, pages),
        _language(book, placed, lines),
        _labels(book, placed, [*unclaimed, *unclaimed_texts(pages.asides, ())]),
        _overflow(book, pages, placed, lines),
        _font(book, pages),
        _pages(book, pages, pdf, numbering),
        _text(book, pages, pdf),
    ):
        if objection is not None:
            object_to(objection)


def _lost(book: Book, placed: Sequence[PlacedMessage], lines: Mapping[str, str]) -> Problem | None:
    faults = [(message, place_of(message.message, lines)) for message in placed if message.fault]
    return problem(
        "proof-lost",
        f"{book.title}: {_count(len(faults), 'message is', 'messages are')} not printed as they are written",
        [
            f"{where(place)}“{_short(message.message)}” {message.fault}, after page {message.page}"
            for message, place in faults
        ],
        "a style may hide it, or a part may take it in twice; report it with this message if neither is so",
        next((place for _, place in faults), Place()),
    )


def _twice(
    book: Book, placed: Sequence[PlacedMessage], unclaimed: Sequence[UnclaimedText], lines: Mapping[str, str]
) -> Problem | None:
    again: dict[PrintedMessage, dict[int, None]] = defaultdict(dict)
    for repeated in repeated_messages(placed, unclaimed):
        again[repeated.message].setdefault(repeated.page)
    pages = {message.message: message.page for message in placed}
    causes = [
        f"{where(place_of(message, lines))}“{_short(message)}” stands on page {pages[message]},"
        f" and again on {_pages_of(others)}"
        for message, others in again.items()
    ]
    return problem(
        "proof-twice",
        f"{book.title}: {_count(len(again), 'message is', 'messages are')} printed more often than written",
        causes,
        "a part may be taken in twice, or an extension repeats its words; report it with this message if neither is so",
        next((place_of(message, lines) for message in again), Place()),
    )


def _labels(book: Book, placed: Sequence[PlacedMessage], unclaimed: Sequence[UnclaimedText]) -> Problem | None:
    parts = [characters_of(message.message) for message in placed]
    messages = {characters for message in parts for characters in ("".join(message), *message)}
    pages: dict[tuple[Label, str], dict[int, None]] = defaultdict(dict)
    for text in untranslated(unclaimed, book.language, book.labels, messages):
        pages[text.label, text.words][text.page] = None
    causes = [
        f"{where(Place(label.path, label.line))}“{' '.join(words.split())[:_LENGTH]}” on page {_pages_of(numbers)}"
        + (f", for “{label.translations[0]}”" if label.translations else "")
        for (label, words), numbers in pages.items()
    ]
    first = next((Place(label.path, label.line) for label, _ in pages), Place())
    return problem(
        "proof-label",
        f"{book.title}: {_count(len(causes), 'label is', 'labels are')} in English, which is not the language of the words around",
        causes,
        "translate the label where it is named; mark words that are meant to be English as such; else report it",
        first if first.path else Place(book.path),
    )


def _notes(book: Book, pages: Pages) -> Problem | None:
    calls = pages.footnote_calls
    late = {note: page for note, page in pages.footnotes.items() if not 0 <= page - calls.get(note, page) <= 1}
    return problem(
        "proof-note",
        f"{book.title}: {_count(len(late), 'note is', 'notes are')} far from the words that call them",
        [f"{note} is called on page {calls[note]} and stands on page {page}" for note, page in late.items()],
        "shorten the notes of that page, or call fewer there",
        Place(book.path),
    )


def _language(book: Book, placed: Sequence[PlacedMessage], lines: Mapping[str, str]) -> Problem | None:
    known = small_words(book.folder / PROFILES)
    faults = [(message, fault) for message in placed if (fault := _language_fault(message, book.language, known))]
    return problem(
        "proof-language",
        f"{book.title}: {_count(len(faults), 'message shows', 'messages show')} in another language than they should",
        [
            f"{where(place_of(message.message, lines))}“{_short(message.message)}”, page {message.page}, {fault}"
            for message, fault in faults
        ],
        "translate it; or mark words of another language as such in the source",
        next((place_of(message.message, lines) for message, _ in faults), Place()),
    )


def _language_fault(message: PlacedMessage, language: str, known: SmallWords) -> str:
    language = message.message.language or language
    if message.block is None:
        return ""
    if language not in message.block.languages:
        return f"is marked as {' and '.join(message.block.languages)}, not {language}"
    detected = language_of(" ".join(message.message.parts), language, known)
    return f"is in the language {detected}, not {language}" if detected != language else ""


def _overflow(book: Book, pages: Pages, placed: Sequence[PlacedMessage], lines: Mapping[str, str]) -> Problem | None:
    if not pages.overflows:
        return None
    message_of = _nearest_message(placed, pages.root)
    worst: dict[tuple[object, int], Overflow] = {}
    for overflow in sorted(pages.overflows, key=lambda overflow: -overflow.excess):
        worst.setdefault((message_of(overflow.element) or overflow, overflow.page), overflow)
    faults = [
        (overflow, message_of(overflow.element)) for overflow in sorted(worst.values(), key=lambda fault: fault.page)
    ]
    places = [place_of(message, lines) if message else Place() for _, message in faults]
    causes = [
        f"{where(place)}“{overflow.words[:_LENGTH]}” on page {overflow.page}, by {overflow.excess * _MM:.1f} mm ({overflow.edge})"
        for (overflow, _), place in zip(faults, places, strict=True)
    ]
    return problem(
        "proof-overflow",
        f"{book.title}: words run out of their box or page in {_count(len(causes), 'place', 'places')}",
        causes,
        "shorten the longest word there, let it be divided, give a table fewer columns, or the box more room",
        next((place for place in places if place.path), Place(book.path)),
    )


def _nearest_message(placed: Sequence[PlacedMessage], root: Element) -> Callable[[Element], PrintedMessage | None]:
    """Return the message whose text an element prints; of a picture, the first that is printed in what it is part of."""
    messages = {
        run.element: message.message for message in reversed(placed) if message.block for run in message.block.runs
    }
    parents = {child: parent for parent in root.iter() for child in parent}

    def message_of(element: Element) -> PrintedMessage | None:
        while element is not None and element.tag not in ("main", "body"):
            if message := next((messages[inner] for inner in element.iter() if inner in messages), None):
                return message
            element = parents.get(element)
        return None

    return message_of


def _font(book: Book, pages: Pages) -> Problem | None:
    causes = []
    for font, characters in pages.requested.items():
        missing = sorted(character for character in characters - pages.drawn.get(font, set()) if character.isalpha())
        if missing:
            family, weight, italic = font
            name = f"{family} {weight}{' italic' if italic else ''}"
            page = next((run.page for block in pages.blocks for run in block.runs if missing[0] in run.words), 0)
            causes.append(f"{' '.join(missing)} in {name}, first on page {page}")
    return problem(
        "proof-font",
        f"{book.title}: letters are drawn in another font than their neighbours",
        causes,
        "the font lacks them: use a font that has all letters of the language",
        Place(book.path),
    )


def _pages(book: Book, pages: Pages, pdf: PdfText, numbering: Numbering) -> Problem | None:
    causes = [f"page {page}: {fault}" if page else fault for page, fault in wrong_pages(pages, pdf, numbering)]
    return problem(
        "proof-page",
        f"{book.title}: {_count(len(causes), 'page number or link is', 'page numbers or links are')} not true",
        causes,
        "report it with this message and the publication",
        Place(book.path),
    )


def _text(book: Book, pages: Pages, pdf: PdfText) -> Problem | None:
    causes = [f"“{' '.join(words)[:_LENGTH]}” on page {page}" for page, words in _unread(pages, pdf)]
    return problem(
        "proof-text",
        f"{book.title}: {_count(len(causes), 'text cannot', 'texts cannot')} be read back from the PDF",
        causes,
        "report it with this message and the publication",
        Place(book.path),
    )


def _unread(pages: Pages, pdf: PdfText) -> Iterator[tuple[int, list[str]]]:
    """Yield the words of a block that are not in their order on its page of the PDF; what is no message may be between them."""
    for block in pages.blocks:
        for page, words in block.words_by_page.items():
            characters = pdf.pages[page - 1]
            if squeezed("".join(words)) in characters:
                continue
            at = 0
            for word in map(squeezed, words):
                at = characters.find(word, at)
                if at < 0:
                    yield page, words
                    break
                at += len(word)


def problem(code: str, message: str, causes: Sequence[str], hint: str, place: Place) -> Problem | None:
    """Return the Problem with these causes; None if there are none."""
    if not causes:
        return None
    more = f"; and {len(causes) - _MOST} more" if len(causes) > _MOST else ""
    return Problem(code, message, cause="; ".join(causes[:_MOST]) + more, hint=hint, path=place.path, line=place.line)


def _pages_of(pages: Collection[int]) -> str:
    more = f" and {len(pages) - _MOST} more" if len(pages) > _MOST else ""
    return ", ".join(map(str, [*pages][:_MOST])) + more


def _short(message: PrintedMessage) -> str:
    words = " ".join(" … ".join(message.parts).split())
    return words if len(words) <= _LENGTH else f"{words[:_LENGTH].rsplit(' ', 1)[0]} …"


def _count(number: int, singular: str, plural: str) -> str:
    return f"{number} {singular if number == 1 else plural}"
