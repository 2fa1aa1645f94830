# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Weblate takes what `west-pipeline weblate --json` writes, and what it writes back changes the entries translated, nothing else.

It has an environment of its own, since it pins other versions of the same libraries.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.__main__ import main
from tests.conftest import ROOT, copy_project
from tests.weblate.git_server import git_server
from tests.weblate.services import services

ENVIRONMENT = ROOT / ".venv-weblate"
HERE = Path(__file__).parent

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Weblate:
    """A Weblate that runs on this machine, with the address of a repository of a project."""

    folder: Path
    repository: str

    def run(self, *command: str, task: object = ()) -> str:
        """What a program of its environment prints."""
        done = subprocess.run(
            [str(ENVIRONMENT / "bin" / command[0]), *command[1:]],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "DJANGO_SETTINGS_MODULE": "tests.weblate.settings",
                "WEBLATE_TEST_FOLDER": str(self.folder),
                "WEBLATE_TEST_TASK": json.dumps(task),
            },
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def ask(self, *task: tuple[object, ...]) -> list[object]:
        """The answers to calls of drive.py, each a name and its arguments."""
        lines = self.run("python", str(HERE / "drive.py"), task=[(name, arguments) for name, *arguments in task])
        answers: list[object] = json.loads(lines.splitlines()[-1])
        return answers


def git(folder: Path, *words: str) -> str:
    own = ["-c", "user.name=Editor", "-c", "user.email=editor@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *own, *words], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project as a checkout of a repository; its catalogues are up to date with the pipeline."""
    folder = copy_project(ROOT / "tests/sample", tmp_path_factory.mktemp("weblate") / "sample")
    assert main(["--project", str(folder), "update"]) == 0
    (folder / ".gitignore").write_text("/build/\n")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "catalogues: begin")
    git(folder.parent, "clone", "-q", "--bare", "sample", "sample.git")
    git(folder, "remote", "add", "origin", "../sample.git")
    git(folder, "fetch", "-q")
    git(folder, "branch", "-q", "--set-upstream-to", "origin/main", "main")
    return folder


@pytest.fixture(scope="module")
def weblate(checkout: Path) -> Iterator[Weblate]:
    """A Weblate on an empty database, with two empty projects."""
    if not (ENVIRONMENT / "ready").is_file():
        pytest.fail("there is no Weblate: `python -m tests.weblate` installs it")
    with git_server(checkout.parent) as address, services(checkout.parent / "services") as folder:
        running = Weblate(folder, f"{address}sample.git")
        running.run("weblate", "migrate", "--verbosity", "0")
        running.ask(("project", "publications"), ("project", "by-api"))
        yield running


def components(checkout: Path, weblate: Weblate, project: str) -> Path:
    """The file that the command writes, with this name of the project in Weblate."""
    words = ["--repository", weblate.repository, "--push", weblate.repository, "--weblate-project", project, "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "weblate", "--project", str(checkout), *words],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    file = checkout.parent / f"{project}.json"
    file.write_bytes(done.stdout)
    return file


@pytest.fixture(scope="module")
def imported(checkout: Path, weblate: Weblate) -> Weblate:
    file = components(checkout, weblate, "publications")
    weblate.run("weblate", "import_json", "--project", "publications", str(file))
    return weblate


def messages(checkout: Path) -> dict[str, list[int]]:
    """By component and language of the project: how many messages there are, and how many are translated."""
    found = {}
    for path in checkout.glob("locales/*/LC_MESSAGES/*.po"):
        command = ["msgfmt", "--statistics", "-o", os.devnull, str(path)]
        told = subprocess.run(command, capture_output=True, text=True, check=True)
        numbers = {word: int(number) for number, word, *_ in (part.split() for part in told.stderr.split(","))}
        slug = path.stem.replace("+", "-")
        found[f"{slug}/{path.parts[-3]}"] = [sum(numbers.values()), numbers.get("translated", 0)]
    return found


def test_each_catalogue_is_a_component_with_all_its_messages(checkout: Path, imported: Weblate) -> None:
    (found,) = imported.ask(("counts", "publications"))

    assert found == messages(checkout)


def test_the_settings_are_those_that_leave_the_files_as_they_are(checkout: Path, imported: Weblate) -> None:
    (found,) = imported.ask(("settings_of", "publications"))
    assert isinstance(found, dict)
    for wanted in json.loads(components(checkout, imported, "publications").read_text(encoding="utf-8")):
        there = found[wanted["slug"]]
        source = wanted.pop("source_language")
        parameters = wanted.pop("file_format_params")
        # Weblate tells the address of the clone that a component shares.
        wanted["repo"] = imported.repository

        assert there["source_language"]["code"] == source["code"]
        assert {name: there["file_format_params"][name] for name in parameters} == parameters
        assert {name: there[name] for name in wanted} == wanted


def test_the_same_file_brings_the_settings_up_to_date_later(checkout: Path, imported: Weblate) -> None:
    file = components(checkout, imported, "publications")
    before = imported.ask(("settings_of", "publications"))

    imported.run("weblate", "import_json", "--project", "publications", "--update", str(file))

    assert imported.ask(("settings_of", "publications")) == before


def test_the_api_takes_the_same_components(checkout: Path, imported: Weblate) -> None:
    rows = json.loads(components(checkout, imported, "by-api").read_text(encoding="utf-8"))

    _, found = imported.ask(("by_api", "by-api", rows), ("counts", "by-api"))

    assert found == messages(checkout)


def test_a_translation_made_there_comes_back_as_one_entry(checkout: Path, imported: Weblate) -> None:
    path = checkout / "locales/de/LC_MESSAGES/small.po"
    before = path.read_text(encoding="utf-8")
    original, translation = "Primo", "Zuerst"
    assert f'msgid "{original}"' in before

    imported.ask(("translate", "publications", "small", "de", original, translation))
    git(checkout, "pull", "-q", "--no-rebase")

    changed = [line for line in git(checkout, "diff", "-U0", "ORIG_HEAD", "HEAD").splitlines() if line[0] in "+-"]
    entries = [line for line in changed if line[:3] not in ("+++", "---") and not line[1:].startswith('"')]
    assert entries[-1] == f'+msgstr "{translation}"'
    assert len(entries) == 2
    assert git(checkout, "diff", "--name-only", "ORIG_HEAD", "HEAD").split() == ["locales/de/LC_MESSAGES/small.po"]
    assert main(["--project", str(checkout), "update"]) == 0
    assert git(checkout, "status", "--porcelain") == ""
