# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON Schemas for editors, by validators of others: they take what is right, and refuse what our readers refuse."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from pipeline.__main__ import main
from pipeline.model.schemas import EXAMPLE, Schema, schemas
from tests.conftest import ROOT

CASES = ROOT / "tests/project/cases"
MISTAKES = {
    **{path: f"{path.stem.partition('-')[0]}.toml" for path in CASES.glob("*.toml")},
    **dict.fromkeys((ROOT / "tests/releases/mistakes").glob("*.toml"), "releases.toml"),
    **dict.fromkeys((ROOT / "tests/compose/parts/cases").glob("*contact*.toml"), "contacts.toml"),
    **dict.fromkeys((ROOT / "tests/compose/parts/cases/bodies").glob("*.toml"), "bodies.toml"),
    **dict.fromkeys((ROOT / "tests/languages/mistakes").glob("lints*.toml"), "lints.toml"),
}
"""Files that our readers refuse, and which file each stands for."""
ELSEWHERE = {"extensions", "mistakes", "skeleton"}
"""Folders whose files of these names are none of a project: another program's, broken ones, a template."""
NO_SCHEMA_CAN_KNOW = {
    "publication-about-a-country-that-is-none",
    "publication-about-an-unknown-subject",
    # What the locale data and the calendar have.
    "contact-in-an-unknown-language",
    "contact-of-no-country",
    "contact-verified-on-no-day",
    "contact-whose-source-has-no-date",
    "contact-whose-source-has-no-such-month",
    "contacts-in-an-unknown-language",
    "no-such-day",
    "project-with-a-language-that-is-none",
    "in-an-unknown-language",
    "of-no-country",
    # What a regular expression is to Python.
    "lints-avoided",
    "lints-pattern",
    # What else is in the file.
    "contact-of-the-police-with-a-neutral-name",
    "lints-name",
    "publication-a-leaflet-in-two-languages",
    "publication-in-two-languages-of-which-one-is-unknown",
    "file-of-nothing",
    "no-file",
    "project-in-an-unknown-language",
    "project-without-languages",
    "publication-moves-a-document-in-two-steps",
    "publication-moves-documents-in-a-circle",
    "publication-removes-a-document-that-moved",
    "release-twice",
    "two-contacts-with-one-id",
    "two-with-one-id",
    "withdrawal-twice",
    # What is in other files.
    "publication-in-an-unknown-language",
    "publication-moves-a-document-that-is-there",
    "publication-moves-a-document-to-nowhere",
    "publication-moves-its-index-of-terms",
    "publication-published-in-an-unknown-language",
    "publication-unknown-kind",
    "publication-with-a-slug-that-is-no-address",  # a folder's name may stand for it, and the site has names of its own
    "publication-with-the-slug-of-another",
}


def as_json(path: Path) -> object:
    """Return a TOML file as editors hand it to a schema: dates are texts."""
    return json.loads(json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=date.isoformat))


def properties(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield each property of a schema, and of those in it, whose names are written in it."""
    for key, value in schema.items():
        if key == "properties":
            yield from value.items()  # type: ignore[attr-defined]  # as the draft has it
        if isinstance(value, dict):
            yield from properties(value)


def is_taken(path: Path, name: str) -> bool:
    return Draft7Validator(schemas()[name]).is_valid(as_json(path))


@pytest.mark.parametrize("name", schemas())
def test_the_schemas_of_this_project_are_those_of_the_readers(name: str) -> None:
    schema = schemas()[name]

    assert json.loads((ROOT / "schemas" / f"{Path(name).stem}.json").read_text(encoding="utf-8")) == schema
    Draft7Validator.check_schema(schema)
    assert [key for key, value in properties(schema) if not value.get("description")] == []


def test_each_file_of_a_project_is_taken() -> None:
    tracked = subprocess.run(["git", "ls-files", "*.toml"], cwd=ROOT, capture_output=True, text=True, check=True)
    files = (
        {ROOT / path for path in tracked.stdout.splitlines()} - set(MISTAKES) - {*ROOT.glob("tests/publishing/flips/*")}
    )
    files = {path for path in files if path.name in schemas() and not ELSEWHERE & {*path.parts}}

    assert {*(ROOT / "source").glob("*/publication.toml"), EXAMPLE / "releases.toml"} <= files
    assert [path for path in files if not is_taken(path, path.name)] == []


def test_what_the_readers_refuse_is_refused_unless_other_files_tell() -> None:
    taken = set()
    for path, name in MISTAKES.items():
        try:
            taken |= {path.stem} if is_taken(path, name) else set()
        except tomllib.TOMLDecodeError:
            continue

    assert taken == NO_SCHEMA_CAN_KNOW


def test_an_editor_checks_a_new_project(tmp_path: Path) -> None:
    folder = tmp_path / "books"
    assert main(["new", "project", str(folder)]) == 0
    described = folder / "source/project.toml"
    taplo = [Path(sys.executable).with_name("taplo"), "lint"]

    assert subprocess.run(taplo, cwd=folder, capture_output=True, check=False).returncode == 0
    described.write_text(described.read_text(encoding="utf-8").replace("publisher", "publishr"), encoding="utf-8")
    done = subprocess.run(taplo, cwd=folder, capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert "publishr" in done.stderr
    assert "project.toml" in done.stderr
