# SPDX-License-Identifier: GPL-3.0-or-later
import fcntl
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
    path, left, other = tmp_path / "a.po", tmp_path / ".a.po.abcd_123", tmp_path / ".a.po.swp"
    for file in (left, other):
        file.write_text("half")

    write_whole(path, b"whole")

    assert sorted(tmp_path.iterdir()) == [other, path]


def test_what_another_process_is_writing_stays(tmp_path: Path) -> None:
    path, theirs = tmp_path / "a.po", tmp_path / ".a.po.abcd_123"
    with theirs.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)

        write_whole(path, b"ours")

        assert sorted(tmp_path.iterdir()) == [theirs, path]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("error writing file a.html: [Errno 28] No space left on device: 'a.html'", "No space left on device"),
        ("cannot copy: [Errno 13] Permission denied", "Permission denied"),
        ("Failed to copy a.css: OSError(5, 'Input/output error')", "Input/output error"),
        ("[('a', 'b', \"[Errno 30] Read-only file system: 'b'\")]", "Read-only file system"),
        ("[Errno 2] No such file or directory: 'a'", None),
        ("no mistake", None),
    ],
)
def test_what_others_say_of_the_disk_is_told_as_such(text: str, cause: str | None) -> None:
    problem = files.machine_problem([text])

    assert (problem.cause if problem is not None else None) == cause
