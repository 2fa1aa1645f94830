# SPDX-License-Identifier: GPL-3.0-or-later
"""What counts as a change of a file, and what does not."""

import os
from pathlib import Path

from pipeline.commands.preview.session import wait_until_stable
from pipeline.system.stamps import stamp_of


def test_a_file_renamed_over_another_is_a_change_even_with_the_same_time_and_size(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text("one")
    before = stamp_of([tmp_path])
    aside = tmp_path / "aside"
    aside.write_text("two")
    known = path.stat()
    os.utime(aside, ns=(known.st_atime_ns, known.st_mtime_ns))
    aside.replace(path)

    assert stamp_of([tmp_path]) != before


def test_what_editors_leave_about_and_what_is_made_is_no_change(tmp_path: Path) -> None:
    def look() -> str:
        return stamp_of([tmp_path], excluded=[tmp_path / "build"], in_editors=True)

    before = look()
    for name in (".a.po.swp", "a.po~", "a.tmp", "#a.po#", "__pycache__/a.pyc", "_build/a.html", "build/a.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")

    assert look() == before
    (tmp_path / "a.po").write_text("x")
    assert look() != before


def test_a_place_that_is_not_there_yet_is_a_change_when_it_comes(tmp_path: Path) -> None:
    before = stamp_of([tmp_path / "later"])
    (tmp_path / "later").write_text("x")

    assert stamp_of([tmp_path / "later"]) != before


def test_a_change_in_steps_is_one_change() -> None:
    looks = ["begun", "done", "done"]

    assert wait_until_stable(lambda: looks.pop(0), "") == "done"
    assert not looks
