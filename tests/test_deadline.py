# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a job may take, and the end of a process that takes longer, shown by processes of their own: tests have threads."""

import signal
import subprocess
import sys

import pytest

from pipeline.system.deadline import VARIABLE, bound


def run(program: str) -> int:
    begin = "import time\nfrom pipeline.system.deadline import ended_after\n"
    return subprocess.run([sys.executable, "-c", begin + program], check=False, timeout=60).returncode


@pytest.mark.parametrize(
    ("expected", "minutes"), [(None, 30), (1.0, 30), (600.0, 200)], ids=["not-known", "short", "long"]
)
def test_a_job_may_take_twenty_times_as_long_as_the_last_time_and_at_least_half_an_hour(
    expected: float | None, minutes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert bound(expected) == minutes * 60


def test_the_variable_says_how_many_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "1.5")
    assert bound(600.0) == 90


def test_a_process_that_takes_longer_is_ended() -> None:
    assert run("with ended_after(0.2): time.sleep(50)") == -signal.SIGALRM


def test_a_process_that_is_done_in_time_goes_on() -> None:
    assert run("with ended_after(0.2): pass\ntime.sleep(0.5)") == 0


def test_a_process_with_threads_is_not_ended() -> None:
    program = """
import threading
release = threading.Event()
threading.Thread(target=release.wait).start()
with ended_after(0.2): time.sleep(0.5)
release.set()
"""
    assert run(program) == 0
