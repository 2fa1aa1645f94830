# SPDX-License-Identifier: GPL-3.0-or-later
"""A store gives what was put in, or nothing, whatever becomes of its files and however many write into it."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.model.problems import Problem
from pipeline.system.store import VARIABLE, Store, store_at

DATA = b"a page of an edition"
DIGEST = hashlib.sha256(DATA).hexdigest()
KEY = hashlib.sha256(b"what it was made from").hexdigest()
OBJECT, RESULT = f"objects/{DIGEST[:2]}/{DIGEST}", f"{KEY[0]}/{KEY}"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return store_at(str(tmp_path / "store"))


def test_what_is_put_in_comes_out(store: Store) -> None:
    assert store.add([DATA, DATA]) == (DIGEST,)
    store.keep(KEY, b"{}")

    assert store.objects([DIGEST, KEY]) == {DIGEST: DATA}
    assert store.result(KEY) == b"{}"
    assert (store.result(KEY) is not None, store.result(DIGEST) is not None) == (True, False)
    assert {entry.name for entry in store.entries()} == {OBJECT, RESULT}


@pytest.mark.parametrize("damage", ["cut off", "altered", "empty", "of another"])
def test_what_is_damaged_is_as_if_it_were_not_there_and_can_be_put_in_again(store: Store, damage: str) -> None:
    def damaged(data: bytes) -> bytes:
        return {"cut off": data[:-1], "altered": data[:-1] + b"!", "empty": b"", "of another": b"x" * len(data)}[damage]

    store.add([DATA])
    store.keep(KEY, DATA)
    for name in (OBJECT, RESULT):
        path = store.folder / name
        path.write_bytes(damaged(path.read_bytes()))

    assert store.objects([DIGEST]) == {}
    assert store.result(KEY) is None

    store.add([DATA])
    store.keep(KEY, DATA)
    assert store.objects([DIGEST]) == {DIGEST: DATA}
    assert store.result(KEY) == DATA


def test_a_result_under_the_name_of_another_is_none(store: Store) -> None:
    store.keep(KEY, DATA)
    path = store.folder / DIGEST[0] / DIGEST
    path.parent.mkdir()
    shutil.copy(store.folder / RESULT, path)
    assert store.result(DIGEST) is None


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "objects", ""])
def test_no_name_leads_out_of_the_store(tmp_path: Path, name: str) -> None:
    secret = tmp_path / "store/objects/secret"
    secret.parent.mkdir(parents=True)
    secret.write_bytes(DATA)
    assert store_at(str(tmp_path / "store")).objects([name]) == {}
    assert secret.read_bytes() == DATA


def test_processes_may_write_and_damage_the_same_at_once(tmp_path: Path) -> None:
    program = """
import os, sys
from pipeline.system.store import store_at
store = store_at(sys.argv[1])
for round in range(14):
    for n in range(10):
        (digest,) = store.add([b"%d" % n * 5000])
        store.keep(digest, b"result %d" % n)
        found, result = store.objects([digest]), store.result(digest)
        assert found in ({}, {digest: b"%d" % n * 5000}), "torn"
        assert result in (None, b"result %d" % n), "torn"
        if round % 7 == int(sys.argv[2]):
            os.truncate(f"{sys.argv[1]}/objects/{digest[:2]}/{digest}", 100)
"""
    arguments = [sys.executable, "-c", program, str(tmp_path / "store")]
    processes = [subprocess.Popen([*arguments, str(number)], stderr=subprocess.PIPE, text=True) for number in range(4)]
    for process in processes:
        _, complaints = process.communicate(timeout=120)
        assert "torn" not in complaints
    assert {entry.name.rpartition("/")[2] for entry in store_at(str(tmp_path / "store")).entries()}


def test_a_disk_that_is_full_leaves_no_half_object(tmp_path: Path) -> None:
    program = """
import resource, sys
from pipeline.model.problems import Problem
from pipeline.system.store import store_at
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    store_at(sys.argv[1]).add([b"small", b"large" * 1000])
except Problem as problem:
    print(problem.code, problem.cause)
"""
    place = str(tmp_path / "store")
    done = subprocess.run([sys.executable, "-c", program, place], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("store OSError")
    assert {entry.size for entry in store_at(place).entries()} == {5}
    assert not any(Path(place).rglob(".*"))


def test_an_address_of_a_server_is_a_problem() -> None:
    with pytest.raises(Problem, match="coop is not a folder"):
        store_at("carrier-pigeon://coop")


def test_commands_tell_remove_and_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = str(tmp_path / "store")
    store = store_at(place)
    (needed, old, new) = store.add([b"needed", b"old", b"new"])
    store.keep(KEY, f'{{"files": {{"index.html": "{needed}"}}}}'.encode())
    for digest in (needed, old):
        os.utime(tmp_path / f"store/objects/{digest[:2]}/{digest}", (0, 0))

    assert main(["store", "gc", "--store", f"{place}-of-nobody"]) == 0
    assert capsys.readouterr().err.startswith(f"the store {place}-of-nobody is empty; check the path")

    assert main(["store", "gc", "--store", place]) == 0
    removed, left = capsys.readouterr().out.splitlines()
    assert removed.startswith("removed 1 file, ")
    assert left.startswith("1 result, ")
    assert store.objects([needed, old, new]).keys() == {needed, new}


def test_a_project_without_a_store_is_named_and_no_other_folder_is_looked_at(
    sample: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    other = sample / "ab" / ("ab" + "0" * 62)
    other.parent.mkdir()
    other.write_text("somebody's file", encoding="utf-8")
    os.utime(other, (0, 0))
    monkeypatch.chdir(sample)

    assert main(["store", "gc"]) == 0

    assert "the store build/store is empty; " in capsys.readouterr().err
    assert other.is_file()
