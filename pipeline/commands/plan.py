# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `plan`: list what `build` would make, why, and for how long; makes nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.commands.arguments import BuildingCommand
from pipeline.publishing.durations import estimate_makespan
from pipeline.publishing.events import Due, Planned
from pipeline.publishing.run import plan_build
from pipeline.report import builds
from pipeline.report.lines import Level, Line, count, duration
from pipeline.report.session import Session

_MAX_NAMES = 3
"""Maximum number of names on a line."""


@dataclass(frozen=True)
class PlanCommand(BuildingCommand):
    def run(self, session: Session) -> int:
        events = plan_build(session.project, self.editions(session.project), self.chosen, retry=self.retry)
        return session.present(events, lines_for)


def lines_for(event: object) -> Iterator[Line]:
    """Yield the lines for a plan, or for an obstacle of an edition."""
    if not isinstance(event, Planned):
        yield from builds.lines_for(event)
        return
    for group in _group_by_reasons(event.due):
        first, tags = group[0], ", ".join(due.edition.tag for due in group)
        formats = "+".join(name.upper() for name in first.formats)
        about = _about(estimate_makespan([due.seconds for due in group], workers=1), " of work")
        files = f" ({_shortened(first.files)})" if first.files else ""
        yield Line(f"{first.edition.publication.slug} [{tags}]: {formats}{about}: {', '.join(first.reasons)}{files}")
        yield from (Line(f"  {path}", Level.DETAIL) for path in first.files)
    if event.site:
        yield Line(f"site: {count(len(event.site), 'piece')}: {_shortened(event.site)}")
        yield from (Line(f"  {name}", Level.DETAIL) for name in event.site)
    yield Line(_end(event))
    yield from builds.behind(event)


def _group_by_reasons(dues: Sequence[Due]) -> Iterable[list[Due]]:
    """Group the editions of a publication that are due for the same reasons."""
    groups: dict[object, list[Due]] = {}
    for due in dues:
        groups.setdefault((due.edition.publication.slug, due.formats, due.reasons, due.files), []).append(due)
    return groups.values()


def _end(planned: Planned) -> str:
    if not planned.due:
        return f"Nothing to do: {count(planned.fresh, 'edition')} up to date" + (
            "; the site will be built again" * bool(planned.site)
        )
    known = (
        _about(planned.seconds, " on this machine") or ", duration unknown (some formats have never been built here)"
    )
    return f"{count(len(planned.due), 'edition')} due, {planned.fresh} up to date{known}"


def _about(seconds: float | None, suffix: str) -> str:
    return f", about {duration(seconds)}{suffix}" if seconds is not None else ""


def _shortened(names: Sequence[str]) -> str:
    more = len(names) - _MAX_NAMES
    return ", ".join([*names[:_MAX_NAMES], *([f"{more} more"] if more > 0 else [])])
