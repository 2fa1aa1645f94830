# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that end with the one that started them, however that ends, and leave nothing running themselves."""

import os
import signal
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.system.libc import adopt_orphans, ask_for_signal_at_parents_end

LASTING: set[int] = set()
"""Processes that this one has started for as long as it runs."""
_ENDING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


@contextmanager
def deaf_children() -> Iterator[None]:
    """Start processes in the block that ignore Ctrl-C, which a terminal sends to all, until `end_with_parent`.

    A signal that is to end this process waits until they are started.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_with_parent(parent: int) -> None:
    """Leave Ctrl-C to the parent, and let the system kill this process when the parent is gone, whatever has killed it.

    To be called in a process that the main thread of `parent` has spawned.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    ask_for_signal_at_parents_end(signal.SIGKILL)
    if os.getppid() != parent:  # it had ended before the system was asked
        os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def without_orphans() -> Iterator[None]:
    """Kill, when the block is left, what its processes have left running, such as a program that an extension called."""
    known = children()
    adopt_orphans()
    try:
        yield
    finally:
        end_orphans(known)
        adopt_orphans(is_on=False)


def children() -> frozenset[int]:
    """Return the processes whose parent this one is, but for the lasting ones."""
    found: set[int] = set()
    for file in Path("/proc/self/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that has ended meanwhile
            found.update(map(int, file.read_text(encoding="ascii").split()))
    return frozenset(found - LASTING)


def end_orphans(known: Collection[int]) -> None:
    """Kill the children of this process that are not known, and what these leave behind."""
    while orphans := children().difference(known):
        for orphan in orphans:
            with suppress(ProcessLookupError, ChildProcessError):  # another thread has waited for it
                os.kill(orphan, signal.SIGKILL)
                os.waitpid(orphan, 0)
