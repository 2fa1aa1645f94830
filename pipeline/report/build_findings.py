# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts the warnings and failures of a build to findings, without duplicates, at the lines to fix."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.model.diagnostics import Diagnostic
from pipeline.model.findings import Finding, Severity
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition
from pipeline.publishing.events import Event, Failed, LeftOut, Refused, Warned
from pipeline.publishing.warnings import group_by_warning, names


class FindingsOfBuild:
    """Collects the warnings and failures of a build from its events."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._warnings: list[tuple[Edition, tuple[Diagnostic, ...]]] = []
        self._problems: dict[Finding, None] = {}

    def collect_from(self, events: Iterable[Event]) -> Iterator[Event]:
        """Yield the events unchanged, and record their warnings and failures."""
        for event in events:
            match event:
                case Warned():
                    self._warnings.append((event.edition, event.warnings))
                case LeftOut():
                    self.add_problem(event.problem, Severity.WARNING)
                case Failed() | Refused():
                    self.add_problem(event.problem)
            yield event

    def add_problem(self, problem: Problem, severity: Severity = Severity.ERROR) -> None:
        """Record the diagnostics of a problem, or the problem itself if it has none."""
        for diagnostic in problem.diagnostics:
            self._problems[self._finding(diagnostic, severity, diagnostic.kind or problem.code)] = None
        if not problem.diagnostics:
            remark = "; ".join(filter(None, (problem.message, problem.cause, problem.hint)))
            path = problem.path or self._project.described_in
            self._problems[Finding(path, problem.line or 1, problem.code, severity, remark)] = None

    def findings(self) -> list[Finding]:
        """Return the findings, ordered by file and line."""
        warnings = [
            self._finding(
                warning.diagnostic,
                Severity.WARNING,
                warning.diagnostic.kind or "warning",
                f" ({names(warning.editions)})",
            )
            for warning in group_by_warning(self._warnings)
        ]
        return sorted({*self._problems, *warnings})

    def _finding(self, diagnostic: Diagnostic, severity: Severity, check: str, editions: str = "") -> Finding:
        path, line = self._place(diagnostic)
        below = [line.strip() for line in str(diagnostic).splitlines()[1:]]
        return Finding(path, line, check, severity, "; ".join([f"{diagnostic.sentence}{editions}", *below]))

    def _place(self, diagnostic: Diagnostic) -> tuple[Path, int]:
        """Return where to fix a mistake; conf.py if the place is unknown."""
        path, _, line = diagnostic.place_to_fix.rpartition(":")
        if path and line.isdecimal():
            return self._project.root / path, int(line)
        if diagnostic.place_to_fix:
            return self._project.root / diagnostic.place_to_fix, 1
        return self._project.configuration / "conf.py", 1
