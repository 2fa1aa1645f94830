# SPDX-License-Identifier: GPL-3.0-or-later
"""Ctrl-C, and what a system sends to end a program, as one exception."""

import atexit
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERRUPTED = 130
"""The exit code."""
NOTICE = "interrupted; what was on the site is still there"


class Interrupted(BaseException):
    """The command is to end now.

    It is no KeyboardInterrupt: Python ends by the signal itself where one of those has passed through `exec`, as
    dataclasses use it, and the exit code would not be ours.
    """


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise Interrupted in the block, in the main thread, at SIGINT, SIGTERM or SIGHUP; a second signal ends the process.

    A signal that is ignored stays so: nohup, and shells that begin a program in the background, want it.
    """
    if threading.current_thread() is not threading.main_thread():  # no other may handle signals
        yield
        return
    is_first = True

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        nonlocal is_first
        if not is_first:
            os._exit(INTERRUPTED)
        is_first = False
        raise Interrupted

    before = {name: signal.getsignal(name) for name in _SIGNALS}
    for name, handler in before.items():
        if handler not in (signal.SIG_IGN, None):
            signal.signal(name, interrupt)
    try:
        yield
    finally:
        for name, handler in before.items():
            if handler is not None:
                signal.signal(name, handler)


@contextmanager
def deaf_threads() -> Iterator[None]:
    """Start threads in the block that no signal is delivered to: they are the main thread's, which may be waiting."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_at_signals() -> None:
    """End this process, with a notice and the exit code, at a signal that comes before or after a command."""

    def interrupt(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, lambda *_: os._exit(INTERRUPTED))
        os.write(2, f"{NOTICE}\n".encode())
        end()

    for name in _SIGNALS:
        if signal.getsignal(name) is not signal.SIG_IGN:
            signal.signal(name, interrupt)


def end() -> None:
    """End this process as one that was interrupted: what is registered for its end is done, and it does not stop for errors."""
    with suppress(BaseException):
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, RuntimeError):
            stream.flush()
    os._exit(INTERRUPTED)
