# SPDX-License-Identifier: GPL-3.0-or-later
"""A pool of worker processes, of which one that dies costs its own call alone."""

import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection, Pipe
from socket import SHUT_RDWR, socket
from threading import Lock
from typing import Any, NamedTuple

from pipeline.model.problems import Problem
from pipeline.system.deadline import VARIABLE
from pipeline.system.deaths import ProcessDiedError
from pipeline.system.files import machine_problem, problem_of
from pipeline.system.forks import called, pickled, unpickled
from pipeline.system.forkserver import ForkServer
from pipeline.system.libc import adopt_orphans
from pipeline.system.processes import deaf_children


class Pool(Executor):
    """Processes that call functions for this one, each with a thread here that waits for its answer.

    A process that dies fails its own call with ProcessDiedError; another takes its place. All end with this process. What
    `load` imports, they have when they begin.
    """

    def __init__(self, processes: int, load: Callable[[], object] | None = None) -> None:
        if load is not None:
            ForkServer.running().load(load)
        self._threads = ThreadPoolExecutor(processes)
        self._idle: list[_Worker] = []
        self._workers: set[_Worker] = set()
        self._lock = Lock()
        self._is_killed = False

    def submit[**P, T](self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        # A thread that begins here is deaf for good, and so is each process that it begins: a terminal's signal is the main thread's.
        with deaf_children():
            return self._threads.submit(self._call, partial(fn, *args, **kwargs))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the processes end when they have answered."""
        self._threads.shutdown(wait, cancel_futures=cancel_futures)
        if wait:
            for worker in self._workers:
                worker.connection.close()
            for worker in list(self._workers):
                self._remove(worker)

    def kill(self) -> None:
        """Kill the processes, and begin no other; no published file is half written by that."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            self._is_killed = True
            for worker in self._workers:
                worker.kill()

    def _call[T](self, function: Callable[[], T]) -> T:
        data = pickle.dumps(function)
        worker = self._take()
        try:
            worker.connection.send_bytes(data)
            answer = worker.connection.recv_bytes()
        except (EOFError, OSError):
            raise self._remove(worker) or ProcessDiedError(0) from None
        self._idle.append(worker)
        result: T = unpickled(answer).result()
        return result

    def _take(self) -> "_Worker":
        with self._lock:
            if self._idle:
                return self._idle.pop()
            worker = _Worker()
            self._workers.add(worker)
            if self._is_killed:
                worker.kill()
            return worker

    def _remove(self, worker: "_Worker") -> ProcessDiedError | None:
        worker.connection.close()
        with self._lock:  # nobody kills another process that has its number by then
            self._workers.discard(worker)
            return worker.reap()


class _Worker:
    """A process that calls one function after the other, until the connection is closed."""

    def __init__(self) -> None:
        self._server = ForkServer.running()
        self.connection, theirs = Pipe()
        with theirs:
            self._process = self._server.fork([theirs.fileno()], _serve)

    def kill(self) -> None:
        """Kill the process, and end the wait for its answer: what an extension has started there has the connection as well."""
        os.kill(self._process, signal.SIGKILL)
        # It is closed already where the answer has come.
        with suppress(OSError), socket(fileno=os.dup(self.connection.fileno())) as same:
            same.shutdown(SHUT_RDWR)

    def reap(self) -> ProcessDiedError | None:
        return self._server.reap(self._process)


def _serve(file: int) -> None:
    """Call what comes through the connection, until it is closed: all that a worker does."""
    adopt_orphans()
    with Connection(file) as connection:
        while True:
            try:
                data = connection.recv_bytes()
            except EOFError:
                return
            connection.send_bytes(pickled(called(_unpickle_and_call, data)))


def _unpickle_and_call(data: bytes) -> Any:  # whatever the function returns
    return pickle.loads(data)()  # noqa: S301  # this very program has pickled it


@contextmanager
def processes(jobs: int, most: int | None = None) -> Iterator[Executor]:
    """Lend a pool with as many processes as there are jobs and cores for them, or with `most`.

    Where the block is left by an exception, the pool's processes are killed.
    """
    pool = Pool(max(1, min(jobs, most)) if most is not None else workers(jobs))
    try:
        yield pool
    except BaseException:
        pool.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def workers(jobs: int) -> int:
    """Return the number of processes for so many jobs: no more than cores."""
    return max(1, min(jobs, os.process_cpu_count() or 1))


class Ended[K, T](NamedTuple):
    """What came of `item`; where it is its second attempt, `death` is how the process of the first one died."""

    item: K
    future: Future[T]
    death: ProcessDiedError | None = None


def side_by_side[K, T](pool: Executor, calls: Mapping[K, Callable[[], T]]) -> Iterator[Ended[K, T]]:
    """Call functions side by side; yield what came of them as they end, those whose process died after a second attempt."""

    def run(keys: Iterable[K]) -> Iterator[Ended[K, T]]:
        started = {pool.submit(calls[key]): key for key in keys}
        yield from (Ended(started[future], future) for future in as_completed(started))

    yield from once_more(calls, run)


def once_more[K, E](items: Iterable[K], run: Callable[[Iterable[K]], Iterator[E]]) -> Iterator[E]:
    """Run items, and yield what that yields, an Ended for each among it, but for those whose process dies.

    These are run once more when all others are done, each alone: with all of the machine's memory. What took too long is not.
    """
    died: list[tuple[K, ProcessDiedError]] = []
    for event in run(items):
        error = event.future.exception() if isinstance(event, Ended) else None
        if isinstance(event, Ended) and isinstance(error, ProcessDiedError) and not error.is_late:
            died.append((event.item, error))
        else:
            yield event
    for item, death in died:
        for event in run([item]):
            yield event._replace(death=death) if isinstance(event, Ended) else event


def answer[T](what: str, future: Future[T], *, bound: float = 0.0) -> T:
    """Return the result of a process that was making `what` in at most `bound` seconds; raise Problem however it failed."""
    try:
        return future.result()
    except Problem:
        raise
    except ProcessDiedError as death:
        raise (_late(what, death, bound) if death.is_late else _dead(what, death)) from death
    except OSError as error:
        raise problem_of(error) from error
    except Exception as error:
        if (problem := machine_problem([str(error)])) is not None:
            raise problem from error  # an OSError that could not be pickled
        raise Problem(
            "broken-job",
            f"the process that made {what} ended without an answer",
            cause=f"{type(error).__name__}: {error}",
            hint="run it again; if it comes back, report it with this message",
        ) from error


def _late(what: str, death: ProcessDiedError, bound: float) -> Problem:
    return Problem(
        "hanging-job",
        f"the process that made {what} was ended, since it took more than {bound / 60:.3g} minutes",
        cause=death.memory,
        hint="look at what conf.py and its extensions wait for: a server, a lock, a program that hangs; if it needs more time, "
        f"give it more: {VARIABLE}={max(1, round(bound / 30))} in the environment",
    )


def _dead(what: str, death: ProcessDiedError) -> Problem:
    return Problem(
        "broken-job",
        f"the process that made {what} ended without an answer, and again when it was the only one",
        cause=str(death),
        hint="where memory ran out (SIGKILL), end other programs, or use a machine that has more; else run it again, and if "
        "it comes back, report it with this message",
    )
