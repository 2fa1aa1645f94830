# SPDX-License-Identifier: GPL-3.0-or-later
"""Each name of Sphinx that is replaced is still needed, does what it is for, and is missed where Sphinx changes.

To add a case, add a folder with a source, and `case.toml`: `fault` is what plain Sphinx prints on `page`, `right` what we do.
"""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.compose.engine import check_calls
from pipeline.model.problems import Problem

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
CASES = {path.parent.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in HERE.glob("cases/*/case.toml")}
COMPOSE = ROOT / "pipeline/compose"
MODULES = sorted(path for path in COMPOSE.rglob("*.py") if path.parent.name != "engine")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """By case, the page of plain Sphinx and ours."""
    command = [sys.executable, "-m", "tests.compose.engine.build", HERE / "cases", tmp_path_factory.mktemp("cases")]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    pages: dict[str, list[str]] = json.loads(done.stdout)
    return pages


@pytest.mark.parametrize("name", CASES)
def test_plain_sphinx_still_has_the_fault(name: str, pages: dict[str, list[str]]) -> None:
    plain, _ = pages[name]

    assert CASES[name]["fault"] in plain, f"pipeline/compose/engine/{CASES[name]['patch']}.py is no longer needed"


@pytest.mark.parametrize("name", CASES)
def test_ours_does_not(name: str, pages: dict[str, list[str]]) -> None:
    _, ours = pages[name]

    assert CASES[name]["right"] in ours
    assert CASES[name]["fault"] not in ours


def test_a_call_that_is_inlined_is_noticed() -> None:
    def caller() -> list[object]:
        return [part() for part in (SimpleNamespace, dict)]

    check_calls(caller, "SimpleNamespace")
    with pytest.raises(Problem, match="no longer calls get_doctree") as problem:
        check_calls(caller, "SimpleNamespace", "get_doctree")

    assert problem.value.code == "unsupported-version"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(COMPOSE)))
def test_only_the_engine_names_what_is_private(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and re.match("_[a-z]", node.attr)]
    foreign = [
        node for node in attributes if not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"))
    ]

    assert [f"{node.lineno}: {ast.unparse(node)}" for node in foreign if node.attr != "_Element"] == []
