# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines for the events of a build."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.bookformat.typeset_book import PageFill
from pipeline.model.publication import PSEUDO, Artefact, Edition, Language, Publication
from pipeline.publishing import events
from pipeline.report.lines import Level, Line, count, day, lines_for_any, size
from pipeline.report.warnings import shortened

_MANY = 8
"""Up to this number, editions are listed one by one and pictures have a line each; larger lists are summed up."""
NOT_TRIED = "nothing that it depends on has changed since the last time, so it is not tried again; `build --again` does"
_NO_DOCUMENTS = ("genindex.html", "search.html")
"""Pages of an edition that are made from no document."""


def place(language: Language | None) -> str:
    """Return the folder of the editions of a language; no site has those of the pseudo-locale."""
    return f"build/{PSEUDO.tag}/site" if language == PSEUDO else "build/site"


def lines_for(event: object) -> Iterator[Line]:
    """Yield the lines for an event of the build; Failed and Drawn are for the summary at its end."""
    match event:
        case events.Planned(due, _):
            yield from _plan(due)
        case events.Published(edition, artefacts):
            new = [artefact for artefact in artefacts if artefact.format in event.formats]
            how = "fetched from the store" if event.is_fetched else "published"
            yield Line(f"{edition}: {how} in {event.seconds:.1f} s: {_artefacts(new)}")
            site = place(edition.language)
            yield from (Line(f"  {site}/{artefact.path}: {size(artefact.bytes)}", Level.DETAIL) for artefact in new)
            yield from (Line(text, Level.DETAIL) for text in _holes(event.holes))
            yield from (Line(f"  {line}") for line in _of_pictures(event.pictures))
            yield from map(Line, _removed(edition, event.removed))
        case events.Held(edition, progress, kept):
            stays = "; the earlier edition stays on the site" if kept else ""
            at = edition.publication.publish_at
            number = progress.messages - progress.translated
            waiting = f"; {count(number, 'message')} to translate, the first at {event.first}" if event.first else ""
            yield Line(f"{edition}: held back: {progress.percent}% translated, published from {at}%{waiting}{stays}")
            yield from (Line(f"  not translated: {text}") for text in event.missing)
        case events.TakenOff(edition, withdrawal):
            yield Line(f"{edition}: version {withdrawal.version} is withdrawn since {day(withdrawal.moment)}")
        case events.Remaining(edition, documents):
            left = ", ".join(documents)
            target = f"--publication {edition.publication.slug} --language {edition.tag}"
            yield Line(
                f"{edition}: the earlier edition on the site still has what the sources no longer have: {left}\n"
                "  next: it goes when the edition can be made; this takes the edition off at once: "
                f'west-pipeline withdraw {target} --reason "…"',
                Level.FAILURE,
            )
        case events.Cleared(folders):
            yield Line(f"took off the site, no longer in the project: {', '.join(folders)}")
        case events.NotKept(problem):
            yield Line(str(problem), Level.FAILURE if event.is_damage else Level.REMARK)
        case events.Refused(edition, problem):
            yield Line(f"{edition}: goes on without this translation\n{problem}", Level.FAILURE)
        case events.LeftOut() | events.Failed():
            yield _of_failure(event)
        case events.Working() | events.Drawn():
            return
        case _:
            yield from _of_sharing(event)


def _of_pictures(lines: Sequence[str]) -> Iterator[str]:
    if len(lines) <= _MANY:
        yield from lines
    else:
        yield f"{len(lines)} pictures encoded, the first of them {lines[0]}"


def _of_failure(event: events.LeftOut | events.Failed) -> Line:
    problem = event.problem
    if isinstance(event, events.Failed):
        return Line(str(problem), Level.FAILURE)
    why = f"{problem.message} ({shortened(problem.cause)}); {problem.hint}"
    return Line(f"{event.edition}: warning: no new {event.format.upper()} is made: {why}\n  {NOT_TRIED}", Level.REMARK)


def _of_sharing(event: object) -> Iterator[Line]:
    match event:
        case events.NotShared(problem):
            yield Line(f"{problem}\n  this build goes on without the store", Level.REMARK)
        case events.WorkerLeftOut(worker, reason):
            yield Line(f"the worker {worker} gets no job: {reason}", Level.REMARK)
        case _:
            yield from lines_for_any(event)


def _plan(due: Sequence[events.Due]) -> Iterator[Line]:
    """Yield what is made and why."""
    groups: dict[tuple[str, str], list[Edition]] = {}
    for entry in due:
        formats = "+".join(name.upper() for name in entry.formats)
        groups.setdefault((formats, ", ".join(entry.reasons)), []).append(entry.edition)
    for (formats, reasons), editions in groups.items():
        if len(due) <= _MANY:
            yield from (Line(f"{edition}: making {formats}: {reasons}") for edition in editions)
        else:
            yield Line(f"making {formats} of {count(len(editions), 'edition')}: {reasons}")
            yield from (Line(f"  {edition}", Level.DETAIL) for edition in editions)


def _artefacts(artefacts: Sequence[Artefact]) -> str:
    """Describe an edition in each format, and say how many offprints of it there are."""
    whole = []
    for artefact in (artefact for artefact in artefacts if artefact.document is None):
        facts = [count(artefact.pages, "page")] if artefact.pages else []
        facts += [size(artefact.bytes)] if artefact.format != "html" else []
        whole.append(f"{artefact.format.upper()} {', '.join(facts)}")
    parts = len(artefacts) - len(whole)
    return ", ".join([*whole, *([count(parts, "offprint")] if parts else [])])


def _holes(holes: Sequence[PageFill]) -> Iterator[str]:
    """Name the pages of a PDF that are left with much white, and the chapters that run over by a few lines."""
    for hole in holes:
        if hole.ends:
            yield f"  p. {hole.page} of the PDF: {hole.chapter or 'a chapter'} runs over by {count(hole.lines, 'line')}"
        else:
            yield f"  p. {hole.page} of the PDF: much white is left ({1 - hole.filled:.0%})"


def _removed(edition: Edition, paths: Sequence[str]) -> Iterator[str]:
    """Name the files of an edition that left the site, if any that a reader could know did."""
    fates = {
        page.path: f" (its address leads to {page.to}.html)" if page.to else " (its address tells the reason)"
        for page in edition.publication.former
    }
    if names := [name + fates.get(name, "") for name in _named(paths)]:
        yield f"{edition}: took off the site: {', '.join(names)}"


def reminders(published: Iterable[events.Published]) -> Iterator[str]:
    """Yield, once for each publication, what could keep the addresses of pages that left the site."""
    lost: dict[Publication, dict[str, None]] = {}
    for event in published:
        publication = event.edition.publication
        expected = {*_NO_DOCUMENTS, *(page.path for page in publication.former)}
        pages = (name for name in _named(event.removed) if name.endswith(".html") and name not in expected)
        lost.setdefault(publication, {}).update(dict.fromkeys(pages))
    for publication, names in lost.items():
        if names:
            yield (
                f"next: if the address of {', '.join(names)} was given out, {publication.described_in} can keep it: [[moved]] "
                "with from and to leads readers on, [[removed]] with document and reason tells them why"
            )


def _named(paths: Sequence[str]) -> list[str]:
    """Return pages, files and downloads by name, pictures by their number; nothing that only styles and scripts need."""
    pictures = sum(path.startswith("_images/") for path in paths)
    names = [path for path in paths if not path.startswith("_")]
    names += [Path(path).name for path in paths if path.startswith("_downloads/")]
    return [*names, *([count(pictures, "picture")] if pictures else [])]
