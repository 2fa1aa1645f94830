# SPDX-License-Identifier: GPL-3.0-or-later
"""One event in words, and what the words are for; small phrases that all commands use."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path

WELL, FINDINGS, PROBLEM = 0, 1, 3
"""Exit codes; 2, for wrong arguments, is what argparse itself exits with, and 130 is in pipeline/system/interruption.py."""


class Kind(Enum):
    """What is said on standard output, or on standard error; and what reaches the exit code."""

    RESULT = auto()
    REMARK = auto()
    """On standard error, and the command goes on well."""
    FAILURE = auto()
    """On standard error; the command ends with 3."""
    TO_FIX = auto()
    """A finding; the command ends with 1."""
    DETAIL = auto()
    """For who asks for all: --verbose."""


@dataclass(frozen=True, slots=True)
class Said:
    """Some words about an event; lines after the first belong to it."""

    text: str
    kind: Kind = Kind.RESULT


type Say = Callable[[object], Iterator[Said]]
"""The words for the events of a command, with whole paths."""


@dataclass(frozen=True, slots=True)
class Wrote:
    """A file was written; `what` it is, empty where its name says it."""

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
    """A text that was asked for."""

    text: str


def say_any(event: object) -> Iterator[Said]:
    """Say what several commands have to say."""
    match event:
        case Wrote(path, what):
            yield Said(f"wrote {path}{f': {what}' if what else ''}")
        case Advice(text):
            yield Said(f"next: {text}")
        case Serving(address):
            yield Said(f"{address}  (Ctrl-C ends it)")
        case Explained(text):
            yield Said(text)
        case _:
            yield Said(str(event))


@dataclass(slots=True)
class Tally:
    """What must reach the exit code."""

    failures: int = 0
    to_fix: int = 0

    def add(self, kind: Kind) -> None:
        self.failures += kind is Kind.FAILURE
        self.to_fix += kind is Kind.TO_FIX

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
    """Seconds with a tenth, minutes without."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{round(seconds) // 60} min {round(seconds) % 60} s"
