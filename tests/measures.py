# SPDX-License-Identifier: GPL-3.0-or-later
"""How large the package is: python -m tests.measures prints a row for each measure, of the files that git knows."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT


def main() -> None:
    """Print the table."""
    package, tests = _files("pipeline/*.py"), _files("tests/*.py")
    classes = Counter(_classes(package))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    rows = {
        "code lines of pipeline/": sum(_code_lines(path.read_text(encoding="utf-8")) for path in package),
        "lines of Python in pipeline/": _lines(package),
        "modules": len(package),
        "classes": classes.total(),
        "class names used more than once": sum(number > 1 for number in classes.values()),
        "lines of CSS and JavaScript": _lines(_files("pipeline/*.css", "pipeline/*.js")),
        "lines of tests": _lines(tests),
        "commands": len(_commands()),
        "make targets": len(re.findall(r"^[a-z-]+:.*## ", makefile, re.MULTILINE)),
        "dependencies of the wheel": len(project["dependencies"]),
        "words of the handbook, by hand": sum(
            len(path.read_text(encoding="utf-8").split())
            for path in _files("docs/source/*.rst")
            if path.parent.name != "reference"
        ),
    }
    for name, number in rows.items():
        print(f"{name:34} {number:8,}")


def _files(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines()]


def _lines(files: list[Path]) -> int:
    return sum(path.read_text(encoding="utf-8").count("\n") for path in files)


def _code_lines(text: str) -> int:
    """Return the number of lines that are not blank, and neither a comment, a docstring, nor an import."""
    tree = ast.parse(text)
    rows = [row for row, line in enumerate(text.splitlines(), 1) if line.strip() and not line.strip().startswith("#")]
    others = {row for node in ast.walk(tree) for row in _rows_without_code(node)}
    return sum(row not in others for row in rows)


def _rows_without_code(node: ast.AST) -> range:
    """Return the rows of an import, or of the docstring of a module, class or function."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        if ast.get_docstring(node, clean=False) is None:
            return range(0)
        node = node.body[0]
    elif not isinstance(node, ast.Import | ast.ImportFrom):
        return range(0)
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _classes(files: list[Path]) -> Iterator[str]:
    for path in files:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        yield from (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def _commands() -> list[str]:
    said = subprocess.run(
        [sys.executable, "-m", "pipeline", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return re.findall(r"^ {2,4}([a-z][a-z-]+) {2,}\S", said.stdout, re.MULTILINE)


if __name__ == "__main__":
    main()
