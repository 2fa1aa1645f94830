# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from pipeline.system import files
from pipeline.system.files import write_if_changed, write_whole
from pipeline.system.folders import recover_folders, replace_folder


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


@pytest.mark.parametrize("exchange", [True, False])
def test_a_folder_takes_the_place_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool) -> None:
    if not exchange:
        monkeypatch.setattr(files, "_exchange", lambda *_: False)
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
