# SPDX-License-Identifier: GPL-3.0-or-later
"""The comments with which writers allow one case in a source: `.. allow: NAME because …`, in TOML `# allow: NAME because …`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

ALLOW = re.compile(r"\s*allow\s*:\s*([\w-]*)\s*(?:because\b\s*(.*))?", re.IGNORECASE)
"""The words of such a comment: the name of the check, and the reason."""

_COMMENT = re.compile(r"(\s*)(?:\.\.|#)\s+(?=allow\s*:)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Allowance:
    """One case that is allowed: what, why, and in which lines, both ends included and counted from 1."""

    check: str
    reason: str
    line: int
    last: int

    def covers(self, line: int) -> bool:
        return self.line <= line <= self.last


def allowances(lines: Sequence[str]) -> tuple[Allowance, ...]:
    """Return the allowances in the lines of a source. Each is for the block below its comment, with all that is set in under it."""
    entries = []
    for number, line in enumerate(lines, 1):
        comment = _COMMENT.match(line)
        words = ALLOW.match(line[comment.end() :]) if comment else None
        if words:
            entries.append(Allowance(words[1], (words[2] or "").strip(), number, _end_of_block(lines, number)))
    return tuple(entries)


def _end_of_block(lines: Sequence[str], after: int) -> int:
    """The last line of the first block after a line: up to a blank line behind which nothing is set in deeper."""
    start = next((n for n in range(after, len(lines)) if lines[n].strip()), len(lines) - 1)
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
