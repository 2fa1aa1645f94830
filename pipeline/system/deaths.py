# SPDX-License-Identifier: GPL-3.0-or-later
"""How a process ended that gave no answer: the signal or exit code, its memory, and that of the machine."""

import os
import signal
from pathlib import Path

_ALARM = signal.SIGALRM
"""What ends a process that takes longer than it may."""


class ProcessDiedError(Exception):
    """A process ended without an answer: by a signal, such as when memory runs out, or by an exit code of its own.

    `code` is the exit code, or the negative number of the signal; `peak` is the most memory that it had, or one of those that
    it had started, `free` and `total` is the machine's when it was gone, in bytes, 0 where it is not known.
    """

    def __init__(self, code: int, peak: int = 0, free: int = 0, total: int = 0) -> None:
        super().__init__(code, peak, free, total)
        self.code, self.peak, self.free, self.total = code, peak, free, total

    @property
    def is_late(self) -> bool:
        """Return whether it was ended because it took too long."""
        return self.code == -_ALARM

    @property
    def how(self) -> str:
        return signal.Signals(-self.code).name if self.code < 0 else f"exit code {self.code}"

    @property
    def memory(self) -> str:
        """Say how much memory it had, and how much the machine has left."""
        of_machine = f"; the machine had {_megabytes(self.free)} of {_megabytes(self.total)} free" if self.total else ""
        return f"it had up to {_megabytes(self.peak)} of memory{of_machine}"

    def __str__(self) -> str:
        return f"{self.how}; {self.memory}"


def reap(process: int) -> ProcessDiedError | None:
    """Wait until a child of this process has ended; return how, unless it ended well."""
    _, status, usage = os.wait4(process, 0)
    code = os.waitstatus_to_exitcode(status)
    return ProcessDiedError(code, usage.ru_maxrss * 1024, *_memory()) if code else None


def _memory() -> tuple[int, int]:
    """Return how much of the machine's memory is free, and how much it has, in bytes."""
    try:
        rows = (line.split() for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
        kilobytes = {row[0]: int(row[1]) for row in rows}
        return kilobytes["MemAvailable:"] * 1024, kilobytes["MemTotal:"] * 1024
    except (OSError, KeyError, ValueError):
        return 0, 0


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"
