# SPDX-License-Identifier: GPL-3.0-or-later
"""Worker processes: each call runs in a process of its own, several side by side, and one that dies or hangs costs its own job.

There are two levels of processes, this program and its workers. A job is a generator in this program: it yields the calls that it
needs next, and gets their answers when all of them are there. Workers are forked by the standard library's fork server, which has
imported what `prepare` names, so that a call begins at once. One loop waits for the pipes and the ends of all workers.
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
_AT_START = dict(os.environ)
"""The variables of the process that has imported this module: in a worker, those of the fork server."""
_LONG, _SHORT = 70, "/tmp"  # noqa: S108  # the socket is in a folder of its own there
"""Bytes of a folder's path beyond which the path of a socket in it may be too long for the system, and a short one."""
_GRACE = 1.0
"""Seconds in which a process ends that has closed its pipe."""


class WorkerDiedError(Exception):
    """A worker ended without an answer: by a signal, such as when memory runs out, by an exit code, or since it was late.

    `code` is the exit code, or the negative number of the signal; `is_late`: it was killed since it took longer than it may.
    """

    def __init__(self, code: int, *, is_late: bool = False) -> None:
        super().__init__(code, is_late)
        self.code, self.is_late = code, is_late

    def __str__(self) -> str:
        return signal.Signals(-self.code).name if self.code < 0 else f"exit code {self.code}"


@dataclass(frozen=True, slots=True)
class Call[T]:
    """A function that a worker calls, for at most `bound` seconds; it is pickled, and so is what it returns or raises.

    `step` says what it does, for whoever watches; it may be empty.
    """

    function: Callable[[], T]
    bound: float = math.inf
    step: str = ""


class Answer(NamedTuple):
    """What a call returned, the seconds that it took, and the most memory that its worker had, in bytes."""

    value: Any  # whatever the function returns
    seconds: float
    memory: int


type Job[T] = Generator[Sequence[Call[Any]], Sequence[Answer], T]
"""Yields calls that may run side by side, and is sent their answers; the first error of one of them is raised in it."""


class StepBegun[K](NamedTuple):
    """A worker has begun with a step of a job."""

    key: K
    step: str


class Ended[K, T](NamedTuple):
    """What a job returned, or the `error` that ended it.

    `death` is how a worker died whose call was made at the second attempt.
    """

    key: K
    value: T | None = None
    error: Exception | None = None
    death: WorkerDiedError | None = None


def single[T](call: Call[T]) -> Job[T]:
    """Return the job of one call. With `yield from`, it is a part of another job."""
    (answer,) = yield [call]
    value: T = answer.value
    return value


def prepare(*modules: str) -> None:
    """Begin the fork server, unless it runs, and let it import modules while this process does something else."""
    if modules:  # a server that has died begins with these again
        _CONTEXT.set_forkserver_preload(["__main__", __name__, *modules])
    # Ctrl-C is this program's: a terminal sends it to the server as well, which must not end while it imports.
    before, folder = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}), tempfile.tempdir
    if len(os.fsencode(tempfile.gettempdir())) > _LONG:
        tempfile.tempdir = _SHORT
    try:
        forkserver.ensure_running()
    finally:
        tempfile.tempdir = folder
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    _stop_at_end(os.getpid())


def is_prepared() -> bool:
    """Return whether this process has begun the fork server: a call then begins at once."""
    return os.getpid() in _PREPARED


_PREPARED: set[int] = set()


def _stop_at_end(process: int) -> None:
    """Let this process, when it ends, wait until the fork server has ended, and has removed its temporary files."""

    def stop() -> None:
        if os.getpid() == process:
            forkserver._forkserver._stop()  # type: ignore[attr-defined]  # there is no public way to end it, …
            resource_tracker._resource_tracker._stop()  # type: ignore[attr-defined]  # … nor what it has begun

    if process not in _PREPARED:
        _PREPARED.add(process)
        # After what extensions have begun in this process has ended, which holds the server's pipe; before the folder of its socket goes.
        util.Finalize(None, stop, exitpriority=-50)


def cores() -> int:
    """Return the number of workers that this process may keep busy."""
    return os.process_cpu_count() or 1


def run[K, T](jobs: Iterable[tuple[K, Job[T]]], width: int | None = None) -> Iterator[StepBegun[K] | Ended[K, T]]:
    """Run jobs, at most `width` calls at once (one for each core), and yield what they do and how each ends.

    A job begins when a worker is free for it. A call whose worker dies is made once more when all others are done, alone, with all of
    the machine's memory; one that is late is not. When the generator is closed, all workers are killed, with the processes that
    they have started.
    """
    most = width if width is not None else cores()
    workers = Workers[K, T](jobs, most)
    try:
        while workers.are_busy:
            yield from workers.go_on()
    finally:
        workers.kill()


@dataclass(slots=True)
class _Running[K, T]:
    """A job that has begun, the answers that it waits for, and how a worker of it died."""

    key: K
    job: Job[T]
    answers: list[Answer | Exception | None] = field(default_factory=list)
    death: WorkerDiedError | None = None


@dataclass(frozen=True, slots=True)
class _Asked[K, T]:
    """A call of a job, and its place among those that the job has yielded."""

    of: _Running[K, T]
    number: int
    call: Call[Any]


class _Worker[K, T]:
    """A process that makes one call."""

    def __init__(self, asked: _Asked[K, T]) -> None:
        self.asked = asked
        self.pipe, theirs = _CONTEXT.Pipe(duplex=False)
        function = pickle.dumps(asked.call.function)
        self._process = _CONTEXT.Process(target=_work, args=(theirs, function, dict(os.environ)), daemon=False)
        self._process.start()
        theirs.close()
        self.sentinel = self._process.sentinel
        self.ends = time.monotonic() + asked.call.bound

    def answer(self, *, is_late: bool) -> Answer | Exception:
        """Return what came of the call, once the pipe is ready, or the process has ended, or is to be ended."""
        data = b""
        if not is_late:
            with suppress(EOFError, OSError):
                data = self.pipe.recv_bytes() if self.pipe.poll() else b""
        if data:
            self._process.join()
            self.pipe.close()
            value: Answer | Exception = pickle.loads(data)  # noqa: S301  # this very program has pickled it
            return value
        if not is_late:
            self._process.join(_GRACE)  # it has closed the pipe, and is about to end
        code = self._process.exitcode if self._process.exitcode is not None else -signal.SIGKILL
        self.kill()
        return WorkerDiedError(code, is_late=is_late)

    def kill(self) -> None:
        """Kill the process and those that it has started, whatever they are at; nothing that is published is half written by that."""
        pid = self._process.pid
        assert pid is not None
        with suppress(ProcessLookupError):  # the group is there as soon as the worker has begun
            os.killpg(pid, signal.SIGKILL)
        self._process.kill()
        self._process.join()
        self.pipe.close()


class Workers[K, T]:
    """The jobs that wait, run and have ended, of which `run` makes one loop; others may be added meanwhile."""

    def __init__(self, jobs: Iterable[tuple[K, Job[T]]] = (), width: int = 1) -> None:
        prepare()
        self._jobs, self._width = iter(jobs), max(1, width)
        self._calls: deque[_Asked[K, T]] = deque()
        self._again: deque[_Asked[K, T]] = deque()
        self._running: list[_Worker[K, T]] = []
        self.are_busy = True

    def add(self, key: K, job: Job[T]) -> None:
        """Add a job, which begins after those that are there."""
        self._jobs = chain(self._jobs, [(key, job)])
        self.are_busy = True

    def go_on(self, timeout: float | None = None) -> Iterator[StepBegun[K] | Ended[K, T]]:
        """Begin what can begin, wait until something ends, at most `timeout` seconds, and yield what happens."""
        yield from self._begin()
        self.are_busy = bool(self._running)
        for worker in self._ready(timeout) if self._running else ():
            self._running.remove(worker)
            yield from self._end(worker, worker.answer(is_late=time.monotonic() >= worker.ends))

    def kill(self) -> None:
        """Kill those that run."""
        for worker in self._running:
            worker.kill()
        self._running.clear()

    def _begin(self) -> Iterator[StepBegun[K] | Ended[K, T]]:
        """Give each worker that is free a call: of jobs that have begun, else of the next one."""
        while len(self._running) < self._width:
            if self._calls:
                asked = self._calls.popleft()
            elif (following := next(self._jobs, None)) is not None:
                yield from self._go_on(_Running(*following))
                continue
            elif self._again and not self._running:
                asked = self._again.popleft()
            else:
                return
            if asked.call.step:
                yield StepBegun(asked.of.key, asked.call.step)
            try:
                self._running.append(_Worker(asked))
            except (pickle.PicklingError, AttributeError, TypeError) as error:
                yield from self._note(asked, error)

    def _ready(self, timeout: float | None) -> Sequence[_Worker[K, T]]:
        """Wait until a worker has answered, has ended, or is late."""
        until_late = min(worker.ends for worker in self._running) - time.monotonic()
        seconds = min(max(0.0, until_late), math.inf if timeout is None else timeout)
        waited: dict[Any, _Worker[K, T]] = {  # pipes, and numbers of open files
            place: worker for worker in self._running for place in (worker.pipe, worker.sentinel)
        }
        ready = {waited[place] for place in connection.wait(waited, None if math.isinf(seconds) else seconds)}
        return [worker for worker in self._running if worker in ready or worker.ends <= time.monotonic()]

    def _end(self, worker: _Worker[K, T], answer: Answer | Exception) -> Iterator[Ended[K, T]]:
        asked = worker.asked
        if isinstance(answer, WorkerDiedError) and not answer.is_late and asked.of.death is None:
            asked.of.death = answer
            self._again.append(asked)
        else:
            yield from self._note(asked, answer)

    def _note(self, asked: _Asked[K, T], answer: Answer | Exception) -> Iterator[Ended[K, T]]:
        answers = asked.of.answers
        answers[asked.number] = answer
        if None not in answers:
            yield from self._go_on(asked.of)

    def _go_on(self, running: _Running[K, T]) -> Iterator[Ended[K, T]]:
        """Hand the answers to the job; note its next calls, or yield how it ended."""
        answers = [answer for answer in running.answers if answer is not None]
        error = next((answer for answer in answers if isinstance(answer, Exception)), None)
        try:
            if error is not None:
                calls = running.job.throw(error)
            else:
                calls = running.job.send([one for one in answers if isinstance(one, Answer)] if answers else None)  # type: ignore[arg-type]  # as a generator begins
        except StopIteration as end:
            yield Ended(running.key, end.value, death=running.death)
        except Exception as end:
            yield Ended(running.key, error=end, death=running.death)
        else:
            running.answers = [None] * len(calls)
            self._calls.extend(_Asked(running, number, call) for number, call in enumerate(calls))


def _work(pipe: Connection, function: bytes, environment: dict[str, str]) -> None:
    """Make a call and send its answer: all that a worker does."""
    os.setsid()  # a terminal's signals are the program's; and what this process starts is in its group
    Thread(target=_end_with_program, daemon=True).start()
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    collect_rarely()
    for name in _AT_START.keys() | environment.keys():  # those stay that an import has set in the server
        if _AT_START.get(name) != environment.get(name):
            os.environ.pop(name, None)
            os.environ.update({name: environment[name]} if name in environment else {})
    since = time.monotonic()
    answer: Answer | Exception
    try:
        value = pickle.loads(function)()  # noqa: S301  # this very program has pickled it
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        answer = Answer(value, time.monotonic() - since, memory)
    except Exception as error:
        answer = _picklable(error)
    try:
        data = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # whatever the function returned
        data = pickle.dumps(_picklable(error))
    sys.stdout.flush()
    sys.stderr.flush()
    pipe.send_bytes(data)
    util._exit_function()  # type: ignore[attr-defined]  # the ends that were asked for by `Finalize`
    os.killpg(
        0, signal.SIGKILL
    )  # with this process ends what it has started; the system gives the memory back faster than Python


def _end_with_program() -> None:
    """Kill this process, and what it has started, when the program is gone, whatever has ended it."""
    program = multiprocessing.parent_process()
    assert program is not None
    program.join()
    os.killpg(0, signal.SIGKILL)


def _picklable(error: Exception) -> Exception:
    """Return an error that comes out of a pipe as it went in, or one that says the same."""
    with suppress(Exception):
        pickle.loads(pickle.dumps(error))  # noqa: S301  # its own
        return error
    return RuntimeError("".join(traceback.format_exception(error)))
