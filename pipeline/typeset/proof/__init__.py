# SPDX-License-Identifier: GPL-3.0-or-later
"""Proves that a PDF is complete: each message is printed once and in its place, page numbers are right, nothing overflows, and
nothing is in a wrong language.

It makes two comparisons: of the laid-out pages with the messages that the builder collected from the documents, and of the text
that is read back from the PDF file with the pages.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from pipeline.bookformat.book import PrintedMessage
from pipeline.media.scripts import scripts_of
from pipeline.model.problems import Problem
from pipeline.system.script_fonts import OURS
from pipeline.typeset.book import (
    LONGEST_QUOTATION,
    PROFILES,
    Book,
    SourceLocation,
    location_prefix,
    shortened,
    source_location,
)
from pipeline.typeset.fonts import FAMILIES
from pipeline.typeset.proof.languages import SmallWords, language_of, small_words
from pipeline.typeset.proof.messages import PlacedMessage, place_messages, repeated_messages
from pipeline.typeset.proof.page_numbers import Numbering, wrong_pages
from pipeline.typeset.proof.pdf import PdfText, read_pdf
from pipeline.typeset.values.pages import Element, Overflow, Pages, normalized

__all__ = ["Numbering", "prove"]

_MAX_NAMED = 5
"""Maximum number of causes, or pages, that a Problem names; the others are only counted."""
_MM = 25.4 / 96
"""Millimetres per CSS pixel."""

type _Findings = Iterator[tuple[SourceLocation, str]]
"""The location of each fault, if known, and its description."""

_REPORT = "report it with this message and the publication"
_TEXTS = {
    "proof-lost": (
        *("message is", "messages are", "{count} not printed as written"),
        "check whether a style hides it, or a part includes it twice; otherwise report it with this message",
    ),
    "proof-twice": (
        *("message is", "messages are", "{count} printed more often than written"),
        "check whether a part is included twice, or an extension repeats its words; otherwise report it with this message",
    ),
    "proof-note": (
        *("footnote is", "footnotes are", "{count} far from the words that refer to them"),
        "shorten the footnotes of that page, or refer to fewer there",
    ),
    "proof-language": (
        *("message shows", "messages show", "{count} in another language than they should"),
        "translate it; or mark words of another language as such in the source",
    ),
    "proof-overflow": (
        *("place", "places", "words run out of their box or page in {count}"),
        "shorten the longest word there, allow it to be hyphenated, give a table fewer columns, or enlarge the box",
    ),
    "proof-font": (
        *("", "", "letters are set in a different font from their neighbours"),
        "the font lacks them: use a font that has all letters of the language",
    ),
    "proof-page": ("page number or link is", "page numbers or links are", "{count} wrong", _REPORT),
    "proof-text": ("text cannot", "texts cannot", "{count} be read back from the PDF", _REPORT),
}
"""Code -> the noun phrase for the faults (singular and plural), the sentence, and the hint."""


def prove(
    book: Book,
    pages: Pages,
    data: bytes,
    report: Callable[[Problem], None],
    *,
    numbering: Numbering,
    lines: Mapping[str, str],
) -> None:
    """Report all faults on the pages of a book and in `data`, their PDF.

    `lines` maps originals to `file.po:line` of their translations.
    """
    pdf = read_pdf(data)
    placed = place_messages(book.expected, pages.blocks, pages.footnotes, book.language.tag)
    for fault in (
        problem("proof-lost", book, _lost_messages(placed, lines)),
        problem("proof-twice", book, _repeated_messages(book, pages, placed, lines)),
        problem("proof-note", book, _notes(pages)),
        problem("proof-language", book, _language(book, placed, lines)),
        problem("proof-overflow", book, _overflow(pages, placed, lines)),
        problem("proof-font", book, _font(pages)),
        problem("proof-page", book, _pages(pages, pdf, numbering)),
        problem("proof-text", book, _text(pages, pdf)),
    ):
        if fault is not None:
            report(fault)


def problem(code: str, book: Book, findings: _Findings) -> Problem | None:
    """Return the Problem for these findings, or None if there are none."""
    faults = list(findings)
    if not faults:
        return None
    singular, plural, sentence, hint = _TEXTS[code]
    count = f"{len(faults)} {singular if len(faults) == 1 else plural}"
    more = f"; and {len(faults) - _MAX_NAMED} more" if len(faults) > _MAX_NAMED else ""
    cause = "; ".join(f"{location_prefix(place)}{fault}" for place, fault in faults[:_MAX_NAMED]) + more
    place = next((place for place, _ in faults if place.path), SourceLocation(book.path))
    message = f"{book.title}: {sentence.format(count=count)}"
    return Problem(code, message, cause=cause, hint=hint, path=place.path, line=place.line)


def _lost_messages(placed: Sequence[PlacedMessage], lines: Mapping[str, str]) -> _Findings:
    for message in placed:
        if message.fault:
            text = f"“{_short(message.message)}” {message.fault}, after page {message.page}"
            yield source_location(message.message, lines), text


def _repeated_messages(
    book: Book, pages: Pages, placed: Sequence[PlacedMessage], lines: Mapping[str, str]
) -> _Findings:
    repetitions: dict[PrintedMessage, dict[int, None]] = defaultdict(dict)
    for message, page in repeated_messages(pages.blocks, placed, {normalized(text) for text in book.repeated_texts}):
        repetitions[message].setdefault(page)
    page_of = {message.message: message.page for message in placed}
    for message, repeated_on in repetitions.items():
        text = f"“{_short(message)}” is on page {page_of[message]}, and again on {_pages_of(repeated_on)}"
        yield source_location(message, lines), text


def _notes(pages: Pages) -> _Findings:
    for note, page in pages.footnotes.items():
        call = pages.footnote_calls.get(note, page)
        if not 0 <= page - call <= 1:
            yield SourceLocation(), f"{note} is called on page {call} and printed on page {page}"


def _language(book: Book, placed: Sequence[PlacedMessage], lines: Mapping[str, str]) -> _Findings:
    vocabulary = small_words(book.folder / PROFILES)
    for message in placed:
        if fault := _language_fault(message, book.language.tag, vocabulary):
            text = f"“{_short(message.message)}”, page {message.page}, {fault}"
            yield source_location(message.message, lines), text


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
        text = f"“{overflow.words[:LONGEST_QUOTATION]}” on page {overflow.page}, by {size}"
        yield source_location(message, lines) if message else SourceLocation(), text


def _nearest_message(
    placed: Sequence[PlacedMessage], roots: Sequence[Element]
) -> Callable[[Element], PrintedMessage | None]:
    """Return a function that finds the message of an element; for a picture, the first message in its nearest ancestor with one."""
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
    fallbacks = set().union(*(drawn for (family, *_), drawn in pages.drawn.items() if family not in FAMILIES))
    for font, characters in pages.requested.items():
        drawn = pages.drawn.get(font, set()) | fallbacks
        letters = (character for character in characters - drawn if character.isalpha())
        missing = sorted(character for character in letters if scripts_of(character) <= OURS)
        if missing:
            family, weight, italic = font
            name = f"{family} {weight}{' italic' if italic else ''}"
            page = next((run.page for block in pages.blocks for run in block.runs if missing[0] in run.words), 0)
            yield SourceLocation(), f"{' '.join(missing)} in {name}, first on page {page}"


def _pages(pages: Pages, pdf: PdfText, numbering: Numbering) -> _Findings:
    for page, fault in wrong_pages(pages, pdf, numbering):
        yield SourceLocation(), f"page {page}: {fault}" if page else fault


def _text(pages: Pages, pdf: PdfText) -> _Findings:
    """Find blocks whose words are not in order on their page of the PDF. Other words may be between them."""
    for block in pages.blocks:
        for page, words in block.words_by_page.items():
            characters = pdf.pages[page - 1]
            if normalized("".join(words)) in characters:
                continue
            position = 0
            for word in map(normalized, words):
                position = characters.find(word, position)
                if position < 0:
                    yield SourceLocation(), f"“{' '.join(words)[:LONGEST_QUOTATION]}” on page {page}"
                    break
                position += len(word)


def _pages_of(pages: Collection[int]) -> str:
    more = f" and {len(pages) - _MAX_NAMED} more" if len(pages) > _MAX_NAMED else ""
    return ", ".join(map(str, [*pages][:_MAX_NAMED])) + more


def _short(message: PrintedMessage) -> str:
    return shortened(" ".join(" … ".join(message.parts).split()))
