# SPDX-License-Identifier: GPL-3.0-or-later
"""Objections to a layout, as Problems or as warnings: what WeasyPrint logs, and what the proof finds on the pages."""

import html
import itertools
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from weasyprint.logger import LOGGER

from pipeline.bookformat.book import PrintedMessage
from pipeline.media.scripts import scripts_of
from pipeline.model.problems import Problem
from pipeline.system.machine import names_here
from pipeline.system.script_fonts import fonts_for
from pipeline.typeset.book import Book, FilePlace, place_of, where

UNREADABLE = 2
"""Percentage of characters without a glyph above which a text is not printed."""

_GLYPH = re.compile(r'\.notdef glyph rendered .*"(?P<character>.*)" \(U\+', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_MOST = 12
_AROUND = 40


class Objections:
    """Called with what is wrong: raises it when `strict`, else remembers it among `warnings`, each once, with its problem."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self.warnings: list[str] = []
        self.problems: dict[str, Problem] = {}
        self._causes: list[str] = []

    def __call__(self, problem: Problem) -> None:
        if self.strict:
            raise problem
        warning = f"{problem.message} ({problem.cause})" if problem.cause else problem.message
        if warning not in self.warnings:
            self.warnings.append(warning)
            self.problems[warning] = problem
            self._causes.append(problem.cause)

    def knows(self, message: str) -> bool:
        """Whether a remark is about something that has been objected to already, such as a file that was refused."""
        return any(cause and cause in message for cause in self._causes)


@contextmanager
def every_remark(book: Book, object_to: Objections, lines: Mapping[str, str] | None = None) -> "Iterator[Remarks]":
    """Object to whatever WeasyPrint warns of meanwhile, and yield it: what it ignores or cannot draw is missing on the page.

    `lines` are original -> `file.po:line` of its translation, for what cannot be drawn.
    Problem `typeset-failed` for whatever it raises itself.
    """
    with collected_remarks(book) as remarks:
        yield remarks
    glyphs = Counter(match["character"] for message in remarks.messages if (match := _GLYPH.match(message)))
    if glyphs:
        _object_to_glyphs(glyphs, book, object_to, lines or {})
    _object_to_layout((message for message in remarks.messages if not _GLYPH.match(message)), book, object_to)


@contextmanager
def collected_remarks(book: Book) -> "Iterator[Remarks]":
    """Yield what WeasyPrint warns of meanwhile. Raise Problem `typeset-failed` for whatever it raises itself."""
    remarks = Remarks()
    with _quiet("fontTools"), _quiet("weasyprint.progress"):
        passed_on, LOGGER.propagate = LOGGER.propagate, False
        LOGGER.addHandler(remarks)
        try:
            yield remarks
        except Problem:
            raise
        except Exception as error:
            raise Problem(
                "typeset-failed",
                f"{book.title} cannot be laid out",
                cause=f"{type(error).__name__}: {error}",
                hint="take out what was added last to find the place; report it with this message",
                path=book.path,
            ) from error
        finally:
            LOGGER.removeHandler(remarks)
            LOGGER.propagate = passed_on


def _object_to_glyphs(glyphs: Counter[str], book: Book, object_to: Objections, lines: Mapping[str, str]) -> None:
    commonest = [character for character, _ in glyphs.most_common(_MOST)]
    printing = {
        character: [
            message for message in book.expected if character in unicodedata.normalize("NFC", "\0".join(message.parts))
        ]
        for character in commonest
    }
    names = [_named(character, book.text, printing[character], lines) for character in commonest]
    names += ["…"] if len(glyphs) > _MOST else []
    place = next((place_of(printed[0], lines) for printed in printing.values() if printed), FilePlace())
    length = len("".join(html.unescape(_TAG.sub("", book.text)).split()))
    is_unreadable = glyphs.total() * 100 > UNREADABLE * length
    problem = Problem(
        "missing-glyph",
        f"{book.title}: {'our fonts cannot show this text' if is_unreadable else 'a character has no glyph in our fonts'}",
        cause=", ".join(names),
        hint=_hint(glyphs, book.typography, is_unreadable=is_unreadable and not object_to.strict),
        path=place.path,
        line=place.line,
    )
    if is_unreadable:
        raise problem
    object_to(problem)


def _hint(characters: Iterable[str], language: str, *, is_unreadable: bool) -> str:
    """Return what to do about characters without a glyph: to install the fonts of their scripts, where there are any."""
    lacking = [row for row in fonts_for(scripts_of(characters), language) if not row.files]
    if lacking:
        packages = " ".join(dict.fromkeys(names_here(row.packages) for row in lacking))
        return f"install {packages}, which has the fonts for {' and '.join(row.name for row in lacking)}"
    if is_unreadable:
        return 'set formats = ["html"] in publication.toml, or leave the language out'
    return "write the character otherwise there; what names no line is in publication.toml, or in the interface’s catalogue (readers.po)"


def _object_to_layout(messages: Iterable[str], book: Book, object_to: Objections) -> None:
    for message in itertools.filterfalse(object_to.knows, dict.fromkeys(messages)):
        object_to(
            Problem(
                "typeset-warning",
                f"{book.title}: the layout is not what was asked for",
                cause=message[:600],
                hint="correct the text or the style that it names",
                path=book.path,
            )
        )


def _named(character: str, text: str, messages: Sequence[PrintedMessage], lines: Mapping[str, str]) -> str:
    """Return `first.po:9: 漢 (U+6F22) in “Das Zeichen 漢 steht hier”`, with all lines of its messages, and the words of the first."""
    name = f"{character} (U+{ord(character[:1] or chr(0)):04X})"
    body = text.partition("<body")[2].partition(">")[2] or text
    printed = messages[0].parts if messages else map(html.unescape, _TAG.split(body))
    texts = (" ".join(unicodedata.normalize("NFC", part).split()) for part in printed)
    words = next((text for text in texts if character and character in text), "")
    at = words.find(character)
    places = ", ".join(
        dict.fromkeys(where(place_of(message, lines)).removesuffix(": ") for message in messages[:_MOST])
    )
    around = f" in “{words[max(0, at - _AROUND) : at + _AROUND].strip()}”" if words else ""
    return f"{places}{': ' if places else ''}{name}{around}"


class Remarks(logging.Handler):
    """What WeasyPrint has logged, in its order."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Keep a library's progress to itself, where another has told the root logger to print everything."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
