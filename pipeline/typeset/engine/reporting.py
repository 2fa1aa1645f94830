# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports faults of a layout as Problems or warnings: WeasyPrint's warnings, and the findings of the proof."""

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
from pipeline.system.machine import package_names
from pipeline.system.script_fonts import fonts_for
from pipeline.typeset.book import Book, SourceLocation, location_prefix, source_location

UNREADABLE = 2
"""Maximum percentage of characters without a glyph; a text with more is not printed."""

_GLYPH = re.compile(r'\.notdef glyph rendered .*"(?P<character>.*)" \(U\+', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_MAX_NAMED = 12
_CONTEXT_LENGTH = 40


class Reporter:
    """A callback for Problems: raises them if `strict`; otherwise collects them as warnings, without duplicates."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self.problems: dict[str, Problem] = {}
        """The problems by their warning."""

    def __call__(self, problem: Problem) -> None:
        if self.strict:
            raise problem
        warning = f"{problem.message} ({problem.cause})" if problem.cause else problem.message
        self.problems.setdefault(warning, problem)

    def knows(self, message: str) -> bool:
        """Return whether a message of WeasyPrint is about the cause of a reported problem, such as a refused file."""
        return any(problem.cause and problem.cause in message for problem in self.problems.values())


@contextmanager
def weasyprint_warnings(book: Book, report: Reporter, lines: Mapping[str, str] | None = None) -> "Iterator[WarningLog]":
    """Yield the log of WeasyPrint's warnings, and report them at the end, since content that it cannot draw is missing.

    `lines` maps originals to `file.po:line` of their translations, for missing glyphs. Raises Problem `typeset-failed` for an
    exception of WeasyPrint.
    """
    with collect_warnings(book) as log:
        yield log
    glyphs = Counter(match["character"] for message in log.messages if (match := _GLYPH.match(message)))
    if glyphs:
        _report_glyphs(glyphs, book, report, lines or {})
    _report_layout((message for message in log.messages if not _GLYPH.match(message)), book, report)


@contextmanager
def collect_warnings(book: Book) -> "Iterator[WarningLog]":
    """Yield the log of WeasyPrint's warnings. Raises Problem `typeset-failed` for an exception of WeasyPrint."""
    log = WarningLog()
    with _quiet("fontTools"), _quiet("weasyprint.progress"):
        propagate, LOGGER.propagate = LOGGER.propagate, False
        LOGGER.addHandler(log)
        try:
            yield log
        except Problem:
            raise
        except Exception as error:
            raise Problem(
                "typeset-failed",
                f"{book.title} cannot be laid out",
                cause=f"{type(error).__name__}: {error}",
                hint="undo the latest changes to find the cause; report it with this message",
                path=book.path,
            ) from error
        finally:
            LOGGER.removeHandler(log)
            LOGGER.propagate = propagate


def _report_glyphs(glyphs: Counter[str], book: Book, report: Reporter, lines: Mapping[str, str]) -> None:
    commonest = [character for character, _ in glyphs.most_common(_MAX_NAMED)]
    printing = {
        character: [
            message for message in book.expected if character in unicodedata.normalize("NFC", "\0".join(message.parts))
        ]
        for character in commonest
    }
    names = [_describe(character, book.text, printing[character], lines) for character in commonest]
    names += ["…"] if len(glyphs) > _MAX_NAMED else []
    place = next((source_location(printed[0], lines) for printed in printing.values() if printed), SourceLocation())
    length = len("".join(html.unescape(_TAG.sub("", book.text)).split()))
    is_unreadable = glyphs.total() * 100 > UNREADABLE * length
    problem = Problem(
        "missing-glyph",
        f"{book.title}: {'our fonts cannot show this text' if is_unreadable else 'a character has no glyph in our fonts'}",
        cause=", ".join(names),
        hint=_hint(glyphs, book.typography, is_unreadable=is_unreadable and not report.strict),
        path=place.path,
        line=place.line,
    )
    if is_unreadable:
        raise problem
    report(problem)


def _hint(characters: Iterable[str], language: str, *, is_unreadable: bool) -> str:
    """Return advice about characters without a glyph: install the fonts of their scripts, if we know any."""
    lacking = [row for row in fonts_for(scripts_of(characters), language) if not row.files]
    if lacking:
        packages = " ".join(dict.fromkeys(package_names(row.packages) for row in lacking))
        return f"install {packages}, which has the fonts for {' and '.join(row.name for row in lacking)}"
    if is_unreadable:
        return 'set formats = ["html"] in publication.toml, or leave the language out'
    return "replace the character; if no line is named, it is in publication.toml or in the interface’s catalogue (readers.po)"


def _report_layout(messages: Iterable[str], book: Book, report: Reporter) -> None:
    for message in itertools.filterfalse(report.knows, dict.fromkeys(messages)):
        report(
            Problem(
                "typeset-warning",
                f"{book.title}: WeasyPrint could not lay out everything as the styles ask",
                cause=message[:600],
                hint="correct the text or the style that the message names",
                path=book.path,
            )
        )


def _describe(character: str, text: str, messages: Sequence[PrintedMessage], lines: Mapping[str, str]) -> str:
    """Describe a character: `first.po:9: 漢 (U+6F22) in “Das Zeichen 漢 steht hier”`, with the lines of all messages that have it."""
    name = f"{character} (U+{ord(character[:1] or chr(0)):04X})"
    body = text.partition("<body")[2].partition(">")[2] or text
    printed = messages[0].parts if messages else map(html.unescape, _TAG.split(body))
    texts = (" ".join(unicodedata.normalize("NFC", part).split()) for part in printed)
    words = next((text for text in texts if character and character in text), "")
    location = words.find(character)
    places = ", ".join(
        dict.fromkeys(
            location_prefix(source_location(message, lines)).removesuffix(": ") for message in messages[:_MAX_NAMED]
        )
    )
    surroundings = (
        f" in “{words[max(0, location - _CONTEXT_LENGTH) : location + _CONTEXT_LENGTH].strip()}”" if words else ""
    )
    return f"{places}{': ' if places else ''}{name}{surroundings}"


class WarningLog(logging.Handler):
    """Collects the messages of a logger, in order."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Silence a library's progress messages, in case another library has set the root logger to print everything."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
