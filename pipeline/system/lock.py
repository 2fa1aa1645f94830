# SPDX-License-Identifier: GPL-3.0-or-later
"""Locks: only one build at a time in a project, and only one process at a time that makes a shared file."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from shutil import rmtree

from pipeline.model.problems import Problem

IGNORE_ALL = "*\n"
"""Content of the .gitignore of a build folder."""


@contextmanager
def project_lock(build: Path) -> Iterator[None]:
    """Hold the project's lock. Raises Problem `locked`, with its holder, if another process has it.

    The system releases the lock when the process ends, even if it is killed.
    """
    build.resolve().mkdir(parents=True, exist_ok=True)  # it may be a link to a folder that does not exist yet
    if not (build / ".gitignore").exists():
        (build / ".gitignore").write_text(IGNORE_ALL, encoding="utf-8")
    path = build / ".lock"
    if path.is_dir():
        rmtree(path)  # it locks nothing
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Problem(
                "locked",
                "another build of this project is running",
                cause=file.read().strip() or "its process is unknown",
                hint="wait for it to end, or end it; then run the command again",
                path=path,
            ) from None
        file.truncate(0)
        file.write(f"process {os.getpid()}, since {datetime.now().astimezone():%Y-%m-%d %H:%M:%S}\n")
        file.flush()
        yield


@contextmanager
def project_lock_if_free(build: Path) -> Iterator[None]:
    """Hold the project's lock, or continue without it if another process has it."""
    with ExitStack() as stack:
        try:
            stack.enter_context(project_lock(build))
        except Problem as problem:
            if problem.code != "locked":
                raise
        yield


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Hold a lock while making the file `path`; other processes wait.

    In the block, callers must first check whether the file exists by now. If the lock file cannot be written, do not wait.
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
            # Waiting processes have the lock file open, and later ones find the result.
            lock.unlink(missing_ok=True)
            os.close(file)
