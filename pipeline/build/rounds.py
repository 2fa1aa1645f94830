# SPDX-License-Identifier: GPL-3.0-or-later
"""The rounds of a build: make what is due side by side, publish each edition whole, look again; then draw the site."""

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, replace
from itertools import chain
from typing import cast

from pipeline.build import causes, completion, next_site
from pipeline.build.completion import Completion
from pipeline.build.events import Due, Event, Failed, Incomplete, NotKept, Remaining, Working
from pipeline.build.fingerprint import Fingerprint
from pipeline.build.inputs import Inputs, Sources, read_sources
from pipeline.build.job import Outcome, outcome_of, step_of
from pipeline.build.making import import_tools, make_editions
from pipeline.build.plan import Reasons, plan, reasons_of
from pipeline.build.publish import draw, plan_site, publish, take_off_withdrawn
from pipeline.build.record import Records
from pipeline.build.templates import files_of_others
from pipeline.languages import profile_of
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.system.deaths import ProcessDiedError
from pipeline.system.forks import Cores
from pipeline.system.phases import phase
from pipeline.system.pool import answer, death_of, processes
from pipeline.system.processes import without_orphans

_MOST_ROUNDS = 5
"""So often editions are made again within a run because a page of what they refer to has moved."""
_POLL = 0.2
"""Seconds between two looks at what the processes are at."""


def bring_up_to_date(
    project: Project,
    editions: tuple[Edition, ...],
    formats: tuple[Format, ...],
    executor: Executor | None,
    *,
    former: Completion,
    mark: str,
) -> Iterator[Event]:
    """Make what is due of these editions, draw the site, and note what is up to date for the next build.

    `former` is what the last build noted, `mark` the mark of the inputs before any of them is read. The caller holds the lock.
    """
    completion.forget(project)
    next_site.begin(project)
    with without_orphans(), processes(len(editions), executor) as pool:
        if executor is None:
            pool.submit(import_tools, formats)
        inputs, editions = yield from _read(project, editions, take_off_withdrawn)
        reasons = yield from _make_in_rounds(inputs, editions, formats, pool)
    records = inputs.records
    remaining = [
        Remaining(edition, left)
        for edition in editions
        if edition in inputs.stopped and (left := records.documents_left(edition))
    ]
    yield from remaining
    is_damaged = False
    for event in draw(inputs):
        is_damaged = is_damaged or (isinstance(event, NotKept) and event.is_damage)
        yield event
    known = (record for edition in project.editions() if (record := records.record(edition)) is not None)
    causes.forget_others(records.state, [print_ for record in known for print_ in record.inputs.values()])
    if not remaining and not is_damaged:
        completion.write(project, _completion(inputs, reasons, former, mark))


def outlook(project: Project, editions: tuple[Edition, ...], formats: tuple[Format, ...]) -> Iterator[Event]:
    """Yield what stops an edition, and what is due of these and of the site; nothing is made. The caller holds the lock."""
    inputs, editions = yield from _read(project, editions)
    planned = plan(inputs, reasons_of(inputs), editions, formats)
    yield replace(planned, site=plan_site(inputs))


def _read(
    project: Project, editions: tuple[Edition, ...], prepare: Callable[[Sources, Records], None] | None = None
) -> Generator[Event, None, tuple[Inputs, tuple[Edition, ...]]]:
    """Read what these editions are made from, and yield what stops them. Return it, and the editions with those that must
    be made with them."""
    with phase("looking at what has changed"):
        sources = read_sources(project)
    records = Records(project)
    slugs = dict.fromkeys(edition.publication.slug for edition in editions)
    others = (edition for slug in slugs for edition in project.editions(slug) if edition not in editions)
    # Those as well that are on the site with documents that are deleted.
    editions = (*editions, *filter(records.documents_left, others))
    templates = sources.templates(editions)
    for language in dict.fromkeys(edition.language for edition in editions):
        if entries := tuple(entry for entry, _ in profile_of(language.tag, project.profiles).missing):
            yield Incomplete(language, entries)
    with phase("reading catalogues"):
        if prepare is not None:
            prepare(sources, records)
        inputs = Inputs(sources, records, editions, templates)
        yield from inputs.obstacles(editions)
    return inputs, editions


def _make_in_rounds(
    inputs: Inputs, editions: tuple[Edition, ...], formats: tuple[Format, ...], pool: Executor
) -> Generator[Event, None, Mapping[Edition, Reasons]]:
    """Make what is due until nothing is; return the reasons that are left, of all editions of these publications."""
    reasons = reasons_of(inputs)
    planned = plan(inputs, reasons, editions, formats)
    for _ in range(_MOST_ROUNDS):
        yield planned
        if planned.due:
            yield from _make(inputs, planned.due, pool)
            # Others name a failed edition in their language switch if it was never on the site: again, without it. And where
            # what they refer to has moved to another page, they print that page.
            reasons = reasons_of(inputs)
            planned = plan(inputs, reasons, editions, formats)
        if not planned.due:
            break
    return reasons


def _completion(inputs: Inputs, reasons: Mapping[Edition, Reasons], former: Completion, mark: str) -> Completion:
    """Return what is up to date now. Of publications that this build did not look at, that is what the last one noted, unless
    they, or what they refer to, have changed since."""
    project, records = inputs.project, inputs.records
    prints = {publication.slug: inputs.print_of(publication) for publication in project.publications}
    editions: dict[str, tuple[str, ...]] = {}
    for edition in project.editions():
        folder, slug = str(edition.folder), edition.publication.slug
        if edition.publication not in inputs.scope:
            if former.publications.get(slug) == prints[slug] and folder in former.editions:
                editions[folder] = former.editions[folder]
        elif edition in reasons:
            editions[folder] = tuple(name.value for name, why in reasons[edition].items() if not why)
        elif not isinstance(inputs.stopped.get(edition), Failed):
            editions[folder] = tuple(edition.publication.formats)  # held back or withdrawn: there is nothing to make
    on_site = tuple(str(edition.folder) for edition in project.editions() if records.is_published(edition))
    folders = completion.folders_of(project)
    files = chain.from_iterable(files_of_others(project, publication) for publication in project.publications)
    beyond = tuple(sorted({str(file) for file in files if not any(file.is_relative_to(folder) for folder in folders)}))
    # The mark was taken before it was known that there are others: the next build looks at everything once more.
    inputs_mark = mark if {*beyond} == {*former.beyond} else ""
    return Completion(inputs_mark, completion.mark_of_site(project), beyond, prints, editions, on_site)


def _make(inputs: Inputs, dues: Sequence[Due], pool: Executor) -> Iterator[Event]:
    """Make these editions: first those that others print the pages of."""
    left = list(dues)
    while left:
        with_pdf = {due.edition for due in left if Format.PDF in due.formats}
        # All at once where books refer to each other.
        first = [due for due in left if with_pdf.isdisjoint(inputs.references.editions(due.edition))] or left
        yield from _make_together(inputs, first, pool)
        left = [due for due in left if due not in first]


@dataclass(frozen=True, slots=True)
class _Ended:
    """What came of making an edition: `begun` is what it depended on when it was begun, `bound` the seconds that it might take."""

    due: Due
    future: Future[Outcome]
    seconds: float
    begun: Mapping[Format, Fingerprint]
    bound: float


def _make_together(inputs: Inputs, dues: Sequence[Due], pool: Executor) -> Iterator[Event]:
    """Make editions side by side, and publish each when it is made.

    One whose process dies is made once more, alone: with all of the machine's memory.
    """
    died: list[tuple[Due, ProcessDiedError]] = []
    for event in _run(inputs, dues, pool):
        if not isinstance(event, _Ended):
            yield event
        elif (death := death_of(event.future)) is not None:
            died.append((event.due, death))
        else:
            yield _published(inputs, event)
    for due, death in died:
        warning = f"made at the second attempt: the process of the first ended without an answer ({death})"
        for event in _run(inputs, [due], pool):
            yield _published(inputs, event, warning) if isinstance(event, _Ended) else event


def _run(inputs: Inputs, dues: Sequence[Due], pool: Executor) -> Iterator[Working | _Ended]:
    """Make editions aside: those of a publication in one process and what it forks. Yield the steps and the ends of each."""
    waiting = {due.edition: (due, inputs.job(due), inputs.fingerprints(due.edition, None)) for due in dues}
    slugs = dict.fromkeys(due.edition.publication.slug for due in dues)
    groups = {slug: [job for _, job, _ in waiting.values() if job.edition.publication.slug == slug] for slug in slugs}
    for _, job, _ in waiting.values():
        job.step_file.unlink(missing_ok=True)
        job.outcome_file.unlink(missing_ok=True)
    since, steps = time.monotonic(), dict[Edition, str]()
    cores = Cores(inputs.project.build / "work" / "cores")
    started = {pool.submit(make_editions, jobs, cores): jobs for jobs in groups.values()}
    import pipeline.portal.build  # noqa: F401  # while the others work; drawing needs it

    running = set(started)
    while waiting:
        _, running = wait(running, _POLL, FIRST_COMPLETED)
        for group, jobs in started.items():
            is_over = group not in running
            for job in jobs:
                if job.edition not in waiting:
                    continue
                future = outcome_of(job) or (cast("Future[Outcome]", group) if is_over else None)
                if future is not None:
                    due, _, begun = waiting.pop(job.edition)
                    yield _Ended(due, future, time.monotonic() - since, begun, job.bound)
                elif (step := step_of(job)) != steps.get(job.edition, ""):
                    steps[job.edition] = step
                    yield Working(job.edition, step)


def _published(inputs: Inputs, ended: _Ended, *warnings: str) -> Event:
    edition = ended.due.edition
    try:
        outcome = answer(str(edition), ended.future, bound=ended.bound)
        published = publish(inputs, ended.due, outcome, ended.seconds, ended.begun)
    except Problem as problem:
        return inputs.fail(edition, problem)
    return replace(published, warnings=(*published.warnings, *warnings))
