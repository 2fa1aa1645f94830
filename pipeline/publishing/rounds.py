# SPDX-License-Identifier: GPL-3.0-or-later
"""The rounds of a build: make due editions in parallel and publish each atomically, until none is due; then draw the site."""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from itertools import batched, chain, starmap

from pipeline.model.diagnostics import Diagnostic
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.publishing import completion, failures, findings, next_site, warnings
from pipeline.publishing.events import DeadLinks, Due, Event, Failed, NotKept, Remaining, Warned, Working
from pipeline.publishing.inputs import Inputs
from pipeline.publishing.job import Outcome, Task
from pipeline.publishing.jobs import job
from pipeline.publishing.making import make_edition
from pipeline.publishing.plan import Reasons, leave_known_failures, plan, reasons_of
from pipeline.publishing.publish import draw, plan_site, publish, take_off_withdrawn
from pipeline.publishing.record import Records
from pipeline.publishing.resources import Resources
from pipeline.publishing.sharing import SharedStore
from pipeline.publishing.sources import Sources, read_sources
from pipeline.publishing.templates import files_of_others
from pipeline.system.failed_jobs import result_of
from pipeline.system.machine import check_libraries
from pipeline.system.phases import phase
from pipeline.system.workers import JobResult, cores, run

_MAX_ROUNDS = 5
"""Maximum number of rounds in which editions are made again because printed page numbers have moved."""
_BATCH_SIZE = 480
"""Number of jobs in memory at a time. Workers are idle at the end of each batch; with 64 workers, 1/14 of the time."""

type _Make = Callable[[Sequence[Task]], Iterator[Event | JobResult[Edition, Outcome]]]
"""Makes editions in parallel, and yields the outcome of each when it is finished."""


def bring_up_to_date(
    project: Project,
    editions: tuple[Edition, ...],
    formats: tuple[Format, ...],
    resources: Resources,
    *,
    last: completion.Completion,
    stamp: str,
    retry: bool = False,
    freezing: frozenset[Edition] = frozenset(),
) -> Iterator[Event]:
    """Make the due formats of these editions, draw the site, and write the completion for the next build.

    `last` is the valid part of the last completion, `stamp` the stamp of the inputs before any was read. `retry` retries
    failures with unchanged inputs. The caller holds the lock. If this machine lacks a library for PDFs, make the other
    formats, and raise Problem `missing-library` at the end.
    """
    completion.forget(project)
    next_site.begin(project)
    is_elsewhere = bool(resources.scheduler)
    address = resources.store_address(project)
    store = SharedStore(address, project, last.outside_files, is_made_elsewhere=is_elsewhere)
    with _makers(resources, project) as make:
        inputs, editions = yield from _read(project, editions, last, take_off_withdrawn, freezing=freezing)
        if not retry:
            yield from leave_known_failures(inputs, editions, formats)
        made = yield from _make_in_rounds(inputs, editions, formats, store, make, is_elsewhere=is_elsewhere)
        reasons, lacking = made
    records = inputs.records
    remaining = [
        Remaining(edition, left)
        for edition in editions
        if edition in inputs.obstacle_of and (left := records.documents_left(edition))
    ]
    yield from remaining
    is_damaged = False
    for event in draw(inputs):
        is_damaged = is_damaged or (isinstance(event, NotKept) and event.is_damage)
        yield event
    dead = [
        DeadLinks(edition, pages)
        for edition in editions
        if edition in inputs.obstacle_of and (pages := records.missing_targets(edition))
    ]
    yield from dead
    findings.settle(inputs, reasons)
    warnings.write(project, (*findings.warnings_of(project).items(), *findings.left_out_of(project).items()))
    yield from findings.warned(project, editions)
    known = (record for edition in project.all_editions() if (record := records.record(edition)) is not None)
    records.steps.forget_files(
        but=(checksum for record in known for inputs in record.inputs.values() for checksum in inputs.values())
    )
    if not remaining and not dead and not is_damaged and not freezing:
        completion.write(project, completion_of(inputs, reasons, formats, last.outside_files, stamp))
    if lacking is not None:
        raise lacking


def dry_run(
    project: Project,
    editions: tuple[Edition, ...],
    formats: tuple[Format, ...],
    *,
    last: completion.Completion,
    retry: bool = False,
) -> Iterator[Event]:
    """Yield the obstacles of these editions, and the plan for them and for the site; makes nothing.

    `last` and `retry` are as for `bring_up_to_date`.
    """
    inputs, editions = yield from _read(project, editions, last)
    if not retry:
        yield from leave_known_failures(inputs, editions, formats)
    planned = plan(inputs, reasons_of(inputs), editions, formats)
    yield replace(planned, site=plan_site(inputs))


@contextmanager
def _makers(resources: Resources, project: Project) -> Iterator[_Make]:
    """Connect to the workers of a cluster, or start those of this machine."""
    if resources.scheduler:
        from pipeline.publishing.cluster import connect

        with connect(resources.scheduler, resources.store_address(project)) as cluster:
            yield cluster.run
        return
    yield partial(_make_locally, resources.jobs)


def _read(
    project: Project,
    editions: tuple[Edition, ...],
    last: completion.Completion,
    prepare: Callable[[Sources, Records], None] | None = None,
    *,
    freezing: frozenset[Edition] = frozenset(),
) -> Generator[Event, None, tuple[Inputs, tuple[Edition, ...]]]:
    """Read the inputs of these editions, and yield obstacles.

    Return the inputs, and the editions including others that must be made with them.
    """
    with phase("checking what has changed"):
        sources = read_sources(project)
    records = Records(project, last.fresh_formats())
    slugs = {edition.publication.slug for edition in editions}
    requested = frozenset(editions)
    other_editions = (
        edition for edition in project.all_editions() if edition.publication.slug in slugs and edition not in requested
    )
    # Add editions on the site with deleted documents.
    editions = (*editions, *filter(records.documents_left, other_editions))
    extracted = sources.templates(editions)
    with phase("reading catalogues"):
        if prepare is not None:
            prepare(sources, records)
        inputs = Inputs(sources, records, editions, extracted, freezing=freezing)
        yield from inputs.obstacles(editions)
    return inputs, editions


def _make_in_rounds(
    inputs: Inputs,
    editions: tuple[Edition, ...],
    formats: tuple[Format, ...],
    store: SharedStore,
    make: _Make,
    *,
    is_elsewhere: bool,
) -> Generator[Event, None, tuple[Mapping[Edition, Reasons], Problem | None]]:
    """Make editions until none is due, without PDFs if this machine lacks a library for them.

    Return the remaining reasons for all editions of these publications, and the problem of the missing library.
    """
    reasons, lacking = reasons_of(inputs), None
    next_plan = plan(inputs, reasons, editions, formats)
    if not is_elsewhere and any(Format.PDF in due.formats for due in next_plan.due):
        try:
            check_libraries()
        except Problem as problem:
            lacking = problem
            formats = tuple(name for name in formats if name is not Format.PDF)
            next_plan = plan(inputs, reasons, editions, formats)
    for _ in range(_MAX_ROUNDS):
        yield next_plan
        if next_plan.due:
            yield from _make_in_order(inputs, next_plan.due, store, make)
            # Compare again: a new edition that failed must be removed from other language switches, and printed page numbers
            # change if the targets of references have moved.
            reasons = reasons_of(inputs)
            next_plan = plan(inputs, reasons, editions, formats)
        if not next_plan.due:
            break
    return reasons, lacking


def completion_of(
    inputs: Inputs,
    reasons: Mapping[Edition, Reasons],
    formats: tuple[Format, ...],
    former_outside_files: Collection[str],
    stamp: str,
) -> completion.Completion:
    """Return the completion of this build; it covers only the publications of the requested editions."""
    project = inputs.project
    folders = completion.folders_of(project)
    files = chain.from_iterable(files_of_others(project, publication) for publication in project.publications)
    outside_files = tuple(
        sorted({str(file) for file in files if not any(file.is_relative_to(folder) for folder in folders)})
    )
    # The stamp does not cover newly found files outside the folders: leave it empty, so that the next build checks everything.
    inputs_stamp = stamp if {*outside_files} == {*former_outside_files} else ""
    editions = {
        str(edition.folder): _result(inputs, edition, reasons.get(edition), formats)
        for edition in project.all_editions()
        if edition.publication in inputs.scope
    }
    return completion.Completion(inputs_stamp, completion.stamp_of_site(project), outside_files, editions)


def _result(
    inputs: Inputs, edition: Edition, reasons: Reasons | None, formats: tuple[Format, ...]
) -> completion.EditionResult:
    root, obstacle = inputs.project.root, inputs.obstacle_of.get(edition)
    is_ready = edition in inputs.ready
    problems = {"": obstacle.problem} if isinstance(obstacle, Failed) else {**inputs.left_out.get(edition, {})}
    if (is_ready and not failures.read(inputs.project, edition)) or any(map(failures.is_transient, problems.values())):
        problems = {}  # it has been made, or will be retried
    if reasons is not None:
        fresh = tuple(name.value for name, why in reasons.items() if not why)
    else:  # held back or withdrawn: nothing to make
        fresh = () if isinstance(obstacle, Failed) else tuple(edition.publication.formats)
    return completion.EditionResult(
        fresh,
        inputs.records.is_published(edition),
        {name: failures.as_json(problem, root) for name, problem in problems.items()},
        tuple(name for name in edition.publication.formats if is_ready and name in formats),
        [failures.as_json(problem, root) for problem in inputs.refused(edition)] if is_ready else [],
    )


def _make_in_order(inputs: Inputs, dues: Sequence[Due], store: SharedStore, make: _Make) -> Iterator[Event]:
    """Make these editions in batches that fit into memory, starting with editions whose page numbers others print."""
    remaining = list(dues)
    while remaining:
        first = independent(inputs, remaining)
        for batch in batched(first, _BATCH_SIZE):
            yield from _make_in_parallel(inputs, batch, store, make)
        made = {due.edition for due in first}
        remaining = [due for due in remaining if due.edition not in made]


def independent(inputs: Inputs, dues: Sequence[Due]) -> Sequence[Due]:
    """Return the editions that print page numbers of no due edition, except of books that refer back to them."""
    with_pdf = {due.edition for due in dues if Format.PDF in due.formats}
    printed = {due.edition: with_pdf.intersection(inputs.references.editions(due.edition)) for due in dues}

    @cache
    def dependencies_of(edition: Edition) -> frozenset[Edition]:
        reachable, waiting = set[Edition](), [edition]
        while waiting:
            new = printed.get(waiting.pop(), set()) - reachable
            reachable |= new
            waiting += new
        return frozenset(reachable)

    return [due for due in dues if all(due.edition in dependencies_of(other) for other in dependencies_of(due.edition))]


def _make_in_parallel(inputs: Inputs, dues: Sequence[Due], store: SharedStore, make: _Make) -> Iterator[Event]:
    """Fetch or make editions in parallel, and publish each as soon as it is complete."""
    by_edition = {due.edition: due for due in dues}
    tasks: dict[Edition, Task] = {}

    def run_all(editions: Iterable[Edition]) -> Iterator[Event | JobResult[Edition, Outcome]]:
        missing = []
        for edition in editions:
            try:
                task = Task(inputs.project, job(inputs, by_edition[edition]))
            except Problem as problem:  # a broken catalogue was saved after it was fingerprinted
                yield inputs.fail(edition, problem)
                continue
            tasks[edition] = task
            if (outcome := (yield from store.fetch(task))) is not None:
                yield JobResult(edition, outcome)
            else:
                missing.append(task)
        if missing:
            yield from make(missing)

    for event in run_all(by_edition):
        if isinstance(event, JobResult):
            yield from _publish(inputs, by_edition[event.key], tasks[event.key], event, store)
        else:
            yield event


def _make_locally(worker_limit: int | None, tasks: Sequence[Task]) -> Iterator[Working | JobResult[Edition, Outcome]]:
    """Make editions with workers on this machine. Yield their steps, and each outcome.

    Raises Problem `missing-library`, before anything is made, if this machine cannot make their PDFs.
    """
    if any(Format.PDF in task.job.formats for task in tasks):
        check_libraries()
    steps = dict[Edition, str]()
    width = (worker_limit or cores()) // len(tasks)  # for a single book, all workers lay out chapters
    for event in run(((task.edition, make_edition(task, width)) for task in tasks), worker_limit):
        import pipeline.portal.build  # noqa: F401  # while the workers are at it; drawing needs it

        if isinstance(event, JobResult):
            yield event
        elif event.label != steps.get(event.key):
            steps[event.key] = event.label
            yield Working(*event)


def _publish(
    inputs: Inputs, due: Due, task: Task, result: JobResult[Edition, Outcome], store: SharedStore
) -> Iterator[Event]:
    try:
        outcome = result_of(result, str(due.edition), timeout=task.job.bound)
        yield from store.keep(task, outcome)
        published = publish(inputs, due, outcome, task.job.inputs)
    except Problem as problem:
        failures.keep(inputs.project, due.edition, problem, task.job.inputs)
        yield inputs.fail(due.edition, problem)
        return
    yield published
    if outcome.left_out:
        yield Warned(due.edition, tuple(starmap(findings.format_diagnostic, outcome.left_out.items())))
    if result.death is not None:
        warning = f"made at the second attempt: the process of the first one ended unexpectedly ({result.death})"
        yield Warned(due.edition, (Diagnostic(warning, kind="second-attempt"),))
