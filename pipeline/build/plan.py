# SPDX-License-Identifier: GPL-3.0-or-later
"""What is due, and why: the fingerprints of now against those of the last time. Nothing is made here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from pipeline.build.edition_inputs import EditionInputs
from pipeline.build.events import Due, Failed, Held, Obstacle, Refused, TakenOff
from pipeline.build.fingerprint import Fingerprint
from pipeline.build.inputs import Inputs, read_sources
from pipeline.build.job import Job
from pipeline.build.record import Record, Records
from pipeline.model.project import Project
from pipeline.model.publication import Edition, EditionState, Format
from pipeline.system.phases import phase

NEVER_BUILT = "never built"
GONE = "its files are gone from the site"


def plan(inputs: Inputs, editions: Iterable[Edition], formats: tuple[Format, ...]) -> list[Due]:
    """Return those of the editions that must be made."""
    dues = (due_edition(inputs, edition, formats) for edition in editions if inputs.is_ready(edition))
    return [due for due in dues if due is not None]


def due_edition(inputs: Inputs, edition: Edition, formats: tuple[Format, ...]) -> Due | None:
    """Compare what is wanted of an edition with its record and its files; None when it is up to date."""
    record = inputs.records.record(edition)
    left = inputs.records.documents_left(edition)
    if left or (record is None and inputs.records.folder(edition).is_dir()):
        # What was deleted, or may be, is to leave every format that readers have.
        formats = tuple(Format) if record is None else tuple({*formats, *map(Format, record.made)})
    folder, now = inputs.records.folder(edition), inputs.fingerprints(edition, record)
    reasons = {
        name: _reasons(now[name], name, record, folder) for name in edition.publication.formats if name in formats
    }
    due = {name for name, of_format in reasons.items() if of_format}
    if not due:
        return None
    if Format.PDF in due and Format.HTML in formats:
        due.add(Format.HTML)  # a new PDF changes what the pages say of it
    why = [f"no longer among the sources: {', '.join(left)}"] if left else chain.from_iterable(reasons.values())
    return Due(edition, tuple(name for name in edition.publication.formats if name in due), tuple(dict.fromkeys(why)))


def _reasons(now: Fingerprint, name: Format, record: Record | None, folder: Path) -> list[str]:
    if record is None or name not in record.made:
        return [NEVER_BUILT]
    # A page that is gone is made with the others; a format that is one file is made alone.
    paths = record.files if name is Format.HTML else [record.made[name].path]
    if not all((folder / path).is_file() for path in paths):
        return [GONE]
    before = record.inputs.get(name, {})
    return [reason for reason, digest in now.items() if before.get(reason) != digest]


@dataclass(frozen=True, slots=True)
class Stock:
    """An edition as it is on the site now; `why_not` is the reason why it is not complete and up to date, or empty."""

    edition: Edition
    inputs: EditionInputs | None
    record: Record | None
    why_not: str


def stock(project: Project, editions: tuple[Edition, ...]) -> tuple[Stock, ...]:
    """Return how these editions are on the site; nothing is made. The caller holds the lock.

    Raises Problem for what is wrong with the sources.
    """
    inputs = _inputs(project, editions)
    return tuple(
        Stock(edition, inputs.ready.get(edition), inputs.records.published(edition), _why_not(inputs, edition))
        for edition in editions
    )


def _inputs(project: Project, editions: tuple[Edition, ...]) -> Inputs:
    sources = read_sources(project)
    templates = sources.templates(editions)
    with phase("reading catalogues"):
        return Inputs(sources, Records(project), editions, templates)


def _why_not(inputs: Inputs, edition: Edition) -> str:
    match inputs.stopped.get(edition):
        case TakenOff(_, withdrawal):
            return f"version {withdrawal.version} is withdrawn: raise the version, or withdraw --undo"
        case Held(_, progress, _):
            return f"it is held back: {progress.percent}% translated"
        case Failed(_, problem, _):
            return f"{problem.message} [{problem.code}]"
    if inputs.ready[edition].state is not EditionState.COMPLETE:
        return f"it is not complete: {inputs.ready[edition].progress.percent}% translated"
    due = due_edition(inputs, edition, tuple(Format))
    return f"it is not up to date on the site: {', '.join(due.reasons)}" if due is not None else ""


@dataclass(frozen=True, slots=True)
class Order:
    """An edition that can be laid out, and what its PDF is made from; nothing of the site is touched by it."""

    job: Job
    inputs: Fingerprint


def orders(project: Project, editions: tuple[Edition, ...]) -> Iterator[Order | Obstacle | Refused]:
    """Yield what it takes to lay out each of these editions, or why it cannot be; nothing is made. The caller holds the lock.

    Editions that are published in no PDF are passed over. Raises Problem for what is wrong with the sources.
    """
    inputs = _inputs(project, editions)
    yield from inputs.obstacles(editions)
    for edition in editions:
        if inputs.is_ready(edition) and Format.PDF in edition.publication.formats:
            print_ = inputs.fingerprints(edition, None)[Format.PDF]
            yield Order(inputs.job(Due(edition, (Format.PDF,), ())), print_)
