# SPDX-License-Identifier: GPL-3.0-or-later
"""A small book with a leaflet, a card, wide tables and photographs, printed once for all tests."""

import random
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from pipeline.__main__ import main
from tests.conftest import copy_project, once
from tests.typeset import reading

PROJECT = Path(__file__).parent / "project"
PHOTOGRAPH = (2400, 1600)
SMALL = (300, 200)


def photograph(path: Path, size: tuple[int, int]) -> None:
    """A picture with as many colours as a photograph has, the same each time."""
    noise = Image.frombytes("RGB", (60, 40), random.Random(size[0]).randbytes(60 * 40 * 3))
    noise.resize(size, Image.Resampling.BICUBIC).save(path)


def print_project(folder: Path) -> Path:
    copy_project(PROJECT, folder)
    photograph(folder / "source/handbook/photograph.png", PHOTOGRAPH)
    photograph(folder / "source/handbook/small.png", SMALL)
    return folder


@pytest.fixture(scope="session")
def printed(shared_folder: Path) -> Path:
    """The project with its files for the printer; not to be changed."""

    def make(folder: Path) -> None:
        assert main(["--project", str(print_project(folder)), "print"]) == 0

    return once(shared_folder / "print", make)


@pytest.fixture
def own(printed: Path, tmp_path: Path) -> Path:
    """A copy of the project, printed, to be changed."""
    return Path(shutil.copytree(printed, tmp_path / "project"))


def text(pdf: Path) -> list[str]:
    """The words of each page, with its head and number, on one line."""
    lines = (re.sub(r"\s+", " ", page) for page in reading.text_of_pages(pdf, artifacts=True))
    return [re.sub(r" (?=[,.)])", "", line) for line in lines]


def file(project: Path, name: str) -> Path:
    return project / f"build/print/it/handbook/handbook-it-{name}.pdf"
