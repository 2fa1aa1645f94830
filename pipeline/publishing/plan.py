# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds what is due, and why: compares current fingerprints with the recorded ones. Makes nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from pipeline.model.project import Project
from pipeline.model.publication import Edition, EditionState, Format
from pipeline.publishing import durations, failures, fingerprint
from pipeline.publishing.events import Due, Failed, Held, LeftOut, Planned, TakenOff
from pipeline.publishing.failures import Failure
from pipeline.publishing.fingerprint import Fingerprint, files_behind
from pipeline.publishing.inputs import TEXT_VERSION, Inputs
from pipeline.publishing.record import Record, Records
from pipeline.publishing.sources import read_sources
from pipeline.system.phases import phase
from pipeline.system.steps import ALTERED, GONE, NEVER_MADE, Steps
from pipeline.system.workers import cores
from pipeline.translations.edition_inputs import EditionInputs

type Reasons = Mapping[Format, tuple[str, ...]]
"""Format -> reasons why it is due; empty if it is up to date."""


def reasons_of(inputs: Inputs) -> Mapping[Edition, Reasons]:
    """Compare each edition that can be made with its record and its files."""
    return {edition: _reasons(inputs, edition) for edition in inputs.ready if inputs.is_ready(edition)}


def leave_known_failures(
    inputs: Inputs, editions: Iterable[Edition], formats: tuple[Format, ...]
) -> Iterator[Failed | LeftOut]:
    """Yield known failures whose inputs are unchanged; they are not due.

    A failure applies only if all its formats are due, since at least one of them cannot be made.
    """
    # Compare all before leaving any out, since their inputs depend on which other editions can be made.
    failures_by_edition = {
        edition: [
            failure for failure in failures.read(inputs.project, edition) if _is_unchanged(inputs, edition, failure)
        ]
        for edition in editions
        if inputs.is_ready(edition)
    }
    for edition, unchanged in failures_by_edition.items():
        due = _due(inputs, edition, _reasons(inputs, edition), formats) if unchanged else None
        if due is None:
            continue
        is_lenient = not edition.publication.warnings_are_fatal and Format.HTML in due.formats
        for failure in (candidate for candidate in unchanged if candidate.formats <= {*due.formats}):
            name, *more_formats = failure.formats
            if more_formats or name is Format.HTML or not is_lenient:
                yield inputs.fail(edition, failure.problem, is_known=True)
                break
            yield inputs.go_without(edition, name, failure.problem)


def _is_unchanged(inputs: Inputs, edition: Edition, failure: Failure) -> bool:
    record = None if Format.PDF in failure.formats else inputs.records.record(edition)  # as the job had it
    current = inputs.fingerprints(edition, record)
    return all(
        current[name].keys() == former.keys()
        and not any(
            inputs.has_changed(edition, name, reason, former[reason], current[name][reason]) for reason in former
        )
        for name, former in failure.inputs.items()
    )


def plan(
    inputs: Inputs, reasons: Mapping[Edition, Reasons], editions: Iterable[Edition], formats: tuple[Format, ...]
) -> Planned:
    """Return the editions that are due in these formats, and the estimated seconds."""
    looked_at = [edition for edition in editions if edition in reasons]
    last_time = durations.read(inputs.records.steps)
    dues = tuple(
        replace(due, seconds=durations.expected_duration(last_time, due.edition, due.formats))
        for edition in looked_at
        if (due := _due(inputs, edition, reasons[edition], formats)) is not None
    )
    seconds = durations.estimate_makespan([due.seconds for due in dues], cores())
    return Planned(dues, len(looked_at) - len(dues), seconds, behind=tuple(_behind(inputs, dues, frozenset(editions))))


def _behind(inputs: Inputs, dues: Iterable[Due], requested: frozenset[Edition]) -> Iterator[Edition]:
    """Yield the other editions on the site that were made from earlier versions of the files behind what is due."""
    changed = {path for due in dues for path in due.files}
    others = [edition for edition in inputs.project.all_editions() if edition not in requested] if changed else []
    for edition in others:
        record, current = inputs.records.published(edition), inputs.sources.of_editions[edition]
        made_from = record.inputs.values() if record is not None else ()
        if any(not changed.isdisjoint(_changed_files(inputs.records.steps, former, current)) for former in made_from):
            yield edition


def _due(inputs: Inputs, edition: Edition, reasons: Reasons, formats: tuple[Format, ...]) -> Due | None:
    record = inputs.records.record(edition)
    removed_documents = inputs.records.documents_left(edition)
    if removed_documents or (record is None and inputs.records.folder(edition).is_dir()):
        # Deleted text must disappear from every published format.
        formats = tuple(Format) if record is None else tuple({*formats, *map(Format, record.made)})
    due = {name for name in formats if reasons.get(name)} - inputs.left_out.get(edition, {}).keys()
    if not due:
        return None
    why = (
        [f"removed from the sources: {', '.join(removed_documents)}"]
        if removed_documents
        else chain.from_iterable(reasons[name] for name in reasons if name in due)
    )
    if Format.PDF in due and Format.HTML in formats:
        due.add(Format.HTML)  # pages describe the PDF
    fingerprints = inputs.fingerprints(edition, record)
    former = record.inputs if record is not None else {}
    files = {
        path for name in due for path in _changed_files(inputs.records.steps, former.get(name, {}), fingerprints[name])
    }
    made = tuple(name for name in edition.publication.formats if name in due)
    return Due(edition, made, tuple(dict.fromkeys(why)), tuple(sorted(files)))


def _changed_files(steps: Steps, old: Fingerprint, new: Fingerprint) -> Iterator[str]:
    """Yield the known files that were added, removed or changed between two fingerprints, relative to the project."""
    for reason, digest in new.items():
        if (present := files_behind(digest)) and old.get(reason, digest) != digest:
            former = steps.files(old[reason])
            yield from (path for path, _ in former.items() ^ present.items() if former)


def _reasons(inputs: Inputs, edition: Edition) -> Reasons:
    record = inputs.records.record(edition)
    now = inputs.fingerprints(edition, record)
    return {name: tuple(_of_format(inputs, edition, name, now[name])) for name in edition.publication.formats}


def _of_format(inputs: Inputs, edition: Edition, name: Format, current: Fingerprint) -> list[str]:
    record = inputs.records.record(edition)
    if record is None or name not in record.made:
        return [NEVER_MADE]
    is_whole = inputs.records.is_whole(edition, record, name)
    if not is_whole:
        return [GONE if is_whole is None else ALTERED]
    former = record.inputs.get(name, {})
    return [
        reason
        for reason, digest in current.items()
        if fingerprint.is_relevant(reason, former)
        and (reason not in former or inputs.has_changed(edition, name, reason, former[reason], digest))
    ]


@dataclass(frozen=True, slots=True)
class PublishedEdition:
    """An edition on the site, in `folder`; `why_not` is the reason why it is incomplete or stale, or empty."""

    edition: Edition
    inputs: EditionInputs | None
    record: Record | None
    folder: Path
    why_not: str


def published_editions(
    project: Project, editions: tuple[Edition, ...], freezing: frozenset[Edition] = frozenset()
) -> tuple[PublishedEdition, ...]:
    """Return the state of these editions on the site; makes nothing. The caller holds the lock.

    If some are `freezing`, they are compared with what they are as a release, else as if they could be either draft or release.

    Raises Problem for errors in the sources.
    """
    inputs = _inputs(project, editions, freezing)
    records = inputs.records
    return tuple(
        PublishedEdition(
            edition,
            inputs.read(edition) if edition in inputs.ready else None,
            records.published(edition),
            records.folder(edition),
            _why_not_ready(inputs, edition, but="" if freezing else TEXT_VERSION),
        )
        for edition in editions
    )


def _inputs(project: Project, editions: tuple[Edition, ...], freezing: frozenset[Edition]) -> Inputs:
    sources = read_sources(project)
    extracted = sources.templates(editions)
    with phase("reading catalogues"):
        return Inputs(sources, Records(project), editions, extracted, freezing=freezing)


def _why_not_ready(inputs: Inputs, edition: Edition, but: str) -> str:
    """Return why an edition cannot be released; the reason `but`, which its release removes, does not count."""
    match inputs.obstacle_of.get(edition):
        case TakenOff(_, withdrawal):
            return f"version {withdrawal.version} is withdrawn: raise the version, or withdraw --undo"
        case Held(_, progress, _) as held:
            return f"it is held back: {held.unreviewed or f'{progress.percent}% translated'}"
        case Failed(_, problem, _):
            return f"{problem.message} [{problem.code}]"
    progress = inputs.ready[edition].progress
    if progress.state(edition.publication.publish_at) is not EditionState.COMPLETE:
        return f"it is not complete: {progress.percent}% translated"
    reasons = chain.from_iterable(_reasons(inputs, edition).values())
    why = ", ".join(reason for reason in dict.fromkeys(reasons) if reason != but)
    return f"it is not up to date on the site: {why}" if why else ""
