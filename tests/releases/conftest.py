# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample project through its life: released, released again with a new word, and with an edition withdrawn."""

import json
import shutil
from pathlib import Path

import pytest

from pipeline.__main__ import main
from tests.conftest import ROOT, copy_project, once

FIRST = "Una persona arriva allo sportello e chiede aiuto."
SECOND = "Una persona arriva allo sportello e domanda aiuto."
NEWS = "Una parola più chiara nel primo capitolo."
NEWS_DE = "Ein klareres Wort im ersten Kapitel."
REASON = "Il numero a pagina 3 non risponde più."
REVISED, LATER = "PO-Revision-Date: 2026-11-25", "PO-Revision-Date: 2026-12-03"
REASON_DE = "Unter der Nummer auf Seite 3 meldet sich niemand mehr."


def run(project: Path, *words: str) -> int:
    return main([*words, "--project", str(project)])


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def translate(project: Path, tag: str, original: str, translation: str) -> None:
    """Add a message to a catalogue, or its translation where it stands there."""
    path = project / f"locales/{tag}/LC_MESSAGES/small.po"
    text = path.read_text(encoding="utf-8")
    path.write_text(f'{text.rstrip()}\n\nmsgid "{original}"\nmsgstr "{translation}"\n', encoding="utf-8")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def archived(project: Path) -> dict[str, bytes]:
    """The archive without the copies of releases.toml, which have times."""
    return {name: data for name, data in files(project / "archive").items() if not name.endswith("releases.toml")}


def rows(project: Path, table: str) -> list[dict[str, object]]:
    """A list of editions.json."""
    found: list[dict[str, object]] = json.loads((project / "build/site/editions.json").read_bytes())[table]
    return found


def copy(project: Path, target: Path) -> Path:
    shutil.copytree(project, target, symlinks=True)
    return target


@pytest.fixture(scope="session")
def released(built_sample: Path, shared_folder: Path) -> Path:
    """Version 1.0 of the sample is released in three languages. Not to be changed."""

    def make(folder: Path) -> None:
        assert run(copy(built_sample, folder), "release") == 0

    return once(shared_folder / "released", make)


@pytest.fixture
def fresh(released: Path, tmp_path: Path) -> Path:
    """The same, for one test to change."""
    return copy(released, tmp_path / "fresh")


def release_again(project: Path) -> None:
    """Release version 1.1, with a word changed and what is new said, in German as well."""
    described = project / "source/small/publication.toml"
    replace(described, 'version = "1.0"', 'version = "1.1"')
    replace(described, "2026-11-25", "2026-12-01")
    changes = f'\n[[changes]]\nversion = "1.1"\ntext = "{NEWS}"\n'
    described.write_text(described.read_text(encoding="utf-8") + changes, encoding="utf-8")
    replace(project / "source/small/first.rst", FIRST, SECOND)
    for catalogue in project.glob("locales/*/LC_MESSAGES/small.po"):
        replace(catalogue, FIRST, SECOND)
    translate(project, "de", NEWS, NEWS_DE)
    replace(project / "locales/de/LC_MESSAGES/small.po", REVISED, LATER)
    assert run(project, "build") == 0
    assert run(project, "release") == 0


@pytest.fixture(scope="session")
def second(released: Path, shared_folder: Path) -> Path:
    """Version 1.1 is released too, in three languages. Not to be changed."""
    return once(shared_folder / "second", lambda folder: release_again(copy(released, folder)))


@pytest.fixture(scope="session")
def withdrawn(second: Path, shared_folder: Path) -> Path:
    """After that, German 1.1 and Italian 1.0 are withdrawn, with a reason that is translated. Not to be changed."""

    def make(folder: Path) -> None:
        translate(copy(second, folder), "de", REASON, REASON_DE)
        words = ("withdraw", "--publication", "small", "--reason", REASON)
        assert run(folder, *words, "--language", "it", "--released", "1.0") == 0
        assert run(folder, *words, "--language", "de") == 0

    return once(shared_folder / "withdrawn", make)


@pytest.fixture(scope="session")
def second_in_four(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample in English too: version 1.0 and 1.1 are released in four languages. Not to be changed."""
    project = copy_project(ROOT / "tests/sample", tmp_path_factory.mktemp("second-in-four") / "sample")
    shutil.copytree(Path(__file__).parent / "en", project / "locales/en")
    replace(project / "source/project.toml", 'de = "Deutsch"', 'en = "English"\nde = "Deutsch"')
    assert run(project, "build") == 0
    assert run(project, "release") == 0
    release_again(project)
    return project


@pytest.fixture(scope="session")
def withdrawn_in_four(second_in_four: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """After that, version 1.1 is withdrawn in all of them. Not to be changed."""
    project = copy(second_in_four, tmp_path_factory.mktemp("withdrawn-in-four") / "sample")
    for tag in ("it", "en", "de", "sq"):
        assert run(project, "withdraw", "--publication", "small", "--reason", REASON, "--language", tag) == 0
    return project
