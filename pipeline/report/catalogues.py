# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines for the events of the commands about catalogues: update, settle, sign, memory, weblate."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from pipeline.catalogue.changes import Changes
from pipeline.commands.memory import Exported, Kept
from pipeline.commands.settle import Conflict, Done
from pipeline.commands.sign import Signed
from pipeline.commands.update import Departed, Orphan, Unreadable, Updated
from pipeline.model.publication import FormerPage
from pipeline.report.lines import Level, Line, count, in_one_line, lines_for_any

if TYPE_CHECKING:
    from pipeline.commands.weblate import Component, Repository

_MOST_NAMED = 20
"""So many messages of a catalogue are named of those that are many; --verbose names all."""
_MANY = ("new", "gone", "moved", "dropped")


def lines_for(event: object) -> Iterator[Line]:
    """Yield the lines for an event of a catalogue or a memory."""
    match event:
        case Updated(path, changes, written):
            yield Line(f"{path}: {changes.summary if written else 'nothing to change'}")
            yield from _changes(changes)
        case Departed(publication, entries):
            where = publication.described_in
            yield Line(f"{where}: if the addresses of these documents were given out, add what keeps them:")
            yield from (Line(_proposal(entry)) for entry in entries)
        case Conflict() | Done():
            yield from map(Line, _settlement(event))
        case Orphan(path):
            yield Line(f"{path}: belongs to no publication; left as it is")
        case Unreadable(problem):
            yield Line(str(problem), Level.FAILURE)
        case Signed(path, messages, of, review):
            yield Line(f"{path}: {messages} of {of} messages signed; the catalogue counts as {review}")
        case Exported(path, segments, refused):
            yield from (Line(str(problem), Level.FAILURE) for problem in refused)
            yield Line(f"wrote {path}: {count(segments, 'translation')}")
        case Kept(path, segments, written):
            yield Line(f"{path}: {count(segments, 'translation')}" + ("" if written else "; it was there already"))
        case _:
            yield from lines_for_any(event)


def _changes(changes: Changes) -> Iterator[Line]:
    """Name the messages; of a new catalogue, where all are, a few."""
    rows = ((line.partition(" ")[0], line) for line in changes.lines())
    for kind, group in groupby(rows, key=itemgetter(0)):
        lines = [line for _, line in group]
        most = _MOST_NAMED if kind in _MANY else len(lines)
        yield from (Line(f"  {line}") for line in lines[:most])
        yield from (Line(f"  {line}", Level.DETAIL) for line in lines[most:])
        if len(lines) > most:
            yield Line(f"  … and {len(lines) - most} more; --verbose names them")


def _settlement(event: Conflict | Done) -> Iterator[str]:
    """Yield the two translations of a message, or which of them was taken."""
    match event:
        case Conflict():
            yield f"{event.path}:{event.line}: {in_one_line(event.message.original)}"
            yield f"  ours: {in_one_line(event.ours) or '–'}"
            yield from (f"  hers: {in_one_line(words)}" for words in event.others)
        case Done(conflict, "hers"):
            comment = "; ours is kept as a comment" if conflict.ours else ""
            yield f"{conflict.path}:{event.line}: hers is taken: {in_one_line(conflict.hers)}{comment}"
        case Done(conflict):
            comment = ", ".join(map(in_one_line, conflict.others))
            yield f"{conflict.path}:{event.line}: ours stays: {in_one_line(conflict.ours)}; this comment is gone: {comment}"


def _proposal(page: FormerPage) -> str:
    """Return the lines of publication.toml that keep the address of a document."""
    if page.to:
        return f'  [[moved]]\n  from = "{page.name}"\n  to = "{page.to}"'
    return f'  [[removed]]\n  document = "{page.name}"\n  reason = "…"'


def weblate_lines(components: "Sequence[Component]", repository: "Repository") -> Iterator[str]:
    """Yield a line for each component, then what to do next."""
    yield from (f"{component.slug}: {component.mask}, from {component.source}" for component in components)
    yield "next: the same with --json > components.json, then on the machine of Weblate:"
    yield f"  weblate import_json --project {repository.project} --update components.json"
