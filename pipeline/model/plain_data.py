# SPDX-License-Identifier: GPL-3.0-or-later
"""Frozen nouns as JSON: `dataclasses.asdict` takes them apart, and `value_of` puts them together again."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from pathlib import PurePath
from typing import Any, get_args, get_origin, get_type_hints


def value_of[T](kind: type[T], data: Any) -> T:  # JSON
    """Return the value that was taken apart into JSON. Raises ValueError, KeyError, TypeError or AttributeError for anything else.

    Knows dataclasses, tuples of one type, mappings with texts as keys, enumerations, days, paths, and what may be None.
    """
    value: T = _value(kind, data)
    return value


def _value(kind: Any, data: Any) -> Any:  # `kind` is whatever annotates a field
    parts = get_args(kind)
    if type(None) in parts:
        return None if data is None else _value(parts[0], data)
    if get_origin(kind) is tuple:
        return tuple(_value(parts[0], each) for each in data)
    if get_origin(kind) is Mapping:
        return {name: _value(parts[1], each) for name, each in data.items()}
    if is_dataclass(kind):
        return _noun(kind, data)
    if isinstance(kind, type) and issubclass(kind, Enum | PurePath):
        return kind(data)
    return date.fromisoformat(data) if kind is date else data


def _noun(kind: Any, data: Any) -> Any:  # a dataclass
    types = _types(kind)
    return kind(**{name: _value(types[name], each) for name, each in data.items()})


@cache
def _types(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
