# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made by which code: all that a format's job opens of the package and of libraries is in its fingerprint."""

import json
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.model.project import Project
from pipeline.model.publication import Format
from pipeline.publishing.fingerprint import INTERFACE, TRANSLATIONS, code
from pipeline.publishing.job import Task
from pipeline.publishing.sources import read_sources
from pipeline.system.script_fonts import font_files
from tests.publishing.tasks import pdf_tasks
from tests.structure import PACKAGE

JOB = """
import json, os, pickle, shutil, sys
from pathlib import Path
opened = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
        os.write(opened, os.fsencode(arguments[0]) + b"\\n")
sys.addaudithook(note)
from pipeline.publishing import making
from tests.running import here
making.LONG = 1  # chapters are laid out side by side
tasks = pickle.loads(Path(sys.argv[2]).read_bytes())
made = [here(making.make_edition(task, 2)).files for task in tasks]
shutil.rmtree(tasks[0].folder)
made.append(here(making.make_edition(tasks[0])).files)
print(json.dumps(made))
"""


@pytest.mark.parametrize(
    "name", [Format.PDF, *(pytest.param(name, marks=pytest.mark.slow) for name in (Format.HTML, Format.EPUB))]
)
def test_all_that_a_job_opens_is_in_its_fingerprint(name: Format, sample: Path, tmp_path: Path) -> None:
    project = Project.load(sample)
    editions = tuple(edition for edition in project.editions() if edition.language.tag in ("it", "de"))
    tasks = [Task(project, replace(task.job, formats=(name,))) for task in pdf_tasks(project, editions)]
    (tmp_path / "tasks").write_bytes(pickle.dumps(tasks))
    arguments = [str(tmp_path / file) for file in ("opened", "tasks")]
    done = subprocess.run([sys.executable, "-c", JOB, *arguments], check=True, capture_output=True, text=True)
    assert not done.stderr
    side_by_side, *others, by_one = json.loads(done.stdout)
    assert side_by_side == by_one
    assert all(f".{name}" in {Path(file).suffix for file in files} for files in (side_by_side, *others))

    opened = {_source(Path(line)) for line in (tmp_path / "opened").read_text().splitlines()}
    of_package = {path.relative_to(PACKAGE) for path in opened if path.is_relative_to(PACKAGE) and path.is_file()}
    assert {Path("publishing/making.py"), Path("compose/application.py")} <= of_package <= {*code(name)}


def test_own_words_of_the_interface_are_in_the_fingerprint_of_each_language(sample: Path) -> None:
    """An edition has abstracts in other languages, under words of these."""
    project = Project.load(sample)
    before = read_sources(project).of_editions
    own = sample / "locales/de/LC_MESSAGES/readers.po"
    own.write_text('msgid ""\nmsgstr "Language: de\\n"\n\nmsgid "Abstract"\nmsgstr "Kurzfassung"\n', encoding="utf-8")

    after = read_sources(project).of_editions

    changed = {
        edition.language.tag: [reason for reason in prints if prints[reason] != before[edition][reason]]
        for edition, prints in after.items()
    }
    assert changed == {"it": [INTERFACE], "de": [TRANSLATIONS, INTERFACE], "sq": [INTERFACE]}


def _source(path: Path) -> Path:
    """Return the source of a compiled module, and any other file as it is."""
    return path.parent.with_name(f"{path.name.partition('.')[0]}.py") if path.suffix == ".pyc" else path


@pytest.mark.parametrize(
    ("file", "formats"),
    [
        ("compose/application.py", {*Format}),
        ("model/message.py", {*Format}),
        ("typeset/book.py", {Format.PDF}),
        ("theme/print/page.css", {Format.PDF}),
        ("theme/epub/book.css", {Format.EPUB}),
        ("theme/web/edition/static/exit.js", {Format.HTML}),
        ("portal/build.py", set()),
        ("theme/web/portal/front.html", set()),
        ("commands/build.py", set()),
    ],
)
def test_code_makes_those_formats_due_that_it_makes(file: str, formats: set[Format]) -> None:
    assert (PACKAGE / file).is_file()
    assert {name for name in Format if Path(file) in code(name)} == formats


def test_a_font_that_no_edition_uses_makes_nothing_due(fresh_sample: Path, tmp_path: Path) -> None:
    fonts = tmp_path / "data/fonts"
    fonts.mkdir(parents=True)
    for number, path in enumerate(font_files()["Arabic"]):
        (fonts / f"{number}-{path.name}").write_bytes(path.read_bytes() + b"another version")
    command = [sys.executable, "-m", "pipeline", "plan", "--json", "--project", str(fresh_sample)]

    done = subprocess.run(
        command,
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=True,
    )

    (plan,) = (event for event in map(json.loads, done.stdout.splitlines()) if event["event"] == "Planned")
    assert plan["due"] == []
