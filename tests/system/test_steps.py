# SPDX-License-Identifier: GPL-3.0-or-later
"""The store of steps: what is kept is what was made, all of it or nothing, whatever becomes of the file."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.problems import Problem
from pipeline.system.steps import ALTERED, DAMAGED, FILE, GONE, NEVER_MADE, Steps, Trace, reasons

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
TRACES = st.builds(
    Trace,
    inputs=st.dictionaries(TEXT, TEXT, max_size=4),
    outputs=st.dictionaries(TEXT, TEXT, max_size=4),
    value=st.none() | TEXT | st.lists(st.integers(), max_size=3) | st.dictionaries(TEXT, TEXT, max_size=3),
    problem=st.none() | st.dictionaries(TEXT, TEXT, max_size=2),
    seconds=st.floats(0, 1e6),
)


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    return Steps(tmp_path / FILE)


@given(st.dictionaries(TEXT, TRACES, max_size=5))
def test_what_is_kept_is_read_again(tmp_path_factory: pytest.TempPathFactory, traces: dict[str, Trace]) -> None:
    path = tmp_path_factory.mktemp("steps") / FILE
    Steps(path).keep(traces)

    assert {name: Steps(path).trace(name) for name in traces} == traces


def test_a_step_is_due_where_an_input_or_a_file_is_another() -> None:
    trace = Trace({"the sources have changed": "1", "new translations": "2"}, {"page": "a"})

    assert reasons(None, {}, {}.__getitem__) == [NEVER_MADE]
    assert reasons(trace, trace.inputs, {"page": "a"}.__getitem__) == []
    assert reasons(trace, {**trace.inputs, "new translations": "3"}, {"page": "a"}.__getitem__) == ["new translations"]
    assert reasons(trace, {**trace.inputs, "new fonts": "1"}, {"page": "a"}.__getitem__) == ["new fonts"]
    assert reasons(trace, trace.inputs, {"page": "b"}.__getitem__) == [ALTERED]

    def gone(path: str) -> str:
        raise FileNotFoundError(path)

    assert reasons(trace, trace.inputs, gone) == [GONE]


def test_steps_below_a_name_are_no_others(steps: Steps) -> None:
    steps.keep({name: Trace(value=name) for name in ("it/a", "it/a/pdf", "it/a/html", "it/a-b", "it/a0", "it/ab/pdf")})

    assert [*steps.below("it/a")] == ["it/a", "it/a/html", "it/a/pdf"]


def test_traces_are_kept_all_or_none(steps: Steps) -> None:
    steps.keep({"a": Trace(value=1), "b": Trace(value=1)})

    with pytest.raises(sqlite3.ProgrammingError):
        steps.keep({"a": Trace(value=2), "b": Trace(seconds=object())}, forget=["b"])  # type: ignore[arg-type]  # as nobody may

    assert steps.below("a") | steps.below("b") == {"a": Trace(value=1), "b": Trace(value=1)}


def test_another_process_or_a_copy_sees_what_was_kept(steps: Steps, tmp_path: Path) -> None:
    other = Steps(tmp_path / FILE)
    assert other.trace("a") is None

    steps.keep({"a": Trace(value=1)})
    assert other.trace("a") == Trace(value=1)

    shutil.copytree(tmp_path, tmp_path.with_name("copy"))
    steps.forget("a")
    assert other.trace("a") is None
    assert Steps(tmp_path.with_name("copy") / FILE).trace("a") == Trace(value=1)


def test_a_store_that_is_deleted_is_begun_anew(steps: Steps, tmp_path: Path) -> None:
    steps.keep({"a": Trace(value=1)})
    (tmp_path / FILE).unlink()

    assert steps.trace("a") is None
    steps.forget("a")
    assert not (tmp_path / FILE).exists()
    steps.keep({"b": Trace(value=2)})
    assert Steps(tmp_path / FILE).trace("b") == Trace(value=2)


def test_a_store_of_another_release_is_begun_anew(steps: Steps, tmp_path: Path) -> None:
    steps.keep({"a": Trace(value=1)})
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("PRAGMA user_version = 99")
    other.close()

    again = Steps(tmp_path / FILE)
    assert again.trace("a") is None
    again.keep({"b": Trace(value=2)})
    assert [*again.below("b")] == ["b"]


def _execute(statement: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(statement)

    return change


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    place = data.index(b"a value")
    data[place] ^= 1
    path.write_bytes(data)


def _replace_by(make: Callable[[Path], None]) -> Callable[[Path], None]:
    def replace(path: Path) -> None:
        path.unlink()
        make(path)

    return replace


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"no database, but long enough to be taken for one" * 100),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        _flip,
        _execute("DROP TABLE files"),
        _execute("UPDATE steps SET value = '{'"),
        _execute("UPDATE steps SET inputs = '[]'"),
        _execute("UPDATE checksums SET checksum = 'b'"),
        _execute("UPDATE files SET files = '{}'"),
        _replace_by(Path.mkdir),
        _replace_by(lambda path: path.symlink_to(path.name)),
        _replace_by(lambda path: path.symlink_to("nothing")),
    ],
)
def test_a_damaged_store_is_put_aside_and_begun_anew(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    path = tmp_path / FILE
    Steps(path).keep({"a": Trace(value="a value")}, files={"x": {"one": "1"}})
    Steps(path).keep_checksums([(1, 2, 3, 4, "a")])
    (tmp_path / DAMAGED).mkdir()  # from an earlier time

    damage(path)

    steps = Steps(path)
    assert steps.trace("a") is None
    assert [*steps.checksums()] == []
    steps.keep({"b": Trace(value=2)})
    assert Steps(path).trace("b") == Trace(value=2)
    assert steps.take_damage()
    assert steps.take_damage() == ""
    assert {path.name for path in tmp_path.iterdir()} == {FILE, DAMAGED}


def test_a_store_that_another_program_has_locked_says_which(
    steps: Steps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.keep({"a": Trace(value=1)})
    monkeypatch.setattr("pipeline.system.steps._BUSY_TIMEOUT", 0.1)
    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "c.execute('BEGIN EXCLUSIVE'); print(flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(tmp_path / FILE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(Problem) as locked:
            Steps(tmp_path / FILE).trace("a")
        other.communicate()

    assert locked.value.code == "locked"
    assert f"process {other.pid} (" in locked.value.cause
    assert steps.trace("a") == Trace(value=1)


def test_checksums_and_files_behind_digests_are_those_of_last(steps: Steps) -> None:
    steps.keep_checksums([(1, 2, 3, 4, "a"), (5, 6, 7, 8, "b")])
    steps.keep_checksums([(5, 6, 7, 9, "c")])
    steps.keep({}, files={"x": {"one": "1"}, "y": {"two": "2"}})
    steps.forget_files(but=["y"])

    assert [*steps.checksums()] == [(5, 6, 7, 9, "c")]
    assert (steps.files("x"), steps.files("y")) == ({}, {"two": "2"})


def test_files_of_two_disks_may_have_one_inode(steps: Steps) -> None:
    steps.keep_checksums([(7, 1, 2, 3, "a"), (7, 4, 5, 6, "b")])

    assert [*steps.checksums()] == [(7, 4, 5, 6, "b")]
