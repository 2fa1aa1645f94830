# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds warnings that are consequences of others: correcting the cause removes them all."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.compose.diagnosis.candidates import Candidates, Values
from pipeline.compose.diagnosis.collected_warning import CollectedWarning
from pipeline.model.similar import similar


@dataclass(frozen=True, slots=True)
class Reading:
    """A warning, its rule ("" if none matches), and the values that the rule took from it."""

    warning: CollectedWarning
    rule: str
    values: Values

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))


def causes(readings: Sequence[Reading], candidates: Candidates) -> list[int]:
    """Return the index of the root cause for each reading: its own index if it has no cause."""
    direct = list(range(len(readings)))
    for position, effect in enumerate(readings):
        if (follows := _FOLLOWS.get(effect.rule)) is not None:
            others = (other for other in range(len(readings)) if other != position)
            found = (other for other in others if follows(effect, readings[other], candidates))
            direct[position] = next(found, position)
    return [_root(position, direct) for position in range(len(readings))]


def _root(position: int, direct: Sequence[int]) -> int:
    visited = {position}
    while direct[position] not in visited:
        position = direct[position]
        visited.add(position)
    return position


def _is_from_indentation(effect: Reading, cause: Reading, candidates: Candidates) -> bool:
    """Return whether the cause is a wrong indentation in an earlier line of the same block."""
    if cause.rule != "unexpected-indentation" or cause.warning.path != effect.warning.path:
        return False
    first, last = cause.warning.line or 0, effect.warning.line or 0
    return first < last and all(line.strip() for line in candidates.text(effect.warning.path)[first - 1 : last])


def _is_from_lost_label(effect: Reading, cause: Reading, candidates: Candidates) -> bool:
    """Return whether the label was in an unparsed block, is defined twice, or is in a document that no toctree lists."""
    docname = candidates.docname(cause.warning) if cause.rule == "in-no-toctree" else ""
    label = re.escape(effect.name)
    in_block = re.search(rf"^\s*(?:\.\. _{label}:|:(?:name|label): {label})\s*$", cause.warning.quoted, re.M | re.I)
    is_twice = cause.rule == "label-twice" and cause.name.casefold() == effect.name.casefold()
    return bool(in_block) or is_twice or bool(docname and candidates.document_of(effect.name) == docname)


def _is_from_lost_call(effect: Reading, cause: Reading, candidates: Candidates) -> bool:
    """Return whether the call of the footnote is mistyped, or was in an unparsed block."""
    if cause.warning.path != effect.warning.path or effect.warning.line is None:
        return False
    written = re.search(r"\[#([^\]]+)\]", "".join(candidates.text(effect.warning.path)[effect.warning.line - 1 :][:1]))
    is_near = written is not None and cause.rule == "unknown-footnote" and bool(similar(cause.name, [written[1]]))
    return is_near or (written is not None and f"[#{written[1]}]_" in cause.warning.quoted)


_FOLLOWS: dict[str, Callable[[Reading, Reading, Candidates], bool]] = {
    "unexpected-indentation": _is_from_indentation,
    "missing-blank-line": _is_from_indentation,
    # A document that a mistyped toctree entry meant.
    "in-no-toctree": lambda effect, cause, candidates: (
        cause.rule == "unknown-entry" and bool(similar(cause.name, [candidates.docname(effect.warning)]))
    ),
    "numbered-twice": lambda effect, cause, _candidates: cause.rule == "entry-twice" and cause.name == effect.name,
    "without-number": _is_from_lost_label,
    "unknown-label": _is_from_lost_label,
    "unknown-equation": _is_from_lost_label,
    # A term of a glossary that could not be parsed.
    "unknown-term": lambda effect, cause, _candidates: (
        cause.rule == "broken-glossary"
        or re.search(rf"^\s*{re.escape(effect.name)}(?: :.*)?$", cause.warning.quoted, re.M | re.I) is not None
    ),
    # A footnote call without a footnote, reported a second time without its name.
    "footnotes-too-few": lambda effect, cause, _candidates: (
        cause.rule == "unknown-footnote"
        and (cause.warning.path, cause.warning.line) == (effect.warning.path, effect.warning.line)
    ),
    "uncalled-footnote": _is_from_lost_call,
    "unknown-work": lambda _effect, cause, _candidates: cause.rule == "missing-bibliography",
}
