# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary of a command that makes editions: its results, counts of the rest, the duration, and finally the failures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.model.diagnostics import MAX_NAMED
from pipeline.publishing.events import Drawn, Failed, Held, Planned, Published, Refused, Warned
from pipeline.publishing.findings import refusal_diagnostic
from pipeline.publishing.warnings import group_by_warning, names
from pipeline.report import builds, warnings
from pipeline.report.builds import NOT_TRIED, lines_for, reminders
from pipeline.report.lines import Level, Line, count, duration

_TRANSLATION = re.compile(r" \(translation: [^()\n]+\)")
_MAX_FILES = 12
"""Maximum number of files listed; beyond it, editions with their formats are listed."""


@dataclass(slots=True)
class Summary:
    """Counts the events of a run. `serve` is the command that shows the site, for the last line; empty for none."""

    serve: str = ""
    finished: list[Published] = field(default_factory=list)
    warned: list[Warned] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    waiting: int = 0
    fresh: int | None = None
    """Editions that were up to date; None before the plan is known."""
    on_site: int = 0
    behind: list[Line] = field(default_factory=list)

    def add(self, event: object) -> bool:
        """Count an event; return whether it is printed only at the end."""
        match event:
            case Planned(_, fresh):
                self.behind += builds.behind(event)
                # A second plan, after a failure, would count editions made by the first one as up to date.
                self.fresh = fresh if self.fresh is None else self.fresh
            case Published():
                self.finished.append(event)
            case Warned():
                self.warned.append(event)
            case Held():
                self.waiting += 1
            case Failed():
                self.failed.append(event)
                return True
            case Refused():
                self.refused.append(event)
                return True
            case Drawn(artefacts):
                self.on_site = len({artefact.edition for artefact in artefacts})
        return False

    def lines(self, seconds: float) -> Iterator[Line]:
        """Yield the lines of the summary: warnings, results, counts (if there was a plan), failures."""
        yield from (
            Line(text, Level.REMARK)
            for text in warnings.lines(group_by_warning((event.edition, event.warnings) for event in self.warned))
        )
        yield from (Line(text, Level.FAILURE) for text in _refusals(self.refused))
        if self.fresh is not None:
            yield from self._files()
            yield from map(Line, reminders(self.finished))
            yield Line(self._counts(seconds))
        yield from self.behind
        if self.serve and self.finished and not self.failed:
            yield Line(f"to see it: {self.serve}")
        yield from (Line(text, Level.DETAIL) for text in unnamed_mistakes(self.failed))
        yield from (Line(text, Level.FAILURE) for text in failure_texts(self.failed))

    def _files(self) -> Iterator[Line]:
        """Yield the files of this run, or its editions if there are many files."""
        # An edition may have been made twice, for page numbers of other publications.
        artefacts = {
            (artefact.edition, artefact.format): artefact
            for event in self.finished
            for artefact in event.artefacts
            if artefact.document is None and artefact.format in event.formats
        }
        if len(artefacts) <= _MAX_FILES:
            for artefact in artefacts.values():
                yield Line(f"  {artefact.edition} {artefact.format.upper()}: build/site/{artefact.path}")
            return
        tags: dict[tuple[str, str], list[str]] = {}
        for edition in dict.fromkeys(event.edition for event in self.finished):
            formats = "+".join(name.upper() for name in edition.publication.formats if (edition, name) in artefacts)
            tags.setdefault((edition.publication.slug, formats), []).append(edition.tag)
        yield from (Line(f"  {slug} [{', '.join(of_slug)}]: {formats}") for (slug, formats), of_slug in tags.items())

    def _counts(self, seconds: float) -> str:
        fresh = self.fresh or 0
        if fresh and not self.finished and not self.failed:
            return f"Nothing to do: {count(fresh, 'edition')} up to date in build/site. {duration(seconds)}"
        # An edition that was made twice, for page numbers of other publications, counts once.
        fetched_last = {event.edition: event.is_fetched for event in self.finished}
        other_count = self.on_site - fresh - len(fetched_last)
        fetched = sum(fetched_last.values())
        made = len(fetched_last) - fetched
        counts = [
            f"{count(made, 'edition')} made in build/site" if made else "" if fetched else "no edition made",
            f"{count(fetched, 'edition')} fetched from the store" if fetched else "",
            f"{fresh} up to date" if fresh else "",
            f"{self.waiting} held back" if self.waiting else "",
            f"{count(other_count, 'other')} on the site" if other_count > 0 and not self.failed else "",
            f"{len(self.failed)} failed" if self.failed else "",
        ]
        return f"{', '.join(filter(None, counts))}. {duration(seconds)}"


def _refusals(refused: Sequence[Refused]) -> Iterator[str]:
    """Yield the refused translations, grouped by cause if there are many."""
    texts = [line.text for event in refused for line in lines_for(event)]
    found = group_by_warning((event.edition, (refusal_diagnostic(event.problem),)) for event in refused)
    yield from texts if warnings.fit(texts) else warnings.by_cause(found, "broken translation")


def failure_texts(failures: Sequence[Failed]) -> Iterator[str]:
    """Yield a text for each cause, with the failed editions. A mistake in the sources is named once for all languages."""
    for group in _groups(failures):
        first, of_group = group[0], names([failure.edition for failure in group])
        text = str(first.problem).replace(str(first.edition), of_group)
        known = f"\n  {NOT_TRIED}" if all(failure.is_known for failure in group) else ""
        yield f"{text}\n  {of_group}: not made{_earlier_edition(group)}{known}"


def unnamed_mistakes(failures: Sequence[Failed]) -> Iterator[str]:
    """Yield the mistakes that the text of `failure_texts` does not list but only counts."""
    for group in _groups(failures):
        for mistake in group[0].problem.diagnostics[MAX_NAMED:]:
            yield from (f"         {line}" for line in mistake.lines())


def _groups(failures: Sequence[Failed]) -> list[list[Failed]]:
    """Group failures of a publication by message, and join translations whose causes the original edition has too."""
    groups: list[list[Failed]] = []
    for failure in sorted(failures, key=lambda failure: failure.edition.is_translation):
        group = next((group for group in groups if _is_same(failure, group[0])), None)
        if group is not None:
            group.append(failure)
        else:
            groups.append([failure])
    return groups


def _is_same(failure: Failed, first: Failed) -> bool:
    if str(failure.problem).replace(str(failure.edition), "") == str(first.problem).replace(str(first.edition), ""):
        return True
    if first.edition.is_translation or failure.edition.publication != first.edition.publication:
        return False
    # Translations repeat the mistakes of the original, with places in their own catalogues.
    causes = _causes(failure)
    return failure.problem.code == first.problem.code and bool(causes) and causes <= _causes(first)


def _causes(failure: Failed) -> set[object]:
    """Return a failure's mistakes with their places, for comparison; next steps are left out, since they depend on the language."""
    if failure.problem.diagnostics:
        return {(mistake.path, mistake.line, str(mistake.sentence)) for mistake in failure.problem.diagnostics}
    return {_TRANSLATION.sub("", line) for line in failure.problem.cause.splitlines()}


def _earlier_edition(group: Sequence[Failed]) -> str:
    kept_editions = [failure.edition for failure in group if failure.kept]
    if not kept_editions:
        return "; there is no earlier edition"
    of_some = "" if len(kept_editions) == len(group) else f"of {names(kept_editions)} "
    return f"; {of_some}the earlier edition stays on the site"
