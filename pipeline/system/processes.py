# SPDX-License-Identifier: GPL-3.0-or-later
"""Worker processes, which end with the process that started them, however that ends."""

import ctypes
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager

from pipeline.model.problems import Problem
from pipeline.system.garbage import collect_rarely

SPAWNING = multiprocessing.get_context("spawn")
"""A process of its own for each edition's fonts and locale, whatever the parent has loaded and whatever threads it runs."""

_PR_SET_PDEATHSIG = 1
_ENDING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


@contextmanager
def processes(jobs: int, executor: Executor | None = None) -> Iterator[Executor]:
    """Lend `executor`, or else a pool with as many processes as there are jobs and cores for them.

    Where the block is left by an exception, the pool's processes are killed.
    """
    if executor is not None:
        yield executor
        return
    pool = pool_of(workers(jobs))
    try:
        yield pool
    except BaseException:
        end_children()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def workers(jobs: int) -> int:
    """Return the number of processes for so many jobs: no more than cores."""
    return max(1, min(jobs, os.process_cpu_count() or 1))


def pool_of(processes: int) -> ProcessPoolExecutor:
    """Return a pool whose processes end with this one; the caller shuts it down."""
    return _Pool(processes, mp_context=SPAWNING, initializer=_begin, initargs=(os.getpid(),))


class _Pool(ProcessPoolExecutor):
    """A pool whose processes ignore Ctrl-C from their first moment on."""

    def submit[**P, T](self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        with deaf_children():
            return super().submit(fn, *args, **kwargs)


def _begin(parent: int) -> None:
    collect_rarely()
    end_with_parent(parent)


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


def end_children() -> None:
    """Kill the processes that this one has started and that still run; no published file is half written by that."""
    for child in multiprocessing.active_children():
        child.kill()


def end_with_parent(parent: int) -> None:
    """Leave Ctrl-C to the parent, and let the system kill this process when the parent is gone, whatever has killed it.

    To be called in a process that the main thread of `parent` has spawned.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it had ended before the system was asked
        os.kill(os.getpid(), signal.SIGKILL)


def answer[T](what: str, future: Future[T]) -> T:
    """Return the result of a process that was making `what`; raise Problem however it failed."""
    try:
        return future.result()
    except Problem:
        raise
    except Exception as error:
        raise Problem(
            "broken-job",
            f"the process that made {what} ended without an answer",
            cause=f"{type(error).__name__}: {error}",
            hint="run it again; if it comes back, report it with this message",
        ) from error
