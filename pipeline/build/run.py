# SPDX-License-Identifier: GPL-3.0-or-later
"""The build: end at once where nothing is due, else make what is. Little is imported before that is known."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.build import completion
from pipeline.build.events import Event, Planned
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.system.lock import held

if TYPE_CHECKING:
    from concurrent.futures import Executor


def build(
    project: Project,
    editions: tuple[Edition, ...],
    formats: tuple[Format, ...] = tuple(Format),
    executor: "Executor | None" = None,
) -> Iterator[Event]:
    """Bring the site up to date, and yield what happens as it does.

    Nothing raised here touches another edition: what concerns one is yielded as Failed. Raises Problem for what stops all
    (the lock, the sources).
    """
    with held(project.build):
        former = completion.read(project)
        mark = completion.mark_of_inputs(project, former.beyond)
        if former.is_all(project, mark, editions, formats):
            yield Planned((), sum(map(former.is_on_site, editions)))
        else:
            from pipeline.build.rounds import bring_up_to_date

            yield from bring_up_to_date(project, editions, formats, executor, former=former, mark=mark)


def look(
    project: Project, editions: tuple[Edition, ...], formats: tuple[Format, ...] = tuple(Format)
) -> Iterator[Event]:
    """Yield what `build` would begin with: what stops an edition, and the plan. Raises Problem as it does."""
    with held(project.build):
        former = completion.read(project)
        mark = completion.mark_of_inputs(project, former.beyond)
        if former.is_all(project, mark, editions, formats):
            yield Planned((), sum(map(former.is_on_site, editions)))
        else:
            from pipeline.build.rounds import outlook

            yield from outlook(project, editions, formats)
