# SPDX-License-Identifier: GPL-3.0-or-later
"""Generates JSON Schemas of the TOML files that people write, by recording what the code that reads them requires of an example.

The example in `example/` has every key; the comment above a key becomes its description.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Any, Self

from pipeline.model.confusables import LINTS_FILE, confusables_in
from pipeline.model.contacts import CONTACTS_FILE, contacts_in
from pipeline.model.organisations import BODIES_FILE, bodies_in
from pipeline.model.project import PROJECT_FILE, PUBLICATION_FILE, Project, read_project
from pipeline.model.publication_file import read_publication
from pipeline.model.releases import RELEASES_FILE
from pipeline.model.releases_file import read_releases
from pipeline.model.toml_tables import SLUG, TAG, Table

EXAMPLE = Path(__file__).with_name("example")
_DRAFT = "http://json-schema.org/draft-07/schema#"
"""The newest draft that taplo and the TOML extensions of editors support."""
_TYPES = {str: "string", int: "integer", bool: "boolean", list: "array", dict: "object"}

type Schema = dict[str, object]


def schemas() -> Mapping[str, Schema]:
    """Return the JSON Schema of each file by file name."""
    project = Project.load(EXAMPLE)
    (publication,) = project.publications
    names = (PROJECT_FILE, PUBLICATION_FILE, RELEASES_FILE, CONTACTS_FILE, BODIES_FILE, LINTS_FILE)
    tables = {name: RecordingTable.read(EXAMPLE / name) for name in names}
    read_project(EXAMPLE, tables[PROJECT_FILE])
    kinds = {kind.id: kind for kind in project.kinds if not kind.is_own}
    read_publication(
        tables[PUBLICATION_FILE], EXAMPLE, project.languages, kinds, project.categories, publish_at=100, adopted=False
    )
    read_releases(tables[RELEASES_FILE], publication)
    contacts_in(tables[CONTACTS_FILE])
    bodies_in(tables[BODIES_FILE])
    confusables_in(tables[LINTS_FILE])
    # A project may define more kinds.
    tables[PUBLICATION_FILE].widen("kind", SLUG)
    return {name: {"$schema": _DRAFT, "title": name} | table.schema() for name, table in tables.items()}


class RecordingTable(Table):
    """A Table that also records the requirements of its reader for each key as a JSON Schema."""

    def __init__(self, path: Path, values: Mapping[str, object], *place: Any) -> None:
        super().__init__(path, values, *place)
        self._schemas: dict[str, Schema] = {}
        self._required: dict[str, None] = {}
        self._subtables: dict[str, RecordingTable] = {}
        self._may_be_empty: set[str] = set()
        self._key_pattern: re.Pattern[str] | None = None

    def schema(self) -> Schema:
        """Return the recorded schema, with properties in the order of the example."""
        text = self.path.read_text(encoding="utf-8").splitlines()
        properties = {key: self._property(key) for key in self.values}
        if self._key_pattern:
            row = next(iter(properties.values()))
            return {
                "type": "object",
                "propertyNames": {"pattern": _pattern(self._key_pattern)},
                "additionalProperties": row,
            }
        described = {key: _description(text, self.line_of(key)) | recorded for key, recorded in properties.items()}
        required: Schema = {"required": [*self._required]} if self._required else {}
        return {"type": "object", "properties": described, **required, "additionalProperties": False}

    def widen(self, key: str, form: re.Pattern[str]) -> None:
        """Allow any text of this form for a key, in addition to the recorded values."""
        self._schemas[key] = {"anyOf": [self._schemas[key], {"type": "string", "pattern": _pattern(form)}]}

    def _property(self, key: str) -> Schema:
        schema, subtable = self._schemas[key], self._subtables.get(key)
        if subtable is None:
            return {"anyOf": [{"const": ""}, schema]} if key in self._may_be_empty else schema
        if schema.get("type") == "array":
            return {**schema, "items": subtable.schema()}
        whole = subtable.schema()
        return whole if schema else {"anyOf": [whole["additionalProperties"], whole]}

    def has(self, key: str) -> bool:
        self._may_be_empty.add(key)
        return super().has(key)

    def text(self, key: str, default: str | None = None) -> str:
        value = super().text(key, default)
        if default is None:
            self._schemas[key]["pattern"] = r"\S"
        return value

    def matching(self, key: str, form: re.Pattern[str], description: str, default: str | None = None) -> str:
        value = super().matching(key, form, description, default)
        empty = "^$|" if default == "" else ""
        self._schemas[key]["pattern"] = empty + _pattern(form)
        return value

    def percentage(self, key: str, default: int) -> int:
        value = super().percentage(key, default)
        self._schemas[key] |= {"minimum": 0, "maximum": 100}
        return value

    def count(self, key: str, default: int, minimum: int = 1) -> int:
        value = super().count(key, default, minimum)
        self._schemas[key]["minimum"] = minimum
        return value

    def texts(self, key: str, default: Sequence[str] | None = (), noun: str = "texts") -> tuple[str, ...]:
        values = super().texts(key, default, noun)
        self._schemas[key]["items"] = {"type": "string", "minLength": 1}
        return values

    def day(self, key: str) -> date:
        value = super().day(key)
        self._schemas[key] |= {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"}
        return value

    def format(self, newest: int) -> int:
        version = super().format(newest)
        self._schemas["format"]["maximum"] = newest
        return version

    def language(self, key: str, tag: str) -> str:
        # If the key is a tag itself, the table has a key for each language.
        self._key_pattern = TAG if key == tag else self._key_pattern
        if recorded := self._schemas.get(key):
            recorded |= {"items": _text(TAG)} if recorded["type"] == "array" else _text(TAG)
        return super().language(key, tag)

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        value = super().choice(key, choices, default)
        self._schemas[key] = {"enum": [*map(str, choices)]}
        return value

    def choices(self, key: str, choices: Sequence[str], default: Sequence[str] | None = None) -> tuple[str, ...]:
        values = super().choices(key, choices, default)
        self._schemas[key]["items"] = {"enum": [*map(str, choices)]}
        return values

    def table(self, key: str) -> Self | None:
        table = super().table(key)
        if table is not None:
            self._subtables[key] = table
        return table

    def by_language(self, key: str) -> Self | None:
        table = super().by_language(key)
        if table is not None:
            # No type, since a single value is also allowed.
            self._schemas[key] = {}
            table._key_pattern = TAG
        return table

    def names(self, key: str) -> tuple[tuple[str, str], ...]:
        rows = super().names(key)
        self._subtables[key]._key_pattern = SLUG
        return rows

    def tables(self, key: str, noun: str) -> tuple[Self, ...]:
        tables = super().tables(key, noun)
        self._subtables[key] = tables[0]
        return tables

    def _value[T](self, key: str, kind: type[T], default: T | None, description: str, hint: str) -> T:
        if default is None and key not in self._may_be_empty:
            self._required[key] = None
        self._schemas[key] = {"type": _TYPES[kind]} if kind in _TYPES else {}
        return super()._value(key, kind, default, description, hint)


def _text(form: re.Pattern[str]) -> Schema:
    return {"type": "string", "pattern": _pattern(form)}


def _pattern(form: re.Pattern[str]) -> str:
    """Return a regular expression for JSON Schema, in JavaScript's syntax and with explicit anchors."""
    return f"^(?:{form.pattern})".replace(r"\Z", "$")


def _description(text: Sequence[str], line: int) -> Schema:
    """Return the comment above a line (from 1) as a description."""
    above = reversed(text[: line - 1])
    comment = [*takewhile(lambda row: row.startswith("# "), above)]
    return {"description": " ".join(row.removeprefix("# ") for row in reversed(comment))} if comment else {}


def schema_files() -> dict[Path, bytes]:
    """Return the schema files by path, relative to a project."""
    return {
        Path("schemas", f"{Path(name).stem}.json"): f"{json.dumps(schema, ensure_ascii=False, indent=2)}\n".encode()
        for name, schema in schemas().items()
    }
