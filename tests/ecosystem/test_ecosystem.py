# SPDX-License-Identifier: GPL-3.0-or-later
"""What extensions of others give in HTML, PDF and EPUB, each tried in a document of an adopted project. To add one, add a file.

A case names the `extension` and the `package` that brings it, `conf` lines, the `text` of a document and further `files`, and
for each format what the extension gives, as the handbook says it (python -m tests.reference), with words that the edition has or lacks. Cases with
another `project` than the others contradict them; some need a `program`.

`pip install --no-deps -r tests/ecosystem/requirements.txt` installs the extensions; those that are not installed are skipped.
"""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FORMATS = ("html", "pdf", "epub")
CONF = """\
project = "Lanterns"
author = "Wick and Oil"
html_theme = "basic"
exclude_patterns = ["build"]
"""


@dataclass(frozen=True)
class Gives:
    gives: str
    has: list[str]
    lacks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Case:
    name: str
    extension: str
    package: str
    text: str
    formats: dict[str, Gives]
    conf: str = ""
    suffix: str = "rst"
    project: str = "first"
    program: str = ""
    files: dict[str, str] = field(default_factory=dict)

    @property
    def is_installed(self) -> bool:
        if self.program and shutil.which(self.program) is None:
            return False
        try:
            return not self.extension or find_spec(self.extension) is not None
        except ModuleNotFoundError:
            return False

    def write(self, folder: Path) -> None:
        heading = f"{self.name}\n{'=' * len(self.name)}\n\n" if self.suffix == "rst" else ""
        (folder / f"{self.name}.{self.suffix}").write_text(f"{heading}{self.text}", encoding="utf-8")
        for name, text in self.files.items():
            (folder / name).write_text(text, encoding="utf-8")


def read(path: Path) -> Case:
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    formats = {name: Gives(**values.pop(name)) for name in FORMATS}
    return Case(name=path.stem, formats=formats, **values)


CASES = [read(path) for path in sorted((HERE / "cases").glob("*.toml"))]


@cache
def built(project: str, folder: Path) -> Path:
    """Return the folder of a project that is adopted and built."""
    folder = folder / project
    folder.mkdir(exist_ok=True)
    cases = [case for case in CASES if case.project == project and case.is_installed]
    for case in cases:
        case.write(folder)
    extensions = [case.extension for case in cases if case.extension]
    conf = "\n".join([CONF, f"extensions = {extensions!r}", *(case.conf for case in cases)])
    (folder / "conf.py").write_text(conf, encoding="utf-8")
    names = "\n   ".join(case.name for case in cases)
    (folder / "index.rst").write_text(f"Lanterns\n========\n\n.. toctree::\n\n   {names}\n", encoding="utf-8")
    for arguments in (["adopt", "."], ["build", "--project", "."]):
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", *arguments], cwd=folder, capture_output=True, text=True, check=False
        )
        (folder / f"{arguments[0]}.log").write_text(f"{done.stdout}\n{done.stderr}", encoding="utf-8")
        assert done.returncode == 0, done.stderr
    return folder


def words_of(case: Case, name: str, folder: Path) -> str:
    """Return an edition's text of a document, on one line: HTML as it is, the words of the PDF."""
    site = folder / "build/site/en/lanterns"
    if name == "html":
        text = (site / f"{case.name}.html").read_text(encoding="utf-8")
    elif name == "epub":
        with zipfile.ZipFile(site / "lanterns-en.epub") as archive:
            text = archive.read(f"{case.name}.xhtml").decode()
    else:
        command = ["pdftotext", "-raw", str(site / "lanterns-en.pdf"), "-"]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout.replace("-\n", "-")
    return re.sub(r"\s+", " ", text)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ecosystem")


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_extension_gives_what_its_file_says(case: Case, name: str, folder: Path) -> None:
    if not case.is_installed:
        pytest.skip(f"{case.package} {case.program} is not installed")
    text = words_of(case, name, built(case.project, folder))
    gives = case.formats[name]

    assert [words for words in gives.has if words not in text] == []
    assert [words for words in gives.lacks if words in text] == []
