# SPDX-License-Identifier: GPL-3.0-or-later
"""What README says of this repository, and of plain Sphinx, is so."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from pipeline.model.project import Project
from tests import picture
from tests.conftest import ROOT

README = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
FIRST, SECOND = 'msgid "One sentence."\nmsgstr "Ein Satz."\n', 'msgid "Another sentence."\nmsgstr "Noch ein Satz."\n'


def test_the_publications_are_counted() -> None:
    project = Project.load(ROOT)
    kinds = Counter(publication.kind.id for publication in project.publications)

    assert f"holds {NUMBERS[len(project.publications)]} publications" in README
    assert f": {NUMBERS[kinds['manual']]} manuals, {NUMBERS[kinds['paper']]} research papers," in README
    assert set(kinds) == {"manual", "paper", "proceedings", "leaflet", "report", "sheet"}
    assert {language.tag for language in project.languages} == {"it", "en", "de", "sq"}


def test_the_books_of_the_handbook_are_in_the_languages_that_are_named() -> None:
    editions = Project.load(ROOT / "docs").all_editions()
    books = Counter(edition.publication.slug for edition in editions)

    assert "the books for translators and editors also in Italian, German and Albanian" in README
    assert {slug for slug, number in books.items() if number == 4} == {"translators", "editors"}
    assert set(books.values()) == {1, 4}
    assert "two of its books in four languages" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_picture_is_one_that_its_command_draws() -> None:
    shots = [Image.new("RGB", (210, 297)) for _ in range(4)]

    with Image.open(picture.TARGET) as drawn:
        assert drawn.height == picture.combined(shots).height


def by_sphinx(folder: Path, catalogue: str) -> tuple[str, str]:
    """Return the German page that plain Sphinx makes, and what it says; it ends well."""
    source, messages = folder / "source", folder / "source/locales/de/LC_MESSAGES"
    messages.mkdir(parents=True)
    (source / "conf.py").write_text('locale_dirs = ["locales"]\n')
    (source / "index.rst").write_text("Title\n=====\n\nOne sentence.\n\nAnother sentence.\n")
    (messages / "index.po").write_text(HEAD + catalogue, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-D", "language=de", str(source), str(folder / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return (folder / "out/index.html").read_text(encoding="utf-8"), done.stdout + done.stderr


@pytest.mark.parametrize(
    ("catalogue", "warns"),
    [
        (FIRST, False),  # the other is not translated
        (FIRST + "\n" + SECOND.replace("msgid", "#, fuzzy\nmsgid"), False),
        (SECOND.replace('sentence."', "sentence.", 1) + "\n" + FIRST, False),  # an unclosed quote
        (SECOND.partition("msgstr")[0] + "\n" + FIRST, True),  # no translation at all
    ],
    ids=["untranslated", "fuzzy", "unclosed", "torn"],
)
def test_plain_sphinx_shows_the_original_and_ends_well(catalogue: str, warns: bool, tmp_path: Path) -> None:
    page, said = by_sphinx(tmp_path, catalogue)

    assert "Another sentence." in page
    assert bool(said) == warns, said
