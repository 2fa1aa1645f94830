# SPDX-License-Identifier: GPL-3.0-or-later
"""The archive and the site: what comes from it, when it is read, and what is said where it is damaged."""

import shutil
from pathlib import Path

import pytest

from pipeline.system.steps import steps_in
from tests.releases.conftest import files, rows, run

PDF = "archive/small/1.0/de/small/small-de.pdf"
PAGE = "archive/small/1.0/de/small/first.html"
ADDRESS = "build/site/archive/small/1.0/de/small"


def test_emptied_of_the_archive_the_site_gets_it_back(fresh: Path) -> None:
    before = files(fresh / "build/site")
    shutil.rmtree(fresh / "build/site/archive")
    steps_in(fresh / "build").forget(*(name for name in steps_in(fresh / "build").below("archive")))

    assert run(fresh, "build") == 0

    assert files(fresh / "build/site") == before


def test_what_stands_on_the_site_is_not_copied_again(fresh: Path) -> None:
    def copies() -> set[int]:
        return {path.stat().st_ino for path in (fresh / ADDRESS).rglob("*") if path.is_file()}

    before = copies()
    (fresh / "build/site/it/index.html").unlink()  # so that the portal is drawn

    assert run(fresh, "build") == 0

    assert (fresh / "build/site/it/index.html").is_file()
    assert copies() == before


def test_an_archive_brought_back_from_a_copy_is_the_same(fresh: Path) -> None:
    before = files(fresh / "build/site")
    for file in (fresh / "archive").rglob("*.*"):
        file.touch()

    assert run(fresh, "build") == 0

    assert files(fresh / "build/site") == before


@pytest.mark.parametrize("name", [PDF, PAGE])
def test_an_altered_file_fails_the_build_until_it_is_back(
    fresh: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(fresh / "build/site")
    good = (fresh / name).read_bytes()
    (fresh / name).write_bytes(good + b" ")

    for _ in range(2):
        assert run(fresh, "build") == 3

        said = capsys.readouterr().err
        assert "version 1.0 of small [de] stays on the site unchanged: the archive is damaged [archive-altered]" in said
        assert str(Path(name).name if name == PDF else "index.html") in said
        assert files(fresh / "build/site") == before
    (fresh / name).write_bytes(good)
    assert run(fresh, "build") == 0


def test_a_missing_file_is_named_and_its_version_stays(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(fresh / "build/site")
    (fresh / PDF).unlink()

    assert run(fresh, "build") == 3

    assert f"{PDF}: version 1.0 of small [de] stays on the site" in capsys.readouterr().err
    assert files(fresh / "build/site") == before


def test_what_is_neither_in_the_archive_nor_on_the_site_is_not_offered(
    fresh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (fresh / PDF).unlink()
    shutil.rmtree(fresh / ADDRESS)

    assert run(fresh, "build") == 3

    assert "version 1.0 of small [de] cannot be offered [archive-missing]" in capsys.readouterr().err
    assert {row["language"] for row in rows(fresh, "released")} == {"it", "sq"}
    assert "1.0/de/" not in (fresh / "build/site/archive/small/1.0/index.html").read_text(encoding="utf-8")
    assert "archive/" not in (fresh / "build/site/de/small.html").read_text(encoding="utf-8")


def test_without_any_archive_a_build_goes_on_and_says_so(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(fresh / "build/site")
    shutil.rmtree(fresh / "archive")

    assert run(fresh, "build") == 0

    said = capsys.readouterr().err
    assert said.count("[no-archive]") == 1
    assert files(fresh / "build/site") == before
