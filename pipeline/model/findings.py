# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings: what is wrong in a text, as data."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from pipeline.model.remark import said


class Severity(StrEnum):
    """How grave a finding is. Errors and warnings make `check` exit with 1; errors stop an edition; notices never count."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One remark about one line of a file. It prints itself as the line of the report."""

    path: Path
    line: int
    check: str
    severity: Severity
    remark: str

    def translated(self, translate: Callable[[str], str]) -> "Finding":
        """Return the finding with its remark as `translate` says it. The name of the check stays."""
        return replace(self, remark=said(self.remark, translate))

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.check}: {self.remark}"
