# SPDX-License-Identifier: GPL-3.0-or-later
"""The events of the commands that change catalogues in words: update, settle, sign, memory."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from pipeline.catalogue.changes import Changes
from pipeline.commands.memory import Exported, Kept
from pipeline.commands.settle import Conflict, Done
from pipeline.commands.sign import Signed
from pipeline.commands.update import Departed, Orphan, Unreadable, Updated
from pipeline.report.departures import proposal
from pipeline.report.said import Kind, Said, count, in_one_line, say_any

_SHOWN = 20
"""So many messages of a catalogue are named of those that are many; --verbose names all."""
_MANY = ("new", "gone", "moved", "dropped")


def say(event: object) -> Iterator[Said]:
    """Say what happened to a catalogue or a memory."""
    match event:
        case Updated(path, changes, written):
            yield Said(f"{path}: {changes.summary if written else 'nothing to change'}")
            yield from _changes(changes)
        case Departed(publication, entries):
            where = publication.described_in
            yield Said(f"{where}: if the addresses of these documents were given out, add what keeps them:")
            yield from (Said(proposal(entry)) for entry in entries)
        case Conflict() | Done():
            yield from map(Said, _settlement(event))
        case Orphan(path):
            yield Said(f"{path}: belongs to no publication; left as it is")
        case Unreadable(problem):
            yield Said(str(problem), Kind.FAILURE)
        case Signed(path, messages, of, review):
            yield Said(f"{path}: {messages} of {of} messages signed; the catalogue counts as {review}")
        case Exported(path, segments, refused):
            yield from (Said(str(problem), Kind.FAILURE) for problem in refused)
            yield Said(f"wrote {path}: {count(segments, 'translation')}")
        case Kept(path, segments, written):
            yield Said(f"{path}: {count(segments, 'translation')}" + ("" if written else "; it was there already"))
        case _:
            yield from say_any(event)


def _changes(changes: Changes) -> Iterator[Said]:
    """Name the messages; of a new catalogue, where all are, a few."""
    rows = ((line.partition(" ")[0], line) for line in changes.lines())
    for kind, group in groupby(rows, key=itemgetter(0)):
        lines = [line for _, line in group]
        shown = _SHOWN if kind in _MANY else len(lines)
        yield from (Said(f"  {line}") for line in lines[:shown])
        yield from (Said(f"  {line}", Kind.DETAIL) for line in lines[shown:])
        if len(lines) > shown:
            yield Said(f"  … and {len(lines) - shown} more; --verbose names them")


def _settlement(event: Conflict | Done) -> Iterator[str]:
    """Say what two translations of a message there are, or which of them was taken."""
    match event:
        case Conflict():
            yield f"{event.path}:{event.line}: {in_one_line(event.message.original)}"
            yield f"  ours: {in_one_line(event.ours) or '–'}"
            yield from (f"  hers: {in_one_line(words)}" for words in event.others)
        case Done(conflict, "hers"):
            kept = "; ours is kept as a comment" if conflict.ours else ""
            yield f"{conflict.path}:{event.line}: hers is taken: {in_one_line(conflict.hers)}{kept}"
        case Done(conflict):
            gone = ", ".join(map(in_one_line, conflict.others))
            yield f"{conflict.path}:{event.line}: ours stays: {in_one_line(conflict.ours)}; this comment is gone: {gone}"
