# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of a build, and of the commands that end with one, in words."""

from collections.abc import Iterator, Sequence

from pipeline.build.build import (
    Cleared,
    Drawn,
    Failed,
    Held,
    NotKept,
    Planned,
    Published,
    Refused,
    Remaining,
    TakenOff,
    Working,
)
from pipeline.build.plan import Due
from pipeline.model.publication import Artefact
from pipeline.report.departures import remaining, removed
from pipeline.report.said import Kind, Said, count, day, say_any, size

_MANY = 8
"""So many editions are named one by one, each with its reasons; more are put together by their reasons."""


def say(event: object) -> Iterator[Said]:
    """Say an event of the build; Failed and Drawn are for the summary at its end."""
    match event:
        case Planned(due, _):
            yield from _plan(due)
        case Published(edition, artefacts):
            made = [artefact for artefact in artefacts if artefact.format in event.formats]
            yield Said(f"{edition}: published in {event.seconds:.1f} s: {_artefacts(made)}")
            yield from (Said(f"  build/site/{one.path}: {size(one.bytes)}", Kind.DETAIL) for one in made)
            yield from (Said(f"  {line}") for line in event.pictures)
            yield from map(Said, removed(edition, event.removed))
        case Held(edition, progress, kept):
            stays = "; the earlier edition stays on the site" if kept else ""
            at = edition.publication.publish_at
            yield Said(f"{edition}: held back: {progress.percent}% translated, published from {at}%{stays}")
            yield from (Said(f"  not translated: {text}") for text in event.missing)
        case TakenOff(edition, withdrawal):
            yield Said(f"{edition}: version {withdrawal.version} is withdrawn since {day(withdrawal.moment)}")
        case Remaining(edition, documents):
            yield Said(remaining(edition, documents), Kind.FAILURE)
        case Cleared(folders):
            yield Said(f"took off the site, no longer in the project: {', '.join(folders)}")
        case NotKept(problem):
            yield Said(str(problem), Kind.FAILURE if event.is_damage else Kind.REMARK)
        case Refused(edition, problem):
            yield Said(f"{edition}: goes on without this catalogue\n{problem}", Kind.FAILURE)
        case Failed(_, problem, _):
            yield Said(str(problem), Kind.FAILURE)
        case Working() | Drawn():
            return
        case _:
            yield from say_any(event)


def _plan(due: Sequence[Due]) -> Iterator[Said]:
    """Say what is made and why."""
    groups: dict[str, list[Due]] = {}
    for one in due:
        groups.setdefault(f"{'+'.join(name.upper() for name in one.formats)}: {', '.join(one.reasons)}", []).append(one)
    for why, some in groups.items():
        if len(due) <= _MANY:
            yield from (Said(f"{one.edition}: making {why}") for one in some)
        else:
            formats, _, reasons = why.partition(": ")
            yield Said(f"making {formats} of {count(len(some), 'edition')}: {reasons}")
            yield from (Said(f"  {one.edition}", Kind.DETAIL) for one in some)


def _artefacts(made: Sequence[Artefact]) -> str:
    """An edition in each format, and how many offprints of it there are."""
    whole = [_artefact(one) for one in made if one.document is None]
    parts = sum(one.document is not None for one in made)
    return ", ".join([*whole, *([count(parts, "offprint")] if parts else [])])


def _artefact(one: Artefact) -> str:
    facts = [count(one.pages, "page")] if one.pages else []
    facts += [size(one.bytes)] if one.format != "html" else []
    return f"{one.format.upper()} {', '.join(facts)}"
