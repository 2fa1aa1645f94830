# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings in the formats of code hosts, which show them next to the lines."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.model.findings import Finding, Severity
from pipeline.report.lines import lines_for_any

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(findings: Sequence[Finding], root: Path, explanations: Mapping[str, str], command: str) -> Iterator[str]:
    """Yield SARIF 2.1.0 (OASIS, 2020): a run with the rules of all findings and a result for each finding."""
    names = list(dict.fromkeys(finding.check for finding in findings))
    rules = [
        {
            "id": name,
            "shortDescription": {"text": explanations[name].partition("\n")[0] or name},
            "help": {"text": explanations[name] or name},
        }
        for name in names
    ]
    driver = {"name": f"west-pipeline {command}", "rules": rules}
    results = [_result(finding, names.index(finding.check), root) for finding in findings]
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    yield json.dumps(log, ensure_ascii=False, indent=1)


def github(findings: Sequence[Finding], root: Path, explanations: Mapping[str, str], command: str) -> Iterator[str]:  # noqa: ARG001
    """Yield a workflow command of GitHub Actions for each finding."""
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "notice"}
    for finding in findings:
        place = _escaped(_place(finding.path, root)).replace(":", "%3A").replace(",", "%2C")
        where = f"file={place},line={max(1, finding.line)},title={finding.check}"
        yield f"::{levels[finding.severity]} {where}::{_escaped(finding.remark)}"


type Format = Callable[[Sequence[Finding], Path, Mapping[str, str], str], Iterator[str]]
"""Yields lines for findings (with paths relative to a root), explanations of their checks, and the name of the command."""
FORMATS: Mapping[str, Format] = {"sarif": sarif, "github": github}


def print_findings(
    name: str, findings: Sequence[Finding], root: Path, explanations: Mapping[str, str], command: str
) -> None:
    """Print the findings of a command in the format `name`, with the explanations of their checks."""
    # Imported late: all commands import the names of the formats.
    from pipeline.report.terminal import Terminal

    plain = Terminal(root, lines_for_any, verbose=False)
    for text in FORMATS[name](findings, root, explanations, command):
        plain.add(text)


def _place(path: Path, root: Path) -> str:
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _result(finding: Finding, rule: int, root: Path) -> dict[str, object]:
    region = {"startLine": max(1, finding.line)}
    location = {"physicalLocation": {"artifactLocation": {"uri": _place(finding.path, root)}, "region": region}}
    return {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.remark},
        "locations": [location],
    }
