# SPDX-License-Identifier: GPL-3.0-or-later
"""The findings of the steps of a build, kept with their traces, so that every build reports those that hold.

What a step found holds while what it made is up to date, whoever made it and when. `found/it/manual/pdf` has the findings of a step,
`warnings/it/manual` those of an edition that hold, `left out/it/manual` the translations and formats that it is published without.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.model.composed import Composed, EnglishLabel
from pipeline.model.diagnostics import Diagnostic, without_duplicates
from pipeline.model.plain_data import from_plain_data
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.model.remark import Remark
from pipeline.publishing import failures
from pipeline.publishing.events import Warned
from pipeline.system.steps import Trace, steps_in

if TYPE_CHECKING:
    from pipeline.publishing.inputs import Inputs
    from pipeline.publishing.plan import Reasons
    from pipeline.publishing.record import Records

RELEASE = "release"
"""The step that compares an edition with the release of its version."""
_MIN_RATIO, _MAX_RATIO = 0.75, 1.4
"""Bounds for the page count of a translation, as factors of the original's page count, …"""
_SLACK = 3
"""… plus or minus this number of pages, since chapters begin on new pages."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a step of an edition found: warnings, and labels that are in English because they are not translated."""

    warnings: tuple[Diagnostic, ...] = ()
    english: tuple[EnglishLabel, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.warnings or self.english)


def found_in(composed: Composed | None, warnings: Iterable[Diagnostic] = ()) -> Found:
    """Return what a run of Sphinx and later steps found."""
    return Found((*(composed.warnings if composed else ()), *warnings), composed.english if composed else ())


def traces(edition: Edition, found: Mapping[str, Found], root: Path) -> dict[str, Trace]:
    """Return the traces with the findings of steps, by the names of their formats or `RELEASE`."""
    return {
        name: Trace(value=_plain(found[step], root)) for step, name in _names(edition, found).items() if found[step]
    }


def names(edition: Edition, steps: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the traces of these steps."""
    return tuple(_names(edition, steps).values())


def settle(inputs: "Inputs", reasons: Mapping[Edition, "Reasons"]) -> None:
    """Store the findings that hold for the editions in the scope of a build: of formats that are up to date, or known to fail."""
    project, steps = inputs.project, inputs.records.steps
    found = {name: from_plain_data(Found, trace.value) for name, trace in steps.below("found").items()}
    new: dict[str, Sequence[Diagnostic]] = {}
    for edition in project.all_editions():
        if edition.publication not in inputs.scope:
            continue
        current = [
            name
            for name, why in reasons.get(edition, {}).items()
            if inputs.is_ready(edition) and (not why or name in inputs.left_out.get(edition, {}))
        ]
        parts = [*current, RELEASE] if current else []
        of_steps = [found[name] for name in names(edition, parts) if name in found]
        pages = _implausible_pages(project, inputs.records, edition) if Format.PDF in current else ()
        new[f"warnings/{edition.folder}"] = (*diagnostics(of_steps, project.root), *pages)
        left_out = _left_out(project, edition, inputs.refused(edition)) if inputs.is_ready(edition) else ()
        new[f"left out/{edition.folder}"] = [*left_out]
    steps.keep({name: Trace(value=_plain(of, project.root)) for name, of in new.items() if of}, forget=new)


def warnings_of(project: Project) -> dict[Edition, tuple[Diagnostic, ...]]:
    """Return the warnings that hold for each edition; those of no edition are left out."""
    return _read(project, "warnings")


def left_out_of(project: Project) -> dict[Edition, tuple[Diagnostic, ...]]:
    """Return the translations and formats that editions are published without, which other events report."""
    return _read(project, "left out")


def warned(project: Project, editions: Iterable[Edition]) -> Iterator[Warned]:
    """Yield the warnings that hold for these editions."""
    warnings = warnings_of(project)
    yield from (Warned(edition, warnings[edition]) for edition in editions if edition in warnings)


def diagnostics(found: Iterable[Found], root: Path) -> tuple[Diagnostic, ...]:
    """Return the findings of an edition's steps as diagnostics; formats repeat the mistakes of their documents."""
    found = tuple(found)
    mistakes = without_duplicates(mistake for of_step in found for mistake in of_step.warnings)
    return (*mistakes, *_in_english(found, root))


def refusal_diagnostic(problem: Problem) -> Diagnostic:
    """Return the diagnostic of a skipped catalogue."""
    name, colon, _ = problem.message.partition(": ")
    kind = name if colon and " " not in name else problem.code
    return Diagnostic(problem.message, step=problem.hint, translation=problem.place, kind=kind)


def format_diagnostic(name: Format, problem: Problem) -> Diagnostic:
    """Return the diagnostic of a format that could not be made."""
    sentence = f"no new {name.upper()} is made: {problem.message} ({problem.cause}); {problem.hint}"
    return Diagnostic(sentence, kind=problem.code)


def is_plausible(pages: int, original: int) -> bool:
    """Return whether a translation's number of pages suggests that no part is missing or repeated."""
    return original * _MIN_RATIO - _SLACK <= pages <= original * _MAX_RATIO + _SLACK


def _names(edition: Edition, steps: Iterable[str]) -> dict[str, str]:
    return {step: f"found/{edition.folder}/{step}" for step in steps}


def _left_out(project: Project, edition: Edition, refused: Iterable[Problem]) -> Iterator[Diagnostic]:
    yield from map(refusal_diagnostic, refused)
    for failure in failures.read(project, edition):
        yield from (format_diagnostic(name, failure.problem) for name in failure.formats if name is not Format.HTML)


def _read(project: Project, name: str) -> dict[Edition, tuple[Diagnostic, ...]]:
    rows = steps_in(project.build).below(name)
    editions = {f"{name}/{edition.folder}": edition for edition in project.all_editions()} if rows else {}
    return {
        edition: tuple(from_plain_data(Diagnostic, row) for row in rows[of_edition].value)
        for of_edition, edition in editions.items()
        if of_edition in rows
    }


def _plain(found: Found | Sequence[Diagnostic], root: Path) -> Any:  # JSON
    """Return findings as JSON, without the path of the project."""
    rows = asdict(found) if isinstance(found, Found) else [asdict(diagnostic) for diagnostic in found]
    return json.loads(json.dumps(rows, ensure_ascii=False, default=str).replace(f"{root}/", ""))


def _implausible_pages(project: Project, records: "Records", edition: Edition) -> Iterator[Diagnostic]:
    """Yield a warning if a translation has many more or fewer pages than its original."""
    if edition.second_language is not None:  # a bilingual edition has the pages of two
        return
    pages = {
        other: record.made[Format.PDF].pages
        for other in project.editions(edition.publication.slug)
        if (record := records.published(other)) is not None and Format.PDF in record.made
    }
    original = next((other for other in pages if not other.is_translation), None)
    if original is None or edition not in pages or is_plausible(pages[edition], pages[original]):
        return
    sentence = f"PDF: {edition} has {pages[edition]} pages, but its original {pages[original]}"
    step = "check its contents for missing or duplicate chapters"
    yield Diagnostic(f"{sentence}: {step}", kind="number-of-pages")


def _in_english(found: Sequence[Found], root: Path) -> Iterator[Diagnostic]:
    """Yield one warning about all untranslated labels, which are in English, placed at the first one."""
    lines: dict[Path, set[int]] = {}
    for label in (label for of_step in found for label in of_step.english):
        lines.setdefault(root / label.path, set()).add(label.line)
    if not lines:
        return
    path = min(lines)
    listed = (f"{path.name}:{','.join(map(str, sorted(numbers)))}" for path, numbers in sorted(lines.items()))
    yield Diagnostic(
        Remark(
            "labels without a translation are in English, and marked as English: %(n)s, in %(lines)s",
            n=sum(map(len, lines.values())),
            lines="; ".join(listed),
        ),
        step=Remark("translate those lines; the other lines of these catalogues can wait"),
        translation=f"{path.relative_to(root, walk_up=True)}:{min(lines[path])}",
        kind="english-label",
    )
