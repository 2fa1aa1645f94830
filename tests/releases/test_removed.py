# SPDX-License-Identifier: GPL-3.0-or-later
"""A publication that is removed or renamed by hand: what was released stays at its address, and its pages say what became of it."""

import shutil
from pathlib import Path

import pytest
from lxml import html

from tests.links import broken_links
from tests.releases.conftest import files, run

TAGS = ("it", "de", "sq")


def text(path: Path) -> str:
    return " ".join(html.parse(str(path)).getroot().find(".//main").text_content().split())


def released_files(project: Path) -> dict[str, bytes]:
    """What readers got of the released version: all but pages, whose bar and links follow the site."""
    return {name: data for name, data in files(project / "build/site/archive").items() if not name.endswith(".html")}


@pytest.fixture
def two(fresh: Path) -> Path:
    """The released sample, with another publication that stays."""
    other = fresh / "source/other"
    shutil.copytree(fresh / "source/small", other)
    (other / "releases.toml").unlink()
    assert run(fresh, "build") in (0, 1)
    return fresh


def test_what_was_released_stays_when_the_folder_is_removed(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = released_files(two)
    assert before
    shutil.rmtree(two / "source/small")
    capsys.readouterr()

    assert run(two, "build") == 0

    said = capsys.readouterr().out
    assert "no longer in the project: de/small, it/small, sq/small" in said
    assert "released versions stay, until they are withdrawn: archive/small/1.0" in said
    assert released_files(two) == before
    site = two / "build/site"
    for page in ("de/small.html", "de/small/index.html", "de/small/first.html"):
        assert "Diese Veröffentlichung wird nicht mehr" in text(site / page)
        assert "1.0" in text(site / page)
    assert broken_links(site) == []
    assert run(two, "build") == 0
    assert "removed from the site" not in capsys.readouterr().out
    assert released_files(two) == before

    # Even if the folder of the build is lost, and the archive is all that is left.
    shutil.rmtree(two / "build/site")
    assert run(two, "build") == 0
    assert released_files(two) == before


def test_a_removed_publication_can_still_be_withdrawn(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(two / "source/small")
    assert run(two, "build") == 0

    words = ("withdraw", "--publication", "small", "--language", "de", "--released", "1.0")
    assert run(two, *words, "--reason", "Das Telefon ist abgemeldet.") == 0

    site = two / "build/site"
    assert not (site / "archive/small/1.0/de/small/small-de.pdf").exists()
    assert "Das Telefon ist abgemeldet." in text(site / "archive/small/1.0/de/small/index.html")
    assert (site / "archive/small/1.0/it/small/small-it.pdf").is_file()
    assert broken_links(site) == []
    assert run(two, *words, "--undo") == 0
    assert (site / "archive/small/1.0/de/small/small-de.pdf").is_file()


def test_a_renamed_publication_keeps_its_versions_at_their_addresses(
    fresh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = released_files(fresh)
    (fresh / "source/small").rename(fresh / "source/renamed")
    for catalogue in fresh.glob("locales/*/LC_MESSAGES/small.po"):
        catalogue.rename(catalogue.with_name("renamed.po"))
    capsys.readouterr()

    assert run(fresh, "build") == 0

    assert "restore the archive" not in capsys.readouterr().err
    assert released_files(fresh) == before
    site = fresh / "build/site"
    assert "1.0" in text(site / "it/renamed.html")
    moved = html.parse(str(site / "it/small/first.html")).getroot()
    assert moved.xpath("//main//a[@href='../../it/renamed.html']")
    assert broken_links(site) == []


def test_a_publication_that_comes_back_has_its_pages_again(two: Path, tmp_path: Path) -> None:
    before = files(two / "build/site")
    shutil.move(two / "source/small", tmp_path / "small")
    assert run(two, "build") == 0
    shutil.move(tmp_path / "small", two / "source/small")

    assert run(two, "build") == 0

    assert files(two / "build/site") == before
