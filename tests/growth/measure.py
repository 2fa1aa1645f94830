# SPDX-License-Identifier: GPL-3.0-or-later
"""Measuring growth: processor seconds for one text in several lengths, and the power of the length that fits them."""

import math
import signal
import time
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from tests.growth.subjects import Subject

LONGEST = 100_000
LENGTHS = (LONGEST // 8, LONGEST // 4, LONGEST // 2, LONGEST)
NOTICED = 0.05
"""Seconds for the longest text below which nothing is to be fitted: a square of so little is none that anybody notices."""
MOST = 4.0
"""Seconds after which one reading is given up; whatever is linear needs a hundredth."""
POWER = 1.6
"""What n log n, which is 1.1 over these lengths, may seem to be on a busy machine; a square is 2."""
_TURNS = 3


@dataclass(frozen=True, slots=True)
class Text:
    """A hard text of any length: a piece over and over, between a beginning and an end."""

    piece: str
    begin: str = ""
    end: str = ""

    def of(self, length: int) -> str:
        room = max(length - len(self.begin) - len(self.end), 0)
        return self.begin + (self.piece * (room // len(self.piece) + 1))[:room] + self.end


@dataclass(frozen=True, slots=True)
class Growth:
    """Seconds by length; `power` is that of the length that fits them, infinite where a reading was given up."""

    seconds: Mapping[int, float]

    @property
    def longest(self) -> float:
        return self.seconds[max(self.seconds)]

    @property
    def power(self) -> float:
        if self.longest == math.inf:
            return math.inf
        if self.longest < NOTICED:
            return 0.0
        points = [(math.log(length), math.log(max(seconds, 1e-6))) for length, seconds in self.seconds.items()]
        across, up = (sum(values) / len(points) for values in zip(*points, strict=True))
        return sum((x - across) * (y - up) for x, y in points) / sum((x - across) ** 2 for x, _ in points)

    @property
    def is_bounded(self) -> bool:
        return self.power <= POWER


class _TooLong(BaseException):
    pass


def texts() -> Iterator[tuple[str, Text]]:
    """Yield the hard texts by name."""
    for name, row in tomllib.loads(Path(__file__).with_name("strings.toml").read_text(encoding="utf-8")).items():
        yield name, Text(**row)


def growth(subject: Subject, text: Text) -> Growth:
    """Measure how a subject's time grows with a text: twice, and again and again where it seems to grow too fast."""
    once = Growth({length: seconds(subject, text.of(length)) for length in LENGTHS[1::2]})
    if once.is_bounded or once.longest == math.inf:
        return once
    return Growth({length: min(seconds(subject, text.of(length)) for _ in range(_TURNS)) for length in LENGTHS})


def seconds(subject: Subject, words: str, most: float = MOST) -> float:
    """Return the processor seconds that one reading takes; infinity where it was given up, or went too deep."""

    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGVTALRM, give_up)
    begun = time.process_time()
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, most)
        subject(words)
    except (_TooLong, RecursionError):
        return math.inf
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - begun
