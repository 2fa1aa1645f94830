# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports go one way: command line, commands, report, build, stages, base. Stages do not import each other."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "pipeline"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "bootstrap.py")
BASE = ("model", "system", "media", "words", "theme")
"""What every stage may use."""
STAGES = ("catalogue", "exchange", "proofread", "compose", "typeset", "portal", "preview")
ROOMS: dict[str, tuple[str, ...]] = {
    "__init__": (),
    "model": (),
    "system": ("model",),
    "media": ("model", "system"),
    "words": ("model",),
    "theme": ("model", "words"),
    "formula": (),
    "covers": BASE,
    "catalogue": ("model", "system"),
    "exchange": ("model",),
    "proofread": ("model", "words"),
    "compose": (*BASE, "formula"),
    "typeset": BASE,
    "portal": (*BASE, "covers"),
    "preview": ("model", "words"),
    "build": (*BASE, *STAGES, "covers"),
    "report": (*BASE, "build"),
    "commands": (*BASE, *STAGES, "build", "report"),
    "__main__": ("model", "system", "commands", "report"),
}
"""What the modules of each room may import from the others."""


def imported(path: Path) -> set[str]:
    """The names below `pipeline` that a module imports, anywhere in its text."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("pipeline."):
            found.add(node.module.removeprefix("pipeline."))
        elif isinstance(node, ast.Import):
            found.update(
                alias.name.removeprefix("pipeline.") for alias in node.names if alias.name.startswith("pipeline.")
            )
    return found


def is_below(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_lies_below_it(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    allowed = (room, *ROOMS[room])

    assert {name for name in imported(path) if not is_below(name, allowed)} == set()


def test_only_the_command_line_prints() -> None:
    printing = {
        str(path.relative_to(PACKAGE))
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }

    assert printing <= {"__main__.py", "report/machine.py"}
