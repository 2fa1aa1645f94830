# SPDX-License-Identifier: GPL-3.0-or-later
"""A volume with a paper, a form, a checklist, leaflets and cards on two kinds of paper, in Italian and in German, built once for all tests."""

from pathlib import Path

import pytest

from pipeline.__main__ import main
from tests.conftest import copy_project, once

PROJECT = Path(__file__).parent / "project"
LANGUAGES = ("it", "de")
LEAFLETS = ("leaflet-passers", "leaflet-small")
CARDS = ("card-large", "card-passers")
NAMES = ("paper", "form-contact", "checklist-before", *LEAFLETS, "card-neutral", *CARDS, "form-neutral")


@pytest.fixture(scope="session")
def built(shared_folder: Path) -> Path:
    """The project, built; not to be changed."""

    def make(folder: Path) -> None:
        copy_project(PROJECT, folder)
        assert main(["--project", str(folder), "build"]) == 0

    return once(shared_folder / "offprints", make)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The project, not built."""
    return copy_project(PROJECT, tmp_path / "project")


def offprint(project: Path, language: str, name: str) -> Path:
    return project / f"build/site/{language}/sheets/sheets-{language}-{name}.pdf"
