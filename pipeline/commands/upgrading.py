# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds traces of an earlier version in a project: former names, and files that the next update or build changes."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.model.contacts import CONTACTS_FILE, contacts_in
from pipeline.model.problems import Problem
from pipeline.model.project import PROJECT_FILE
from pipeline.model.toml_tables import Table
from pipeline.model.upgrades import former_names
from pipeline.report.lines import count
from pipeline.translations.catalogues import former_path

_PROGRAM = r"(?:west-pipeline|-m pipeline|WEST_PIPELINE[)}]?)"
_SCRIPTS = ("*", *(f"{folder}/**/*" for folder in (".github", ".gitlab", ".circleci", "ci", "deploy", "scripts")))
"""Files that may contain scripts with our commands."""
_LARGEST_SCRIPT = 100_000


@dataclass(frozen=True, slots=True)
class Outdated:
    """A trace of an earlier version, and the next step.

    `is_to_fix` if a person has to change it; else `west-pipeline update` or the next build does.
    """

    path: Path
    line: int | None
    name: str
    step: str
    is_to_fix: bool = True


def outdated(root: Path) -> Iterator[Outdated]:
    """Yield traces of an earlier version in a project. Writes nothing; files with errors are skipped."""
    if not any((root / place).is_file() for place in (PROJECT_FILE, f"source/{PROJECT_FILE}")):
        return
    yield from _keys(root)
    documents, scripts = sorted(root.glob("source/**/*.rst")), _scripts(root)
    yield from _uses_of(documents, "options", _option)
    yield from _uses_of([root / "source/conf.py"], "extensions", re.escape)
    yield from _uses_of(scripts, "commands", _command)
    yield from _uses_of(scripts, "files", re.escape)
    yield from _catalogues(root)
    if (root / "build/state").is_dir():
        step = "the next build moves its records to build/steps.sqlite, and removes it"
        yield Outdated(root / "build/state", None, "records of builds", step, is_to_fix=False)


def _keys(root: Path) -> Iterator[Outdated]:
    """Yield former keys of TOML files, and a contact list that predates the key `helpline`."""
    for path in sorted([*root.glob("*.toml"), *root.glob("source/*.toml"), *root.glob("source/*/*.toml")]):
        try:
            table = Table.read(path)
        except Problem:
            continue
        for name, step in former_names("keys").items():
            file, _, key = name.partition(": ")
            if file == path.name and key in table.values:
                yield Outdated(path, table.line_of(key), key, step)
        if path.name == CONTACTS_FILE:
            try:
                contacts_in(table)
            except Problem as problem:
                if problem.code == "missing-key":
                    yield Outdated(path, problem.line, problem.message, problem.hint)


def _uses_of(paths: Iterable[Path], kind: str, pattern_of: Callable[[str], str]) -> Iterator[Outdated]:
    """Yield each former name of a kind in these files, with its line."""
    patterns = {name: re.compile(pattern_of(name), re.MULTILINE) for name in former_names(kind)}
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError):
            continue
        for name, pattern in patterns.items():
            for match in pattern.finditer(text):
                yield Outdated(path, text.count("\n", 0, match.end()) + 1, name, former_names(kind)[name])


def _option(name: str) -> str:
    directive, _, option = name.partition(": ")
    return rf"^( *)\.\. {directive}::.*\n(?:\1 +:.*\n)*?\1 +:{option}:"


def _command(name: str) -> str:
    command, _, rest = name.partition(" ")
    between = r"[^|;&\n]* " if rest.startswith("--") else " "
    return rf"{_PROGRAM}(?: --?[\w-]+)* {command}\b{between if rest else ''}{rest}(?![\w-])"


def _scripts(root: Path) -> list[Path]:
    found = sorted({path for pattern in _SCRIPTS for path in root.glob(pattern) if path.is_file()})
    return [path for path in found if path.stat().st_size < _LARGEST_SCRIPT]


def _catalogues(root: Path) -> Iterator[Outdated]:
    """Yield catalogues that `update` will split, and catalogues whose obsolete messages it will move to another file."""
    for path in sorted(root.glob("locales/*/LC_MESSAGES/*.po")):
        if path.name in former_names("catalogues") and not (root / "source" / path.stem).is_dir():
            yield Outdated(path, None, path.name, former_names("catalogues")[path.name], is_to_fix=False)
        elif left := path.read_bytes().count(b"\n#~ msgid "):
            step = f"west-pipeline update moves {count(left, 'message')} no longer in the text to {former_path(path).relative_to(root)}"
            yield Outdated(path, None, "former messages", step, is_to_fix=False)
