# SPDX-License-Identifier: GPL-3.0-or-later
"""The site of the tests, built once, a server that shows it, and a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.model.project import Project
from tests.serving import shown
from tests.web import building


@pytest.fixture(scope="session")
def project(shared_folder: Path) -> Project:
    """The project, with its site; not to be changed."""
    return building.made_once(shared_folder)


@pytest.fixture(scope="session")
def small_site(project: Project) -> Path:
    return project.site


@pytest.fixture(scope="session")
def address(small_site: Path) -> Iterator[str]:
    """Where the site is served, with a slash at the end."""
    with shown(small_site) as address:
        yield address
