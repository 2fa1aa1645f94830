# SPDX-License-Identifier: GPL-3.0-or-later
"""A pool of processes, of which one that dies costs its own call: shown by real processes that are killed."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import wait
from functools import partial
from pathlib import Path

import pytest

from pipeline.system.deaths import ProcessDiedError
from pipeline.system.forks import may_fork
from pipeline.system.pool import Pool, side_by_side
from tests.running import wait_until


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool(2) as pool:
        yield pool


def end_itself(how: signal.Signals) -> None:
    os.kill(os.getpid(), how)


def fail(text: str) -> None:
    raise ValueError(text)


def die_once(file: Path) -> str:
    if not file.exists():
        file.touch()
        end_itself(signal.SIGKILL)
    return "made"


def tell_and_sleep(file: Path) -> None:
    file.with_suffix(".aside").write_text(str(os.getpid()), encoding="ascii")
    file.with_suffix(".aside").rename(file)
    time.sleep(600)


def test_calls_are_answered_by_processes_that_may_fork_and_are_used_again(pool: Pool) -> None:
    assert pool.submit(may_fork).result()
    processes = {pool.submit(os.getpid).result() for _ in range(4)}
    assert len(processes) == 1
    assert os.getpid() not in processes


def test_a_process_has_the_folder_and_the_variables_of_this_one(
    pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GREETING", "mirë")
    monkeypatch.delenv("HOME")
    assert pool.submit(Path.cwd).result() == tmp_path
    assert pool.submit(os.getenv, "GREETING").result() == "mirë"
    assert pool.submit(os.getenv, "HOME").result() is None


def test_where_the_server_that_forks_is_killed_another_takes_its_place(pool: Pool) -> None:
    server, worker = pool.submit(os.getppid).result(), pool.submit(os.getpid).result()
    os.kill(server, signal.SIGKILL)
    assert wait_until(lambda: not Path(f"/proc/{worker}").exists())
    with pytest.raises(ProcessDiedError):
        pool.submit(os.getppid).result()
    assert pool.submit(os.getppid).result() != server


def test_an_error_comes_back_and_the_process_stays(pool: Pool) -> None:
    process = pool.submit(os.getpid).result()
    with pytest.raises(ValueError, match="as it is"):
        pool.submit(fail, "as it is").result()
    assert pool.submit(os.getpid).result() == process


def test_what_cannot_be_pickled_is_an_error_of_its_call(pool: Pool) -> None:
    with pytest.raises((AttributeError, TypeError, ValueError)):
        pool.submit(lambda: None).result()
    assert pool.submit(may_fork).result()


def test_a_process_that_is_killed_fails_its_own_call_and_another_takes_its_place(pool: Pool, tmp_path: Path) -> None:
    file = tmp_path / "process"
    sleeping, other = pool.submit(tell_and_sleep, file), pool.submit(time.sleep, 1)
    assert wait_until(file.exists)

    os.kill(int(file.read_text(encoding="ascii")), signal.SIGKILL)

    death = sleeping.exception()
    assert isinstance(death, ProcessDiedError)
    assert death.how == "SIGKILL"
    assert 1_000_000 < death.peak < death.total
    assert 0 < death.free < death.total
    assert other.exception() is None
    assert [pool.submit(abs, -number).result() for number in range(3)] == [0, 1, 2]


def test_a_call_whose_process_dies_is_made_once_more(pool: Pool, tmp_path: Path) -> None:
    calls = {
        "once": partial(die_once, tmp_path / "once"),
        "always": partial(end_itself, signal.SIGKILL),
        "late": partial(end_itself, signal.SIGALRM),
        "well": partial(str, "made"),
    }

    every = list(side_by_side(pool, calls))

    ended = {name: future for name, future, _ in every}
    assert ended["once"].result() == ended["well"].result() == "made"
    assert {name: death.how for name, _, death in every if death} == {"once": "SIGKILL", "always": "SIGKILL"}
    for name, how in (("always", "SIGKILL"), ("late", "SIGALRM")):
        death = ended[name].exception()
        assert isinstance(death, ProcessDiedError)
        assert death.how == how


def test_a_pool_that_is_killed_ends_its_processes_and_begins_no_other(tmp_path: Path) -> None:
    pool = Pool(1)
    file = tmp_path / "process"
    sleeping, waiting = pool.submit(tell_and_sleep, file), pool.submit(tell_and_sleep, tmp_path / "other")
    assert wait_until(file.exists)

    pool.kill()
    pool.shutdown()

    wait([sleeping])
    assert isinstance(sleeping.exception(), ProcessDiedError)
    assert waiting.cancelled()
    assert not Path(f"/proc/{file.read_text(encoding='ascii')}").exists()
    assert not (tmp_path / "other").exists()
