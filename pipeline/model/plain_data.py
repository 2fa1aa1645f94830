# SPDX-License-Identifier: GPL-3.0-or-later
"""Frozen nouns as JSON: `dataclasses.asdict` takes them apart, and `value_of` puts them together again."""

from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import date
from enum import Enum
from functools import cache, partial
from pathlib import PurePath
from typing import Any, cast, get_args, get_origin, get_type_hints


def value_of[T](kind: type[T], data: Any) -> T:  # JSON
    """Return the value that was taken apart into JSON. Raises ValueError, KeyError, TypeError or AttributeError for anything else.

    Knows dataclasses, tuples of one type or with names (their values are what JSON has), mappings with texts as keys, enumerations, days, paths, and what may be None.
    """
    value: T = _reader(cast("Any", kind))(data)
    return value


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:  # `kind` is whatever annotates a field
    parts = get_args(kind)
    if type(None) in parts:
        return lambda data: None if data is None else _reader(parts[0])(data)
    if get_origin(kind) is tuple:
        return lambda data: tuple(map(_reader(parts[0]), data))
    if get_origin(kind) is Mapping:
        return lambda data: {name: _reader(parts[1])(each) for name, each in data.items()}
    if is_dataclass(kind):
        return partial(_noun, kind)
    if isinstance(kind, type) and issubclass(kind, Enum | PurePath | tuple):
        return (lambda data: kind(*data)) if issubclass(kind, tuple) else kind
    return date.fromisoformat if kind is date else lambda data: data


def _noun(kind: Any, data: Any) -> Any:  # a dataclass, and its fields
    readers = _readers(kind)
    return kind(**{name: readers[name](each) for name, each in data.items()})


@cache
def _readers(kind: Any) -> dict[str, Callable[[Any], Any]]:
    return {name: _reader(each) for name, each in get_type_hints(kind).items()}
