# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures to make editions, with the fingerprints of their inputs.

While these are unchanged, the failure is reported again, and nothing is retried.
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

_TRANSIENT = ("broken-job", "changed-meanwhile", "file-system", "hanging-job", "locked", "source-changed", "store")
"""Problems with disk, memory or timeouts: retried even with unchanged inputs."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The problem of an edition, and the fingerprints of the formats that were due; at least one of them cannot be made."""

    problem: Problem
    inputs: Mapping[Format, Fingerprint]

    @property
    def formats(self) -> frozenset[Format]:
        return frozenset(self.inputs)


def read(project: Project, edition: Edition) -> tuple[Failure, ...]:
    """Return the last failures of an edition. No two have a format in common."""
    traces = steps_in(project.build).below(_name(edition))
    return tuple(
        Failure(problem_of(trace.problem, project.root), {Format(name): inputs for name, inputs in trace.value.items()})
        for trace in traces.values()
    )


def keep(project: Project, edition: Edition, problem: Problem, inputs: Mapping[Format, Fingerprint]) -> None:
    """Record the failure of these formats of an edition, unless it is transient."""
    other_failures = _without_formats(read(project, edition), inputs)
    kept = other_failures if is_transient(problem) else (*other_failures, Failure(problem, inputs))
    _write(project, edition, kept)


def forget(project: Project, edition: Edition, formats: Collection[Format]) -> None:
    """Forget the failures of formats that have been made."""
    _write(project, edition, _without_formats(read(project, edition), formats))


def is_transient(problem: Problem) -> bool:
    return problem.code in _TRANSIENT


def _without_formats(failures: Iterable[Failure], formats: Collection[Format]) -> tuple[Failure, ...]:
    """Remove these formats from failures; failures without other formats are left out."""
    remaining = (
        replace(failure, inputs={name: digests for name, digests in failure.inputs.items() if name not in formats})
        for failure in failures
    )
    return tuple(failure for failure in remaining if failure.inputs)


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
    """Parse a problem from a JSON object. Raises KeyError, TypeError or ValueError if it is malformed."""
    values = {**row, "path": root / row["path"] if row["path"] is not None else None}
    return Problem(**{**values, "diagnostics": tuple(from_plain_data(Diagnostic, item) for item in row["diagnostics"])})
