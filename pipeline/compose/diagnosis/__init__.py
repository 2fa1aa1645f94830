# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns Sphinx's warnings into diagnostics with a plain sentence, the next step, and consequences below their cause."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sphinx.application import Sphinx

from pipeline.compose.diagnosis import bibliography_rules, directive_rules, markup_rules, reference_rules
from pipeline.compose.diagnosis.candidates import NAMES, Candidates
from pipeline.compose.diagnosis.collected_warning import CollectedWarning
from pipeline.compose.diagnosis.consequences import Reading, causes
from pipeline.compose.diagnosis.rule import Rule
from pipeline.compose.mistakes import _
from pipeline.model.diagnostics import Diagnostic
from pipeline.model.remark import Remark
from pipeline.model.similar import similar

RULES = reference_rules.RULES | directive_rules.RULES | markup_rules.RULES | bibliography_rules.RULES
"""Rules by name. The first whose pattern matches a warning applies."""
_NO_FILE = re.compile(r"(?<=No such file or directory: ')([^']+)(?=')")
_COPY = _("copy the name from the original; only words before <…> are translated")
_UNKNOWN = _("correct that place; the message comes from the program itself, and searching for it finds help")


class Translation(NamedTuple):
    """The position of a translation in its catalogue, `file.po:line`, and its original."""

    place: str
    original: str


def diagnose(
    warnings: Sequence[CollectedWarning],
    app: Sphinx,
    root: Path,
    translation: Callable[[CollectedWarning, str], Translation | None],
) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each mistake, in the order of the warnings, with its consequences.

    `translation` finds the translation that a warning, or the name in it, is about. Paths become relative to `root`.
    """
    candidates = Candidates(app)
    folder = f"{app.srcdir}/"
    readings = [_read(warning, candidates, folder) for warning in warnings]
    translations = [translation(reading.warning, reading.name) for reading in readings]
    diagnostics = [_diagnostic(*row, candidates, root) for row in zip(readings, translations, strict=True)]
    roots = causes(readings, candidates)
    consequences = {
        position: [other for other, root in enumerate(roots) if root == position != other] for position in roots
    }
    return tuple(
        replace(diagnostics[position], consequences=tuple(diagnostics[other] for other in others))
        for position, others in consequences.items()
    )


def _read(warning: CollectedWarning, candidates: Candidates, folder: str) -> Reading:
    def from_folder(match: re.Match[str]) -> str:
        path = str(Path(match[1]).resolve())  # docutils writes it relative to the working directory
        return path.removeprefix(folder) if path.startswith(folder) else match[1]

    warning = replace(warning, text=_NO_FILE.sub(from_folder, warning.text).replace(folder, ""))
    for name, rule in RULES.items() if not warning.sentence else ():
        if (values := rule.values(warning, candidates)) is not None:
            return Reading(warning, name, values)
    return Reading(warning, "", {})


def _diagnostic(reading: Reading, translation: Translation | None, candidates: Candidates, root: Path) -> Diagnostic:
    warning, rule = reading.warning, RULES.get(reading.rule)
    if translation is not None and reading.name and reading.name in translation.original:
        translation = None  # the translator has copied it from the original, where the mistake is
    place = _relative(translation.place, root) if translation else ""
    path = Path(_relative(str(warning.path), root)) if warning.path is not None else None
    if warning.sentence:
        sentence, step = warning.sentence, warning.step or Remark(_UNKNOWN)
        return Diagnostic(sentence, path, warning.line, step, translation=place, kind=warning.kind)
    if rule is None:
        sentence, _semicolon, step = warning.text.partition("; ")
        return Diagnostic(sentence, path, warning.line, step or Remark(_UNKNOWN), translation=place, kind=warning.kind)
    sentence = Remark(rule.sentence, **reading.values)
    step = _step(rule, reading, candidates, is_translation=translation is not None)
    return Diagnostic(sentence, path, warning.line, step, warning.text, place, kind=reading.rule)


def _step(rule: Rule, reading: Reading, candidates: Candidates, *, is_translation: bool) -> Remark:
    if rule.candidates and reading.name:
        names = similar(reading.name, NAMES[rule.candidates](candidates, reading.warning, reading.values))
        if names:
            # Markup that is to be copied can contain only one name.
            offered = names[0] if rule.of_translation else ", ".join(names)
            return Remark(rule.near, **{**reading.values, "near": offered})
        if is_translation and not rule.of_translation:
            return Remark(_COPY)
    return Remark(rule.step, **reading.values)


def _relative(text: str, root: Path) -> str:
    return text.removeprefix(f"{root}/")
