# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m tests.fuzz` as a program: interrupted, it says what had been found, and no process of it goes on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT


def children(process: int) -> set[int]:
    """The processes that a process has started."""
    return set(map(int, Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()))


def wait_for[T](value: Callable[[], T]) -> T:
    """What becomes true within a minute."""
    until = time.monotonic() + 60
    while not (found := value()):
        assert time.monotonic() < until
        time.sleep(0.05)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGKILL"])
def test_an_interrupted_run_says_so_and_leaves_no_process(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz", "--seed", "1", "--processes", "1", "--folder", str(tmp_path)]
    run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    # The first helper counts what processes share, the second makes books.
    started = wait_for(lambda: found if len(found := children(run.pid)) > 1 else None)

    os.kill(run.pid, getattr(signal, name))
    said = run.communicate(timeout=60)[0]

    wait_for(lambda: not any(Path(f"/proc/{process}").exists() for process in started or ()))
    if name != "SIGKILL":
        assert run.returncode == 130
        assert "with faults, interrupted" in said
        assert list(tmp_path.iterdir()) == []
