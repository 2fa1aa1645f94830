# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of checks, in the order in which they run, and the way to allow one case."""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.catalogue.message import Catalogue, Message, State
from pipeline.findings import Finding, Severity
from pipeline.problems import Problem
from pipeline.proofread import markup, references, words
from pipeline.proofread.pair import Pair, pairs

BAD_ALLOW = "bad-allow"
"""The finding about a comment that allows a check which does not exist, or does not say why."""

_ALLOW = re.compile(r"\s*allow\s*:\s*([\w-]*)\s*(?:because\b\s*(.*))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Check:
    """A question about one text and its translation.

    `of_content` checks compare what is in the two, and are left out where the markup cannot be read as meant.
    """

    function: Callable[[Pair], Iterator[str]]
    severity: Severity
    of_content: bool = True

    @property
    def explanation(self) -> str:
        """What it finds, with a bad and a good example, in words for translators."""
        return inspect.getdoc(self.function) or ""


CHECKS: dict[str, Check] = {
    "added-directive": Check(markup.added_directive, Severity.ERROR, of_content=False),
    "broken-markup": Check(markup.broken_markup, Severity.ERROR, of_content=False),
    "lost-role": Check(references.lost_role, Severity.ERROR),
    "extra-role": Check(references.extra_role, Severity.ERROR),
    "changed-target": Check(references.changed_target, Severity.ERROR),
    "lost-footnote": Check(references.lost_footnote, Severity.ERROR),
    "lost-citation": Check(references.lost_citation, Severity.ERROR),
    "lost-substitution": Check(references.lost_substitution, Severity.ERROR),
    "lost-reference": Check(references.lost_reference, Severity.ERROR),
    "lost-literal": Check(references.lost_literal, Severity.WARNING),
    "changed-url": Check(references.changed_url, Severity.NOTICE),
    "swallowed-paragraph": Check(markup.swallowed_paragraph, Severity.NOTICE),
    "second-paragraph": Check(markup.second_paragraph, Severity.NOTICE),
    "copied-original": Check(words.copied_original, Severity.ERROR),
    "lost-number": Check(words.lost_number, Severity.WARNING),
    "unbalanced-brackets": Check(words.unbalanced_brackets, Severity.WARNING),
}

_ABOUT_ALLOW = """Find comments that allow a check which does not exist, or that give no reason.

Bad:   # allow: lost-number
Good:  # allow: lost-number because the year is written out"""


def proofread(catalogue: Catalogue) -> Iterator[Finding]:
    """What is wrong in the translations of a catalogue, in the order of its file. Each line is that of the msgstr."""
    for message in catalogue.messages:
        for name, severity, remark in _remarks(message):
            yield Finding(catalogue.path, message.translation_line, name, severity, remark)


def explanation(name: str) -> str:
    """What a check finds and why. Raises Problem `unknown-check`, which names all checks."""
    if name == BAD_ALLOW:
        return _ABOUT_ALLOW
    if name not in CHECKS:
        known = ", ".join([*CHECKS, BAD_ALLOW])
        raise Problem("unknown-check", f"there is no check named {name!r}", hint=f"choose one of: {known}")
    return CHECKS[name].explanation


def _remarks(message: Message) -> Iterator[tuple[str, Severity, str]]:
    allowed = set()
    for comment in message.translator_comments:
        match = _ALLOW.match(comment)
        if match and match[1] in CHECKS and match[2]:
            allowed.add(match[1])
        elif match:
            yield BAD_ALLOW, Severity.WARNING, _wrong_with(match)
    if message.state is State.TRANSLATED:
        seen = dict.fromkeys(found for pair in pairs(message) for found in _of(pair) if found[0] not in allowed)
        for name, remark in seen:
            yield name, CHECKS[name].severity, remark


def _of(pair: Pair) -> Iterator[tuple[str, str]]:
    readable = True
    for name, check in CHECKS.items():
        if check.of_content and not readable:
            continue
        for remark in check.function(pair):
            readable &= check.of_content
            yield name, remark


def _wrong_with(allow: re.Match[str]) -> str:
    if allow[1] not in CHECKS:
        return f"there is no check named {allow[1]!r}; write `# allow: CHECK because …` with the name of the remark"
    return f"{allow[1]} is allowed without a reason; write `# allow: {allow[1]} because …`"
