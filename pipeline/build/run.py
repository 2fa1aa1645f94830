# SPDX-License-Identifier: GPL-3.0-or-later
"""The build: make what is due side by side, publish each edition whole, then draw the portal from what is there."""

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from typing import cast

from pipeline.build import durations
from pipeline.build.completion import command_of, completion
from pipeline.build.events import Due, Event, Failed, Incomplete, NotKept, Planned, Remaining, Working
from pipeline.build.inputs import Inputs, Sources, read_sources
from pipeline.build.job import Outcome, outcome_of, step_of
from pipeline.build.making import make_editions
from pipeline.build.plan import plan
from pipeline.build.publish import draw, publish, take_off_withdrawn
from pipeline.build.record import Records
from pipeline.languages import profile_of
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.system.files import recover_folders
from pipeline.system.forks import Cores
from pipeline.system.lock import held
from pipeline.system.phases import phase
from pipeline.system.processes import answer, processes, workers

_MOST_ROUNDS = 5
"""So often editions are made again within a run because a page of what they refer to has moved."""
_POLL = 0.2
"""Seconds between two looks at what the processes are at."""


def build(
    project: Project,
    editions: tuple[Edition, ...],
    formats: tuple[Format, ...] = tuple(Format),
    executor: Executor | None = None,
) -> Iterator[Event]:
    """Bring the site up to date, and yield what happens as it does.

    Nothing raised here touches another edition: what concerns one is yielded as Failed. Raises Problem for what stops all
    (the lock, the sources).
    """
    with held(project.build):
        for language in project.languages:
            recover_folders(project.site / language.tag)
        with phase("looking at what has changed"):
            sources = read_sources(project)
        yield from _build(sources, editions, formats, executor)


def _build(
    sources: Sources, editions: tuple[Edition, ...], formats: tuple[Format, ...], executor: Executor | None
) -> Iterator[Event]:
    records, completed, command = Records(sources.project), completion(sources), command_of(editions, formats)
    if completed.covers(command):
        yield Planned((), sum(map(records.is_published, editions)))
        return
    completed.forget(unless_current=True)
    slugs = dict.fromkeys(edition.publication.slug for edition in editions)
    others = (edition for slug in slugs for edition in sources.project.editions(slug) if edition not in editions)
    # Those as well that are on the site with documents that are deleted.
    editions = (*editions, *filter(records.documents_left, others))
    templates = sources.templates(editions)
    for language in dict.fromkeys(edition.language for edition in editions):
        if entries := tuple(entry for entry, _ in profile_of(language.tag, sources.project.profiles).missing):
            yield Incomplete(language, entries)
    with phase("reading catalogues"):
        take_off_withdrawn(sources, records)
        inputs = Inputs(sources, records, editions, templates)
        yield from inputs.obstacles(editions)
    dues = plan(inputs, editions, formats)
    for _ in range(_MOST_ROUNDS):
        last_time = durations.read(records.state)
        seconds = durations.expected(last_time, [(due.edition, due.formats) for due in dues], workers(len(dues)))
        yield Planned(tuple(dues), sum(map(inputs.is_ready, editions)) - len(dues), seconds)
        if dues:
            yield from _make(inputs, dues, executor)
            # Others name a failed edition in their language switch if it was never on the site: again, without it. And where
            # what they refer to has moved to another page, they print that page.
            dues = plan(inputs, editions, formats)
        if not dues:
            break
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
    if remaining or any(isinstance(inputs.stopped.get(edition), Failed) for edition in editions):
        completed.forget()  # other editions may lead to what there is not
    elif not is_damaged and not dues:
        completed.add(command)


def _make(inputs: Inputs, dues: list[Due], executor: Executor | None) -> Iterator[Event]:
    """Make these editions: first those that others print the pages of."""
    if not dues:
        return
    left = list(dues)
    with processes(len(left), executor) as pool:
        while left:
            with_pdf = {due.edition for due in left if Format.PDF in due.formats}
            # All at once where books refer to each other.
            first = [due for due in left if with_pdf.isdisjoint(inputs.references.editions(due.edition))] or left
            yield from _make_together(inputs, first, pool)
            left = [due for due in left if due not in first]


def _make_together(inputs: Inputs, dues: list[Due], pool: Executor) -> Iterator[Event]:
    """Make editions: those of a publication in one process and what it forks. Each is published when it is made."""
    waiting = {due.edition: (due, inputs.job(due), inputs.references.fingerprints(due.edition)) for due in dues}
    slugs = dict.fromkeys(due.edition.publication.slug for due in dues)
    groups = {slug: [job for _, job, _ in waiting.values() if job.edition.publication.slug == slug] for slug in slugs}
    for _, job, _ in waiting.values():
        job.step_file.unlink(missing_ok=True)
        job.outcome_file.unlink(missing_ok=True)
    since, steps = time.monotonic(), dict[Edition, str]()
    cores = Cores(inputs.project.build / "work" / "cores")
    started = {pool.submit(make_editions, jobs, cores): jobs for jobs in groups.values()}
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
                    due, _, referred = waiting.pop(job.edition)
                    yield _published(inputs, due, future, time.monotonic() - since, referred)
                elif (step := step_of(job)) != steps.get(job.edition, ""):
                    steps[job.edition] = step
                    yield Working(job.edition, step)


def _published(
    inputs: Inputs, due: Due, future: Future[Outcome], seconds: float, referred: Mapping[Format, Mapping[str, str]]
) -> Event:
    try:
        return publish(inputs, due, answer(str(due.edition), future), seconds, referred)
    except Problem as problem:
        return inputs.fail(due.edition, problem)
