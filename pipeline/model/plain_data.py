# SPDX-License-Identifier: GPL-3.0-or-later
"""Restores frozen dataclasses from JSON data as produced by `dataclasses.asdict`."""

from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import date
from enum import Enum
from functools import cache, partial
from pathlib import PurePath
from typing import Any, cast, get_args, get_origin, get_type_hints


def from_plain_data[T](kind: type[T], data: Any) -> T:  # JSON
    """Return the value of type `kind` from its JSON data. Raises ValueError, KeyError, TypeError or AttributeError for invalid data.

    Supports dataclasses, homogeneous tuples, named tuples of JSON values, mappings with string keys, enumerations, dates, paths, and
    optional values.
    """
    value: T = _reader(cast("Any", kind))(data)
    return value


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:  # `kind` is an annotation
    parts = get_args(kind)
    if type(None) in parts:
        return lambda data: None if data is None else _reader(parts[0])(data)
    if get_origin(kind) is tuple:
        return lambda data: tuple(map(_reader(parts[0]), data))
    if get_origin(kind) is Mapping:
        return lambda data: {name: _reader(parts[1])(value) for name, value in data.items()}
    if is_dataclass(kind):
        return partial(_dataclass, kind)
    if isinstance(kind, type) and issubclass(kind, Enum | PurePath | tuple):
        return (lambda data: kind(*data)) if issubclass(kind, tuple) else kind
    return date.fromisoformat if kind is date else lambda data: data


def _dataclass(kind: Any, data: Any) -> Any:  # a dataclass, and its fields
    readers = _readers(kind)
    return kind(**{name: readers[name](value) for name, value in data.items()})


@cache
def _readers(kind: Any) -> dict[str, Callable[[Any], Any]]:
    return {name: _reader(hint) for name, hint in get_type_hints(kind).items()}
