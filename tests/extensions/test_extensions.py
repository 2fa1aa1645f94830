# SPDX-License-Identifier: GPL-3.0-or-later
"""The extensions in another project's conf.py, under plain sphinx-build: what they mend, and that Sphinx alone still has it."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.compose.translation import EXTENSIONS
from tests.conftest import once
from tests.test_wheel import run

DOCS = Path(__file__).parent / "docs"
ROOT = Path(__file__).resolve().parents[2]
PLAIN = 'locale_dirs = ["locales"]\nexclude_patterns = ["secret.txt"]\nhtml_theme = "basic"\n'
OURS = f"""{PLAIN}
from pipeline.compose import prepare_labels

prepare_labels()
extensions = ["pipeline.compose.translation"]
"""
OLDEST, NEWEST = "8.2.0", "9.2.0"


@dataclass(frozen=True, slots=True)
class Site:
    """Its first page in Albanian; the third, which refers to the second, when that one has another heading; the warnings."""

    page: str
    third: str
    warnings: str


def site(folder: Path, configuration: str, python: Path | str) -> Site:
    shutil.copytree(DOCS, folder)
    (folder / "conf.py").write_text(configuration, encoding="utf-8")
    catalogues = folder / "locales/sq/LC_MESSAGES"
    catalogues.mkdir(parents=True)
    (folder / "index.po").rename(catalogues / "index.po")

    def build() -> str:
        command = [python, "-m", "sphinx", "-q", "-b", "html", "-D", "language=sq", folder, folder / "out"]
        # Run elsewhere: the package is found where it is installed.
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stderr

    warnings = build()
    second = folder / "second.rst"
    second.write_text(second.read_text(encoding="utf-8").replace("Opening hours", "When we are open"), encoding="utf-8")
    build()
    page, third = ((folder / f"out/{name}.html").read_text(encoding="utf-8") for name in ("index", "third"))
    return Site(page, third, warnings)


MENDED: dict[str, Callable[[Site], object]] = {
    "message_parsing: a translation that begins like a list is printed": lambda site: "1. Më janar 2026" in site.page,
    "message_parsing: a catalogue has no file read": lambda site: "The secret of the machine" not in site.page,
    "labels: a heading of docutils is in the language": lambda site: "Përmbajtja" in site.page,
    "language_marks: what is not translated says its language": lambda site: re.search(
        r'<p[^>]* lang="en"[^>]*>Nobody has', site.page
    ),
    "lost_identifiers: the note of a heading has its number": lambda site: re.search(
        r'doc-noteref"><span class="fn-bracket">\[</span>1<', site.page
    ),
    "stale_pages: a reference has the new heading": lambda site: "When we are open" in site.third,
}
"""By what an extension mends: whether a site has it right. The rows of the table in docs/source/publishing/extensions.rst."""


def wrong(site: Site) -> set[str]:
    return {name for name, is_right in MENDED.items() if not is_right(site)}


def test_each_fault_is_one_of_sphinx_alone(tmp_path: Path) -> None:
    assert wrong(site(tmp_path / "plain", PLAIN, sys.executable)) == set(MENDED)


def test_none_is_left_with_the_extensions(tmp_path: Path) -> None:
    ours = site(tmp_path / "ours", OURS, sys.executable)

    assert wrong(ours) == set()
    assert 'id="contents"' in ours.page  # as in the original
    assert '<p class="topic-title">Përmbajtja</p>' in ours.page  # not marked as English
    assert ours.warnings == ""


@pytest.mark.slow
@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_the_wheel_serves_the_oldest_and_the_newest_sphinx(
    version: str, wheel: Path, tmp_path: Path, shared_folder: Path
) -> None:
    def make(folder: Path) -> None:
        run(sys.executable, "-m", "uv", "venv", "--quiet", "--python", sys.executable, folder, folder=ROOT)
        install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", folder / "bin/python"]
        run(*install, f"sphinx=={version}", folder=ROOT)
        run(*install, "--no-deps", wheel, folder=ROOT)

    python = once(shared_folder / f"sphinx-{version}", make) / "bin/python"

    assert wrong(site(tmp_path / "plain", PLAIN, python)) == set(MENDED)
    assert wrong(site(tmp_path / "ours", OURS, python)) == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", EXTENSIONS)
def test_each_can_be_named_alone(name: str, tmp_path: Path) -> None:
    alone = site(tmp_path / "alone", f'{PLAIN}extensions = ["{name}"]\n', sys.executable)

    mine = {row for row in MENDED if row.startswith(name.rpartition(".")[2])}
    assert wrong(alone) == set(MENDED) - mine


def test_the_page_names_each_extension() -> None:
    text = (ROOT / "docs/source/publishing/extensions.rst").read_text(encoding="utf-8")

    assert [name for name in EXTENSIONS if f"`{name.rpartition('.')[2]}`" not in text] == []
    assert OLDEST in text
    assert NEWEST in text
