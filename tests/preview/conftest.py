# SPDX-License-Identifier: GPL-3.0-or-later
"""A running preview of the sample, as somebody at her desk has it: files to edit, and an address."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition, Thread

import pytest

from pipeline.__main__ import main
from pipeline.commands.preview.session import Preview, Renewed
from pipeline.portal.downloads.fonts import write_web_fonts
from pipeline.system.files import write_whole
from tests.conftest import ROOT, copy_project, once

COLUMNS = ("key", "part", "en", "it", "de", "sq", "definition_en", "note", "source")
TERM = (
    "network",
    "n",
    "network of services",
    "rete dei servizi",
    "Netz",
    "rrjeti i shërbimeve",
    "All who help.",
    "",
    "",
)
TERMS = "\n".join("\t".join(row) for row in (COLUMNS, TERM)) + "\n"


@dataclass
class Desk:
    """A project under preview. `wait` returns the renewal that `edit` caused."""

    root: Path
    address: str = ""
    renewals: list[Renewed] = field(default_factory=list)
    changed: Condition = field(default_factory=Condition)

    @property
    def po(self) -> Path:
        return self.root / "locales/sq/LC_MESSAGES/small.po"

    @property
    def rst(self) -> Path:
        return self.root / "source/small/first.rst"

    def note(self, event: Renewed) -> None:
        with self.changed:
            self.renewals.append(event)
            self.changed.notify_all()

    def wait(self, number: int) -> Renewed:
        """The renewal of that number, from 1."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.renewals) >= number, 60), "nothing was renewed"
            return self.renewals[number - 1]

    def edit(self, path: Path, before: str, after: str) -> Renewed:
        """Save a file with other words in it, and wait for the renewal; it is never seen half written, as by an editor."""
        text = path.read_text(encoding="utf-8")
        assert before in text
        number = len(self.renewals) + 1
        write_whole(path, text.replace(before, after).encode())
        return self.wait(number)


@contextmanager
def running(root: Path, slug: str = "small", tag: str = "sq") -> Iterator[Desk]:
    desk = Desk(root)
    with Preview(root, slug, tag, 0) as preview:
        desk.address = preview.address

        def work() -> None:
            for event in preview.run():
                desk.note(event)

        thread = Thread(target=work)
        thread.start()
        try:
            desk.wait(1)
            yield desk
        finally:
            preview.close()
            thread.join()


@pytest.fixture(scope="session")
def extracted(shared_folder: Path) -> Path:
    """The sample with a term, and what a preview makes before its first page. Not to be changed."""

    def make(folder: Path) -> None:
        copy_project(ROOT / "tests/sample", folder)
        (folder / "source/terminology.tsv").write_text(TERMS, encoding="utf-8")
        assert main(["plan", "--project", str(folder)]) == 0
        write_web_fonts(folder / "build/fonts")

    return once(shared_folder / "previewed", make)


@pytest.fixture
def preview_project(extracted: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(extracted, tmp_path / "sample"))


@pytest.fixture
def desk(preview_project: Path) -> Iterator[Desk]:
    with running(preview_project) as desk:
        yield desk
