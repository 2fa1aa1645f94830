# SPDX-License-Identifier: GPL-3.0-or-later
"""Dask clusters on this machine: each program has its own folder, and they share only the store."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.running import wait_until

_DASK = str(Path(sys.executable).with_name("dask"))


@contextmanager
def _running(log: Path, *command: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs until the block ends, with a folder of its own for all that it writes."""
    folder = log.with_suffix("")
    folder.mkdir()
    own = {"HOME": str(folder), "TMPDIR": str(folder), "WEST_PIPELINE_CACHE": str(folder / "cache"), **environment}
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **own}, stdout=file, stderr=file, start_new_session=True
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@contextmanager
def cluster_of(
    folder: Path, names: Mapping[str, Mapping[str, str]], *options: str
) -> Iterator[tuple[str, dict[str, subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its workers by name; each name has the variables of its worker."""
    folder.mkdir()
    file, host = folder / "scheduler.json", ("--host", "127.0.0.1")
    with ExitStack() as stack:
        of_scheduler = (_DASK, "scheduler", *host, "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        stack.enter_context(_running(folder / "scheduler.log", *of_scheduler))
        assert wait_until(lambda: file.is_file() and bool(file.read_text()))
        address = json.loads(file.read_text())["address"]
        workers = {}
        for name, environment in names.items():
            of_worker = (_DASK, "worker", address, *host, "--nthreads", "1", "--name", name, *options)
            log = folder / f"{name}.log"
            workers[name] = stack.enter_context(_running(log, *of_worker, "--no-dashboard", **environment))
            assert wait_until(lambda log=log: b"Registered to" in log.read_bytes())
        yield address, workers
