# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of a version that people and scripts use, as JSON: PYTHONPATH=FOLDER python tests/upgrades/names.py FOLDER."""

import json
import sys
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from docutils.parsers.rst import directives
from sphinx.application import Sphinx


def names(root: Path) -> dict[str, list[str]]:
    """Return the keys of TOML files, the commands with their choices and options, the options of directives, and the extensions."""
    found = {"keys": keys(root), "commands": commands(), "options": options(root), "extensions": extensions()}
    return {kind: sorted(set(of_kind)) for kind, of_kind in found.items()}


def keys(root: Path) -> Iterator[str]:
    """Yield each key as `project.toml: title`; tables have theirs behind a dot."""
    for path in (root / "pipeline/model/example").glob("*.toml"):
        for key in _below(tomllib.loads(path.read_text(encoding="utf-8"))):
            yield f"{path.name}: {key}"


def _below(table: dict[str, object], place: str = "") -> Iterator[str]:
    for key, value in table.items():
        yield place + key
        rows = value if isinstance(value, list) else [value]
        for row in rows:
            if isinstance(row, dict):
                yield from _below(row, f"{place}{key}.")


def commands() -> Iterator[str]:
    """Yield each command, alone, with each word that it can begin with, and with each option: `build`, `build --again`."""
    for name, (place, *_) in import_module("pipeline.command_line").COMMANDS.items():
        yield name
        module, _, class_name = place.partition(":")
        parser = ArgumentParser(add_help=False)
        getattr(import_module(f"pipeline.commands.{module}"), class_name).add_arguments(parser)
        for action in parser._actions:  # argparse offers no list of its arguments
            words = action.option_strings or action.choices or ()
            yield from (f"{name} {word}" for word in words)


def options(root: Path) -> Iterator[str]:
    """Yield each option of a directive of ours as `chart: name`, and each directive as `chart`."""
    source = root / "source"
    with TemporaryDirectory() as out:
        Sphinx(source / "campaigns", source, out, out, "dummy", status=None, warning=None)
        for name, directive in directives._directives.items():  # docutils offers no list of them
            if directive.__module__.startswith("pipeline."):
                yield from (name, *(f"{name}: {option}" for option in directive.option_spec or ()))
    for part in tomllib.loads((root / "pipeline/model/parts.toml").read_text(encoding="utf-8"))["parts"]:
        yield from (part["name"], *(f"{part['name']}: {option}" for option in ("name", *part.get("facts", ()))))


def extensions() -> Iterator[str]:
    """Yield the modules that any Sphinx project may name."""
    yield from import_module("pipeline.compose.translation").EXTENSIONS


if __name__ == "__main__":
    print(json.dumps(names(Path(sys.argv[1]).resolve()), indent=1))
