# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the picture of the README, docs/editions.webp, from the build: python -m tests.picture.

A chapter of the manual as a web page, the cover of its PDF, and the same chapter as two pages of it.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from pipeline.__main__ import main as west_pipeline
from tests.conftest import QUIET, ROOT, browser_program
from tests.serving import shown
from tests.typeset import reading

TARGET = ROOT / "docs/editions.webp"
SLUG, TAG, CHAPTER, HEADING = "usual-procedures", "it", "first-contact", "Primo contatto"
HEIGHT, MARGIN = 704, 32
_GROUND, _EDGE = "#e9e7e1", "#b9b6ae"


def main() -> int:
    narrowed = ["--publication", SLUG, "--language", TAG, "--format", "html", "--format", "pdf"]
    if code := west_pipeline(["--project", str(ROOT), "build", *narrowed]):
        return code
    site = ROOT / "build/site"
    pdf = site / TAG / SLUG / f"{SLUG}-{TAG}.pdf"
    with tempfile.TemporaryDirectory() as name:
        shots = [_page_of_the_web(site, Path(name) / "page.png"), *_pages_of(pdf, Path(name))]
        drawn = [Image.open(shot).convert("RGB") for shot in shots]
    combined(drawn).save(TARGET, quality=80, method=6)
    return 0


def _page_of_the_web(site: Path, target: Path) -> Path:
    with shown(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program(), args=list(QUIET))
        page = browser.new_page(viewport={"width": 1120, "height": 2 * HEIGHT}, locale=TAG)
        page.goto(f"{address}{TAG}/{SLUG}/{CHAPTER}.html")
        page.screenshot(path=target)
        browser.close()
    return target


def _pages_of(pdf: Path, folder: Path) -> list[Path]:
    """Draw the cover, and the page on which the chapter begins with the one after it."""
    texts = reading.text_of_pages(pdf)
    # The contents name it too; the chapter begins with it.
    first = next(number for number, text in enumerate(texts, 1) if HEADING in text[:40] and number > 10)
    drawn = []
    for number in (1, first, first + 1):
        where = folder / str(number)
        program = ["pdftoppm", "-png", "-singlefile", "-scale-to-y", str(HEIGHT), "-scale-to-x", "-1"]
        subprocess.run([*program, "-f", str(number), "-l", str(number), str(pdf), str(where)], check=True)
        drawn.append(where.with_suffix(".png"))
    return drawn


def combined(shots: Sequence[Image.Image]) -> Image.Image:
    """Put pictures side by side, the last two without a space, like the pages of an open book."""
    fitted = [
        shot.resize((round(shot.width * HEIGHT / shot.height), HEIGHT), Image.Resampling.LANCZOS) for shot in shots
    ]
    width = sum(shot.width for shot in fitted) + MARGIN * len(fitted)
    whole = Image.new("RGB", (width, HEIGHT + 2 * MARGIN), _GROUND)
    left = MARGIN
    for number, shot in enumerate(fitted):
        whole.paste(_EDGE, (left - 1, MARGIN - 1, left + shot.width + 1, MARGIN + HEIGHT + 1))
        whole.paste(shot, (left, MARGIN))
        left += shot.width + (0 if number == len(fitted) - 2 else MARGIN)
    return whole


if __name__ == "__main__":
    sys.exit(main())
