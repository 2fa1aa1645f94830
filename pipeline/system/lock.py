# SPDX-License-Identifier: GPL-3.0-or-later
"""One build at a time in one project, and one process at a time that makes something which all of them need."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from pipeline.model.problems import Problem

IGNORE_ALL = "*\n"
"""What the .gitignore of a build folder says: nothing that is made belongs into a repository."""


@contextmanager
def held(build: Path) -> Iterator[None]:
    """Hold the project's lock; raise Problem `locked`, which says who holds it, when another process does.

    The lock is the system's own: it goes with the process, however that ends.
    """
    build.mkdir(parents=True, exist_ok=True)
    if not (build / ".gitignore").exists():
        (build / ".gitignore").write_text(IGNORE_ALL, encoding="utf-8")
    path = build / ".lock"
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Problem(
                "locked",
                "another build of this project is running",
                cause=file.read().strip() or "it has not said who it is",
                hint="wait for it to end, or end it; then run the command again",
                path=path,
            ) from None
        file.truncate(0)
        file.write(f"process {os.getpid()}, since {datetime.now().astimezone():%Y-%m-%d %H:%M:%S}\n")
        file.flush()
        yield


@contextmanager
def held_if_free(build: Path) -> Iterator[None]:
    """Hold the project's lock as `held` does, or go on without it where another process has it."""
    with ExitStack() as stack:
        try:
            stack.enter_context(held(build))
        except Problem as problem:
            if problem.code != "locked":
                raise
        yield


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait until no other process makes the file `path`, and keep others from it in the block.

    Whoever comes in looks first whether it is there by now. Where nothing can be written beside it, nobody waits.
    """
    lock, file = path.with_name(f".{path.name}.lock"), -1
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if file >= 0:
            # Those who wait already have the file open; those who come later find what was made.
            lock.unlink(missing_ok=True)
            os.close(file)
