# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines for the events of a build."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.bookformat.typeset_book import PageFill
from pipeline.model.publication import Artefact, Edition, Publication
from pipeline.publishing import events
from pipeline.report.lines import Level, Line, count, day, lines_for_any, size
from pipeline.report.warnings import shortened
from pipeline.system.steps import DAMAGED, FILE

_MAX_LISTED = 8
"""Lists of editions and pictures that are longer are summarised."""
NOT_TRIED = "nothing that it depends on has changed since it failed, so it is not retried; `build --again` retries it"
_NO_DOCUMENTS = ("genindex.html", "search.html")
"""Pages of an edition without a document."""


def lines_for(event: object) -> Iterator[Line]:
    """Yield the lines for an event of the build; Failed and Drawn are left to the final summary."""
    match event:
        case events.Planned(due, _):
            yield from _plan(due)
        case events.Published(edition, artefacts):
            new = [artefact for artefact in artefacts if artefact.format in event.formats]
            how = "fetched from the store" if event.is_fetched else "published"
            yield Line(f"{edition}: {how} in {event.seconds:.1f} s: {_artefacts(new)}")
            yield from (Line(f"  build/site/{artefact.path}: {size(artefact.bytes)}", Level.DETAIL) for artefact in new)
            yield from (Line(text, Level.DETAIL) for text in _holes(event.holes))
            yield from (Line(f"  {line}") for line in _picture_lines(event.pictures))
            yield from map(Line, _removed_files(edition, event.removed))
        case events.Held():
            yield from _held(event)
        case events.TakenOff(edition, withdrawal):
            yield Line(f"{edition}: version {withdrawal.version} has been withdrawn since {day(withdrawal.moment)}")
        case events.Remaining() | events.DeadLinks():
            yield _earlier_edition(event)
        case events.Cleared(folders, released):
            yield Line(f"removed from the site, no longer in the project: {', '.join(folders)}")
            if released:
                yield Line(f"  released versions stay, until they are withdrawn: {', '.join(released)}")
        case events.NotKept(problem):
            yield Line(str(problem), Level.FAILURE if event.is_damage else Level.REMARK)
        case events.Refused(edition, problem):
            yield Line(f"{edition}: built without this translation\n{problem}", Level.FAILURE)
        case events.LeftOut() | events.Failed():
            yield _failure_line(event)
        case events.Working() | events.Warned() | events.Drawn():
            return
        case _:
            yield from _state_lines(event)


def _earlier_edition(event: events.Remaining | events.DeadLinks) -> Line:
    edition = event.edition
    if isinstance(event, events.DeadLinks):
        pages = shortened(", ".join(event.pages))
        return Line(
            f"{edition}: warning: the earlier edition on the site links to pages that have gone: {pages}\n"
            "  next: they go when the edition can be made; [[moved]] or [[removed]] in publication.toml keeps the address of a page",
            Level.REMARK,
        )
    target = f"--publication {edition.publication.slug} --language {edition.tag}"
    return Line(
        f"{edition}: the earlier edition on the site still has documents that the sources no longer have: "
        f"{', '.join(event.documents)}\n  next: they go when the edition can be made; to take the edition off at once: "
        f'west-pipeline withdraw {target} --reason "…"',
        Level.FAILURE,
    )


def _held(event: events.Held) -> Iterator[Line]:
    edition, progress = event.edition, event.progress
    stays = "; the earlier edition stays on the site" if event.kept else ""
    if event.unreviewed:
        yield Line(f"{edition}: held back: {event.unreviewed}{stays}")
        return
    number = progress.messages - progress.translated
    waiting = f"; {count(number, 'message')} to translate, the first at {event.first}" if event.first else ""
    threshold = edition.publication.publish_at
    yield Line(f"{edition}: held back: {progress.percent}% translated, published from {threshold}%{waiting}{stays}")
    yield from (Line(f"  not translated: {text}") for text in event.missing)


def _picture_lines(lines: Sequence[str]) -> Iterator[str]:
    if len(lines) <= _MAX_LISTED:
        yield from lines
    else:
        yield f"{len(lines)} notes on pictures, the first: {lines[0]}"


def _failure_line(event: events.LeftOut | events.Failed) -> Line:
    problem = event.problem
    if isinstance(event, events.Failed):
        return Line(str(problem), Level.FAILURE)
    why = f"{problem.message} ({shortened(problem.cause)}); {problem.hint}"
    return Line(f"{event.edition}: warning: no new {event.format.upper()} is made: {why}\n  {NOT_TRIED}", Level.REMARK)


def _state_lines(event: object) -> Iterator[Line]:
    """Yield the lines for the records of earlier builds, the store and the cluster."""
    match event:
        case events.RecordsLost(reason):
            where = f"build/{FILE} is damaged ({reason}), and is now {DAMAGED}"
            yield Line(f"{where}; everything is made again", Level.REMARK)
        case events.NotShared(problem):
            yield Line(f"{problem}\n  this build continues without the store", Level.REMARK)
        case events.WorkerLeftOut(worker, reason):
            yield Line(f"the worker {worker} is not used: {reason}", Level.REMARK)
        case _:
            yield from lines_for_any(event)


def _plan(due: Sequence[events.Due]) -> Iterator[Line]:
    """Yield which formats are made and why."""
    groups: dict[tuple[str, str], list[Edition]] = {}
    for entry in due:
        formats = "+".join(name.upper() for name in entry.formats)
        groups.setdefault((formats, ", ".join(entry.reasons)), []).append(entry.edition)
    for (formats, reasons), editions in groups.items():
        if len(due) <= _MAX_LISTED:
            yield from (Line(f"{edition}: making {formats}: {reasons}") for edition in editions)
        else:
            yield Line(f"making {formats} of {count(len(editions), 'edition')}: {reasons}")
            yield from (Line(f"  {edition}", Level.DETAIL) for edition in editions)


def behind(planned: events.Planned) -> Iterator[Line]:
    """Yield a line if editions that this build leaves out were made from earlier versions of the files that it reads anew."""
    if planned.behind:
        files = shortened(", ".join(sorted({path for due in planned.due for path in due.files})))
        verb = "was" if len(planned.behind) == 1 else "were"
        others = f"{count(len(planned.behind), 'other edition')} on the site {verb}"
        yield Line(f"{others} made before {files} changed; next: west-pipeline build")
        yield from (Line(f"  {edition}", Level.DETAIL) for edition in planned.behind)


def _artefacts(artefacts: Sequence[Artefact]) -> str:
    """Describe the formats of an edition, and count its offprints: `HTML, PDF 12 pages, 1.2 MB, 3 offprints`."""
    whole = []
    for artefact in (artefact for artefact in artefacts if artefact.document is None):
        facts = [count(artefact.pages, "page")] if artefact.pages else []
        facts += [size(artefact.bytes)] if artefact.format != "html" else []
        whole.append(f"{artefact.format.upper()} {', '.join(facts)}")
    parts = len(artefacts) - len(whole)
    return ", ".join([*whole, *([count(parts, "offprint")] if parts else [])])


def _holes(holes: Sequence[PageFill]) -> Iterator[str]:
    """Yield the pages of a PDF with much blank space, and the chapters whose last page has only a few lines."""
    for hole in holes:
        if hole.ends:
            yield f"  p. {hole.page} of the PDF: {hole.chapter or 'a chapter'} runs over by {count(hole.lines, 'line')}"
        else:
            yield f"  p. {hole.page} of the PDF: {1 - hole.filled:.0%} of the page is blank"


def _removed_files(edition: Edition, paths: Sequence[str]) -> Iterator[str]:
    """Yield a line with the files of an edition that were removed from the site, except styles and scripts."""
    fates = {
        page.path: f" (its address leads to {page.to}.html)" if page.to else " (its address gives the reason)"
        for page in edition.publication.former_pages
    }
    if names := [name + fates.get(name, "") for name in _names_for_readers(paths)]:
        yield f"{edition}: removed from the site: {', '.join(names)}"


def reminders(published: Iterable[events.Published]) -> Iterator[str]:
    """Yield, for each publication, advice on how to keep the addresses of removed pages."""
    pages_by_publication: dict[Publication, dict[str, None]] = {}
    for event in published:
        publication = event.edition.publication
        expected = {*_NO_DOCUMENTS, *(page.path for page in publication.former_pages)}
        pages = (name for name in _names_for_readers(event.removed) if name.endswith(".html") and name not in expected)
        pages_by_publication.setdefault(publication, {}).update(dict.fromkeys(pages))
    for publication, names in pages_by_publication.items():
        if names:
            yield (
                f"next: if the address of {', '.join(names)} was given out, {publication.described_in} can keep it: [[moved]] "
                "with from and to leads readers on, [[removed]] with document and reason tells them why"
            )


def _names_for_readers(paths: Sequence[str]) -> list[str]:
    """Return the names of pages and downloads, and the number of pictures; nothing for styles and scripts."""
    pictures = sum(path.startswith("_images/") for path in paths)
    names = [path for path in paths if not path.startswith("_")]
    names += [Path(path).name for path in paths if path.startswith("_downloads/")]
    return [*names, *([count(pictures, "picture")] if pictures else [])]
