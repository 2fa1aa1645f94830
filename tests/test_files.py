# SPDX-License-Identifier: GPL-3.0-or-later
import errno
import fcntl
import os
import re
import resource
from pathlib import Path

import pytest

from pipeline.system import files
from pipeline.system.files import problem_of, write_if_changed, write_whole


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

    assert (problem.cause.partition(": ")[0] if problem is not None else None) == cause


@pytest.mark.parametrize(
    ("number", "message", "hint"),
    [
        (errno.ENOENT, "a file is missing", "correct its name where you gave it, or bring the file back"),
        (errno.ENOSPC, "the disk is full", "make room on it, then run the command again"),
        (errno.EROFS, "a file cannot be read or written", "make the file system at / writable"),
        (errno.EACCES, "a file cannot be read or written", "give yourself the right to it, or its folder"),
    ],
)
def test_what_the_disk_refuses_is_told_with_its_one_cause(number: int, message: str, hint: str) -> None:
    problem = problem_of(OSError(number, os.strerror(number), "/no-such-folder/file"))

    assert (problem.message, problem.path) == (message, Path("/no-such-folder/file"))
    assert problem.hint.startswith(hint)
    if number == errno.ENOSPC:
        assert re.search(r"the file system at / has \d+ kB left", problem.cause)


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
