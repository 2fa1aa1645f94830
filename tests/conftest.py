# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests share: the small sample project, and one site of the project's own publications, built once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.__main__ import main

ROOT = Path(__file__).resolve().parents[1]


def copy_project(origin: Path, target: Path) -> Path:
    """The sources and catalogues of a project in another folder; conf.py is this project's own where it has none."""
    for name in ("source", "locales"):
        shutil.copytree(origin / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    if not (target / "source/conf.py").exists():
        shutil.copy(ROOT / "source/conf.py", target / "source")
    return target


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The sample project, not built: two chapters in Italian, with German and Albanian catalogues."""
    return copy_project(ROOT / "tests/sample", tmp_path / "sample")


@pytest.fixture(scope="session")
def built_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project, built; not to be changed: take `fresh_sample` to change it."""
    project = copy_project(ROOT / "tests/sample", tmp_path_factory.mktemp("built") / "sample")
    assert main(["--project", str(project), "build"]) == 0
    return project


@pytest.fixture
def fresh_sample(built_sample: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the built sample for one test. It stands where the original stood, so that nothing but the test changes it."""
    kept = tmp_path / "kept"
    shutil.copytree(built_sample, kept, symlinks=True)
    yield built_sample
    shutil.rmtree(built_sample)
    shutil.move(kept, built_sample)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the project's own publications, in all languages."""
    project = copy_project(ROOT, tmp_path_factory.mktemp("west"))
    assert main(["--project", str(project), "build"]) == 0
    return project / "build/site"
