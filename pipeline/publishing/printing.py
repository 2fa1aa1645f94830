# SPDX-License-Identifier: GPL-3.0-or-later
"""Files for the printer: the book, booklet, leaflets and cards of each edition, in build/print, outside the site."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pipeline.model.composed import Composed
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.publishing import fingerprint
from pipeline.publishing.composing import PAGED, begin
from pipeline.publishing.events import Failed, File, Held, Ordered, Printed, Refused, TakenOff
from pipeline.publishing.job import Task, prepare_for
from pipeline.publishing.making import MadePart, compose_paged, make_part
from pipeline.publishing.plan import Order, orders
from pipeline.publishing.work_folder import WorkFolder
from pipeline.system.failed_jobs import result_of
from pipeline.system.files import sha256_of
from pipeline.system.folders import recover_folders, remove_folder, replace_folder
from pipeline.system.lock import project_lock
from pipeline.system.steps import Trace, reasons, steps_in
from pipeline.system.workers import Call, Job, JobResult, run, single

type Event = Ordered | Printed | Failed | Held | TakenOff | Refused


def print_editions(project: Project, editions: tuple[Edition, ...]) -> Iterator[Event]:
    """Make the due files for the printer, and yield events. The site does not change.

    An edition that fails is yielded as Failed, and keeps its former files. Raises Problem for errors that affect all editions
    (the lock, the sources).
    """
    with project_lock(project.build):
        for language in project.languages:
            recover_folders(_folder(project) / language.tag)
        ready: dict[Edition, Order] = {}
        for outcome in orders(project, editions):
            match outcome:
                case Order(task):
                    ready[task.edition] = outcome
                case Failed(edition, problem, _):
                    yield _failure(project, edition, problem)
                case Held(edition, progress, _):
                    yield Held(edition, progress, kept=False)  # the site does not matter here
                case _:
                    yield outcome
        due = {edition: why for edition, order in ready.items() if (why := _reasons(project, order))}
        yield Ordered(due, len(ready) - len(due))
        yield from _make(project, [ready[edition] for edition in due])


def _folder(project: Project) -> Path:
    return project.build / "print"


def _step(edition: Edition) -> str:
    return f"print/{edition.folder}"


def _reasons(project: Project, order: Order) -> tuple[str, ...]:
    edition = order.task.edition
    trace, folder = steps_in(project.build).trace(_step(edition)), _folder(project) / edition.folder
    before = trace.inputs if trace is not None else {}
    now = {reason: checksum for reason, checksum in order.inputs.items() if fingerprint.is_relevant(reason, before)}
    return tuple(reasons(trace, now, lambda name: sha256_of(folder / name)))


def _make(project: Project, due: list[Order]) -> Iterator[Printed | Failed]:
    if not due:
        return
    prepare_for(project, [Format.PDF])
    since = time.monotonic()
    by_edition = {order.task.edition: order for order in due}
    for event in run((edition, make_print_files(order.task)) for edition, order in by_edition.items()):
        if not isinstance(event, JobResult):
            continue
        edition, order = event.key, by_edition[event.key]
        try:
            outcome = result_of(event, str(edition), timeout=order.task.job.bound)
            yield Printed(edition, _publish(project, order, outcome), outcome.warnings, time.monotonic() - since)
        except Problem as problem:
            yield _failure(project, edition, problem)


def _failure(project: Project, edition: Edition, problem: Problem) -> Failed:
    return Failed(edition, problem, kept=(_folder(project) / edition.folder).is_dir())


@dataclass(frozen=True, slots=True)
class PrintFiles:
    """The complete print files of an edition, in a `folder` ready to be renamed into place.

    `fonts` are the requested fonts for scripts that our fonts lack.
    """

    folder: Path
    files: tuple[File, ...]
    warnings: tuple[str, ...]
    fonts: frozenset[str]


def _publish(project: Project, order: Order, outcome: PrintFiles) -> tuple[File, ...]:
    edition = order.task.edition
    place, steps = _folder(project) / edition.folder, steps_in(project.build)
    steps.forget(_step(edition))  # after an interruption between these steps, the files are made again
    replace_folder(outcome.folder, place)
    sums = {file.path.name: sha256_of(place / file.path.name) for file in outcome.files}
    steps.keep({_step(edition): Trace(fingerprint.with_fonts(order.inputs, outcome.fonts), sums)})
    return tuple(replace(file, path=place / file.path.name) for file in outcome.files)


def make_print_files(task: Task) -> Job[PrintFiles]:
    """Return the job that makes the print files in a separate folder. Raises Problem."""
    with WorkFolder(task) as work:
        has_doctrees, former = work.take(PAGED)
        begins = partial(begin, task, work.proofread, has_doctrees=has_doctrees)
        compose = partial(make_part, begins, partial(compose_paged, task, former))
        composed: MadePart[Composed] = yield from single(Call(compose, task.job.bound))
        work.put(PAGED, composed.value.outputs)
        work.put_proofread(composed.proofread or ())
    lay_out = partial(make_part, None, partial(_lay_out, task))
    laid_out: MadePart[PrintFiles] = yield from single(Call(lay_out, task.job.bound))
    return replace(laid_out.value, fonts=composed.fonts | laid_out.fonts)


def _lay_out(task: Task) -> PrintFiles:
    from pipeline.typeset.print import print_edition

    edition, pages = task.edition, task.folder / PAGED
    folder = pages.with_name("print")
    remove_folder(folder)

    def path_of(offprint: str, form: str) -> Path:
        name = edition.offprint_name(offprint) if offprint else edition.pdf_name
        return folder / f"{Path(name).stem}-{form}.pdf"

    strict = edition.publication.warnings_are_fatal
    printed, warnings = print_edition(pages, path_of, strict=strict, lines=task.lines)
    files = tuple(File(file.path, file.pages, file.width, file.height) for file in printed)
    return PrintFiles(folder, files, tuple(dict.fromkeys(warnings)), frozenset())
