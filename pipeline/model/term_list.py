# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and validates terminology.tsv: the terms of the project with their definitions in each language."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.model.problems import Problem
from pipeline.model.toml_tables import SLUG, is_language, read_text

TERMINOLOGY_FILE = "terminology.tsv"
FALLBACK = "en"
"""The language in which every term has a name and a definition."""

_MAY_BE_EMPTY = ("note", "source")
_DEFINITION = "definition_"
_EVERYDAY = "everyday_"


@dataclass(frozen=True, slots=True)
class Term:
    """A concept. `names`, `definitions` and `everyday` (everyday words for the search) are by language tag."""

    key: str
    part: str
    names: Mapping[str, str]
    definitions: Mapping[str, str]
    everyday: Mapping[str, tuple[str, ...]]
    line: int

    def name(self, *tags: str) -> tuple[str, str]:
        """Return the name in the first of these languages that has one, else in English; and its language."""
        return _first(self.names, tags)

    def definition(self, *tags: str) -> tuple[str, str]:
        """Return the definition in the first of these languages that has one, else in English; and its language."""
        return _first(self.definitions, tags)


@dataclass(frozen=True, slots=True)
class TermList:
    """All terms of a project, in file order."""

    path: Path
    terms: tuple[Term, ...]

    def find(self, query: str) -> Term | None:
        """Return the term with this key or English name, ignoring case."""
        name = query.casefold()
        return next((term for term in self.terms if name in (term.key, term.names[FALLBACK].casefold())), None)

    def near(self, query: str) -> list[str]:
        """Return similar English names."""
        return difflib.get_close_matches(query, [term.names[FALLBACK] for term in self.terms])


def read_terms(path: Path) -> TermList:
    """Read terminology.tsv. Raises Problem, with file and line, for a mistake in it."""
    cause, hint = "a document refers to its terms", "write it next to project.toml; see the handbook for editors"
    lines = read_text(path, "broken-terminology", cause=cause, hint=hint).splitlines()
    columns = _columns(path, lines)
    terms: dict[str, Term] = {}
    for number, line in enumerate(lines[1:], 2):
        if line.strip():
            term = _term(path, number, columns, line)
            if term.key in terms:
                cause = f"line {terms[term.key].line} has the same key"
                raise _broken(path, number, f"the key {term.key!r} is used twice", cause)
            terms[term.key] = term
    # References by name must be unambiguous.
    lines_of: dict[tuple[str, str], int] = {}
    for term in terms.values():
        for tag, name in term.names.items():
            first = lines_of.setdefault((tag, name.casefold()), term.line)
            if first != term.line:
                message, cause = f"two terms have the name {name!r} in {tag!r}", f"line {first} has the same name"
                raise _broken(path, term.line, message, cause)
    return TermList(path, tuple(terms.values()))


def _columns(path: Path, lines: list[str]) -> list[str]:
    columns = lines[0].split("\t") if lines else []
    for column in ("key", "part", FALLBACK, f"{_DEFINITION}{FALLBACK}"):
        if column not in columns:
            raise _broken(path, 1, f"the column {column!r} is missing", "the first line names the columns")
    for column in columns:
        if columns.count(column) > 1:
            raise _broken(path, 1, f"there are two columns {column!r}", "the first line names the columns")
        tag = column.removeprefix(_DEFINITION).removeprefix(_EVERYDAY)
        if column not in ("key", "part", *_MAY_BE_EMPTY) and not is_language(tag):
            message, cause = f"unknown column {column!r}", "it is not a language tag"
            hint = "columns are key, part, note, source, a tag such as it, definition_it, or everyday_it"
            raise _broken(path, 1, message, cause, hint)
    return columns


def _term(path: Path, number: int, columns: list[str], line: str) -> Term:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) != len(columns):
        message = f"the line has {len(cells)} columns instead of {len(columns)}"
        raise _broken(path, number, message, "a tab is missing, or there is an extra one")
    row = dict(zip(columns, cells, strict=True))
    for column in columns:
        if not row[column] and column not in _MAY_BE_EMPTY and not column.startswith(_EVERYDAY):
            message = f"{column!r} is empty for {row['key'] or 'this line'}"
            cause = "only note, source and everyday words may be empty"
            hint = "fill it in; a language may have no column, but not an incomplete one"
            raise _broken(path, number, message, cause, hint)
    if not SLUG.match(row["key"]):
        hint = "use small letters a to z, digits and single hyphens"
        raise _broken(path, number, f"{row['key']!r} cannot be a key", "keys become part of addresses", hint)
    tags = [column for column in columns if column not in ("key", "part", *_MAY_BE_EMPTY)]
    return Term(
        key=row["key"],
        part=row["part"],
        names={tag: row[tag] for tag in tags if not tag.startswith((_DEFINITION, _EVERYDAY))},
        definitions={tag.removeprefix(_DEFINITION): row[tag] for tag in tags if tag.startswith(_DEFINITION)},
        everyday={
            tag.removeprefix(_EVERYDAY): tuple(filter(None, row[tag].split(" / ")))
            for tag in tags
            if tag.startswith(_EVERYDAY)
        },
        line=number,
    )


def _broken(path: Path, line: int, message: str, cause: str, hint: str = "correct that line") -> Problem:
    return Problem("broken-terminology", message, cause=cause, hint=hint, path=path, line=line)


def _first(texts: Mapping[str, str], tags: tuple[str, ...]) -> tuple[str, str]:
    for tag in (*tags, FALLBACK):
        for spelling in (tag.replace("_", "-"), re.split("[_-]", tag)[0]):
            if spelling in texts:
                return texts[spelling], spelling
    raise KeyError(tags)
