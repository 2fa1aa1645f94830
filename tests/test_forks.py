# SPDX-License-Identifier: GPL-3.0-or-later
"""Forked processes and the cores that they share, each shown by real processes of a program of its own: tests have threads."""

import subprocess
import sys
from pathlib import Path

import pytest

BEGIN = """
import os, signal, sys, time
from pathlib import Path
from pipeline.system.forks import Cores, forked, may_fork
cores = Cores(Path(sys.argv[1]), 2)
assert may_fork()
"""


def run(program: str, folder: Path) -> list[str]:
    command = [sys.executable, "-c", BEGIN + program, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()


def test_each_item_has_its_answer(tmp_path: Path) -> None:
    program = "print(sorted(future.result() for _, future in forked(lambda n: (n, os.getpid() != %d, 'x' * 300_000)[:2], range(5), cores)))"
    assert run(program.replace("%d", "os.getppid()"), tmp_path) == [str([(n, True) for n in range(5)])]


def test_large_answers_pass_whole(tmp_path: Path) -> None:
    program = "print([len(future.result()) for _, future in forked(lambda n: b'x' * 3_000_000, range(3), cores)])"
    assert run(program, tmp_path) == ["[3000000, 3000000, 3000000]"]


def test_an_error_comes_back_as_it_is(tmp_path: Path) -> None:
    program = """
def fail(n):
    class Local(Exception): pass
    raise ValueError("as it is") if n else Local("in words")
for n, future in sorted(forked(fail, [0, 1], cores), key=lambda pair: pair[0]):
    print(type(future.exception()).__name__, "in words" in str(future.exception()) or str(future.exception()))
"""
    assert run(program, tmp_path) == ["RuntimeError True", "ValueError as it is"]


def test_a_process_that_was_left_behind_keeps_nobody_waiting(tmp_path: Path) -> None:
    program = """
import multiprocessing
from pipeline.system.forks import apart
kept = []
def begin(n):
    kept.append(multiprocessing.Manager())  # its server would run until this process has ended, which is not as Python does
    return n
print(apart(lambda: begin(7)))
print([future.result() for _, future in forked(begin, [8], cores)])
"""
    assert run(program, tmp_path) == ["7", "[8]"]


def test_a_process_that_dies_costs_its_own_item(tmp_path: Path) -> None:
    program = """
def die(n):
    if n == 1: os.kill(os.getpid(), signal.SIGKILL)
    return n
for n, future in sorted(forked(die, range(4), cores), key=lambda pair: pair[0]):
    error = future.exception()
    print(n, type(error).__name__ if error else future.result(), "SIGKILL" in str(error))
assert cores.acquire() is not None and cores.acquire() is not None, "its core is free again"
"""
    assert run(program, tmp_path) == ["0 0 False", "1 ProcessDiedError True", "2 2 False", "3 3 False"]


def test_a_fork_that_dies_apart_says_how_and_with_how_much_memory(tmp_path: Path) -> None:
    program = """
from pipeline.system.deaths import ProcessDiedError
from pipeline.system.forks import apart
def die():
    filled = b"x" * 200_000_000
    os.kill(os.getpid(), signal.SIGKILL)
try:
    apart(die)
except ProcessDiedError as death:
    print(death.how, death.peak > 200_000_000, death.is_late)
"""
    assert run(program, tmp_path) == ["SIGKILL True False"]


def test_programs_that_a_process_leaves_behind_end_with_it(tmp_path: Path) -> None:
    program = """
import subprocess
from pipeline.system.libc import adopt_orphans
from pipeline.system.processes import children
adopt_orphans()
def leave(n):
    subprocess.Popen(["sleep", "600"])
    os.kill(os.getpid(), signal.SIGKILL)
print([future.exception().how for _, future in forked(leave, range(2), cores)], children())
"""
    assert run(program, tmp_path) == ["['SIGKILL', 'SIGKILL'] frozenset()"]


def test_no_more_run_than_there_are_cores_and_waiting_parents_lend_theirs(tmp_path: Path) -> None:
    program = """
log = Path(sys.argv[1], "log")
def leaf(n):
    with log.open("a") as file: file.write("+\\n")
    time.sleep(0.05)
    with log.open("a") as file: file.write("-\\n")
    return n
def branch(n):
    return sorted(future.result() for _, future in forked(leaf, range(3), cores))
print(sorted(future.result() for _, future in forked(branch, range(4), cores)))
running = most = 0
for line in log.read_text().split():
    running += 1 if line == "+" else -1
    most = max(most, running)
print(most)
"""
    assert run(program, tmp_path) == [str([[0, 1, 2]] * 4), "2"]


@pytest.mark.parametrize("how", ["closed", "killed"])
def test_what_still_runs_ends_with_its_parent(how: str, tmp_path: Path) -> None:
    program = """
def wait(n):
    if n == 0: return 0
    Path(sys.argv[1], "child").write_text(str(os.getpid()))
    time.sleep(600)
results = forked(wait, [1, 0], cores)
next(results)
while not Path(sys.argv[1], "child").exists() or not Path(sys.argv[1], "child").read_text(): time.sleep(0.01)
""" + ("results.close()" if how == "closed" else "os.kill(os.getpid(), signal.SIGKILL)")
    subprocess.run([sys.executable, "-c", BEGIN + program, str(tmp_path)], check=how == "closed", timeout=60)
    child = (tmp_path / "child").read_text()
    # A process that is killed is gone as soon as the system comes to it.
    gone = f"import os, time\nwhile os.path.exists('/proc/{child}/task/{child}/children'): time.sleep(0.01)"
    subprocess.run([sys.executable, "-c", gone], check=True, timeout=30)


def test_a_process_with_threads_does_not_fork(tmp_path: Path) -> None:
    program = """
import threading
release = threading.Event()
threading.Thread(target=release.wait).start()
print(not may_fork(), {future.result() for _, future in forked(lambda n: os.getpid(), range(3), cores)} == {os.getpid()})
release.set()
"""
    assert run(program, tmp_path) == ["True True"]
