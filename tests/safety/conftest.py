# SPDX-License-Identifier: GPL-3.0-or-later
"""A small site with every kind of page, made once for all processes, and servers that show it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.model.findings import Severity
from pipeline.model.project import Project
from pipeline.model.publication import InterfaceProgress, Review
from pipeline.portal.pages.progress_page import ChapterProgress, EditionProgress, write_progress
from tests.conftest import once
from tests.serving import shown
from tests.web import building


@pytest.fixture(scope="session")
def small_site(shared_folder: Path) -> Path:
    """Two editions, the portal in four languages, and the team's page of progress."""

    def make(folder: Path) -> None:
        project = Project.load(shutil.copytree(building.made_once(shared_folder).root, folder))
        interface = InterfaceProgress("readers", project.languages[-1], building.PART)
        write_progress(project, standings(project), [interface], project.site)

    return once(shared_folder / "safety", make) / "build/site"


def standings(project: Project) -> list[EditionProgress]:
    chapters = (
        ChapterProgress("index", "Guida breve", building.ALL),
        ChapterProgress("chapters/tables", "Tabelle", building.PART),
    )
    return [
        EditionProgress(
            edition, building.PART, Review.DRAFT, chapters, dict.fromkeys(Severity, 0) | {Severity.WARNING: 2}
        )
        for edition in project.editions("field-guide")
    ]


@pytest.fixture(scope="session")
def address(small_site: Path) -> Iterator[str]:
    with shown(small_site) as address:
        yield address


@pytest.fixture(scope="module")
def whole_address(site: Path) -> Iterator[str]:
    with shown(site) as address:
        yield address
