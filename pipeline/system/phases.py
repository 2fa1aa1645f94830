# SPDX-License-Identifier: GPL-3.0-or-later
"""Phases of a command, such as reading and drawing, reported to a watcher while they run."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase begins (`seconds` is None), or has ended after `seconds`."""

    name: str
    seconds: float | None = None


type Watcher = Callable[[Phase], None]

_watcher: ContextVar[Watcher] = ContextVar("watcher", default=lambda _phase: None)


@contextmanager
def phase(name: str) -> Iterator[None]:
    """Report to the watcher, if there is one, that a phase begins and, unless it fails, how long it took."""
    watcher = _watcher.get()
    watcher(Phase(name))
    since = time.monotonic()
    yield
    watcher(Phase(name, time.monotonic() - since))


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Report all phases within the block to this watcher."""
    reset_token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(reset_token)
