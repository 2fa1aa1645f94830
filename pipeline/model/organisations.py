# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and validates bodies.toml: the organisations of the project and public information about them, with the line of each text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.model.toml_tables import SLUG, Table

BODIES_FILE = "bodies.toml"
KINDS = ("region", "province", "municipality", "ministry", "association", "charity")


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text of the file, and its first line."""

    words: str
    line: int


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation of the project. Texts are in the list's original language.

    `country` is a lower-case ISO 3166 code, `kind` one of KINDS. `found` has paragraphs about public records, or none if no record
    was found; `sought` describes how they were searched for.
    """

    id: str
    name: PlacedText
    unit: PlacedText | None
    country: str
    kind: str
    role: PlacedText
    found: tuple[PlacedText, ...]
    sought: PlacedText | None
    line: int


@dataclass(frozen=True, slots=True)
class BodyList:
    """All organisations of the project, by id, in file order."""

    path: Path
    original: str
    bodies: Mapping[str, Body]


def read_bodies(path: Path) -> BodyList:
    """Read bodies.toml. Raises Problem, with file and line, for a mistake in it."""
    hint = "write it next to project.toml; see the handbook for editors"
    return bodies_in(Table.read(path, cause="a document names a body", hint=hint))


def bodies_in(table: Table) -> BodyList:
    """Return the organisations of a bodies.toml."""
    original = table.language("original", table.text("original"))
    bodies: dict[str, Body] = {}
    for entry in table.tables("body", "bodies"):
        body = _body(entry)
        if body.id in bodies:
            cause, hint = f"line {bodies[body.id].line} has the same id", "give one of them another id"
            raise entry.problem("bad-value", f"two bodies have the id {body.id!r}", "id", cause=cause, hint=hint)
        bodies[body.id] = body
    table.reject_unknown_keys()
    return BodyList(table.path, original, bodies)


def _body(entry: Table) -> Body:
    body = Body(
        id=entry.matching("id", SLUG, "small letters a to z, digits and single hyphens"),
        name=_text(entry, "name"),
        unit=_optional(entry, "unit"),
        country=entry.country("country", entry.text("country")),
        kind=entry.choice("kind", KINDS),
        role=_text(entry, "role"),
        found=_paragraphs(entry),
        sought=_optional(entry, "sought"),
        line=entry.line_of("id"),
    )
    entry.reject_unknown_keys()
    return body


def _optional(entry: Table, key: str) -> PlacedText | None:
    return _placed_text(entry, key, words) if (words := entry.text(key, "")) else None


def _text(entry: Table, key: str) -> PlacedText:
    return _placed_text(entry, key, entry.text(key))


def _placed_text(entry: Table, key: str, words: str) -> PlacedText:
    return PlacedText(_single_spaced(words), entry.line_of(key))


def _single_spaced(words: str) -> str:
    # No-break spaces are kept, since they are deliberate.
    return re.sub(r"[ \t\r\n]+", " ", words).strip(" ")


def _paragraphs(entry: Table) -> tuple[PlacedText, ...]:
    """Return the paragraphs with their lines."""
    if "found" not in entry.values:
        hint = "if there is no public record, write found = [], and in `sought` how you searched for it"
        raise entry.problem("missing-key", "`found` is missing", "found", hint=hint)
    return tuple(
        PlacedText(_single_spaced(words), entry.line_of("found", number))
        for number, words in enumerate(entry.texts("found", None, "paragraphs"))
    )
