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
from tests.conftest import once

BIN = Path(sys.executable).parent
SCHEMAS = {
    "github/.github/workflows/publish.yml": "vendor.github-workflows",
    "github/.github/actions/west-pipeline/action.yml": "vendor.github-actions",
    "gitlab/.gitlab-ci.yml": "vendor.gitlab-ci",
    "gitlab/.gitlab/publications.yml": "vendor.gitlab-ci",
    "gitlab/.gitlab/west-pipeline.yml": "vendor.gitlab-ci",
    "readthedocs/.readthedocs.yaml": "vendor.readthedocs",
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
    transform = ["--data-transform", "gitlab-ci"] if "gitlab" in schema else []
    command = [BIN / "check-jsonschema", "--builtin-schema", schema, *transform, path]
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


@pytest.mark.parametrize(
    "words", [["build"], ["check"], ["plan", "L=sq"], ["made", "P=x"], ["site"], ["publish", "TO=a:b"]]
)
def test_make_knows_its_targets(projects: Path, words: list[str]) -> None:
    command = ["make", "--dry-run", "--warn-undefined-variables", "P=", "L=", "V=", "TO=", *words]
    done = subprocess.run(command, cwd=projects / "make", capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr


def test_the_editions_of_a_publication_go_from_job_to_job_by_the_same_paths(projects: Path) -> None:
    upload = jobs(projects / "github/.github/workflows/publish.yml")["jobs"]["make"]["steps"][-1]["with"]["path"]
    artefacts = jobs(projects / "gitlab/.gitlab/publications.yml")["make"]["artifacts"]["paths"]
    (packed,) = re.findall(r"--create --file \S+ (.*)", (projects / "make/Makefile").read_text(encoding="utf-8"))

    assert [upload.splitlines(), artefacts, packed.split()] == [["build/store"]] * 3


def test_github_gets_the_publications_that_are_due(projects: Path, tmp_path: Path) -> None:
    workflow = jobs(projects / "github/.github/workflows/publish.yml")
    (script,) = [step["run"] for step in workflow["jobs"]["plan"]["steps"] if step.get("id") == "plan"]

    shell(script, projects / "github", GITHUB_OUTPUT=str(tmp_path / "output"))

    name, _, value = (tmp_path / "output").read_text().partition("=")
    assert (name, json.loads(value)) == ("publications", ["first-steps"])
    assert workflow["env"]["WEST_PIPELINE"] == wheel()


@pytest.mark.parametrize("due", [[], ["a", "b"]])
def test_gitlab_gets_a_job_for_each_publication_that_is_due(projects: Path, due: list[str], tmp_path: Path) -> None:
    script = "\n".join(jobs(projects / "gitlab/.gitlab-ci.yml")["plan"]["script"][1:])
    events = [{"event": "Planned", "due": [{"edition": {"publication": slug}} for slug in due * 2]}, {"event": "Ended"}]
    (tmp_path / "plan.json").write_text("\n".join(map(json.dumps, events)))

    shell(script, tmp_path)

    text = (projects / "gitlab/.gitlab/publications.yml").read_text(encoding="utf-8")
    whole = {**yaml.safe_load(text), **json.loads((tmp_path / "publications.yml").read_text())}
    (tmp_path / "child.yml").write_text(yaml.safe_dump(whole))
    valid(tmp_path / "child.yml", "vendor.gitlab-ci")
    expected = {"parallel": {"matrix": [{"PUBLICATION": due}]}} if due else {"rules": [{"when": "never"}]}
    assert whole[".publications"] == expected
