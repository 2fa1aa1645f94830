# SPDX-License-Identifier: GPL-3.0-or-later
"""One of the project's own books, in a translation, printed and proved with every `make test`. Slow tests print the manual."""

from pathlib import Path

from pipeline.__main__ import main
from tests.conftest import PRINTED, ROOT, copy_project
from tests.typeset import reading, structural, verapdf

SLUG = "partnership"
HEADING = "Si u përgatit ky raport"


def test_a_book_of_this_project_is_printed_and_proved(tmp_path: Path) -> None:
    project, (tag,) = copy_project(ROOT, tmp_path / "west"), PRINTED

    # The build compares each finished page with the messages, and ends with 1 for any warning.
    assert main(["--project", str(project), "build", "--publication", SLUG, "--language", tag, "--format", "pdf"]) == 0

    book, *offprints = sorted((project / f"build/site/{tag}/{SLUG}").glob("*.pdf"), key=lambda path: len(path.name))
    assert len(offprints) == 1
    assert [*structural.faults(book), *verapdf.broken_rules(book, "ua1")] == []
    pages = reading.text_of_pages(book)
    assert sum(HEADING in page for page in pages) >= 2  # in the contents and where it stands
