# SPDX-License-Identifier: GPL-3.0-or-later
"""What could not be made, kept in `build/state/failures` with the fingerprints of what it was to be made from.

As long as these are the same, it is told again and not tried again.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.build.fingerprint import Fingerprint
from pipeline.model.diagnostics import diagnostic_of
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.system.files import write_whole

_OF_THE_MOMENT = ("broken-job", "changed-meanwhile", "file-system", "hanging-job", "locked", "source-changed", "store")
"""Problems that another attempt may not have, though no input has changed: of the disk, of memory, of time."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What stopped an edition, and the fingerprint of each format that was to be made: one of them at least cannot be."""

    problem: Problem
    inputs: Mapping[Format, Fingerprint]

    @property
    def formats(self) -> frozenset[Format]:
        return frozenset(self.inputs)


def read(project: Project, edition: Edition) -> Failure | None:
    """Return how an edition failed the last time; None where it did not, or where that cannot be read: it is tried again."""
    try:
        data = json.loads(_path(project, edition).read_bytes())
        inputs = {Format(name): dict(print_) for name, print_ in data["inputs"].items()}
        return Failure(problem_of(data["problem"], project.root), inputs)
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return None


def keep(project: Project, edition: Edition, problem: Problem, inputs: Mapping[Format, Fingerprint]) -> None:
    """Keep what stopped an edition, unless it was the machine rather than what the edition is made from."""
    if problem.code in _OF_THE_MOMENT:
        _path(project, edition).unlink(missing_ok=True)
        return
    data = {"problem": as_json(problem, project.root), "inputs": {name.value: {**inputs[name]} for name in inputs}}
    write_whole(_path(project, edition), json.dumps(data, ensure_ascii=False, indent=1).encode())


def forget(project: Project, edition: Edition, made: Collection[Format]) -> None:
    """Forget a failure as far as its formats are made now."""
    failure = read(project, edition)
    if failure is not None and not failure.formats.isdisjoint(made):
        left = {name: print_ for name, print_ in failure.inputs.items() if name not in made}
        if left:
            keep(project, edition, failure.problem, left)
        else:
            _path(project, edition).unlink()


def as_json(problem: Problem, root: Path) -> dict[str, Any]:  # JSON
    """Return a problem as JSON, its paths relative to the project."""
    row = {
        "code": problem.code,
        "message": problem.message,
        "cause": problem.cause,
        "hint": problem.hint,
        "path": str(problem.path) if problem.path is not None else None,
        "line": problem.line,
        "diagnostics": [asdict(diagnostic) for diagnostic in problem.diagnostics],
    }
    text = json.dumps(row, ensure_ascii=False, default=str)
    return dict(json.loads(text.replace(f"{root}/", "")))


def problem_of(row: Mapping[str, Any], root: Path) -> Problem:
    """Return the problem of a row of JSON. Raises KeyError, TypeError or ValueError where it is none."""
    values = {**row, "path": root / row["path"] if row["path"] is not None else None}
    return Problem(**{**values, "diagnostics": tuple(map(diagnostic_of, row["diagnostics"]))})


def _path(project: Project, edition: Edition) -> Path:
    return project.build / "state" / "failures" / f"{edition.folder}.json"
