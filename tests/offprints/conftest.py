# SPDX-License-Identifier: GPL-3.0-or-later
"""A volume with a paper, a form, a checklist, a leaflet and a card, in Italian and in German, built once for all tests."""

import shutil
from pathlib import Path

import pytest

from pipeline.__main__ import main
from tests.conftest import copy_project, once

PROJECT = Path(__file__).parent / "project"
LANGUAGES = ("it", "de")
NAMES = ("paper", "form-contact", "checklist-before", "leaflet-passers", "card-passers")


@pytest.fixture(scope="session")
def built(shared_folder: Path, made_fonts: Path) -> Path:
    """The project, built; not to be changed."""

    def make(folder: Path) -> None:
        shutil.copytree(made_fonts, copy_project(PROJECT, folder) / "build/fonts")
        assert main(["--project", str(folder), "build"]) == 0

    return once(shared_folder / "offprints", make)


@pytest.fixture
def own(tmp_path: Path, made_fonts: Path) -> Path:
    """The project, not built."""
    project = copy_project(PROJECT, tmp_path / "project")
    shutil.copytree(made_fonts, project / "build/fonts")
    return project


def offprint(project: Path, language: str, name: str) -> Path:
    return project / f"build/site/{language}/sheets/sheets-{language}-{name}.pdf"
