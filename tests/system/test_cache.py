# SPDX-License-Identifier: GPL-3.0-or-later
"""The cache of the user: what comes out of it is what was put in, or is made again."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.system import cache
from pipeline.system.cache import VARIABLE, cached


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_value_is_made_once(folder: Path) -> None:
    calls: list[str] = []

    def make(value: str) -> bytes:
        calls.append(value)
        return value.encode()

    assert [cached(("a", 1), lambda: make("first")) for _ in range(3)] == [b"first"] * 3
    assert cached(("a", 2), lambda: make("second")) == b"second"
    assert calls == ["first", "second"]
    assert len(files(folder)) == 2


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "of another key"])
def test_what_is_damaged_is_made_again(damage: str, folder: Path) -> None:
    cached(("other",), lambda: b"another value")
    other = files(folder)[0].read_bytes()
    cached(("key",), lambda: b"value")
    (path,) = (path for path in files(folder) if path.read_bytes() != other)
    data = path.read_bytes()
    path.write_bytes({"cut": data[:-1], "changed": data[:-1] + b"!", "empty": b"", "of another key": other}[damage])
    assert cached(("key",), lambda: b"made again") == b"made again"
    assert cached(("key",), lambda: b"not asked for") == b"made again"


def test_the_least_used_goes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "LIMIT", 16 * 3000)
    for number in range(100):
        cached((number,), lambda: bytes(900))
    for shard in folder.iterdir():
        assert sum(path.stat().st_size for path in files(shard)) <= 3000
    calls: list[int] = []
    cached((99,), lambda: calls.append(99) or b"")
    assert calls == []


@pytest.mark.parametrize("place", ["", "/proc/no-such-place"])
def test_without_a_folder_all_is_made(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, place)
    assert [cached(("a",), lambda: b"first"), cached(("a",), lambda: b"second")] == [b"first", b"second"]


def test_processes_may_write_the_same_value_at_once(folder: Path) -> None:
    program = "from pipeline.system.cache import cached\nfor n in range(200): assert cached((n,), lambda: b'%d' % n * 999) == b'%d' % n * 999"
    processes = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(4)]
    assert [process.wait(timeout=120) for process in processes] == [0] * 4
    assert len(files(folder)) == 200


def test_processes_that_need_the_same_value_wait_for_the_one_that_makes_it(folder: Path, tmp_path: Path) -> None:
    program = """
import sys, time
from pipeline.system.cache import cached
def make():
    with open(sys.argv[1], "a") as file:
        file.write("made\\n")
    time.sleep(0.5)
    return b"value"
assert cached(("dear",), make) == b"value"
"""
    made = tmp_path / "made"
    processes = [subprocess.Popen([sys.executable, "-c", program, str(made)]) for _ in range(4)]
    assert [process.wait(timeout=120) for process in processes] == [0] * 4
    assert made.read_text() == "made\n"
    assert len(files(folder)) == 1


def test_nobody_waits_for_a_process_that_is_gone(folder: Path) -> None:
    program = """
import os
from pipeline.system.cache import cached
cached(("dear",), lambda: os.kill(os.getpid(), 9))
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    assert cached(("dear",), lambda: b"value") == b"value"
    assert len(files(folder)) == 1
