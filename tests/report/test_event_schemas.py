# SPDX-License-Identifier: GPL-3.0-or-later
"""Each event of `--json` has a schema, from the fields of its class, and what commands print fits it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from pipeline.__main__ import main
from tests.report.event_schemas import event_classes, event_schema

SCHEMAS = {event.__name__: event_schema(event) for event in event_classes()}
UNSEEN = {"Ended", "Problem"}
"""What the end of a command prints."""


def test_each_event_has_a_schema_under_a_name_of_its_own() -> None:
    assert len(SCHEMAS) == len([*event_classes()]) > 30
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("kind", [frozenset[str], Mapping[tuple[int, int], str], object])
def test_what_json_would_print_as_python_does_has_no_schema(kind: Any) -> None:
    made = dataclass(type("Made", (), {"__annotations__": {"field": kind}}))

    with pytest.raises(TypeError):
        event_schema(made)


def printed(capsys: pytest.CaptureFixture[str], project: Path, *words: str) -> list[dict[str, Any]]:
    main(["--json", "--verbose", "--project", str(project), *words])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_what_commands_print_fits_the_schemas(fresh_sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = fresh_sample / "source/small/second.rst"
    rows = printed(capsys, fresh_sample, "plan")
    page.write_text(page.read_text(encoding="utf-8") + "\nUn paragrafo.\n", encoding="utf-8")
    for words in (
        ("plan",),
        ("update",),
        ("kit", "make", "--language", "de"),
        ("build", "--format", "html"),
        ("release",),
        ("withdraw", "--reason", "Prova.", "--publication", "small", "--language", "it"),
        ("memory", "export"),
        ("doctor",),
    ):
        rows += printed(capsys, fresh_sample, *words)

    names = {row["event"] for row in rows}
    assert len(names & SCHEMAS.keys()) > 8, names
    for row in rows:
        if row["event"] in SCHEMAS:
            Draft202012Validator(SCHEMAS[row["event"]]).validate(row)
    assert names - SCHEMAS.keys() - UNSEEN == set()
