# SPDX-License-Identifier: GPL-3.0-or-later
import fcntl
import resource
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.system import files
from pipeline.system.files import write_if_changed, write_whole


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.po"
    path.write_text("old")

    def refuse(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", refuse)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"new")

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "a"

    assert write_if_changed(path, b"x")
    assert not write_if_changed(path, b"x")


def test_permissions_stay(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("old")
    path.chmod(0o640)

    write_whole(path, b"new")

    assert path.stat().st_mode & 0o777 == 0o640


def test_what_a_killed_process_has_left_goes_with_the_next_write(tmp_path: Path) -> None:
    path, left, other = tmp_path / "a.po", tmp_path / ".a.po.written_", tmp_path / ".a.po.swp"
    for file in (left, other):
        file.write_text("half, and longer than what is to come")

    write_whole(path, b"whole")

    assert sorted(tmp_path.iterdir()) == [other, path]
    assert path.read_bytes() == b"whole"


def test_who_writes_the_same_file_waits(tmp_path: Path) -> None:
    path, theirs = tmp_path / "a.po", tmp_path / ".a.po.written_"
    with theirs.open("wb") as file, ThreadPoolExecutor() as threads:
        fcntl.flock(file, fcntl.LOCK_EX)
        ours = threads.submit(write_whole, path, b"ours")
        with pytest.raises(TimeoutError):
            ours.result(0.3)
        file.write(b"theirs")
        file.flush()
        theirs.replace(path)
        fcntl.flock(file, fcntl.LOCK_UN)
        ours.result(10)

    assert path.read_bytes() == b"ours"
    assert [*tmp_path.iterdir()] == [path]


def test_a_full_disk_names_the_file_that_it_has_no_room_for(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, limits[1]))  # the system refuses to write more, as on a full disk
    try:
        with pytest.raises(OSError, match="File too large") as caught:
            write_whole(tmp_path / "file", b"x" * 4096)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert caught.value.filename == str(tmp_path / "file")
    assert list(tmp_path.iterdir()) == []
