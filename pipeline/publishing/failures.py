# SPDX-License-Identifier: GPL-3.0-or-later
"""What could not be made, with the fingerprints of what it was to be made from.

While they are unchanged, the failure is reported again, and nothing is retried.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.model.diagnostics import Diagnostic
from pipeline.model.plain_data import from_plain_data
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.publishing.fingerprint import Fingerprint
from pipeline.system.steps import Trace, steps_in

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


def read(project: Project, edition: Edition) -> tuple[Failure, ...]:
    """Return how an edition, or formats of it, failed the last time. No two have a format both."""
    found = steps_in(project.build).below(_name(edition))
    return tuple(
        Failure(problem_of(trace.problem, project.root), {Format(name): inputs for name, inputs in trace.value.items()})
        for trace in found.values()
    )


def keep(project: Project, edition: Edition, problem: Problem, inputs: Mapping[Format, Fingerprint]) -> None:
    """Keep what stopped these formats of an edition, unless it was the machine rather than what the edition is made from."""
    others = _without(read(project, edition), inputs)
    of_the_moment = problem.code in _OF_THE_MOMENT
    _write(project, edition, others if of_the_moment else (*others, Failure(problem, inputs)))


def forget(project: Project, edition: Edition, made: Collection[Format]) -> None:
    """Forget failures as far as their formats are made now."""
    _write(project, edition, _without(read(project, edition), made))


def _without(failures: Iterable[Failure], formats: Collection[Format]) -> tuple[Failure, ...]:
    """Return the failures that others than these formats have, for these others."""
    left = (
        replace(failure, inputs={name: print_ for name, print_ in failure.inputs.items() if name not in formats})
        for failure in failures
    )
    return tuple(failure for failure in left if failure.inputs)


def _write(project: Project, edition: Edition, failures: Sequence[Failure]) -> None:
    steps = steps_in(project.build)
    traces = {
        f"{_name(edition)}/{'+'.join(failure.inputs)}": Trace(
            value={name.value: dict(inputs) for name, inputs in failure.inputs.items()},
            problem=as_json(failure.problem, project.root),
        )
        for failure in failures
    }
    former = steps.below(_name(edition)).keys()
    if traces or former:
        steps.keep(traces, forget=former)


def _name(edition: Edition) -> str:
    return f"failed/{edition.folder}"


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
    return Problem(**{**values, "diagnostics": tuple(from_plain_data(Diagnostic, each) for each in row["diagnostics"])})
