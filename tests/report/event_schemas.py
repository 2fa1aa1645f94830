# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of `--json`, and their JSON Schemas, from the fields of their classes."""

import ast
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from importlib import import_module
from operator import attrgetter
from pathlib import PurePath
from typing import Any, TypeAliasType

from pipeline.model.problems import Problem
from pipeline.model.publication import Edition, Language, Publication
from pipeline.report.json_lines import _PROBLEM_FIELDS
from pipeline.system.phases import Phase
from tests.conftest import ROOT

type Schema = dict[str, object]

_PLAIN: Mapping[object, str] = {bool: "boolean", int: "integer", float: "number", types.NoneType: "null"}
_TEXTS = (str, PurePath, date, Publication, Language)
"""What is written as a text, and may be a key."""


def event_classes() -> Iterator[type]:
    """Yield each class of events by name: those that functions put into words, and those of the type `Event` of their modules."""
    found: set[type] = {Phase}
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and "lines" in node.name]
        if not functions:
            continue
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        patterns = (node for function in functions for node in ast.walk(function) if isinstance(node, ast.MatchClass))
        # A pattern may name its class alone or by its module, as in `case events.Planned()`.
        matched = (attrgetter(ast.unparse(node.cls))(module) for node in patterns)
        found |= {event for event in (*matched, *_members(getattr(module, "Event", None))) if is_dataclass(event)}
    yield from sorted(found, key=lambda event: event.__name__)


def _members(union: Any) -> Iterator[type]:  # a union, an alias of one, a class or nothing
    if isinstance(union, TypeAliasType):
        yield from _members(union.__value__)
    elif typing.get_args(union):
        for member in typing.get_args(union):
            yield from _members(member)
    else:
        yield union


def event_schema(event: type) -> Schema:
    """Return the schema of the line that `--json` prints for an event."""
    records: dict[str, Schema] = {}
    schema_of(event, records)
    schema = records[event.__name__]
    properties: Any = schema["properties"]
    return schema | {"properties": {"event": {"const": event.__name__}, **properties}, "$defs": records}


def schema_of(kind: Any, records: dict[str, Schema]) -> Schema:  # whatever a field may be annotated with
    """Return the schema of values of a type as `--json` writes them, and add those of records, which may hold themselves.

    Raises TypeError for a type that `--json` has no form for.
    """
    if isinstance(kind, TypeAliasType):
        return schema_of(kind.__value__, records)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return {"anyOf": [schema_of(each, records) for each in arguments]}
    if origin is tuple and arguments[-1:] != (...,):
        return {"type": "array", "prefixItems": [schema_of(each, records) for each in arguments], "items": False}
    if isinstance(origin, type) and issubclass(origin, Mapping) and (_is_text(arguments[0]) or arguments[0] is int):
        return {"type": "object", "additionalProperties": schema_of(arguments[1], records)}
    if isinstance(origin, type) and issubclass(origin, tuple | list | Sequence):
        return {"type": "array", "items": schema_of(arguments[0], records)}
    if not isinstance(kind, type) or origin is not None:
        raise TypeError(f"--json has no form for {kind}")
    return _schema_of_class(kind, records)


def _schema_of_class(kind: type, records: dict[str, Schema]) -> Schema:
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if _is_text(kind):
        return {"type": "string"}
    if kind is not Edition and not issubclass(kind, Problem) and not is_dataclass(kind):
        if issubclass(kind, tuple) and hasattr(kind, "_fields"):
            hints = typing.get_type_hints(kind)
            return schema_of(tuple[*(hints[name] for name in kind._fields)], records)
        raise TypeError(f"--json has no form for {kind}")
    if kind.__name__ not in records:
        records[kind.__name__] = {}
        hints = _hints(kind)
        properties = {name: schema_of(hint, records) for name, hint in hints.items()}
        records[kind.__name__] |= {
            "type": "object",
            "properties": properties,
            "required": [*properties],
            "unevaluatedProperties": False,
        }
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _hints(kind: type) -> Mapping[str, object]:
    """Return the types of what is written of a record, by name."""
    if kind is Edition:
        return {"publication": str, "language": str}
    if issubclass(kind, Problem):
        hints = typing.get_type_hints(kind.__init__)
        return {name: hints[name] for name in _PROBLEM_FIELDS}
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}  # type: ignore[arg-type]  # a dataclass


def _is_text(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, _TEXTS)
