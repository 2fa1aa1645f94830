# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings of checks, as data."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from pipeline.model.remark import translated_text


class Severity(StrEnum):
    """The severity of a finding. Errors and warnings make `check` exit with 1; errors stop an edition; notices never count."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A remark about a line of a file. `str` returns the line of the report."""

    path: Path
    line: int
    check: str
    severity: Severity
    remark: str

    def translated(self, translate: Callable[[str], str]) -> "Finding":
        """Return the finding with its remark translated by `translate`. The name of the check is not translated."""
        return replace(self, remark=translated_text(self.remark, translate))

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.check}: {self.remark}"
