# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture that is higher than a page is scaled down, and not distorted."""

import subprocess
from pathlib import Path

import pytest
from PIL import Image

from pipeline.typeset import typeset
from tests.typeset.test_faults import HEADING, little_book


@pytest.mark.parametrize("style", ["", "width: 50%", "width: 400px; height: 3200px"])
@pytest.mark.parametrize("frame", ["<p>{}</p>", '<figure id="tall">{}</figure>'], ids=["in a text", "in a figure"])
def test_a_tall_picture_keeps_its_proportions_and_is_on_the_page(tmp_path: Path, frame: str, style: str) -> None:
    folder = little_book(tmp_path / "book", HEADING + frame.format(f'<img src="tall.png" alt="Tall" style="{style}">'))
    Image.new("RGB", (300, 2400), "teal").save(folder / "tall.png")

    made = typeset(folder, tmp_path / "book.pdf", {})

    command = ["pdfimages", "-list", tmp_path / "book.pdf"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    (across, down), *others = [line.split()[12:14] for line in lines[2:]]
    assert (across, others) == (down, [])
    assert made.warnings == ()
