# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands that a test begins and ends, with all their processes."""

import ctypes
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

from pipeline.system.workers import Answer, Job

SOON = 300
"""Seconds, on a machine that has much else to do."""


@contextmanager
def started(project: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A command in a session of its own, so that all its processes are known."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", *words, "--project", str(project)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if of_session(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def of_session(leader: int) -> list[int]:
    """The processes of a session that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(session) == leader and state != "Z":
            found.append(int(stat.parent.name))
    return found


def here[T](job: Job[T]) -> T:
    """Run a job in this process."""
    try:
        calls = next(job)
        while True:
            calls = job.send([Answer(call.function(), 0.0, 0) for call in calls])
    except StopIteration as end:
        result: T = end.value
        return result


def adopt_orphans() -> None:
    """Become the parent of what processes below this one leave running when they end."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def end_with_parent(parent: int) -> None:
    """Leave Ctrl-C to the parent, and let the system kill this process when the parent is gone, whatever has killed it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it had ended before the system was asked
        os.kill(os.getpid(), signal.SIGKILL)


def wait_until(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + SOON
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def at_a_terminal(columns: int, project: Path, *words: str) -> str:
    """What a command writes to a terminal so wide."""
    leader, follower = pty.openpty()
    ioctl(follower, TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color"}
    environment.pop("COLUMNS", None)
    command = [sys.executable, "-m", "pipeline", *words, "--project", str(project)]
    with subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, env=environment) as process:
        os.close(follower)
        told = b"".join(_read(leader, process))
    os.close(leader)
    return told.decode()


def _read(leader: int, process: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    with suppress(OSError):  # the terminal is gone when the last of its programs has ended
        while True:
            if select.select([leader], [], [], 0.2)[0]:
                yield os.read(leader, 65536)
            elif process.poll() is not None:
                return
