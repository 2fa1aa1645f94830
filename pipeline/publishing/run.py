# SPDX-License-Identifier: GPL-3.0-or-later
"""The build: ends immediately if nothing is due, so most imports are late; else makes what is due."""

from collections.abc import Iterator

from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.publishing import completion
from pipeline.publishing.events import Event, RecordsLost
from pipeline.publishing.findings import warned
from pipeline.publishing.resources import Resources
from pipeline.system.lock import project_lock, project_lock_if_free
from pipeline.system.steps import steps_in


def build(
    project: Project,
    editions: tuple[Edition, ...],
    formats: tuple[Format, ...] = tuple(Format),
    resources: Resources = Resources(),  # noqa: B008  a frozen value
    *,
    retry: bool = False,
    freezing: frozenset[Edition] = frozenset(),
) -> Iterator[Event]:
    """Bring the site up to date, and yield events. The editions `freezing` are made as they will be released.

    Failures are retried if an input has changed, or with `retry`. A failed edition is yielded as Failed and does not
    affect the others. Raises Problem for errors that affect all editions (the lock, the sources).
    """
    with project_lock(project.build):
        last, stamp = completion.read_valid(project)
        yield from _records_lost(project)
        if not freezing and (nothing_due := last.events(project, editions, formats, retry=retry)) is not None:
            yield from nothing_due
            yield from warned(project, editions)
        else:
            from pipeline.publishing.job import prepare_for

            if not resources.scheduler:
                # The fork server starts while this process plans.
                prepare_for(project, formats)
            from pipeline.publishing.rounds import bring_up_to_date

            yield from bring_up_to_date(
                project, editions, formats, resources, last=last, stamp=stamp, retry=retry, freezing=freezing
            )


def plan_build(
    project: Project,
    editions: tuple[Edition, ...],
    formats: tuple[Format, ...] = tuple(Format),
    *,
    retry: bool = False,
) -> Iterator[Event]:
    """Yield the obstacles and the plan that `build` would begin with. Raises the same Problems as `build`.

    Makes nothing, so another build may run at the same time; editions that it has published count as up to date.
    """
    with project_lock_if_free(project.build):
        last, _ = completion.read_valid(project)
        yield from _records_lost(project)
        if (nothing_due := last.events(project, editions, formats, retry=retry)) is not None:
            yield from nothing_due
        else:
            from pipeline.publishing.rounds import dry_run

            yield from dry_run(project, editions, formats, last=last, retry=retry)


def _records_lost(project: Project) -> Iterator[RecordsLost]:
    if damage := steps_in(project.build).take_damage():
        yield RecordsLost(damage)
