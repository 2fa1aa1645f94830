# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings as SARIF 2.1.0 (OASIS, 2020), which code hosts show beside the lines."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.model.findings import Finding, Severity

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(findings: Sequence[Finding], root: Path, explanations: Mapping[str, str]) -> dict[str, object]:
    """Return a log with one run: the rules that found something, with their explanations, and a result for each finding.

    Paths are relative to the project's root, with slashes.
    """
    names = list(dict.fromkeys(finding.check for finding in findings))
    rules = [
        {
            "id": name,
            "shortDescription": {"text": explanations[name].partition("\n")[0] or name},
            "help": {"text": explanations[name] or name},
        }
        for name in names
    ]
    driver = {"name": "west-pipeline check", "rules": rules}
    results = [_result(finding, names.index(finding.check), root) for finding in findings]
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _result(finding: Finding, rule: int, root: Path) -> dict[str, object]:
    path = finding.path.relative_to(root) if finding.path.is_relative_to(root) else finding.path
    region = {"startLine": max(1, finding.line)}
    location = {"physicalLocation": {"artifactLocation": {"uri": path.as_posix()}, "region": region}}
    return {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.remark},
        "locations": [location],
    }
