# SPDX-License-Identifier: GPL-3.0-or-later
"""The printed lines of events with their levels, the exit code, and phrases that all commands use."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path

from pipeline.model.problems import Problem

WELL, FINDINGS, PROBLEM = 0, 1, 3
"""Exit codes. argparse uses 2 for wrong arguments; 130 is in pipeline/system/interruption.py."""


class Level(Enum):
    """The level of a line, which determines its stream and the exit code."""

    RESULT = auto()
    REMARK = auto()
    """On standard error, without an effect on the exit code."""
    FAILURE = auto()
    """On standard error; exit code 3."""
    TO_FIX = auto()
    """A finding; exit code 1."""
    DETAIL = auto()
    """Only printed with --verbose."""


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line of an event; `text` may have continuation lines."""

    text: str
    level: Level = Level.RESULT


type LinesFor = Callable[[object], Iterator[Line]]
"""Yields the lines for an event of a command, with absolute paths."""


@dataclass(frozen=True, slots=True)
class Wrote:
    """A file was written; `what` describes it, empty if its name does."""

    path: Path
    what: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do next."""

    text: str


@dataclass(frozen=True, slots=True)
class Serving:
    """Pages are shown at an address, until the command is interrupted."""

    address: str


@dataclass(frozen=True, slots=True)
class Explained:
    """The explanation of a check."""

    text: str


def lines_for_any(event: object) -> Iterator[Line]:
    """Yield the lines for events that several commands share."""
    match event:
        case Wrote(path, what):
            yield Line(f"wrote {path}{f': {what}' if what else ''}")
        case Advice(text):
            yield Line(f"next: {text}")
        case Serving(address):
            yield Line(f"{address}  (Ctrl-C ends it)")
        case Explained(text):
            yield Line(text)
        case Problem():
            yield Line(str(event), Level.FAILURE)
        case _:
            yield Line(str(event))


@dataclass(slots=True)
class Tally:
    """Counts of the lines that determine the exit code."""

    failures: int = 0
    to_fix: int = 0

    def add(self, level: Level) -> None:
        self.failures += level is Level.FAILURE
        self.to_fix += level is Level.TO_FIX

    @property
    def exit_code(self) -> int:
        return PROBLEM if self.failures else FINDINGS if self.to_fix else WELL


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def size(number: int) -> str:
    return f"{number / 1_000_000:.1f} MB" if number >= 1_000_000 else f"{max(1, round(number / 1000))} KB"


def day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def duration(seconds: float) -> str:
    """Return a duration as text: `4.2 s`, `3 min 20 s`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{round(seconds) // 60} min {round(seconds) % 60} s"
