# SPDX-License-Identifier: GPL-3.0-or-later
"""Defines rules that turn warnings of one kind into a sentence and the next step.

`_` marks a template for extraction; it becomes a Remark with the groups of the pattern as its values.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.compose.diagnosis.candidates import Candidates, Values
from pipeline.compose.diagnosis.collected_warning import CollectedWarning
from pipeline.compose.mistakes import DID_YOU_MEAN

IN = r'Error in "(?P<directive>[^"]+)" directive: '
"""Prefix of docutils' messages about a directive."""

_WITH_APOSTROPHE = re.compile(r"\"([^\"]*'[^\"]*)\"")
"""A name with an apostrophe, such as `vue d'ensemble`, as Python quotes it; other names are in single quotes."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of warning, whose whole text matches `pattern`.

    `candidates` is the key in `NAMES` of the names that are compared with the group `name`: if some are similar, the next
    step is `near`, else `step`. `fill` completes the values, or returns None if the rule does not apply. `of_translation`
    restricts a rule to warnings about a translation.
    """

    pattern: str
    sentence: str
    step: str
    candidates: str = ""
    near: str = DID_YOU_MEAN
    fill: Callable[[Candidates, CollectedWarning, Values], Values | None] | None = None
    of_translation: bool = False

    def values(self, warning: CollectedWarning, candidates: Candidates) -> Values | None:
        """Return the values for the templates, or None if the rule does not apply to the warning."""
        if self.of_translation and not warning.is_of_translation:
            return None
        quoted = _WITH_APOSTROPHE.sub(r"'\1'", warning.text)
        matched = re.fullmatch(self.pattern, warning.text) or re.fullmatch(self.pattern, quoted)
        if matched is None:
            return None
        values = {name: value or "" for name, value in matched.groupdict().items()}
        return self.fill(candidates, warning, values) if self.fill is not None else values
