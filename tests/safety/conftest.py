# SPDX-License-Identifier: GPL-3.0-or-later
"""A small site with every kind of page, made once for all processes, and servers that show it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import once
from tests.serving import shown
from tests.web import building


@pytest.fixture(scope="session")
def small_site(shared_folder: Path) -> Path:
    """Two editions, and the portal in four languages."""

    def make(folder: Path) -> None:
        shutil.copytree(building.made_once(shared_folder).root, folder)

    return once(shared_folder / "safety", make) / "build/site"


@pytest.fixture(scope="session")
def address(small_site: Path) -> Iterator[str]:
    with shown(small_site) as address:
        yield address


@pytest.fixture(scope="module")
def whole_address(site: Path) -> Iterator[str]:
    with shown(site) as address:
        yield address
