# SPDX-License-Identifier: GPL-3.0-or-later
import ast
import pickle
from pathlib import Path

from pipeline.model.problems import Problem, explanations

ROOT = Path(__file__).resolve().parents[2]


def codes() -> set[str]:
    """Every code that the package raises: the first argument of `Problem(…)`, and of helpers named like it."""
    found = set()
    for path in (ROOT / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            first = node.args[0]
            if name in ("Problem", "problem", "_problem"):
                choices = (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)
                found.update(str(one.value) for one in choices if isinstance(one, ast.Constant))
    return found


def test_each_code_is_explained() -> None:
    assert sorted(explanations()) == sorted({*codes(), "set-up"})


def test_a_problem_tells_where_what_why_and_what_next() -> None:
    problem = Problem("broken", "it is broken", cause="a stone", hint="mend it", path=Path("a.po"), line=7)

    assert str(problem) == "a.po:7: it is broken [broken]\n  cause: a stone\n  next:  mend it"


def test_a_problem_survives_the_way_back_from_another_process() -> None:
    problem = Problem("broken", "it is broken", cause="a stone", hint="mend it", path=Path("a.po"), line=7)

    assert str(pickle.loads(pickle.dumps(problem))) == str(problem)
