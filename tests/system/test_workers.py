# SPDX-License-Identifier: GPL-3.0-or-later
"""Workers, of which one that dies or hangs costs its own job: shown by real processes that are killed."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from pipeline.system.workers import Answer, Call, CallStarted, Job, JobResult, Workers, run, single
from tests.running import wait_until

_KEPT: list[object] = []


def fill(size: int) -> int:
    return len(b"x" * size)


def end_itself(how: signal.Signals) -> None:
    os.kill(os.getpid(), how)


def fail(text: str) -> None:
    raise ValueError(text)


def fail_locally() -> None:
    class LocalError(Exception):
        pass

    raise LocalError("in words")


def die_once(file: Path) -> str:
    if not file.exists():
        file.touch()
        end_itself(signal.SIGKILL)
    return "made"


def tell_and_sleep(file: Path) -> None:
    file.with_suffix(".aside").write_text(str(os.getpid()), encoding="ascii")
    file.with_suffix(".aside").rename(file)
    time.sleep(600)


def leave_a_program(file: Path, how: Callable[[], object]) -> str:
    """Start what runs on, tell its number, and go on with something else."""
    program = subprocess.Popen(["sleep", "600"])
    file.write_text(str(program.pid), encoding="ascii")
    how()
    return "made"


def leave_a_manager(how: Callable[[], object]) -> str:
    """Start a server that has copies of all files of this process, as an extension may."""
    _KEPT.append(multiprocessing.get_context("fork").Manager())
    how()
    return "made"


def log(file: Path, number: int) -> int:
    with file.open("a", encoding="ascii") as lines:
        lines.write("+\n")
    time.sleep(0.3)
    with file.open("a", encoding="ascii") as lines:
        lines.write("-\n")
    return number


def ended[T](*calls: Call[T], width: int = 2) -> list[JobResult[int, T]]:
    """Return how jobs of one call each ended, in their order."""
    jobs = ((number, single(call)) for number, call in enumerate(calls))
    return sorted(event for event in run(jobs, width) if isinstance(event, JobResult))


def is_gone(process: str) -> bool:
    return not Path(f"/proc/{process}/task/{process}/children").exists()


def test_a_job_gets_the_answers_to_its_calls_in_their_order(tmp_path: Path) -> None:
    def job(start: int) -> Job[int]:
        first, second = yield [Call(partial(pow, start, 2), label="squares"), Call(partial(pow, start, 3))]
        (total,) = yield [Call(partial(sum, [first.value, second.value]), label="adds")]
        return int(total.value)

    events = [*run([("a", job(2)), ("b", job(3))], width=2)]

    assert {event for event in events if isinstance(event, JobResult)} == {JobResult("a", 12), JobResult("b", 36)}
    assert {event for event in events if isinstance(event, CallStarted)} == {
        CallStarted(key, label) for key in "ab" for label in ("squares", "adds")
    }


def test_an_answer_tells_the_time_and_the_memory_that_it_took() -> None:
    def job() -> Job[Answer]:
        (answer,) = yield [Call(partial(fill, 200_000_000))]
        return answer

    (end,) = (event for event in run([("", job())]) if isinstance(event, JobResult))

    assert end.value is not None
    assert end.value.value == 200_000_000
    assert end.value.seconds > 0.001
    assert end.value.memory > 200_000_000


def test_a_worker_has_the_folder_the_variables_and_the_path_of_this_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GREETING", "mirë")
    monkeypatch.delenv("HOME")
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "only_here.py").write_text("def name(): return __name__\n", encoding="ascii")
    import only_here  # type: ignore[import-not-found]  # it was just written

    where, greeting, home, module = ended(
        Call(Path.cwd), Call(partial(os.getenv, "GREETING")), Call(partial(os.getenv, "HOME")), Call(only_here.name)
    )

    assert (where.value, greeting.value, home.value, module.value) == (tmp_path, "mirë", None, "only_here")


def test_an_error_comes_back_as_it_is_and_one_that_cannot_as_its_words() -> None:
    as_it_is, local, unpicklable, other = ended(
        Call(partial(fail, "as it is")), Call(fail_locally), Call(lambda: None), Call(partial(str, "made"))
    )

    assert isinstance(as_it_is.error, ValueError)
    assert str(as_it_is.error) == "as it is"
    assert "in words" in str(local.error)
    assert unpicklable.error is not None
    assert other.value == "made"


def test_a_job_may_go_on_after_an_error() -> None:
    def job() -> Job[str]:
        try:
            yield [Call(partial(fail, "as it is"))]
        except ValueError as error:
            (answer,) = yield [Call(partial(str, f"without what was {error}"))]
            return str(answer.value)
        return ""

    assert [event for event in run([(0, job())]) if isinstance(event, JobResult)] == [
        JobResult(0, "without what was as it is")
    ]


def test_a_job_that_has_nothing_to_ask_goes_on() -> None:
    def job() -> Job[str]:
        yield []
        (answer,) = yield [Call(partial(str, "made"))]
        yield []
        return str(answer.value)

    assert [end.value for end in run([("", job())]) if isinstance(end, JobResult)] == ["made"]


def test_a_worker_that_dies_or_is_late_costs_its_own_job_and_a_call_is_tried_twice(tmp_path: Path) -> None:
    once, always, late, code, well = ended(
        Call(partial(die_once, tmp_path / "once")),
        Call(partial(end_itself, signal.SIGKILL)),
        Call(partial(time.sleep, 600), timeout=0.3),
        Call(partial(os._exit, 7)),
        Call(partial(str, "made")),
    )

    assert once.value == well.value == "made"
    assert [str(end.death) for end in (once, always, late, code, well)] == [
        *("SIGKILL", "SIGKILL", "None", "exit code 7", "None")
    ]
    assert [(str(end.error), getattr(end.error, "is_late", None)) for end in (always, late, code)] == [
        *(("SIGKILL", False), ("timeout", True), ("exit code 7", False))
    ]


@pytest.mark.parametrize("how", [partial(int), partial(end_itself, signal.SIGKILL), partial(time.sleep, 600)])
def test_what_a_worker_has_started_ends_with_it_and_keeps_nobody_waiting(
    how: Callable[[], object], tmp_path: Path
) -> None:
    file = tmp_path / "program"

    ended(Call(partial(leave_a_program, file, how), timeout=2), Call(partial(leave_a_manager, how), timeout=2))

    assert wait_until(lambda: is_gone(file.read_text(encoding="ascii")))


def test_no_more_run_than_are_to(tmp_path: Path) -> None:
    file = tmp_path / "log"

    assert [end.value for end in ended(*(Call(partial(log, file, number)) for number in range(6)), width=2)] == [
        *range(6)
    ]

    running = most = 0
    for line in file.read_text(encoding="ascii").split():
        running += 1 if line == "+" else -1
        most = max(most, running)
    assert most == 2


def test_a_job_begins_when_a_worker_is_free_for_it() -> None:
    begun: list[int] = []

    def job(number: int) -> Job[int]:
        begun.append(number)
        (answer,) = yield [Call(partial(abs, number))]
        return int(answer.value)

    events = run(((number, job(number)) for number in range(5)), width=1)
    next(events)
    assert begun == [0, 1] or begun == [0]
    events.close()


def test_workers_end_when_nobody_asks_for_more_events(tmp_path: Path) -> None:
    files = [tmp_path / "one", tmp_path / "two"]
    workers = Workers(((file.name, single(Call(partial(tell_and_sleep, file)))) for file in files), width=2)
    assert wait_until(lambda: not [*workers.poll(timeout=0)] and all(file.exists() for file in files))

    workers.kill()

    assert all(is_gone(file.read_text(encoding="ascii")) for file in files)


PROGRAM = """
import os, sys, time
from pipeline.system.workers import Call, run, single
def tell_and_sleep():
    with open(sys.argv[1] + ".aside", "w") as file:
        file.write(str(os.getpid()))
    os.rename(sys.argv[1] + ".aside", sys.argv[1])
    time.sleep(600)
if __name__ == "__main__":
    for _ in run([("", single(Call(tell_and_sleep)))]):
        pass
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_this_program_whatever_ends_it(how: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM, encoding="ascii")
    file = tmp_path / "worker"
    program = subprocess.Popen([sys.executable, tmp_path / "program.py", file], stderr=subprocess.DEVNULL)
    assert wait_until(file.exists)

    program.send_signal(how)
    program.wait(10)

    assert wait_until(lambda: is_gone(file.read_text(encoding="ascii")))
