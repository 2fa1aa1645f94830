# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings in the form that code hosts show beside the lines: SARIF 2.1.0 (OASIS, 2020)."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.model.findings import Finding, Severity

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(found: Sequence[Finding], root: Path, explanations: Mapping[str, str]) -> dict[str, object]:
    """Return a log with one run: the rules that found something, with their explanations, and a result for each finding.

    Paths are relative to the project's root, with slashes.
    """
    names = list(dict.fromkeys(one.check for one in found))
    rules = [
        {
            "id": name,
            "shortDescription": {"text": explanations[name].partition("\n")[0] or name},
            "help": {"text": explanations[name] or name},
        }
        for name in names
    ]
    driver = {"name": "pipeline check", "rules": rules}
    results = [_result(one, names.index(one.check), root) for one in found]
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _result(one: Finding, rule: int, root: Path) -> dict[str, object]:
    path = one.path.relative_to(root) if one.path.is_relative_to(root) else one.path
    region = {"startLine": max(1, one.line)}
    location = {"physicalLocation": {"artifactLocation": {"uri": path.as_posix()}, "region": region}}
    return {
        "ruleId": one.check,
        "ruleIndex": rule,
        "level": _LEVELS[one.severity],
        "message": {"text": one.remark},
        "locations": [location],
    }
