# SPDX-License-Identifier: GPL-3.0-or-later
"""The build: end at once where nothing is due, else make what is. Little is imported before that is known."""

from collections.abc import Iterator

from pipeline.build import completion
from pipeline.build.completion import Completion
from pipeline.build.events import Event, Planned
from pipeline.build.resources import Resources
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.system.lock import held


def build(
    project: Project,
    editions: tuple[Edition, ...],
    formats: tuple[Format, ...] = tuple(Format),
    resources: Resources = Resources(),  # noqa: B008  a frozen value
) -> Iterator[Event]:
    """Bring the site up to date, and yield what happens as it does.

    Nothing raised here touches another edition: what concerns one is yielded as Failed. Raises Problem for what stops all
    (the lock, the sources).
    """
    with held(project.build):
        former, mark, nothing_due = _at_once(project, editions, formats)
        if nothing_due is not None:
            yield nothing_due
        else:
            from pipeline.build.rounds import bring_up_to_date

            yield from bring_up_to_date(project, editions, formats, resources, former=former, mark=mark)


def look(
    project: Project, editions: tuple[Edition, ...], formats: tuple[Format, ...] = tuple(Format), offer_to: str = ""
) -> Iterator[Event]:
    """Yield what `build` would begin with: what stops an edition, and the plan. Raises Problem as it does.

    Jobs of the plan that can begin at once are offered to the store at the address `offer_to`, unless that is empty.
    """
    with held(project.build):
        former, mark, nothing_due = _at_once(project, editions, formats)
        if nothing_due is not None:
            yield nothing_due
        else:
            from pipeline.build.rounds import outlook

            yield from outlook(project, editions, formats, offer_to, former=former, mark=mark)


def _at_once(
    project: Project, editions: tuple[Edition, ...], formats: tuple[Format, ...]
) -> tuple[Completion, str, Planned | None]:
    """Return what the last build noted and is still true, the mark of the inputs now, and the plan where nothing is due."""
    former, mark = completion.still_true(project)
    is_all = bool(former.inputs and former.site) and former.covers(editions, formats)
    return former, mark, Planned((), sum(map(former.is_on_site, editions))) if is_all else None
