# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports a command as JSON: one object per line, or one document."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path, PurePath

from pipeline.model.problems import Problem
from pipeline.model.publication import Edition, Language, Publication
from pipeline.publishing.events import Working
from pipeline.report.lines import LinesFor, Tally
from pipeline.system.phases import Phase, watched

_PROBLEM_FIELDS = ("code", "message", "cause", "hint", "path", "line", "diagnostics")

type Json = bool | float | str | list["Json"] | dict[str, "Json"] | None


class JsonLines:
    """Prints the events of a command. The exit code is the same as for text output."""

    def __init__(self, root: Path | None, lines_for: LinesFor, *, verbose: bool) -> None:
        self._tally = Tally()
        self._root, self._lines_for, self._verbose = root, lines_for, verbose

    @property
    def exit_code(self) -> int:
        return self._tally.exit_code

    @contextmanager
    def live(self) -> Iterator[None]:
        """With --verbose, print the phases of the command as well."""
        with watched(self.add) if self._verbose else nullcontext():
            yield

    def add(self, event: object) -> None:
        """Print an event as an object with its type in `event`."""
        for line in self._lines_for(event):
            self._tally.add(line.level)
        if self._verbose or not isinstance(event, Phase | Working):
            self.line(type(event).__name__, event)

    def line(self, name: str, event: object) -> None:
        value = as_json(event, self._root)
        row = {"event": name, **(value if isinstance(value, dict) else {"value": value})}
        print(json.dumps(row, ensure_ascii=False), flush=True)

    def document(self, value: object) -> None:
        """Print the result of a command as one document."""
        print(json.dumps(as_json(value, self._root), ensure_ascii=False, indent=1))

    def end(self, seconds: float, code: int | None = None) -> None:
        """Print the end of the command after `seconds`; `code` overrides the exit code from its events."""
        code = self.exit_code if code is None else code
        print(json.dumps({"event": "Ended", "exit": code, "seconds": round(seconds, 3)}), flush=True)


def as_json(value: object, root: Path | None) -> Json:
    """Convert a value to JSON data: records to objects, editions, publications and languages to names, paths relative to the root."""
    result: Json
    match value:
        case None | bool() | int() | float():
            result = value
        case str():
            result = value.replace(f"{root}/", "") if root is not None else str(value)
        case PurePath():
            result = str(value.relative_to(root) if root is not None and value.is_relative_to(root) else value)
        case date():
            result = value.isoformat()
        case Edition(publication):
            result = {"publication": publication.slug, "language": value.tag}
        case Publication():
            result = value.slug
        case Language():
            result = value.tag
        case Problem():
            result = {name: as_json(getattr(value, name), root) for name in _PROBLEM_FIELDS}
        case Mapping():
            result = {str(as_json(key, root)): as_json(item, root) for key, item in value.items()}
        case list() | tuple():
            result = [as_json(item, root) for item in value]
        case _ if is_dataclass(value):
            result = {field.name: as_json(getattr(value, field.name), root) for field in fields(value)}
        case _:
            result = str(value)
    return result
