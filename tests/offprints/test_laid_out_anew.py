# SPDX-License-Identifier: GPL-3.0-or-later
"""What has not changed is not laid out again, and whoever lays it out, alone or among others, gets the same bytes."""

import shutil
from pathlib import Path

import pytest

from pipeline.bookformat.book import PrintedOffprint
from pipeline.bookformat.typeset_book import Typeset
from pipeline.typeset import Press, PreviousPdf, print_offprints, typeset
from tests.offprints.conftest import NAMES, offprint


class Counting(Press):
    """A press that remembers what it has drawn: to find its size, a leaflet is laid out more than once."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, strict=True)
        self.titles: list[str] = []

    def draw(self, book, document, name=""):  # type: ignore[no-untyped-def]  # as the method it stands for
        self.titles.append(book.title)
        return super().draw(book, document, name)


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built / "build/work/it/sheets/paged", tmp_path / "paged"))


@pytest.fixture
def volume(folder: Path, tmp_path: Path) -> Typeset:
    return typeset(folder, tmp_path / "book.pdf", {})


def test_the_same_bytes_alone_and_among_others_nothing_twice_and_what_is_gone_again(
    built: Path, folder: Path, volume: Typeset, tmp_path: Path
) -> None:
    def target(name: str) -> Path:
        return tmp_path / f"{name}.pdf"

    first: tuple[PrintedOffprint, ...] = print_offprints(
        Press(folder, strict=True), folder, volume, target, previous={}, lines={}
    )
    assert [one.name for one in first] == list(NAMES)
    for name in NAMES:
        assert target(name).read_bytes() == offprint(built, "it", name).read_bytes()

    for path in sorted(folder.glob("offprints/form-contact.*")):
        path.write_text(path.read_text(encoding="utf-8").replace("Codice", "Cifra"), encoding="utf-8")
    previous = {one.name: PreviousPdf(offprint(built, "it", one.name), one.digest, one.pages) for one in first}
    previous["card-neutral"] = previous["card-neutral"]._replace(path=tmp_path / "gone.pdf")
    on_site = tmp_path / "on-site.pdf"  # a file of the site, which the next site links to
    on_site.hardlink_to(target("checklist-before"))
    on_site.write_bytes(b"of the last build")
    press = Counting(folder)
    second = print_offprints(press, folder, volume, target, previous=previous, lines={})

    assert [*dict.fromkeys(press.titles)] == ["Modulo 1: Scheda di contatto", "Cartoncino senza nome"]
    assert target("card-neutral").read_bytes() == offprint(built, "it", "card-neutral").read_bytes()
    assert [one.digest == other.digest for one, other in zip(first, second, strict=True)] == [
        name != "form-contact" for name in NAMES
    ]
    assert target("form-contact").read_bytes() != offprint(built, "it", "form-contact").read_bytes()
    assert on_site.read_bytes() == b"of the last build"
