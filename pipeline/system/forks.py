# SPDX-License-Identifier: GPL-3.0-or-later
"""A map in forked processes, and the machine's cores, which all processes of a run share.

A forked process has what its parent has read and imported, at no cost; what it allocates is gone when it ends.
"""

import fcntl
import os
import pickle
import selectors
import signal
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.system.deaths import reap
from pipeline.system.processes import children, deaf_children, end_orphans, end_with_parent

_POLL = 0.02
"""Seconds between two looks for a core that is free."""


@dataclass(slots=True)
class Cores:
    """As many locked files in `folder` as there are cores. A process that ends, however it does, frees the core that it holds."""

    folder: Path
    count: int = field(default_factory=lambda: os.process_cpu_count() or 1)
    _held: int | None = field(default=None, repr=False)

    def __getstate__(self) -> tuple[Path, int]:
        return self.folder, self.count

    def __setstate__(self, state: tuple[Path, int]) -> None:
        (self.folder, self.count), self._held = state, None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold a core in the block; wait for one that is free. Within a block that holds one, nothing happens."""
        if self._held is not None:
            yield
            return
        self._wait()
        try:
            yield
        finally:
            self._release()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Free the core that this process holds, if any, while the block waits for others; then wait for one again."""
        if self._held is None:
            yield
            return
        self._release()
        try:
            yield
        finally:
            with suppress(OSError):  # what the block has met on the disk is told, and not this as well
                self._wait()

    def acquire(self) -> int | None:
        """Return the locked file of a core that is free; None where there is none."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for number in range(self.count):
            file = os.open(self.folder / f"core-{number}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
            else:
                return file
        return None

    def adopt(self, file: int) -> None:
        """Hold the core that the parent of this process has locked for it; forget the one that the parent holds itself."""
        self._held = file

    def _wait(self) -> None:
        while (file := self.acquire()) is None:
            time.sleep(_POLL)
        self._held = file

    def _release(self) -> None:
        if self._held is not None:
            fcntl.flock(self._held, fcntl.LOCK_UN)
            os.close(self._held)
            self._held = None


def may_fork() -> bool:
    """Return whether this process can be copied whole: a fork has the calling thread alone, and locks that others hold stay locked."""
    try:
        return len(list(Path("/proc/self/task").iterdir())) == 1
    except FileNotFoundError:
        return False


def forked[T, R](function: Callable[[T], R], items: Iterable[T], cores: Cores) -> Iterator[tuple[T, Future[R]]]:
    """Call the function with each item in a forked process that holds a core; yield items with what came of them as they end.

    Items begin in their order. What the function returns or raises is pickled. Where a process dies, its future raises
    ProcessDiedError, and no other is touched. When the generator is closed, and when this process is gone, those that still run
    are killed. Where this process has threads, and so may not fork, the function is called here, one item after the other.
    """
    if not may_fork():
        for item in items:
            with cores.held():
                future = called(function, item)
            yield item, future
        return
    with cores.lent():
        yield from _fork_all(function, list(items), cores)


def called[T, R](function: Callable[[T], R], item: T) -> Future[R]:
    """Call the function; return what came of it."""
    future: Future[R] = Future()
    try:
        future.set_result(function(item))
    except Exception as error:
        future.set_exception(error)
    return future


@dataclass(slots=True)
class _Child[T]:
    item: T
    process: int
    pipe: int
    answer: bytearray = field(default_factory=bytearray)

    def kill(self) -> None:
        """End it, whatever it is at."""
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.pipe)

    def ended[R](self) -> Future[R]:
        """Return what came of it once its pipe is closed."""
        os.close(self.pipe)
        death = reap(self.process)
        if death is None:
            return unpickled(bytes(self.answer))
        future: Future[R] = Future()
        future.set_exception(death)
        return future


def apart[R](function: Callable[[], R]) -> R:
    """Call a function in a fork of this process, which has its core, and return or raise what it does: its memory is given back.

    Where this process has threads, and so may not fork, the function is called here. Raises ProcessDiedError as well.
    """
    if not may_fork():
        return function()
    child = _fork(lambda _item: function(), None, lambda: None)
    try:
        while part := os.read(child.pipe, 1 << 20):
            child.answer += part
    except BaseException:
        child.kill()
        raise
    result: R = child.ended().result()
    return result


def _fork_all[T, R](function: Callable[[T], R], waiting: list[T], cores: Cores) -> Iterator[tuple[T, Future[R]]]:
    running: dict[int, _Child[T]] = {}
    before = children()
    with selectors.DefaultSelector() as selector:
        try:
            while waiting or running:
                while waiting and (core := cores.acquire()) is not None:
                    child = _fork(function, waiting.pop(0), partial(cores.adopt, core))
                    os.close(core)  # the child has it too, and keeps it locked
                    running[child.pipe] = child
                    selector.register(child.pipe, selectors.EVENT_READ)
                if not running:
                    time.sleep(_POLL)
                    continue
                for key, _ in selector.select(_POLL if waiting else None):
                    child = running[key.fd]
                    if part := os.read(child.pipe, 1 << 20):
                        child.answer += part
                        continue
                    selector.unregister(child.pipe)
                    del running[child.pipe]
                    future: Future[R] = child.ended()
                    end_orphans({*before, *(other.process for other in running.values())})
                    yield child.item, future
        finally:
            for child in running.values():
                child.kill()


def _fork[T, R](function: Callable[[T], R], item: T, begin: Callable[[], object]) -> _Child[T]:
    reading, writing = os.pipe()
    parent = os.getpid()
    with deaf_children():
        process = os.fork()
        if process == 0:
            _be_child(function, item, begin, parent, writing)
    os.close(writing)
    return _Child(item, process, reading)


def _be_child[T, R](function: Callable[[T], R], item: T, begin: Callable[[], object], parent: int, pipe: int) -> None:
    """Answer through the pipe, and end; nothing that the parent was about to do at its end is done here."""
    code = 1
    try:
        end_with_parent(parent)
        begin()
        with open(pipe, "wb") as file:  # a pipe has no path
            file.write(pickled(called(function, item)))
        # What an extension has begun, such as a multiprocessing.Manager, has the pipe too, and would keep the parent waiting.
        end_orphans(())
        code = 0
    except BaseException:  # whatever it is, the parent's stack must not go on here
        traceback.print_exc()
    finally:
        os._exit(code)


def pickled(future: Future[Any]) -> bytes:
    """Return what came of a call, result or error, as bytes for another process."""
    error = future.exception()
    return pickle.dumps((True, future.result()) if error is None else (False, _picklable(error)))


def unpickled(data: bytes) -> Future[Any]:
    """Return what came of a call in another process of this program, as `pickled` has it."""
    is_result, value = pickle.loads(data)  # noqa: S301  # this very program has pickled it
    future: Future[Any] = Future()
    if is_result:
        future.set_result(value)
    else:
        future.set_exception(value)
    return future


def _picklable(error: BaseException) -> BaseException:
    """Return an error that comes out of a pipe as it went in, or one that says the same."""
    with suppress(Exception):
        pickle.loads(pickle.dumps(error))  # noqa: S301  # its own
        return error
    return RuntimeError("".join(traceback.format_exception(error)))
