# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `release`: copy finished editions from the site to the archive, and record them in releases.toml."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from pipeline.commands.arguments import NarrowedCommand, Option
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition
from pipeline.model.releases import Release, ReleasedFile, new_identifier, version_of
from pipeline.model.releases_file import releases_of
from pipeline.publishing.events import Event as BuildEvent
from pipeline.publishing.events import Failed, Planned
from pipeline.publishing.plan import PublishedEdition, published_editions
from pipeline.publishing.record import Record
from pipeline.publishing.released_text import files_for_readers, is_same_text
from pipeline.publishing.releases import write_releases
from pipeline.publishing.run import build
from pipeline.publishing.templates import templates
from pipeline.report import builds
from pipeline.report.lines import Level, Line, count, day
from pipeline.report.session import Session
from pipeline.report.summary import Summary
from pipeline.system.files import copy_synced, sha256_of, write_if_changed
from pipeline.system.folders import remove_folder
from pipeline.system.lock import project_lock
from pipeline.translations.honesty import places_in, uncalled_numbers

CHECKSUMS = "SHA256SUMS"


@dataclass(frozen=True)
class ReleaseCommand(NarrowedCommand):
    allow_uncalled: Annotated[
        bool,
        Option("--uncalled-numbers", action="store_true", help="release leaflets with numbers that nobody has called"),
    ]

    def run(self, session: Session) -> int:
        project, now = session.project, datetime.now(UTC).replace(microsecond=0)
        events = release(project, self.editions(project), now, allow_uncalled=self.allow_uncalled)
        # No plan: released editions are up to date.
        return session.present((event for event in events if not isinstance(event, Planned)), lines_for, Summary())


@dataclass(frozen=True, slots=True)
class Released:
    """An edition is in the archive and in releases.toml, at `path`."""

    edition: Edition
    release: Release
    path: Path


@dataclass(frozen=True, slots=True)
class Unchanged:
    """This version of the edition was released before, and is the same now."""

    edition: Edition
    release: Release


@dataclass(frozen=True, slots=True)
class NotReady:
    """An edition is not released, and why not."""

    edition: Edition
    reason: str


@dataclass(frozen=True, slots=True)
class NotReleased:
    """An edition cannot be released under its version; the others are not affected."""

    edition: Edition
    problem: Problem


type Event = Released | Unchanged | NotReady | NotReleased | BuildEvent


def release(
    project: Project, editions: tuple[Edition, ...], now: datetime, *, allow_uncalled: bool = False
) -> Iterator[Event]:
    """Freeze the editions that are complete and up to date on the site, then draw the site with the new releases.

    Raises Problem `nothing-to-release`, `archive-not-writable`, `locked`, or for errors in the sources. Yields NotReleased for an
    edition whose version was released with other bytes, and, unless `allow_uncalled`, for a leaflet with a telephone number that nobody
    has verified by calling it.
    """
    with project_lock(project.build):
        _require_writable(project.archive)
        events: list[Released | Unchanged | NotReady | NotReleased] = []
        ready: list[Edition] = []
        for candidate in published_editions(project, editions):
            try:
                version_of(candidate.edition.publication)
                if not allow_uncalled:
                    _require_called_numbers(project, candidate.edition, now)
                if candidate.why_not or candidate.record is None:
                    events.append(NotReady(candidate.edition, candidate.why_not or "it is not on the site"))
                else:
                    ready.append(candidate.edition)
            except Problem as problem:
                events.append(NotReleased(candidate.edition, problem))
    frozen, has_failed = frozenset(ready), False
    if frozen:  # a draft says so on its pages; a release does not
        for event in build(project, tuple(ready), freezing=frozen):
            has_failed |= isinstance(event, Failed)
            yield event
    with project_lock(project.build):
        for candidate in published_editions(project, tuple(ready), frozen):
            try:
                events.append(_release(project, candidate, now))
            except Problem as problem:
                events.append(NotReleased(candidate.edition, problem))
        yield from sorted(events, key=lambda event: editions.index(event.edition))
        reasons = [event for event in events if isinstance(event, NotReady)]
        if len(reasons) == len(events) and not has_failed:  # else the build has said why
            cause = "; ".join(f"{reason.edition}: {reason.reason}" for reason in reasons[:3])
            hint = "run west-pipeline build; editions that are complete and up to date on the site can be released"
            raise Problem("nothing-to-release", "no edition is ready to be released", cause=cause, hint=hint)
    if archived := tuple(event.edition for event in events if isinstance(event, Released | Unchanged)):
        yield from build(project, archived)


def _require_called_numbers(project: Project, edition: Edition, now: datetime) -> None:
    """Raise Problem `uncalled-number` if a publication for print has a telephone number that nobody has verified."""
    publication = edition.publication
    if not (publication.kind.id == "leaflet" or publication.neutral):
        return
    printed = places_in((edition,), templates(project, (publication,)))
    numbers = uncalled_numbers(project, now.date(), printed)
    if numbers:
        message = f"{publication.slug} prints {count(len(numbers), 'number')} that nobody has called"
        cause = "a leaflet cannot be recalled, and whoever keeps it may dial a number that nobody answers"
        hint = "call them and write the day as verified_on in contacts.toml; to release it anyway: --uncalled-numbers"
        raise Problem("uncalled-number", message, cause=cause, hint=hint, path=numbers[0].path, line=numbers[0].line)


def _release(project: Project, candidate: PublishedEdition, now: datetime) -> Released | Unchanged | NotReady:
    edition, record = candidate.edition, candidate.record
    publication = edition.publication
    version = version_of(publication)
    if candidate.why_not or record is None:
        return NotReady(edition, candidate.why_not or "it is not on the site")
    folder = candidate.folder
    files = tuple(files_for_readers(edition, record, folder))
    history = releases_of(publication)
    last_release = history.release(version, edition.language.tag)
    if last_release is not None:
        if is_same_text(last_release.files, files):
            return Unchanged(edition, last_release)
        message = f"version {last_release.version} of {publication.slug} in {last_release.tag} was released with different text"
        cause = f"it was released on {last_release.released:%Y-%m-%d}, and readers may have it"
        hint = "raise `version` in publication.toml, say in [[changes]] what is new, build, then release again"
        raise Problem("already-released", message, cause=cause, hint=hint, path=publication.described_in)
    new = _build_release(project, candidate, record, files, now)
    # Write the archive first: after an interruption, the next run finds the copy and records it.
    _archive(project, new, folder, record.files)
    write_releases(project, history.with_release(new))
    return Released(edition, new, history.path)


def _build_release(
    project: Project, candidate: PublishedEdition, record: Record, files: tuple[ReleasedFile, ...], now: datetime
) -> Release:
    edition, publication = candidate.edition, candidate.edition.publication
    changes, changes_tag = _changes(candidate)
    return Release(
        slug=publication.slug,
        version=publication.version,
        tag=edition.language.tag,
        identifier=new_identifier(project, edition, publication.version),
        date=record.date,
        released=now,
        title=record.title,
        subtitle=record.subtitle,
        description=record.description,
        translated=record.progress.translated,
        messages=record.progress.messages,
        percent=record.progress.percent,
        state=record.progress.state(publication.publish_at),
        review=record.review,
        changes=changes,
        changes_tag=changes_tag,
        files=files,
    )


def _changes(candidate: PublishedEdition) -> tuple[str, str]:
    """Return the changes of this version, translated if possible, and the tag of their language."""
    publication = candidate.edition.publication
    written = (change.text for change in publication.changes if change.version == publication.version)
    text = next(written, "")
    for _, catalogue in candidate.inputs.sources if candidate.inputs is not None else ():
        if catalogue is not None and (translation := catalogue.translations.get(text)):
            return translation, candidate.edition.language.tag
    return text, publication.original.tag if text else ""


def _archive(project: Project, new: Release, folder: Path, names: Iterable[str]) -> None:
    """Copy an edition to the archive, completely or not at all. Existing files are never overwritten."""
    version = project.archive / new.slug / new.version
    place = version / new.tag / new.slug
    if place.exists():
        archived = {path.relative_to(place).as_posix(): sha256_of(path) for path in place.rglob("*") if path.is_file()}
        if archived != {name: sha256_of(folder / name) for name in names}:
            raise Problem(
                "already-released",
                f"version {new.version} of {new.slug} [{new.tag}] is in the archive with different text",
                cause="it was released elsewhere and that releases.toml is missing here, or a release was interrupted and the text changed",
                hint="bring releases.toml up to date; if no releases.toml anywhere lists this version, delete this folder by hand",
                path=place,
            )
    else:
        new_folder = version / f".{new.tag}.new"
        remove_folder(new_folder)
        for name in names:
            copy_synced(folder / name, new_folder / name)
        place.parent.mkdir(parents=True, exist_ok=True)
        new_folder.rename(place)
    files = sorted(path.relative_to(version).as_posix() for path in version.rglob("*") if path.is_file())
    released = (name for name in files if name != CHECKSUMS and not name.startswith("."))
    lines = (f"{sha256_of(version / name)}  {name}\n" for name in released)
    write_if_changed(version / CHECKSUMS, "".join(lines).encode())


def _require_writable(archive: Path) -> None:
    try:
        archive.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=archive).close()
    except OSError as error:
        message, cause = "released editions cannot be archived", error.strerror or str(error)
        hint = 'give yourself permission to write there, or name another folder in project.toml: archive = "…"'
        raise Problem("archive-not-writable", message, cause=cause, hint=hint, path=archive) from error


def lines_for(event: object) -> Iterator[Line]:
    """Yield the lines for an event of a release, or of the build that goes with it."""
    match event:
        case Released(edition, release, path):
            files = count(len(release.files), "file")
            yield Line(f"{edition}: released as version {release.version}, {files}; {path}")
        case Unchanged(edition, release):
            yield Line(f"{edition}: version {release.version} was released on {day(release.released)}")
        case NotReady(edition, reason):
            yield Line(f"{edition}: not released: {reason}")
        case NotReleased(edition, problem):
            yield Line(f"{edition}: not released\n{problem}", Level.FAILURE)
        case _:
            yield from builds.lines_for(event)
