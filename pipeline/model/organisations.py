# SPDX-License-Identifier: GPL-3.0-or-later
"""bodies.toml: the bodies of the project and what public sources say of them, validated once, with the line of every text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.model.toml_tables import SLUG, Table, read_text

BODIES_FILE = "bodies.toml"
KINDS = ("region", "province", "municipality", "ministry", "association", "charity")


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text of the file, and the line where it begins."""

    words: str
    line: int


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the project. Texts are in the list's original language; `unit` and `sought` may be None.

    `country` is an ISO 3166 code in small letters, `kind` one of KINDS. `found` are paragraphs: what public sources say;
    none where no public record was found.
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
    """All bodies of the project, by id, in the order of the file."""

    path: Path
    original: str
    bodies: Mapping[str, Body]


def read_bodies(path: Path) -> BodyList:
    """Read bodies.toml. Raises Problem, with file and line, for each mistake that it can hold."""
    hint = "write it beside project.toml; the handbook for editors says how"
    return bodies_in(Table.read(path, cause="a document names a body", hint=hint))


def bodies_in(table: Table) -> BodyList:
    """Return the bodies that a bodies.toml lists."""
    original = table.language("original", table.text("original"))
    lines = read_text(table.path).split("\n")
    bodies: dict[str, Body] = {}
    for entry in table.tables("body", "bodies"):
        body = _body(entry, lines)
        if body.id in bodies:
            cause, hint = f"line {bodies[body.id].line} has it too", "give one of them another id"
            raise entry.problem("bad-value", f"two bodies have the id {body.id!r}", "id", cause=cause, hint=hint)
        bodies[body.id] = body
    table.nothing_else()
    return BodyList(table.path, original, bodies)


def _body(entry: Table, lines: list[str]) -> Body:
    body = Body(
        id=entry.matching("id", SLUG, "small letters a to z, digits and single hyphens"),
        name=_text(entry, "name"),
        unit=_optional(entry, "unit"),
        country=entry.country("country", entry.text("country")),
        kind=entry.choice("kind", KINDS),
        role=_text(entry, "role"),
        found=_paragraphs(entry, lines),
        sought=_optional(entry, "sought"),
        line=entry.line_of("id"),
    )
    entry.nothing_else()
    return body


def _optional(entry: Table, key: str) -> PlacedText | None:
    return _placed(entry, key, words) if (words := entry.text(key, "")) else None


def _text(entry: Table, key: str) -> PlacedText:
    return _placed(entry, key, entry.text(key))


def _placed(entry: Table, key: str, words: str) -> PlacedText:
    return PlacedText(_single_spaced(words), entry.line_of(key))


def _single_spaced(words: str) -> str:
    # The no-break space stays: it is typed on purpose.
    return re.sub(r"[ \t\r\n]+", " ", words).strip(" ")


def _paragraphs(entry: Table, lines: list[str]) -> tuple[PlacedText, ...]:
    """Return the paragraphs, each with its line: that of its first words, searched from where the list begins."""
    if "found" not in entry.values:
        hint = "write found = [], and in `sought` how it was looked for, where there is no public record"
        raise entry.problem("missing-key", "`found` is missing", "found", hint=hint)
    paragraphs, line = [], entry.line_of("found")
    for words in entry.texts("found", None, "paragraphs"):
        # Its beginning is in the file as it is read, up to the end of a line or a possible escape.
        begin = re.split(r'[\n\\"]', words.strip(), maxsplit=1)[0][:40]
        line = next((number for number in range(line, len(lines) + 1) if begin in lines[number - 1]), line)
        paragraphs.append(PlacedText(_single_spaced(words), line))
    return tuple(paragraphs)
