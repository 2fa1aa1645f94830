# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports go one way, libraries have one door, files and functions are short, and claims of exclusivity are true."""

import ast

import pytest

from tests.structure import FUNCTION_LINES, LINES, PACKAGE, crossings

MODULES = {".".join(path.relative_to(PACKAGE).with_suffix("").parts): path for path in sorted(PACKAGE.rglob("*.py"))}
TEXTS = [path for path in sorted(PACKAGE.rglob("*")) if path.suffix in {".py", ".css", ".js", ".jinja", ".html"}]


def test_modules_import_only_what_they_may() -> None:
    texts = {module: path.read_text(encoding="utf-8") for module, path in MODULES.items()}

    assert [str(crossing) for module, text in texts.items() for crossing in crossings(module, text)] == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("typeset.numbers", "from pipeline.compose.application import compose"),
        ("portal.site", "def late():\n    import weasyprint.pdf"),
        ("compose.translation.labels", "from pipeline.compose.parts import procedures"),
        ("model.project", "from pipeline import words"),
    ],
)
def test_an_import_through_a_wall_is_seen(module: str, source: str) -> None:
    assert [crossing.line for crossing in crossings(module, source)] == [source.count("\n") + 1]


def test_files_are_short() -> None:
    lengths = {str(path.relative_to(PACKAGE)): path.read_text(encoding="utf-8").count("\n") for path in TEXTS}

    assert len(lengths) > 500
    assert {name: lines for name, lines in lengths.items() if lines > LINES} == {}


def test_functions_are_short() -> None:
    functions = {
        f"{module}.{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for module, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {name: lines for name, lines in functions.items() if lines > FUNCTION_LINES} == {}


def test_only_the_command_line_prints() -> None:
    calls = {
        module: [
            node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
        ]
        for module, path in MODULES.items()
        if module != "bootstrap"
    }
    printing = {module for module, some in calls.items() if any(getattr(call, "id", "") == "print" for call in some)}

    assert printing <= {"command_line", "report.json_lines"}
