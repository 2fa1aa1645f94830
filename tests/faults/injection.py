# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs commands in forks of this process, which has imported all of them, and injects a fault at a call that writes.

This process is to be begun by `preloaded`, so that libc calls what `inject.c` has in its place.
"""

import ctypes
import errno
import gc
import mmap
import multiprocessing
import os
import select
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import forkserver
from pathlib import Path
from typing import NamedTuple

from pipeline.command_line import COMMANDS, main
from pipeline.system import workers
from pipeline.system.cache import VARIABLE
from tests.running import adopt_orphans

NOW = 1_925_000_000
"""The clock of every run, at which it stands still, so that two runs write the same: 2031-01-01."""
HANGS = 120
"""Seconds after which a command is taken to hang."""
_PRELOAD, _CONTROL = "LD_PRELOAD", "FAULTS_CONTROL"
_PATH_MAX = 4096


class Kind(NamedTuple):
    """What happens at a point: its number in `inject.c`, and the error."""

    name: str
    number: int
    error: int = 0
    only_writes: bool = False


KINDS = (
    Kind("kill", 1),
    Kind("torn write, then kill", 5, only_writes=True),
    Kind("short write", 4, only_writes=True),
    Kind("EIO", 2, errno.EIO),
    Kind("EACCES", 2, errno.EACCES),
    Kind("ENOSPC from here on", 3, errno.ENOSPC),
    Kind("EROFS from here on", 3, errno.EROFS),
)


class Point(NamedTuple):
    """A call that writes: the how manieth it is, its name, how many bytes it writes, and the file that it changes."""

    number: int
    call: str
    size: int
    path: str

    def kinds(self) -> tuple[Kind, ...]:
        """Return what can happen here."""
        return tuple(kind for kind in KINDS if not kind.only_writes or self.size > 1)


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that ended: its exit code (negative: the signal), what it printed, and its points where these were noted."""

    code: int
    output: str
    points: tuple[Point, ...] = ()
    injected: int = 0


class _Control(ctypes.Structure):
    _fields_ = (
        ("count", ctypes.c_uint),
        ("injected", ctypes.c_uint),
        ("at", ctypes.c_uint32),
        ("kind", ctypes.c_uint32),
        ("error", ctypes.c_uint32),
        ("log", ctypes.c_int32),
        ("now", ctypes.c_int64),
        ("roots", (ctypes.c_char * _PATH_MAX) * 2),
    )


def preloaded(module: str, words: Sequence[str], scratch: Path) -> list[str]:
    """Return the command that runs a module with what `inject.c` is compiled to."""
    library = scratch / "inject.so"
    source = Path(__file__).with_name("inject.c")
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", library, source], check=True)
    return ["env", f"{_PRELOAD}={library}", "PYTHONDONTWRITEBYTECODE=1", sys.executable, "-m", module, *words]


def is_preloaded() -> bool:
    return hasattr(ctypes.CDLL(None), "faults_arm")


@dataclass
class Bench:
    """Where commands are run: `scratch` is a folder for what belongs to no project."""

    scratch: Path
    _block: mmap.mmap = field(init=False, repr=False)

    def __post_init__(self) -> None:
        path = self.scratch / "control"
        path.write_bytes(bytes(ctypes.sizeof(_Control)))
        with path.open("r+b") as file:
            self._block = mmap.mmap(file.fileno(), 0)
        os.environ["TMPDIR"] = str(self.scratch / "tmp")
        (self.scratch / "tmp").mkdir(exist_ok=True)
        adopt_orphans()
        _import_all()
        # Workers are forked from this process, which has imported all: a new Python for each run would take ten times as long.
        vars(workers)["_CONTEXT"] = multiprocessing.get_context("fork")
        forkserver.ensure_running = lambda: None

    def run(self, place: Path, words: Sequence[str], point: Point | None = None, kind: Kind | None = None) -> Ran:
        """Run a command on the project `place/project` with the cache `place/cache`, with a fault at a point of it."""
        output, log = self.scratch / "output", self.scratch / "log"
        with log.open("wb") as calls, output.open("wb") as printed:
            control = _Control.from_buffer(self._block)
            control.count = control.injected = 0
            control.at, control.kind, control.error = (
                (point.number, kind.number, kind.error) if point is not None and kind is not None else (0, 0, 0)
            )
            control.log = calls.fileno() if point is None else -1
            control.now = NOW
            control.roots[0].value = os.fsencode(place)
            child = os.fork()
            if child == 0:
                self._be_command(place, words, printed.fileno(), control)
            code = _ended(child)
            injected = control.injected
            del control
        rows = (line.split("\t", 2) for line in log.read_text(errors="replace").splitlines())
        points = tuple(Point(n, call, int(size), path) for n, (call, size, path) in enumerate(rows, 1))
        shutil.rmtree(self.scratch / "tmp")
        (self.scratch / "tmp").mkdir()
        return Ran(code, output.read_text(errors="replace"), points, injected)

    def _be_command(self, place: Path, words: Sequence[str], printed: int, control: _Control) -> None:
        code = 70
        try:
            os.setsid()
            os.environ[VARIABLE] = str(place / "cache")
            os.environ[_CONTROL] = str(self.scratch / "control")  # for a program that the command begins
            os.chdir(place)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(printed, 1)
            os.dup2(printed, 2)
            ctypes.CDLL(None).faults_arm(ctypes.byref(control))
            code = main(["--project", str(place / "project"), *words])
            sys.stdout.flush()
            sys.stderr.flush()
        except BaseException:  # as Python itself would end with it
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(code)


def _import_all() -> None:

    for place, *_ in COMMANDS.values():
        __import__(f"pipeline.commands.{place.partition(':')[0]}")
    gc.collect()
    gc.freeze()


def _ended(child: int) -> int:
    """Wait until a process and all that it has begun have ended; return its exit code, or what ended it."""
    watched = os.pidfd_open(child)
    if not select.select([watched], [], [], HANGS)[0]:
        os.killpg(child, signal.SIGALRM)
    os.close(watched)
    _, status = os.waitpid(child, 0)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    return os.waitstatus_to_exitcode(status)
