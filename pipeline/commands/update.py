# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `update`: bring every catalogue up to date with the sources."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import Annotated

from pipeline.catalogue.changes import Changes, deleted_files
from pipeline.catalogue.memory import Memory
from pipeline.catalogue.update import UpdatedCatalogue
from pipeline.catalogue.update import update as merge
from pipeline.commands.arguments import NarrowedCommand, Option
from pipeline.model.diagnostics import Diagnostic
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, FormerPage, Language, Publication
from pipeline.model.template import Template, is_shared
from pipeline.publishing.templates import extracted_templates, mistakes_of, write_pots
from pipeline.report.lines import Level, Line, count
from pipeline.report.session import Session
from pipeline.system.checkout import refuse_unmerged
from pipeline.system.files import revise, write_if_changed
from pipeline.system.lock import project_lock
from pipeline.translations.catalogues import (
    INTERFACE,
    SPHINX,
    Catalogues,
    catalogue_path,
    forbid_adopted,
    former_path,
    owner,
)
from pipeline.translations.edition_inputs import has_texts_of
from pipeline.translations.interface import (
    keeps_interface,
    library_translations,
    readers_template,
    sphinx_template,
    tools_template,
)

_MAX_LISTED = 20
"""Maximum number of messages of a kind listed without --verbose."""
_NUMEROUS_KINDS = ("new", "gone", "moved", "dropped")


@dataclass(frozen=True)
class UpdateCommand(NarrowedCommand):
    same_meaning: Annotated[
        list[str],
        Option(
            "--same-meaning",
            metavar="FILE:LINE",
            nargs="+",
            action="extend",
            default=[],
            help="originals corrected without a change of meaning: their translations stay valid",
        ),
    ]

    def run(self, session: Session) -> int:
        project, moment = session.project, datetime.now().astimezone()
        refuse_unmerged(project.root)
        events = update(project, self.editions(project), moment, self.same_meaning)
        return session.present(events if session.json else _in_groups(events), lines_for)


@dataclass(frozen=True, slots=True)
class Updated:
    """A catalogue was brought up to date; `written` tells whether its file changed."""

    path: Path
    changes: Changes
    written: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """Catalogues of several languages with the same changes, or without any."""

    updated: tuple[Updated, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A catalogue was refused, or the sources of a publication; its catalogues are unchanged, the others are updated."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Orphan:
    """A catalogue without a publication; it is unchanged, and serves as memory."""

    path: Path


@dataclass(frozen=True, slots=True)
class Departed:
    """Documents of a publication were removed; `entries` can be added to its publication.toml, to keep their addresses."""

    publication: Publication
    entries: tuple[FormerPage, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake in a source; if it hides messages, their translations are kept with the former ones."""

    diagnostic: Diagnostic


type Event = Updated | Unreadable | Orphan | Departed | Mistake


def update(
    project: Project, editions: tuple[Edition, ...], moment: datetime, same_meaning: Sequence[str] = ()
) -> Iterator[Event]:
    """Extract messages, then update the catalogues of these editions; yield an event for each.

    `same_meaning` are places (`source/guide/first.rst:12`) of originals that were corrected without a change of
    meaning. Raises Problem `not-ours` for an adopted project, which manages its own catalogues, and `no-such-message`
    for a place without a message.
    """
    cause = "its project.toml has a table [layout]"
    forbid_adopted(project, "run the project's own update, for instance sphinx-intl update; then build again", cause)
    with project_lock(project.build):
        found, failed = extracted_templates(project)
        yield from map(Unreadable, failed.values())
        unread = {publication.slug for publication in failed}
        all_templates = tuple(template for template in found if not _is_of(unread, template.name))
        write_pots(project, all_templates)
        corrections = frozenset(chain.from_iterable(_originals_at(place, all_templates) for place in same_meaning))
        changes: list[Changes] = []
        for language in dict.fromkeys(edition.language for edition in editions):
            publications = {edition.publication for edition in editions if edition.language == language}
            chosen = (
                found for found in all_templates if any(has_texts_of(found.name, owner) for owner in publications)
            )
            interface = tuple(_of_interface(project, language))
            names = {template.name for template in (*all_templates, *interface)}
            for event in _update_language(project, language, (*chosen, *interface), names, moment, corrections):
                if isinstance(event, Orphan) and _is_of(unread, event.path.stem):
                    continue
                if isinstance(event, Updated):
                    changes.append(event.changes)
                yield event
        yield from _removed_documents(project, changes)
        for publication in dict.fromkeys(edition.publication for edition in editions):
            if publication.warnings_are_fatal:
                yield from map(Mistake, mistakes_of(project, publication))


def _is_of(slugs: Collection[str], name: str) -> bool:
    """Return whether a catalogue has texts of one of these publications; shared ones may have some of any."""
    return owner(name) in slugs or (bool(slugs) and is_shared(name))


def _removed_documents(project: Project, changes: Iterable[Changes]) -> Iterator[Departed]:
    """Yield the removed documents that publication.toml does not mention yet, with proposed entries."""
    successors = deleted_files(changes, lambda path: (project.root / path).is_file())
    for publication in project.publications:
        folder = publication.folder.relative_to(project.root)
        former = {_document(path, folder): _document(to, folder) for path, to in successors.items()}
        handled = {"", *(page.name for page in publication.former_pages)}
        if entries := tuple(FormerPage(name, to) for name, to in former.items() if name not in handled):
            yield Departed(publication, entries)


def _document(path: str, folder: Path) -> str:
    """Return the document name of a source file in a publication's folder; empty for any other file."""
    file = PurePosixPath(path)
    is_document = file.is_relative_to(folder) and file.suffix == ".rst" and not file.name.startswith("_")
    return str(file.relative_to(folder).with_suffix("")) if is_document else ""


def _of_interface(project: Project, language: Language) -> Iterator[Template]:
    """Yield the interface templates whose catalogues the project has in a language.

    Sphinx's labels are excluded: people may reword Sphinx's translations, and later versions of Sphinx may translate more.
    """
    yield from (
        template
        for template in (readers_template(), tools_template())
        if keeps_interface(project, language, template.name)
    )
    labels = sphinx_template(language)
    is_there = catalogue_path(project.locales, language, SPHINX).is_file()
    if keeps_interface(project, language, SPHINX) and labels.messages and not is_there:
        yield labels


def _originals_at(place: str, templates: tuple[Template, ...]) -> list[str]:
    """Return the originals at a place of the sources. Raises Problem `no-such-message`."""
    messages = chain.from_iterable(template.messages for template in templates)
    originals = [found.original for found in messages if place.removeprefix("./") in map(str, found.places)]
    if not originals:
        cause = "a message is named by the line where its paragraph begins, as after `#:` in the catalogues"
        hint = "name it as the update suggests: source/guide/first.rst:12"
        raise Problem("no-such-message", f"no message begins at {place}", cause=cause, hint=hint)
    return originals


def _update_language(
    project: Project,
    language: Language,
    templates: tuple[Template, ...],
    names: set[str],
    moment: datetime,
    corrections: frozenset[str],
) -> Iterator[Event]:
    folder = catalogue_path(project.locales, language, "any").parent
    catalogues, broken = Catalogues(project).readable(language)
    yield from map(Unreadable, broken)
    for template in templates:
        path = catalogue_path(project.locales, language, template.name)
        former_file = former_path(path)
        if template.original.tag == language.tag or any(problem.path in (path, former_file) for problem in broken):
            continue
        # Exclude button labels: they do not translate the same word in a text.
        other_catalogues = [
            other for other in catalogues if other.path.name != path.name and other.path.stem not in INTERFACE
        ]
        memory = Memory.of((library_translations(template, language), *other_catalogues), template.original, language)
        merging = partial(_merge, path, template, language, memory, moment, corrections, _licence(project, template))
        if path.is_file():
            result, is_written = revise(path, merging)
        else:
            data, result = merging(None)
            is_written = write_if_changed(path, data)
        if result.former is not None:
            write_if_changed(former_file, result.former)
        yield Updated(path, result.changes, is_written)
    yield from (Orphan(path) for path in sorted(folder.glob("*.po")) if path.stem not in {*names, *INTERFACE})


def _merge(
    path: Path,
    template: Template,
    language: Language,
    memory: Memory,
    moment: datetime,
    corrections: frozenset[str],
    licence: str,
    data: bytes | None,
) -> tuple[bytes, UpdatedCatalogue]:
    former_file = former_path(path)
    former_data = former_file.read_bytes() if former_file.is_file() else None
    result = merge(
        template,
        language,
        data,
        memory,
        moment=moment,
        former=former_data,
        path=path,
        licence=licence,
        same_meaning=corrections,
    )
    if result.interim is not None:
        write_if_changed(former_file, result.interim)
    return result.data, result


def _licence(project: Project, template: Template) -> str:
    """Return the licence of a new catalogue: its publication's or, for shared texts, the project's."""
    licences = {publication.slug: publication.license for publication in project.publications}
    return licences.get(owner(template.name), project.license)


def _in_groups(events: Iterable[Event]) -> Iterator[Event | Alike]:
    """Group catalogues of several languages with the same changes, and unchanged catalogues; advice comes last.

    Raises Problem as `update` does, after the events before it.
    """
    alike: dict[object, list[Updated]] = {}
    advice: list[Event] = []
    stopped: Problem | None = None
    try:
        for event in events:
            match event:
                case Updated(path, changes, written):
                    alike.setdefault((path.name, *changes.lines()) if written else None, []).append(event)
                case Unreadable():
                    yield event
                case _:
                    advice.append(event)
    except Problem as problem:
        stopped = problem
    yield from (Alike(tuple(group)) for group in alike.values())
    yield from advice
    if stopped is not None:
        raise stopped


def lines_for(event: object) -> Iterator[Line]:
    """Yield the lines for what happened to catalogues."""
    match event:
        case Alike(updated) if updated[0].written:
            *others, last = updated
            yield from (Line(f"{other.path},") for other in others)
            yield Line(f"{last.path}: {last.changes.summary}")
            yield from _changes(last.changes)
        case Alike(updated):
            yield Line(f"{count(len(updated), 'catalogue')}: nothing to change")
        case Departed(publication, entries):
            where = publication.described_in
            yield Line(f"{where}: if the addresses of these documents were given out, add these entries to keep them:")
            for page in entries:
                kept = f'[[moved]]\n  from = "{page.name}"\n  to = "{page.to}"'
                gone = f'[[removed]]\n  document = "{page.name}"\n  reason = "…"'
                yield Line(f"  {kept if page.to else gone}")
        case Orphan(path):
            yield Line(f"{path}: belongs to no publication; left unchanged")
        case Unreadable(problem):
            yield Line(str(problem), Level.FAILURE)
        case Mistake(diagnostic):
            yield Line(str(diagnostic), Level.TO_FIX)


def _changes(changes: Changes) -> Iterator[Line]:
    """List the messages; of a new catalogue, only a few."""
    rows = ((line.partition(" ")[0], line) for line in changes.lines())
    for kind, group in groupby(rows, key=itemgetter(0)):
        lines = [line for _, line in group]
        limit = _MAX_LISTED if kind in _NUMEROUS_KINDS else len(lines)
        yield from (Line(f"  {line}") for line in lines[:limit])
        yield from (Line(f"  {line}", Level.DETAIL) for line in lines[limit:])
        if len(lines) > limit:
            yield Line(f"  … and {len(lines) - limit} more; --verbose lists them")
