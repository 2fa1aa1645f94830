# SPDX-License-Identifier: GPL-3.0-or-later
"""Two small projects on whose commands faults are tried: in one language, so that little is made, and in two."""

import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT, copy_project, once
from tests.faults.kills import run


def sample_in(languages: tuple[str, ...], folder: Path) -> None:
    """Build the sample in these languages, as HTML alone."""
    copy_project(ROOT / "tests/sample", folder)
    described = folder / "source/project.toml"
    lines = described.read_text(encoding="utf-8").splitlines(keepends=True)
    others = tuple(f"{tag} = " for tag in ("de", "sq") if tag not in languages)
    described.write_text("".join(line for line in lines if not line.startswith(others)), encoding="utf-8")
    for tag in ("de", "sq"):
        if tag not in languages:
            subprocess.run(["rm", "-r", folder / "locales" / tag], check=True)
    with (folder / "source/small/publication.toml").open("a", encoding="utf-8") as file:
        file.write('formats = ["html"]\n')
    run(folder, "build")


@pytest.fixture(scope="session")
def built(shared_folder: Path) -> Path:
    """The sample in Italian alone. Not to be changed."""
    return once(shared_folder / "faults-built", lambda folder: sample_in(("it",), folder))


@pytest.fixture(scope="session")
def released(built: Path, shared_folder: Path) -> Path:
    """The same, released. Not to be changed."""

    def make(folder: Path) -> None:
        subprocess.run(["cp", "-a", built, folder], check=True)
        run(folder, "release")

    return once(shared_folder / "faults-released", make)


@pytest.fixture(scope="session")
def released_in_two(shared_folder: Path) -> Path:
    """The sample in Italian and German, released. Not to be changed."""

    def make(folder: Path) -> None:
        sample_in(("it", "de"), folder)
        run(folder, "release")

    return once(shared_folder / "faults-two", make)
