# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs that `new project --ci` writes, run as their services run them: each in a fresh clone, its lines in order in bash.

The services' own steps are what they say they do: a clone, a cache and artefacts are folders. Packages are asked of apt, which
installs none; pip installs the wheel. `tests/commands/test_ci.py` has the files' schemas and what their commands print.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT, once
from tests.debian import need

EXPRESSION = re.compile(r"\$\{\{ ([\w.]+) \}\}")
SHIMS = {
    "sudo": 'exec "$@"',
    # The lists are those of the machine, and what is there stays as it is.
    "apt-get": '[ "$1" = update ] || exec /usr/bin/apt-get --simulate "$@"',
}


@pytest.fixture(scope="module")
def tools(shared_folder: Path) -> Path:
    """A folder with a Python of its own, which finds the libraries of this one, and what stands for the machine's own programs."""

    def make(folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        packages = next(folder.glob("lib/*/site-packages"))
        (packages / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
        for name, line in SHIMS.items():
            (folder / "bin" / name).write_text(f"#!/bin/sh\n{line}\n")
            (folder / "bin" / name).chmod(0o755)

    return once(shared_folder / "ci-tools", make)


@dataclass(frozen=True)
class Runner:
    """A service: `origin` is the repository, `kept` holds its cache and the artefacts of its jobs."""

    origin: Path
    tools: Path
    kept: Path

    def clone(self, job: str) -> Path:
        folder = self.kept.parent / "jobs" / job
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run(["git", "clone", "--quiet", self.origin, folder], check=True)
        if (self.kept / "cache").is_dir():
            shutil.copytree(self.kept / "cache", folder / "build", symlinks=True)
        return folder

    def run(self, lines: str, folder: Path, environment: Mapping[str, str]) -> str:
        """Run the lines of a step; return what they print."""
        variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        variables |= {"PATH": f"{self.tools / 'bin'}:{os.environ['PATH']}", "CI": "true", **environment}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", lines]
        done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{lines}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    def keep(self, folder: Path, patterns: Iterable[str], name: str) -> None:
        """Keep the files of a job, by their paths in its folder; each pattern must match."""
        for pattern in patterns:
            assert list(folder.glob(pattern)), f"{pattern} matches nothing"
            for path in folder.glob(pattern):
                into = self.kept / name / path.relative_to(folder)
                copy = shutil.copytree if path.is_dir() else shutil.copy
                into.parent.mkdir(parents=True, exist_ok=True)
                copy(path, into)

    def bring(self, name: str, folder: Path) -> None:
        if (self.kept / name).is_dir():
            shutil.copytree(self.kept / name, folder, dirs_exist_ok=True)

    def keep_cache(self, folder: Path) -> None:
        shutil.rmtree(self.kept / "cache", ignore_errors=True)
        shutil.copytree(folder / "build", self.kept / "cache", symlinks=True)


def runner(service: str, wheel: Path, tools: Path, tmp_path: Path) -> Runner:
    """Begin a project as the handbook says, and commit it with the wheel."""
    need("git", "apt-get")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    new = [sys.executable, "-m", "pipeline", "new", "project", "books", "--ci", service]
    subprocess.run(new, cwd=tmp_path, env=environment, check=True)
    origin = tmp_path / "books"
    (origin / "wheels").mkdir()
    shutil.copy(wheel, origin / "wheels")
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "Begin"]):
        subprocess.run([*git, *words], cwd=origin, check=True)
    return Runner(origin, tools, tmp_path / "kept")


def read(path: Path) -> Any:  # as the service has it
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def on_github(service: Runner, name: str, values: Mapping[str, str]) -> str:
    """Run a job of the workflow; return what its steps print. `values` are those of expressions."""
    workflow = read(service.origin / ".github/workflows/publish.yml")
    job, folder, said = workflow["jobs"][name], service.clone(name), ""

    def filled(text: str) -> str:
        return EXPRESSION.sub(lambda match: {"github.run_id": "1", **values}[match[1]], text)

    environment = {**workflow["env"], **job.get("env", {}), "GITHUB_OUTPUT": str(service.kept / "output")}
    environment = {key: filled(value) for key, value in environment.items()}
    steps = []
    for step in job["steps"]:
        is_ours = str(step.get("uses", "")).startswith("./")
        steps += read(folder / step["uses"] / "action.yml")["runs"]["steps"] if is_ours else [step]
    for step in steps:
        given = {key: filled(str(value)) for key, value in step.get("with", {}).items()}
        match str(step.get("uses", "run")).partition("@")[0]:
            case "run":
                said += service.run(step["run"], folder, environment)
            case "actions/upload-artifact":
                service.keep(folder / given["path"], ["*"], "made")  # an artefact holds what is in the folder
            case "actions/download-artifact":
                service.bring("made", folder / given["path"])
            case "actions/cache/save":
                service.keep_cache(folder)
            case "actions/upload-pages-artifact":
                service.keep(folder, [given["path"]], "pages")
            case other:
                assert other in {"actions/checkout", "actions/setup-python", "actions/cache/restore"}
    return said


def published(site: Path) -> set[str]:
    return {path.parent.name for path in site.glob("*/first-steps.html")}


@pytest.mark.slow
def test_the_jobs_of_github_publish_and_the_next_run_has_nothing_to_make(
    wheel: Path, tools: Path, tmp_path: Path
) -> None:
    service = runner("github", wheel, tools, tmp_path)
    service.kept.mkdir()

    def due() -> list[str]:
        on_github(service, "plan", {})
        return json.loads((service.kept / "output").read_text().splitlines()[-1].partition("=")[2])

    on_github(service, "check", {})
    (slug,) = due()
    assert "4 editions made" in on_github(service, "make", {"matrix.publication": slug})
    assert "4 editions fetched from the store" in on_github(service, "site", {})
    assert published(service.kept / "pages/build/site") == {"de", "en", "it", "sq"}
    assert due() == []
