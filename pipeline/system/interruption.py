# SPDX-License-Identifier: GPL-3.0-or-later
"""Ctrl-C, and what a system sends to end a program, as one exception."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERRUPTED = 130
"""The exit code."""


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
