# SPDX-License-Identifier: GPL-3.0-or-later
"""Parses comments that allow a finding in a source: `.. allow: NAME because …`, in TOML `# allow: NAME because …`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

ALLOW = re.compile(r"\s*allow\s*:\s*([\w-]*)\s*(?:because\b\s*(.*))?", re.IGNORECASE)
"""The text of such a comment: the name of the check, and the reason."""

_COMMENT = re.compile(r"(\s*)(?:\.\.|#)\s+(?=allow\s*:)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Allowance:
    """An allowed finding: check, reason, and the first and last line (from 1) that it covers."""

    check: str
    reason: str
    line: int
    last: int

    def covers(self, line: int) -> bool:
        return self.line <= line <= self.last


def allowances(lines: Sequence[str]) -> tuple[Allowance, ...]:
    """Return the allowances in a source. Each covers the block below its comment, including everything indented below the block."""
    entries = []
    for number, line in enumerate(lines, 1):
        comment = _COMMENT.match(line)
        words = ALLOW.match(line[comment.end() :]) if comment else None
        if words:
            entries.append(Allowance(words[1], (words[2] or "").strip(), number, _end_of_block(lines, number)))
    return tuple(entries)


def _end_of_block(lines: Sequence[str], line: int) -> int:
    """Return the last line of the first block after a line: up to a blank line that is not followed by deeper indentation."""
    start = next((n for n in range(line, len(lines)) if lines[n].strip()), len(lines) - 1)
    depth = _depth(lines[start]) if lines else 0
    last = start
    for number in range(start + 1, len(lines)):
        if not lines[number].strip():
            continue
        follows = not lines[number - 1].strip()
        if _depth(lines[number]) < depth or (follows and _depth(lines[number]) == depth):
            break
        last = number
    return last + 1


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
