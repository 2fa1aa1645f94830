# SPDX-License-Identifier: GPL-3.0-or-later
"""A process that imports what workers need, once, and forks them: each begins at once, and shares what is imported."""

import atexit
import gc
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from multiprocessing.connection import Connection
from socket import recv_fds, send_fds, socket, socketpair
from threading import Lock
from typing import Any, ClassVar

from pipeline.system.deaths import ProcessDiedError, reap
from pipeline.system.garbage import collect_rarely
from pipeline.system.processes import LASTING, deaf_children, end_with_parent

_FOLDER, _OUT, _ERRORS = range(3)
"""The files that a fork gets beside its own: the folder that is current in this process, its standard output and errors."""
_CALL = b"c"
_FORK = b"f"
_REAP = b"r"


class ForkServer:
    """The process that forks for this one; it ends with this one, whatever ends that.

    It is begun by Python, not forked, and runs no thread: what it forks has fonts and a locale of its own, whatever this process
    has loaded and whatever threads it runs.
    """

    _present: ClassVar["ForkServer | None"] = None
    _beginning: ClassVar[Lock] = Lock()

    @classmethod
    def running(cls) -> "ForkServer":
        """Return the one of this process; begin it where there is none, or where it has ended."""
        with cls._beginning:
            if cls._present is None or not cls._present._is_running():
                cls._present = cls()
            return cls._present

    @classmethod
    def is_begun(cls) -> bool:
        """Return whether there is one of this process."""
        return cls._present is not None and cls._present._is_running()

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._lock = Lock()
        self._socket, theirs = socketpair()
        self._connection = Connection(os.dup(self._socket.fileno()))
        begin = f"from pipeline.system.forkserver import serve; serve({theirs.fileno()})"
        with theirs, deaf_children():
            self._process = subprocess.Popen(
                [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}; {begin}"],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        LASTING.add(self._process.pid)
        atexit.register(self._end)

    def load(self, function: Callable[[], object]) -> None:
        """Let it call a function that imports modules; what fails there fails in the worker that needs it."""
        with suppress(ProcessDiedError):
            self._ask(_CALL, function)

    def fork(self, files: Sequence[int], function: Callable[..., object]) -> int:
        """Fork a process that calls the function with copies of these open files, and ends; return its number.

        Raises ProcessDiedError where the server has ended.
        """
        folder = os.open(".", getattr(os, "O_PATH", os.O_RDONLY))
        try:
            inherited = [folder, 1, 2, *files]
            process: int = self._ask(_FORK, (dict(os.environ), sys.path, function), inherited)
        finally:
            os.close(folder)
        return process

    def reap(self, process: int) -> ProcessDiedError | None:
        """Wait until a process that was forked has ended; return how, unless it ended well, or how the server has, and all with it."""
        try:
            death: ProcessDiedError | None = self._ask(_REAP, process)
        except ProcessDiedError as end:
            return end
        return death

    def _ask(self, what: bytes, value: object, files: Sequence[int] = ()) -> Any:  # what each request is answered with
        with self._lock:
            try:
                send_fds(self._socket, [what], files)
                self._connection.send(value)
                return self._connection.recv() if what != _CALL else None
            except BaseException as error:  # an interruption too: the next answer would be to another question
                self._process.kill()
                if isinstance(error, (EOFError, OSError)):
                    raise ProcessDiedError(self._process.wait()) from error
                raise

    def _is_running(self) -> bool:
        return self._owner == os.getpid() and self._process.poll() is None

    def _end(self) -> None:
        if self._is_running():
            self._connection.close()
            self._socket.close()
            self._process.wait()
            LASTING.discard(self._process.pid)


def serve(file: int) -> None:
    """Answer the requests that come through the socket, until it is closed: all that the server does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    collect_rarely()
    os.set_inheritable(file, False)
    server, beginning = os.getpid(), dict(os.environ)
    with socket(fileno=file) as parent, closing(Connection(os.dup(file))) as connection:
        while True:
            what, files, _, _ = recv_fds(parent, 1, 8)
            if not what:
                _end()
            value = connection.recv()
            if what == _CALL:
                with suppress(Exception):
                    value()
                gc.freeze()  # no fork looks for garbage in what is imported, nor copies its pages of memory to mark them
            elif what == _REAP:
                connection.send(reap(value))
            elif (process := os.fork()) == 0:
                break
            else:
                for one in files:
                    os.close(one)
                connection.send(process)
    end_with_parent(server)
    environment, sys.path[:], function = value
    _be_as_asked(files, beginning, environment)
    function(*files[_ERRORS + 1 :])
    _end()


def _be_as_asked(files: Sequence[int], beginning: Mapping[str, str], environment: Mapping[str, str]) -> None:
    """Take the folder, the output and the variables of the one that asked; those stay that an import has set in the server."""
    os.fchdir(files[_FOLDER])
    os.dup2(files[_OUT], 1)
    os.dup2(files[_ERRORS], 2)
    for one in files[: _ERRORS + 1]:
        os.close(one)
    for name in beginning.keys() | environment.keys():
        if beginning.get(name) != environment.get(name):
            os.environ.pop(name, None)
            os.environ.update({name: environment[name]} if name in environment else {})


def _end() -> None:
    """Do what was left for the end, and end; the system gives the memory back faster than Python, object by object."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
