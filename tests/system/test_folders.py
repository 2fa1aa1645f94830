# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders that are replaced whole, and folders with the same files as another."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from pipeline.system import folders
from pipeline.system.files import write_whole
from pipeline.system.folders import TemporaryFolder, mirror, recover_folders, replace_folder, swap
from tests.conftest import MEMORY, ROOT


def write(folder: Path, /, **texts: str) -> Path:
    for name, text in texts.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def texts(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_a_mirror_has_the_same_files(tmp_path: Path) -> None:
    origin = write(tmp_path / "origin", same="1", changed="2", new="3", de__page="4", file="5", folder__page="6")
    copy = tmp_path / "copy"
    mirror(origin, copy)
    write_whole(copy / "changed", b"of the copy")
    (copy / "new").unlink()
    (copy / "file").unlink()
    write(copy, old__page="7", file__page="8")
    (copy / "folder/page").unlink()
    (copy / "folder").rmdir()
    write(copy, folder="9")
    assert texts(origin)["changed"] == "2"
    times = (copy / "same").stat().st_ctime_ns

    mirror(origin, copy)

    assert texts(copy) == texts(origin)
    assert [path for path in copy.rglob("*") if path.is_dir() and not (origin / path.relative_to(copy)).is_dir()] == []
    assert all((copy / name).samefile(origin / name) for name in texts(origin))
    assert (copy / "same").stat().st_ctime_ns == times


def test_a_mirror_of_nothing_is_empty(tmp_path: Path) -> None:
    mirror(tmp_path / "origin", write(tmp_path / "copy", old="1"))

    assert list((tmp_path / "copy").iterdir()) == []


def test_where_no_links_can_be_made_files_are_copied(tmp_path: Path) -> None:
    elsewhere = next(folder for folder in (MEMORY, Path("/var/tmp")) if folder.stat().st_dev != tmp_path.stat().st_dev)
    with tempfile.TemporaryDirectory(dir=elsewhere) as folder:
        origin = write(Path(folder), page="1")
        assert origin.stat().st_dev != tmp_path.stat().st_dev

        mirror(origin, tmp_path / "copy")

    assert texts(tmp_path / "copy") == {"page": "1"}


@pytest.mark.parametrize("exchange", [True, False])
def test_two_folders_swap_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool) -> None:
    if not exchange:
        monkeypatch.setattr(folders, "exchange", lambda *_: False)
    first, second = write(tmp_path / "first", page="1"), write(tmp_path / "second", page="2")
    write(tmp_path / ".second.former", left="3")

    swap(first, second)

    assert (texts(first), texts(second)) == ({"page": "2"}, {"page": "1"})
    assert (tmp_path / ".second.former").exists() is exchange


def test_a_folder_takes_a_name_that_is_free(tmp_path: Path) -> None:
    swap(write(tmp_path / "first", page="1"), tmp_path / "second")

    assert [path.name for path in tmp_path.iterdir()] == ["second"]


@pytest.mark.parametrize("exchange", [True, False])
def test_a_folder_takes_the_place_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool) -> None:
    if not exchange:
        monkeypatch.setattr(folders, "exchange", lambda *_: False)
    new, place = tmp_path / "new", tmp_path / "site" / "place"
    for folder, text in ((new, "new"), (place, "old")):
        folder.mkdir(parents=True)
        (folder / "page").write_text(text)

    replace_folder(new, place)

    assert (place / "page").read_text() == "new"
    assert not new.exists()
    assert [path.name for path in place.parent.iterdir()] == ["place"]


def test_a_replacement_cut_off_between_two_renames_is_taken_back(tmp_path: Path) -> None:
    (tmp_path / ".place.former").mkdir()
    (tmp_path / ".other.former").mkdir()
    (tmp_path / "other").mkdir()

    recover_folders(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "place"]


BEGUN = """
import os, signal, sys
from pipeline.system.folders import TemporaryFolder

TemporaryFolder("west-test-").__enter__()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_temporary_folder_of_a_killed_process_is_removed_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "west-other").mkdir()
    with TemporaryFolder("west-test-") as used:
        subprocess.run(
            [sys.executable, "-c", BEGUN], cwd=ROOT, env={**os.environ, "TMPDIR": str(tmp_path)}, check=False
        )
        assert len([*tmp_path.iterdir()]) == 3

        with TemporaryFolder("west-test-") as another:
            assert {*tmp_path.iterdir()} == {used, another, tmp_path / "west-other"}

    assert [*tmp_path.iterdir()] == [tmp_path / "west-other"]


def test_a_temporary_folder_stays_while_a_process_that_was_forked_uses_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = TemporaryFolder("west-test-")
    path = folder.__enter__()
    reading, writing = os.pipe()
    if (process := os.fork()) == 0:
        os.read(reading, 1)
        os._exit(0)
    os.close(folder._lock)  # as at the end of the one that made it, if it is killed

    with TemporaryFolder("west-test-"):
        assert path.is_dir()
    os.write(writing, b"x")
    os.waitpid(process, 0)
    with TemporaryFolder("west-test-"):
        assert not path.exists()


USED = """
import os, signal, sys
from pipeline.typeset.fonts import use

use()
if sys.argv[1:]:
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_fonts_of_a_run_that_was_killed_are_removed_by_the_next_one(tmp_path: Path) -> None:
    def run(*words: str) -> set[str]:
        environment = {**os.environ, "TMPDIR": str(tmp_path)}
        subprocess.run([sys.executable, "-c", USED, *words], cwd=ROOT, env=environment, check=False)
        return {path.name for path in tmp_path.iterdir()}

    (left,) = run("killed")

    assert left not in run("killed")
    assert run() == set()
