# SPDX-License-Identifier: GPL-3.0-or-later
"""The site of the tests, built once, a server that shows it, and a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.model.project import Project
from tests.serving import shown
from tests.web import building


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return building.make_project(tmp_path_factory.mktemp("web") / "project")


@pytest.fixture(scope="session")
def small_site(project: Project) -> Path:
    return building.make_site(project)


@pytest.fixture(scope="session")
def address(small_site: Path) -> Iterator[str]:
    """Where the site is served, with a slash at the end."""
    with shown(small_site) as address:
        yield address
