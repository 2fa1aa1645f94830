# SPDX-License-Identifier: GPL-3.0-or-later
"""Worker processes: each call runs in a separate process, several in parallel; one that dies or hangs can fail only its own job.

There are two levels of processes, this program and its workers. A job is a generator in this program: it yields the calls that it
needs next, and is sent their answers when all of them are complete. Workers are forked by the standard library's fork server, which has
imported the modules of `prepare`, so that calls start fast. A single loop waits for the pipes and exits of all workers.
"""

import math
import multiprocessing
import os
import pickle
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing import connection, forkserver, resource_tracker, util
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any, NamedTuple

from pipeline.system.garbage import collect_rarely

_CONTEXT = multiprocessing.get_context("forkserver")
_SERVER_ENVIRONMENT = dict(os.environ)
"""The environment variables when this module was imported: in a worker, those of the fork server."""
_LONGEST_PATH, _SHORT_FOLDER = 70, "/tmp"  # noqa: S108  # the socket is in a private folder there
"""Maximum path length (in bytes) of the temporary folder, since paths of sockets are limited; otherwise the second folder is used."""
_GRACE = 1.0
"""Seconds to wait for a process to exit after its pipe has closed."""


class WorkerDiedError(Exception):
    """A worker ended without an answer: by a signal, such as when memory runs out, by exiting, or killed at its timeout.

    `code` is the exit code, or the negative number of the signal; `is_late`: it was killed at its timeout.
    """

    def __init__(self, code: int, *, is_late: bool = False) -> None:
        super().__init__(code, is_late)
        self.code, self.is_late = code, is_late

    def __str__(self) -> str:
        if self.is_late:
            return "timeout"
        return signal.Signals(-self.code).name if self.code < 0 else f"exit code {self.code}"


@dataclass(frozen=True, slots=True)
class Call[T]:
    """A function that a worker calls, for at most `timeout` seconds. It is pickled, as are its result and its exception.

    `label` describes it for a progress display; it may be empty.
    """

    function: Callable[[], T]
    timeout: float = math.inf
    label: str = ""


class Answer(NamedTuple):
    """The result of a call, its duration in seconds, and the peak memory of its worker (without child processes) in bytes."""

    value: Any  # whatever the function returns
    seconds: float
    memory: int


type Job[T] = Generator[Sequence[Call[Any]], Sequence[Answer], T]
"""Yields calls that may run in parallel. When all are finished, it is sent their answers, or the error of the first that failed."""


class CallStarted[K](NamedTuple):
    """A call of a job is passed to a worker."""

    key: K
    label: str


class JobResult[K, T](NamedTuple):
    """The result of a job, or the `error` that ended it.

    `death` is how a worker of the job died, if one did; that call was retried.
    """

    key: K
    value: T | None = None
    error: Exception | None = None
    death: WorkerDiedError | None = None


def single[T](call: Call[T]) -> Job[T]:
    """Return the job of one call. With `yield from`, it becomes part of another job."""
    (answer,) = yield [call]
    value: T = answer.value
    return value


def prepare(*modules: str) -> None:
    """Start the fork server, if it is not running, and let it import modules in the background."""
    if modules:  # also applies if the server is restarted
        _CONTEXT.set_forkserver_preload(["__main__", __name__, *modules])
    # Only this process handles Ctrl-C: block SIGINT, so that the server survives it while it imports.
    former_mask, folder = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}), tempfile.tempdir
    if len(os.fsencode(tempfile.gettempdir())) > _LONGEST_PATH:
        tempfile.tempdir = _SHORT_FOLDER
    try:
        forkserver.ensure_running()
    finally:
        tempfile.tempdir = folder
        signal.pthread_sigmask(signal.SIG_SETMASK, former_mask)
    _stop_at_end(os.getpid())


def is_prepared() -> bool:
    """Return whether this process has called `prepare`."""
    return os.getpid() in _PREPARED


_PREPARED: set[int] = set()


def _stop_at_end(process: int) -> None:
    """When this process exits, stop the fork server and wait for it, so that its temporary files are removed."""

    def stop() -> None:
        if os.getpid() == process:
            forkserver._forkserver._stop()  # type: ignore[attr-defined]  # there is no public way to end it, …
            resource_tracker._resource_tracker._stop()  # type: ignore[attr-defined]  # … nor what it has begun

    if process not in _PREPARED:
        _PREPARED.add(process)
        # After processes that extensions started here have ended, since they hold the server's pipe open, and before
        # multiprocessing removes the folder of its socket.
        util.Finalize(None, stop, exitpriority=-50)


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0))


def run[K, T](jobs: Iterable[tuple[K, Job[T]]], width: int | None = None) -> Iterator[CallStarted[K] | JobResult[K, T]]:
    """Run jobs, with at most `width` calls in parallel (default: one per core); yield the start of each call and the end of each job.

    A job starts when a worker is free. Each job has one retry: a call whose worker dies is retried alone, after all others, with all of
    the machine's memory; a call that exceeded its timeout is not. When the generator is closed, as by Ctrl-C, all workers are killed,
    with the processes that they have started.
    """
    max_workers = width if width is not None else cores()
    workers = Workers[K, T](jobs, max_workers)
    try:
        while workers.are_busy:
            yield from workers.poll()
    finally:
        workers.kill()


@dataclass(slots=True)
class _ActiveJob[K, T]:
    """A job that has started, the answers that it waits for, and how a worker of the job died, if one did."""

    key: K
    job: Job[T]
    answers: list[Answer | Exception | None] = field(default_factory=list)
    death: WorkerDiedError | None = None


@dataclass(frozen=True, slots=True)
class _PendingCall[K, T]:
    """A call of a job, and its index in the list that the job has yielded."""

    job: _ActiveJob[K, T]
    index: int
    call: Call[Any]


class _Worker[K, T]:
    """A process that makes one call."""

    def __init__(self, pending: _PendingCall[K, T]) -> None:
        self.pending = pending
        self.pipe, sender = _CONTEXT.Pipe(duplex=False)
        function = pickle.dumps(pending.call.function)
        self._process = _CONTEXT.Process(target=_work, args=(sender, function, dict(os.environ)), daemon=False)
        self._process.start()
        sender.close()
        self.sentinel = self._process.sentinel
        self.deadline = time.monotonic() + pending.call.timeout

    def answer(self, *, is_late: bool) -> Answer | Exception:
        """Return the answer or error of the call, after its pipe is ready, its process has ended, or it is late."""
        data = b""
        with suppress(EOFError, OSError):
            data = self.pipe.recv_bytes() if self.pipe.poll() else b""
        if data:
            self._process.join(_GRACE)
            if self._process.exitcode is None:
                self.kill()
            self.pipe.close()
            value: Answer | Exception = pickle.loads(data)  # noqa: S301  # pickled by this program
            return value
        if not is_late:
            self._process.join(_GRACE)  # it has closed the pipe, and is about to exit
        code = self._process.exitcode if self._process.exitcode is not None else -signal.SIGKILL
        self.kill()
        return WorkerDiedError(code, is_late=is_late)

    def kill(self) -> None:
        """Kill the process and its children. Safe at any moment, since published files are replaced atomically."""
        pid = self._process.pid
        assert pid is not None
        with suppress(ProcessLookupError):  # no group until the worker has called setsid
            os.killpg(pid, signal.SIGKILL)
        self._process.kill()
        self._process.join()
        self.pipe.close()


class Workers[K, T]:
    """The scheduler behind `run`; it accepts new jobs while others run."""

    def __init__(self, jobs: Iterable[tuple[K, Job[T]]] = (), width: int = 1) -> None:
        prepare()
        self._jobs, self._max_workers = iter(jobs), max(1, width)
        self._pending: deque[_PendingCall[K, T]] = deque()
        self._retries: deque[_PendingCall[K, T]] = deque()
        self._workers: list[_Worker[K, T]] = []
        self.are_busy = True

    def add(self, key: K, job: Job[T]) -> None:
        """Append a job to the queue."""
        self._jobs = chain(self._jobs, [(key, job)])
        self.are_busy = True

    def poll(self, timeout: float | None = None) -> Iterator[CallStarted[K] | JobResult[K, T]]:
        """Start calls on free workers, wait at most `timeout` seconds until one ends, and yield the events."""
        yield from self._begin()
        self.are_busy = bool(self._workers)
        for worker in self._wait_for_workers(timeout) if self._workers else ():
            self._workers.remove(worker)
            yield from self._end(worker, worker.answer(is_late=time.monotonic() >= worker.deadline))

    def kill(self) -> None:
        """Kill all workers."""
        for worker in self._workers:
            worker.kill()
        self._workers.clear()

    def _begin(self) -> Iterator[CallStarted[K] | JobResult[K, T]]:
        """Give each free worker a call: from jobs that have started, or else from the next job."""
        while len(self._workers) < self._max_workers:
            if self._pending:
                pending = self._pending.popleft()
            elif (following := next(self._jobs, None)) is not None:
                yield from self._advance(_ActiveJob(*following))
                continue
            elif self._retries and not self._workers:
                pending = self._retries.popleft()
            else:
                return
            if pending.call.label:
                yield CallStarted(pending.job.key, pending.call.label)
            try:
                self._workers.append(_Worker(pending))
            except (pickle.PicklingError, AttributeError, TypeError) as error:
                yield from self._record(pending, error)

    def _wait_for_workers(self, timeout: float | None) -> Sequence[_Worker[K, T]]:
        """Wait until a worker has answered, has ended, or is late."""
        until_late = min(worker.deadline for worker in self._workers) - time.monotonic()
        seconds = min(max(0.0, until_late), math.inf if timeout is None else timeout)
        waited: dict[Any, _Worker[K, T]] = {  # by pipe or file descriptor
            place: worker for worker in self._workers for place in (worker.pipe, worker.sentinel)
        }
        ready = {waited[place] for place in connection.wait(waited, None if math.isinf(seconds) else seconds)}
        return [worker for worker in self._workers if worker in ready or worker.deadline <= time.monotonic()]

    def _end(self, worker: _Worker[K, T], answer: Answer | Exception) -> Iterator[JobResult[K, T]]:
        pending = worker.pending
        if isinstance(answer, WorkerDiedError) and not answer.is_late and pending.job.death is None:
            pending.job.death = answer
            self._retries.append(pending)
        else:
            yield from self._record(pending, answer)

    def _record(self, pending: _PendingCall[K, T], answer: Answer | Exception) -> Iterator[JobResult[K, T]]:
        answers = pending.job.answers
        answers[pending.index] = answer
        if None not in answers:
            yield from self._advance(pending.job)

    def _advance(self, running: _ActiveJob[K, T]) -> Iterator[JobResult[K, T]]:
        """Send the answers to the job; queue its next calls, or yield its end."""
        answers = [answer for answer in running.answers if answer is not None]
        error = next((answer for answer in answers if isinstance(answer, Exception)), None)
        try:
            if error is not None:
                calls = running.job.throw(error)
            else:
                results = [answer for answer in answers if isinstance(answer, Answer)]
                calls = running.job.send(results or None)  # type: ignore[arg-type]  # None starts a generator
            while not calls:
                calls = running.job.send([])
        except StopIteration as end:
            yield JobResult(running.key, end.value, death=running.death)
        except Exception as end:
            yield JobResult(running.key, error=end, death=running.death)
        else:
            running.answers = [None] * len(calls)
            self._pending.extend(_PendingCall(running, number, call) for number, call in enumerate(calls))


def _work(pipe: Connection, function: bytes, environment: dict[str, str]) -> None:
    """Call the function and send its answer; the main function of a worker."""
    os.setsid()  # a separate process group: without the terminal's signals, and including all children
    Thread(target=_end_with_program, daemon=True).start()
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    collect_rarely()
    # Apply only the differences between the environments of fork server and program, to keep variables set by imports.
    for name in _SERVER_ENVIRONMENT.keys() | environment.keys():
        if _SERVER_ENVIRONMENT.get(name) != environment.get(name):
            os.environ.pop(name, None)
            os.environ.update({name: environment[name]} if name in environment else {})
    since = time.monotonic()
    answer: Answer | Exception
    try:
        value = pickle.loads(function)()  # noqa: S301  # pickled by this program
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        answer = Answer(value, time.monotonic() - since, memory)
    except Exception as error:
        answer = _picklable(error)
    try:
        data = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # the result cannot be pickled
        data = pickle.dumps(_picklable(error))
    sys.stdout.flush()
    sys.stderr.flush()
    pipe.send_bytes(data)
    util._exit_function()  # type: ignore[attr-defined]  # run the finalizers of multiprocessing
    os.killpg(0, signal.SIGKILL)  # also kills its children; the system frees the memory faster than Python does


def _end_with_program() -> None:
    """Kill this process and its children when the program ends, even if it is killed."""
    program = multiprocessing.parent_process()
    assert program is not None
    program.join()
    os.killpg(0, signal.SIGKILL)


def _picklable(error: Exception) -> Exception:
    """Return the error if it can be pickled, else a RuntimeError with its traceback."""
    with suppress(Exception):
        pickle.loads(pickle.dumps(error))  # noqa: S301  # pickled here
        return error
    return RuntimeError("".join(traceback.format_exception(error)))
