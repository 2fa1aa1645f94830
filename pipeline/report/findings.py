# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings: as lines for people, and as SARIF 2.1.0 (OASIS, 2020), which code hosts show beside the lines."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.model.findings import Finding, Severity
from pipeline.report.lines import Line, lines_for_any
from pipeline.words import Words

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings in catalogues and sources, and the words in which they are printed."""

    findings: tuple[Finding, ...]
    words: Words


def lines_for(event: object) -> Iterator[Line]:
    """Yield each finding as a line that begins with its place, then how many there are."""
    if not isinstance(event, Checked):
        yield from lines_for_any(event)
        return
    words = event.words
    for finding in event.findings:
        yield Line(f"{finding}" + (f" ({words('notice')})" if finding.severity is Severity.NOTICE else ""))
    number = Counter(finding.severity for finding in event.findings)
    counts = (
        words.plural("%(n)s error", "%(n)s errors", number[Severity.ERROR]) % {"n": number[Severity.ERROR]},
        words.plural("%(n)s warning", "%(n)s warnings", number[Severity.WARNING]) % {"n": number[Severity.WARNING]},
        words.plural("%(n)s notice", "%(n)s notices", number[Severity.NOTICE]) % {"n": number[Severity.NOTICE]},
    )
    yield Line(", ".join(counts) if event.findings else words("Nothing found."))


def sarif(findings: Sequence[Finding], root: Path, explanations: Mapping[str, str]) -> str:
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
    driver = {"name": "pipeline check", "rules": rules}
    results = [_result(finding, names.index(finding.check), root) for finding in findings]
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json.dumps(log, ensure_ascii=False, indent=1)


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
