# SPDX-License-Identifier: GPL-3.0-or-later
"""A piece of the site is drawn only where what it is made from, or a file of it, has changed."""

from pathlib import Path

import pytest

from pipeline.portal import pieces
from pipeline.portal.pieces import Drawn, Pieces
from pipeline.system import files
from pipeline.system.steps import Steps
from pipeline.system.sums import Sums


class Site:
    """A site that is drawn in pieces, each a file; `made` names those that were drawn the last time."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.steps = folder / "site", Steps(folder / "steps.sqlite")
        self.made: list[str] = []

    def draw(self, **texts: str) -> None:
        """Draw a file for each keyword, with that text; a double underscore stands for a folder."""
        self.made.clear()
        drawing = Pieces(self.steps, self.folder, Sums(self.steps))
        for name, text in texts.items():

            def make(name: str = name, text: str = text) -> Drawn:
                self.made.append(name)
                yield self.path(name).relative_to(self.folder), text.encode()

            drawing.draw(name, text, make)
        drawing.end()

    def path(self, name: str) -> Path:
        return self.folder / f"{name.replace('__', '/')}.html"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    drawn = Site(tmp_path)
    drawn.draw(front="one", it__guide="two")
    return drawn


def test_what_is_the_same_is_left_alone(site: Site) -> None:
    before = site.path("front").stat().st_ino

    site.draw(front="one", it__guide="two")

    assert site.made == []
    assert site.path("front").stat().st_ino == before


def test_all_files_are_synced_at_once_before_they_are_noted(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []

    def sync(folder: Path) -> None:
        synced.append(site.path("front").read_text())
        raise OSError("no disk")

    monkeypatch.setattr(pieces.folders, "sync", sync)
    monkeypatch.setattr(files.os, "fsync", lambda _handle: synced.append("a file"))
    with pytest.raises(OSError, match="no disk"):
        site.draw(front="three", it__guide="four")

    assert synced == ["three"]
    monkeypatch.undo()
    site.draw(front="three", it__guide="four")
    assert site.made == ["front", "it__guide"]


def test_a_piece_that_is_made_from_something_else_is_drawn(site: Site) -> None:
    site.draw(front="one", it__guide="three")

    assert site.made == ["it__guide"]
    assert site.path("it__guide").read_text() == "three"


def test_a_file_that_is_gone_or_altered_is_drawn_again(site: Site) -> None:
    site.path("front").unlink()
    site.path("it__guide").write_text("by hand")

    site.draw(front="one", it__guide="two")

    assert site.made == ["front", "it__guide"]
    assert (site.path("front").read_text(), site.path("it__guide").read_text()) == ("one", "two")


def test_a_file_that_was_only_touched_is_left_alone(site: Site) -> None:
    site.path("front").touch()

    site.draw(front="one", it__guide="two")

    assert site.made == []


def test_what_belongs_to_nothing_goes_with_its_folder(site: Site) -> None:
    site.draw(front="one")

    assert not site.path("it__guide").parent.exists()
    assert site.path("front").is_file()


def test_what_somebody_else_put_in_the_place_of_a_former_file_stays(site: Site) -> None:
    site.path("it__guide").write_text("a page of an edition by now")

    site.draw(front="one")

    assert site.path("it__guide").is_file()


def test_two_pieces_of_one_name_are_refused(tmp_path: Path) -> None:
    drawing = Pieces(steps := Steps(tmp_path / "steps.sqlite"), tmp_path / "site", Sums(steps))
    drawing.draw("front", "one", lambda: [("front.html", b"one")])

    with pytest.raises(ValueError, match="two pieces"):
        drawing.draw("front", "two", lambda: [("other.html", b"two")])
