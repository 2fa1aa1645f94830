# SPDX-License-Identifier: GPL-3.0-or-later
"""The proof that a PDF is whole: each message on its page and once, each number true, nothing outside its box, nothing in a
wrong language.

Two witnesses: the pages as they were laid out, compared with the messages that the builder took from each document, and the
words read back from the bytes of the PDF, compared with the pages.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from pipeline.bookformat.book import PrintedMessage
from pipeline.media.scripts import scripts_of
from pipeline.model.problems import Problem
from pipeline.system.script_fonts import OURS
from pipeline.typeset.book import PROFILES, Book, FilePlace, place_of, where
from pipeline.typeset.fonts import FAMILIES
from pipeline.typeset.proof.languages import SmallWords, language_of, small_words
from pipeline.typeset.proof.page_numbers import Numbering, wrong_pages
from pipeline.typeset.proof.pdf import PdfText, read_pdf
from pipeline.typeset.proof.placement import PlacedMessage, place_messages
from pipeline.typeset.proof.unclaimed import UnclaimedText, repeated_messages, unclaimed_texts
from pipeline.typeset.values.pages import Element, Overflow, Pages, squeezed

__all__ = ["Numbering", "prove"]

_MOST = 5
"""Causes, or pages, that a Problem names; it counts the others."""
_LENGTH = 60
"""Characters of a text that a Problem quotes."""
_MM = 25.4 / 96
"""Millimetres a CSS pixel."""

type _Findings = Iterator[tuple[FilePlace, str]]
"""Where each fault can be corrected, as far as that is known, and what it is."""

_REPORT = "report it with this message and the publication"
_TEXTS = {
    "proof-lost": (
        *("message is", "messages are", "{count} not printed as they are written"),
        "a style may hide it, or a part may take it in twice; report it with this message if neither is so",
    ),
    "proof-twice": (
        *("message is", "messages are", "{count} printed more often than written"),
        "a part may be taken in twice, or an extension repeats its words; report it with this message if neither is so",
    ),
    "proof-note": (
        *("note is", "notes are", "{count} far from the words that call them"),
        "shorten the notes of that page, or call fewer there",
    ),
    "proof-language": (
        *("message shows", "messages show", "{count} in another language than they should"),
        "translate it; or mark words of another language as such in the source",
    ),
    "proof-overflow": (
        *("place", "places", "words run out of their box or page in {count}"),
        "shorten the longest word there, let it be divided, give a table fewer columns, or the box more room",
    ),
    "proof-font": (
        *("", "", "letters are drawn in another font than their neighbours"),
        "the font lacks them: use a font that has all letters of the language",
    ),
    "proof-page": ("page number or link is", "page numbers or links are", "{count} not true", _REPORT),
    "proof-text": ("text cannot", "texts cannot", "{count} be read back from the PDF", _REPORT),
}
"""Code -> the words after a number of faults, one and several, what is wrong, and what to do."""


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

    `lines` maps an original to `file.po:line` of its translation.
    """
    pdf = read_pdf(data)
    placed = place_messages(book.expected, pages.blocks, pages.footnotes, book.language.tag)
    unclaimed = list(unclaimed_texts(pages.blocks, placed))
    for objection in (
        problem("proof-lost", book, _lost(placed, lines)),
        problem("proof-twice", book, _twice(book, placed, unclaimed, lines)),
        problem("proof-note", book, _notes(pages)),
        problem("proof-language", book, _language(book, placed, lines)),
        problem("proof-overflow", book, _overflow(pages, placed, lines)),
        problem("proof-font", book, _font(pages)),
        problem("proof-page", book, _pages(pages, pdf, numbering)),
        problem("proof-text", book, _text(pages, pdf)),
    ):
        if objection is not None:
            object_to(objection)


def problem(code: str, book: Book, findings: _Findings) -> Problem | None:
    """Return the Problem with these findings; None if there are none."""
    faults = list(findings)
    if not faults:
        return None
    singular, plural, sentence, hint = _TEXTS[code]
    count = f"{len(faults)} {singular if len(faults) == 1 else plural}"
    more = f"; and {len(faults) - _MOST} more" if len(faults) > _MOST else ""
    cause = "; ".join(f"{where(place)}{fault}" for place, fault in faults[:_MOST]) + more
    place = next((place for place, _ in faults if place.path), FilePlace(book.path))
    message = f"{book.title}: {sentence.format(count=count)}"
    return Problem(code, message, cause=cause, hint=hint, path=place.path, line=place.line)


def _lost(placed: Sequence[PlacedMessage], lines: Mapping[str, str]) -> _Findings:
    for message in placed:
        if message.fault:
            text = f"“{_short(message.message)}” {message.fault}, after page {message.page}"
            yield place_of(message.message, lines), text


def _twice(
    book: Book, placed: Sequence[PlacedMessage], unclaimed: Sequence[UnclaimedText], lines: Mapping[str, str]
) -> _Findings:
    again: dict[PrintedMessage, dict[int, None]] = defaultdict(dict)
    for repeated in repeated_messages(placed, unclaimed, {squeezed(text) for text in book.again}):
        again[repeated.message].setdefault(repeated.page)
    pages = {message.message: message.page for message in placed}
    for message, others in again.items():
        text = f"“{_short(message)}” stands on page {pages[message]}, and again on {_pages_of(others)}"
        yield place_of(message, lines), text


def _notes(pages: Pages) -> _Findings:
    for note, page in pages.footnotes.items():
        call = pages.footnote_calls.get(note, page)
        if not 0 <= page - call <= 1:
            yield FilePlace(), f"{note} is called on page {call} and stands on page {page}"


def _language(book: Book, placed: Sequence[PlacedMessage], lines: Mapping[str, str]) -> _Findings:
    vocabulary = small_words(book.folder / PROFILES)
    for message in placed:
        if fault := _language_fault(message, book.language.tag, vocabulary):
            text = f"“{_short(message.message)}”, page {message.page}, {fault}"
            yield place_of(message.message, lines), text


def _language_fault(message: PlacedMessage, language: str, vocabulary: SmallWords) -> str:
    language = message.message.language or language
    if message.block is None:
        return ""
    if language not in message.block.languages:
        return f"is marked as {' and '.join(message.block.languages)}, not {language}"
    detected = language_of(" ".join(message.message.parts), language, vocabulary)
    return f"is in the language {detected}, not {language}" if detected != language else ""


def _overflow(pages: Pages, placed: Sequence[PlacedMessage], lines: Mapping[str, str]) -> _Findings:
    if not pages.overflows:
        return
    message_of = _nearest_message(placed, pages.roots)
    worst: dict[tuple[object, int], Overflow] = {}
    for overflow in sorted(pages.overflows, key=lambda overflow: -overflow.excess):
        worst.setdefault((message_of(overflow.element) or overflow, overflow.page), overflow)
    for overflow in sorted(worst.values(), key=lambda overflow: overflow.page):
        message = message_of(overflow.element)
        size = f"{overflow.excess * _MM:.1f} mm ({overflow.edge})"
        text = f"“{overflow.words[:_LENGTH]}” on page {overflow.page}, by {size}"
        yield place_of(message, lines) if message else FilePlace(), text


def _nearest_message(
    placed: Sequence[PlacedMessage], roots: Sequence[Element]
) -> Callable[[Element], PrintedMessage | None]:
    """Return the message whose text an element prints; of a picture, the first that is printed in what it is part of."""
    messages = {
        run.element: message.message for message in reversed(placed) if message.block for run in message.block.runs
    }
    parents = {child: parent for root in roots for parent in root.iter() for child in parent}

    def message_of(element: Element) -> PrintedMessage | None:
        while element is not None and element.tag not in ("main", "body"):
            if message := next((messages[inner] for inner in element.iter() if inner in messages), None):
                return message
            element = parents.get(element)
        return None

    return message_of


def _font(pages: Pages) -> _Findings:
    of_scripts = set().union(*(drawn for (family, *_), drawn in pages.drawn.items() if family not in FAMILIES))
    for font, characters in pages.requested.items():
        drawn = pages.drawn.get(font, set()) | of_scripts
        letters = (character for character in characters - drawn if character.isalpha())
        missing = sorted(character for character in letters if scripts_of(character) <= OURS)
        if missing:
            family, weight, italic = font
            name = f"{family} {weight}{' italic' if italic else ''}"
            page = next((run.page for block in pages.blocks for run in block.runs if missing[0] in run.words), 0)
            yield FilePlace(), f"{' '.join(missing)} in {name}, first on page {page}"


def _pages(pages: Pages, pdf: PdfText, numbering: Numbering) -> _Findings:
    for page, fault in wrong_pages(pages, pdf, numbering):
        yield FilePlace(), f"page {page}: {fault}" if page else fault


def _text(pages: Pages, pdf: PdfText) -> _Findings:
    """Find words of a block that are not in their order on its page of the PDF; what is no message may be between them."""
    for block in pages.blocks:
        for page, words in block.words_by_page.items():
            characters = pdf.pages[page - 1]
            if squeezed("".join(words)) in characters:
                continue
            at = 0
            for word in map(squeezed, words):
                at = characters.find(word, at)
                if at < 0:
                    yield FilePlace(), f"“{' '.join(words)[:_LENGTH]}” on page {page}"
                    break
                at += len(word)


def _pages_of(pages: Collection[int]) -> str:
    more = f" and {len(pages) - _MOST} more" if len(pages) > _MOST else ""
    return ", ".join(map(str, [*pages][:_MOST])) + more


def _short(message: PrintedMessage) -> str:
    words = " ".join(" … ".join(message.parts).split())
    return words if len(words) <= _LENGTH else f"{words[:_LENGTH].rsplit(' ', 1)[0]} …"
