# SPDX-License-Identifier: GPL-3.0-or-later
"""Estimates the remaining time of a build."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from pipeline.publishing.events import Failed, Planned, Published
from pipeline.report.lines import count
from pipeline.system.interruption import signals_blocked

INTERVAL = 30.0
"""Seconds between two lines of progress."""
_MIN_SHARE = 0.2
"""From this share of completed work on, the speed gives a better estimate than the duration of the previous run."""


class Pace:
    """Progress as lines of text, for logs instead of bars."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun = clock()
        self._last = 0.0
        self._expected: float | None = None
        self._total = self._finished = 0

    def count(self, event: object) -> None:
        """Update the counts of started and finished editions by an event."""
        match event:
            case Planned(due):
                self._begun, self._last = self._clock(), 0.0
                self._total, self._finished = len(due), 0
                self._expected = event.seconds
            case Published() | Failed():
                self._finished += 1
                self._last = self._clock() - self._begun

    @property
    def line(self) -> str:
        """The number of finished editions and the remaining time; empty if no edition is being made."""
        if self._finished >= self._total:
            return ""
        left = time_left(self._expected, self._clock() - self._begun, self._finished, self._total, self._last)
        about = "" if left is None else f", about {max(1, round(left / 60))} min left"
        return f"{self._finished} of {count(self._total, 'edition')}{about}"

    @contextmanager
    def reported(self, report: Callable[[str], None]) -> Iterator[None]:
        """Report the progress line every 30 seconds, from a thread, since a step may be silent for minutes."""
        end = Event()

        def tick() -> None:
            while not end.wait(INTERVAL):
                if line := self.line:
                    report(line)

        thread = Thread(target=tick, daemon=True)
        with signals_blocked():
            thread.start()
        try:
            yield
        finally:
            end.set()
            thread.join()


def time_left(
    expected: float | None, elapsed: float, completed: float, total: float | None, last: float
) -> float | None:
    """Estimate the remaining seconds, from the duration of the previous run or, once enough is done, from the speed of this one.

    `last` is the elapsed time when the last edition was completed. Returns None if unknown or exceeded.
    """
    part = completed / total if total else 0.0
    whole = last / part if part >= _MIN_SHARE else expected
    return whole - elapsed if whole is not None and elapsed < whole else None
