# SPDX-License-Identifier: GPL-3.0-or-later
"""What parsing a document does to Sphinx's environment besides making nodes: told by comparing it before and after.

Domains note objects and terms there, extensions what they like. Dictionaries, lists and sets are compared by their elements, so that what
was added can be added to the environment of another language; any other value by its pickle: what was changed inside it
cannot be repeated elsewhere, so the document is then parsed for each language.
"""

import pickle
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from pipeline.compose.engine.reading import registries

_APART = {
    "_app", "config", "config_status", "config_status_extra", "events", "project", "settings", "domains", "current_document",
    "ref_context", "_builder_cls", "_write_doc_doctree_cache", "_pickled_doctree_cache", "version", "all_docs",
    "_srcdir", "_doctreedir", "srcdir", "doctreedir",
}  # fmt: skip
"""Attributes of an environment that belong to its run."""
_ATOMS = (str, int, float, bytes, bool, type(None), tuple, frozenset, PurePath, nodes.Node, type)

type Place = tuple[Any, ...]
"""The keys that lead from the roots to a container."""


class NotRepeatableError(Exception):
    """Parsing changed something that cannot be changed so elsewhere; the argument names it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one container: entries to set, keys that went, items that were added."""

    place: Place
    container: type
    entries: dict[Any, Any] = field(default_factory=dict)
    gone: tuple[Any, ...] = ()
    items: tuple[Any, ...] = ()


type Snapshot = dict[Place, tuple[Any, Any]]
"""By place, a container or other value that can change, and what it was."""


def snapshot(app: Sphinx) -> Snapshot:
    """Return the state of what parsing may change."""
    found: Snapshot = {}
    for name, root in _roots(app.env).items():
        _take(root, (name,), found)
    for owner in (app, app.registry, app.builder):
        sizes = {
            name: len(value)
            for name, value in vars(owner).items()
            if isinstance(value, dict | list | set | deque) and name != "messagelog"
        }
        found["run", type(owner).__name__] = (None, sizes)
    return found


def _roots(env: BuildEnvironment) -> dict[str, Any]:
    return {"environment": vars(env), **registries()}


def _take(value: Any, place: Place, found: Snapshot) -> None:
    if isinstance(value, dict) and not vars_of(value):
        found[place] = value, dict(value)
        for key, child in value.items():
            if not (isinstance(child, _ATOMS) or callable(child)) and not (place == ("environment",) and key in _APART):
                _take(child, (*place, key), found)
    elif isinstance(value, list) and all(isinstance(item, _ATOMS) for item in value):
        found[place] = value, list(value)
    elif isinstance(value, set):
        found[place] = value, set(value)
    else:
        found[place] = None, _digest(value)


def vars_of(value: Any) -> dict[str, Any]:
    """Return the attributes of a value; a dictionary or list that has some is more than its elements."""
    return getattr(value, "__dict__", {})


def _digest(value: Any) -> bytes:
    try:
        return pickle.dumps(value)
    except Exception:  # whatever an extension keeps there that Sphinx could not keep
        return str(id(value)).encode()


def changes(before: Snapshot, after: Snapshot) -> tuple[Change, ...]:
    """Return what changed. Raises NotRepeatableError."""
    return tuple(_changes(before, after))


def _changes(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    for place, (container, now) in after.items():
        if place not in before:
            continue  # it came with a value of the container around it
        former, was = before[place]
        if former is not container:
            continue  # so did another one in its place
        if type(now) is not type(was) or container is None:
            if now != was:
                raise NotRepeatableError(".".join(map(str, place)))
        elif isinstance(now, dict):
            change = _dictionary_change(place, container, was, now)
            if change.entries or change.gone:
                yield change
        elif isinstance(now, list):
            if len(now) < len(was) or any(a is not b for a, b in zip(was, now, strict=False)):
                raise NotRepeatableError(".".join(map(str, place)))
            if len(now) > len(was):
                yield Change(place, type(container), items=_copied(tuple(now[len(was) :])))
        elif now != was:
            if was - now:
                raise NotRepeatableError(".".join(map(str, place)))
            yield Change(place, type(container), items=tuple(item for item in container if item not in was))


def _dictionary_change(place: Place, container: Any, was: dict[Any, Any], now: dict[Any, Any]) -> Change:
    apart = _APART if place == ("environment",) else frozenset()
    entries = {
        key: _copied(value)
        for key, value in now.items()
        if (key not in was or (was[key] is not value and was[key] != value)) and key not in apart
    }
    gone = tuple(key for key in was if key not in now and key not in apart)
    return Change(place, type(container), entries, gone)


def _copied(value: Any) -> Any:
    """Return a copy that what later documents add does not reach; nodes are those of the document."""
    if isinstance(value, dict) and not vars_of(value):
        copy = value.copy()
        copy.update({key: _copied(child) for key, child in value.items()})
        return copy
    if isinstance(value, list | set) and not vars_of(value):
        return type(value)(map(_copied, value))
    if isinstance(value, _ATOMS) or callable(value):
        return value
    return pickle.loads(pickle.dumps(value))  # noqa: S301  # its own


def repeat(all_changes: tuple[Change, ...], env: BuildEnvironment) -> None:
    """Change another environment so."""
    roots = _roots(env)
    for change in all_changes:
        container: Any = roots[change.place[0]]
        for number, key in enumerate(change.place[1:], 2):
            if key not in container:
                container[key] = change.container() if number == len(change.place) else {}
            container = container[key]
        if issubclass(change.container, dict):
            container.update({key: _copied(value) for key, value in change.entries.items()})
            for key in change.gone:
                container.pop(key, None)
        elif issubclass(change.container, list):
            container.extend(_copied(change.items))
        else:
            container.update(change.items)
