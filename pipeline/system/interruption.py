# SPDX-License-Identifier: GPL-3.0-or-later
"""Handles Ctrl-C and termination signals as one exception."""

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
NOTICE = "interrupted; the earlier site is still there"


class Interrupted(BaseException):
    """The command must end now.

    Not a KeyboardInterrupt: after one has passed through `exec`, which dataclasses use, Python kills itself by the signal instead of
    returning our exit code.
    """


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise Interrupted in the block at SIGINT, SIGTERM or SIGHUP, in the main thread; a second signal ends the process.

    Ignored signals stay ignored, for nohup and background processes of shells.
    """
    if threading.current_thread() is not threading.main_thread():  # other threads cannot handle signals
        yield
        return
    is_first = True

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        nonlocal is_first
        if not is_first:
            os._exit(INTERRUPTED)
        is_first = False
        raise Interrupted

    handlers = {name: signal.getsignal(name) for name in _SIGNALS}
    for name, handler in handlers.items():
        if handler not in (signal.SIG_IGN, None):
            signal.signal(name, interrupt)
    try:
        yield
    finally:
        for name, handler in handlers.items():
            if handler is not None:
                signal.signal(name, handler)


@contextmanager
def signals_blocked() -> Iterator[None]:
    """Block signals for threads started in the block, so that they are delivered to the main thread, which may be waiting."""
    former_mask = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former_mask)


def end_at_signals() -> None:
    """End this process with a notice and the exit code at a signal before or after a command."""

    def interrupt(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, lambda *_: os._exit(INTERRUPTED))
        os.write(2, f"{NOTICE}\n".encode())
        end()

    for name in _SIGNALS:
        if signal.getsignal(name) is not signal.SIG_IGN:
            signal.signal(name, interrupt)


def end() -> None:
    """End this process with the exit code of an interruption. Runs exit handlers and ignores their errors."""
    with suppress(BaseException):
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, RuntimeError):
            stream.flush()
    os._exit(INTERRUPTED)
