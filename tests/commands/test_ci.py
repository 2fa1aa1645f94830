# SPDX-License-Identifier: GPL-3.0-or-later
"""What `new project --ci` writes, as its service reads it, and its commands in a shell. tests/test_wheel.py runs a whole build by it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.__main__ import main
from pipeline.commands.new import CI, wheel
from pipeline.system.machine import packages_of
from tests.conftest import ROOT, once
from tests.debian import need

BIN = Path(sys.executable).parent
SCHEMAS = {
    "github/.github/workflows/publish.yml": "vendor.github-workflows",
    "github/.github/actions/west-pipeline/action.yml": "vendor.github-actions",
}


@pytest.fixture(scope="session")
def projects(shared_folder: Path) -> Path:
    """A folder with a new project for each service; not to be changed."""

    def make(folder: Path) -> None:
        for service in CI:
            assert main(["new", "project", str(folder / service), "--ci", service]) == 0

    return once(shared_folder / "ci", make)


def shell(script: str, folder: Path, **environment: str) -> None:
    """Run the lines of a job as its service does: bash, which ends at the first command that fails."""
    path = f"{BIN}:{os.environ['PATH']}"
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path, **environment}, check=True)


def valid(path: Path, schema: str) -> None:
    command = [BIN / "check-jsonschema", "--builtin-schema", schema, path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def jobs(path: Path) -> Any:  # as the service has it
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_file_is_taken_by_the_schema_of_its_service(projects: Path, name: str) -> None:
    text = (projects / name).read_text(encoding="utf-8")

    valid(projects / name, SCHEMAS[name])
    # Only the shell's own variables are left, and those of the service.
    assert set(re.findall(r"\$([a-z]+)", text)) <= {"publications"}
    if "doctor" in text:
        words = re.findall(r"[\w.-]+", text)
        assert {*packages_of("debian"), "hunspell-it", "myspell-sq"} <= {*words}


def test_the_script_checks_builds_and_copies_the_site(projects: Path, tmp_path: Path) -> None:
    need("rsync")
    program = tmp_path / "program"
    program.write_text(
        '#!/bin/sh\necho "$@" >> calls\nmkdir -p build/site\ntouch build/site/index.html\n', encoding="utf-8"
    )
    program.chmod(0o755)
    script = (projects / "shell/publish.sh").read_text(encoding="utf-8")

    shell(script, tmp_path, WEST_PIPELINE=str(program), TO=str(tmp_path / "server"))

    assert (tmp_path / "calls").read_text(encoding="utf-8").split() == ["check", "build"]
    assert (tmp_path / "server/index.html").is_file()


def test_github_gets_the_publications_that_are_due(projects: Path, tmp_path: Path) -> None:
    workflow = jobs(projects / "github/.github/workflows/publish.yml")
    (script,) = [step["run"] for step in workflow["jobs"]["plan"]["steps"] if step.get("id") == "plan"]

    shell(script, projects / "github", GITHUB_OUTPUT=str(tmp_path / "output"))

    name, _, value = (tmp_path / "output").read_text().partition("=")
    assert (name, json.loads(value)) == ("publications", ["first-steps"])
    assert workflow["env"]["WEST_PIPELINE"] == wheel()


@pytest.mark.parametrize("path", sorted((ROOT / ".github/workflows").glob("*.yml")), ids=lambda path: path.stem)
def test_the_workflows_of_this_project_are_taken_by_the_schema_of_their_service(path: Path) -> None:
    valid(path, "vendor.github-workflows")


@pytest.mark.parametrize(
    ("name", "event", "commands"),
    [
        ("checks", "push", (".ci/run",)),
        ("nightly", "schedule", ("make", "-m slow", "-m tests.check_pdf", "-m tests.campaign", "-m tests.next")),
    ],
)
def test_each_push_is_checked_and_each_night_what_takes_longer(
    name: str, event: str, commands: tuple[str, ...]
) -> None:
    workflow = jobs(ROOT / f".github/workflows/{name}.yml")
    lines = [step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"]]

    assert event in workflow[True]  # YAML takes the key `on` for a truth value
    assert [command for command in commands if not any(command in line for line in lines)] == []
