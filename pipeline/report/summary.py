# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of a command that makes editions: what this run made, the rest as counts, how long it took, and last what failed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.build.build import Drawn, Failed, Held, Planned, Published
from pipeline.build.printing import Ordered, Printed
from pipeline.model.publication import Artefact
from pipeline.report.departures import reminders
from pipeline.report.failures import ON_THE_SITE, Outlook, failures, unnamed
from pipeline.report.said import Kind, Said, count, duration

_ROWS = 12
"""So many files are named; of more, the editions, with the formats made."""


@dataclass(slots=True)
class Summary:
    """Gathers the events of a run. `place` is the folder of what it makes."""

    place: str = "build/site"
    outlook: Outlook = ON_THE_SITE
    made: list[Published | Printed] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    held: int = 0
    fresh: int | None = None
    """The editions asked for that were up to date; None before the plan is known."""
    on_site: int = 0

    def note(self, event: object) -> bool:
        """Take in an event; whether it is one that the end alone speaks of."""
        match event:
            case Planned(_, fresh) | Ordered(_, fresh):
                # A second plan, after a failure, counts what the first one made as up to date.
                self.fresh = fresh if self.fresh is None else self.fresh
            case Published() | Printed():
                self.made.append(event)
            case Held():
                self.held += 1
            case Failed():
                self.failed.append(event)
                return True
            case Drawn(artefacts):
                self.on_site = len({artefact.edition for artefact in artefacts})
        return False

    def lines(self, seconds: float) -> Iterator[Said]:
        """Say the end; nothing where the command has made no plan."""
        warnings: dict[str, list[str]] = {}
        for one in self.made:
            for warning in one.warnings:
                warnings.setdefault(warning, []).append(str(one.edition))
        yield from (Said(f"{', '.join(of)}: warning: {text}", Kind.REMARK) for text, of in warnings.items())
        if self.fresh is not None:
            yield from self._files()
            yield from map(Said, reminders(one for one in self.made if isinstance(one, Published)))
            yield Said(self._counts(seconds))
        yield from (Said(text, Kind.DETAIL) for text in unnamed(self.failed))
        yield from (Said(text, Kind.FAILURE) for text in failures(self.failed, self.outlook))

    def _files(self) -> Iterator[Said]:
        """Name what this run made."""
        artefacts = [one for event in self.made if isinstance(event, Published) for one in _whole(event)]
        if len(artefacts) <= _ROWS:
            yield from (Said(f"  {_facts(artefact)} {self.place}/{artefact.path}") for artefact in artefacts)
            return
        made: dict[tuple[str, str], list[str]] = {}
        for event in self.made:
            if isinstance(event, Published):
                names = "+".join(name.upper() for name in event.formats)
                made.setdefault((event.edition.publication.slug, names), []).append(event.edition.language.tag)
        yield from (Said(f"  {slug} [{', '.join(tags)}]: {names}") for (slug, names), tags in made.items())

    def _counts(self, seconds: float) -> str:
        fresh = self.fresh or 0
        if fresh and not self.made and not self.failed:
            return f"Nothing to do: {count(fresh, 'edition')} up to date in {self.place}. {duration(seconds)}"
        others = self.on_site - fresh - len({*(str(one.edition) for one in self.made)})
        counts = [
            f"{count(len(self.made), 'edition')} made in {self.place}" if self.made else "nothing made",
            f"{fresh} up to date" if fresh else "",
            f"{self.held} held back" if self.held else "",
            f"{count(others, 'other')} on the site" if others > 0 and not self.failed else "",
            f"{len(self.failed)} failed" if self.failed else "",
        ]
        return f"{', '.join(filter(None, counts))}. {duration(seconds)}"


def _whole(event: Published) -> Sequence[Artefact]:
    return [artefact for artefact in event.artefacts if artefact.document is None and artefact.format in event.formats]


def _facts(one: Artefact) -> str:
    return f"{one.edition} {one.format.upper()}:"
