# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `store gc`."""

from argparse import ArgumentTypeError
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pipeline.commands.arguments import STORE, Command, Option
from pipeline.publishing.resources import Resources
from pipeline.publishing.results import collect
from pipeline.report.lines import Level, Line, count, lines_for_any, size
from pipeline.report.session import Session
from pipeline.system.store import FOLDER, Store, StoredEntry, is_object, store_at

DAYS = 30
"""Default: remove entries unused for this many days."""


@dataclass(frozen=True, slots=True)
class Content:
    """The content of the store at an address: number and bytes of its results, and of its objects."""

    address: str
    results: int
    result_bytes: int
    objects: int
    object_bytes: int


@dataclass(frozen=True, slots=True)
class Collected:
    """Unused files were removed: their number and bytes."""

    files: int
    bytes: int


def _days(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text} is not a number of days, such as {DAYS}")
    return int(text)


@dataclass(frozen=True)
class CollectCommand(Command):
    store: Annotated[str | None, STORE]
    days: Annotated[
        int,
        Option(
            "--days",
            type=_days,
            default=DAYS,
            metavar="N",
            help=f"keep results that were written or used in the last N days (default: {DAYS})",
        ),
    ]

    def run(self, session: Session) -> int:
        # A store that is named on the command line needs no project.
        address = Resources(self.store).named or str(session.project.build / FOLDER)
        store = store_at(address)
        removed = collect(store, self.days)
        collected = Collected(len(removed), sum(entry.size for entry in removed))
        return session.present([collected, _content(address, store)], lines_for, root=Path.cwd())


def _content(address: str, store: Store) -> Content:
    entries: dict[bool, list[StoredEntry]] = {True: [], False: []}
    for entry in store.entries():
        entries[is_object(entry.name)].append(entry)
    sizes = {kind: sum(entry.size for entry in of_kind) for kind, of_kind in entries.items()}
    return Content(address, len(entries[False]), sizes[False], len(entries[True]), sizes[True])


def lines_for(event: object) -> Iterator[Line]:
    """Yield the lines for the contents of a store, and for removed files."""
    match event:
        case Content(address, results=0, objects=0):
            step = f"check the path, or fill the store: west-pipeline build --store {address}"
            yield Line(f"the store {address} is empty; {step}", Level.REMARK)
        case Content(_, results, result_bytes, objects, object_bytes):
            yield Line(f"{_amount(results, 'result', result_bytes)}; {_amount(objects, 'object', object_bytes)}")
        case Collected(files, total):
            yield Line(f"removed {_amount(files, 'file', total)}")
        case _:
            yield from lines_for_any(event)


def _amount(number: int, noun: str, total: int) -> str:
    """Return a count such as `3 files`, with their total size if it is not 0."""
    return f"{count(number, noun)}, {size(total)}" if number else count(number, noun)
