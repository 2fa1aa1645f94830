# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `settle`: list conflicting translations, and take theirs or keep ours.

Also runs as git's merge driver for catalogues.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pipeline.catalogue.conflict import Side
from pipeline.commands.arguments import Command, Option
from pipeline.commands.merge_driver import install_driver
from pipeline.model.problems import Problem
from pipeline.report.lines import Line, in_one_line
from pipeline.report.session import Session
from pipeline.translations.settling import Conflict, Done, conflicts, merge, settle


@dataclass(frozen=True)
class SettleCommand(Command):
    places: Annotated[
        list[str], Option(nargs="*", metavar="FILE.po[:LINE]", help="one message, or all messages of a file")
    ]
    take: Annotated[
        str | None,
        Option(
            "--take", choices=("theirs", "ours"), help="the translation that stays; without it, conflicts are listed"
        ),
    ]
    all: Annotated[bool, Option("--all", action="store_true", help="all messages, or all of --language")]
    language: Annotated[str | None, Option("-L", "--language", metavar="TAG", help="only this language")]
    merge: Annotated[
        list[Path] | None,
        Option(
            "--merge",
            nargs=4,
            type=Path,
            metavar=("BASE", "CURRENT", "INCOMING", "PATH"),
            help="merge two versions of a catalogue, as git's merge driver: %%O %%A %%B %%P",
        ),
    ]

    install: Annotated[
        bool,
        Option(
            "--install", action="store_true", help="let git merge catalogues so, in this clone: write its merge driver"
        ),
    ]

    def run(self, session: Session) -> int:
        project = session.project
        if self.install:
            return session.present(install_driver(project))
        languages = [project.language(self.language)] if self.language else project.languages
        moment = datetime.now().astimezone()
        if self.merge is not None:
            base, current, incoming, path = self.merge
            return session.present(merge(project, base, current, incoming, path, moment), lines_for)
        if self.take is not None and bool(self.places) != self.all:
            return session.present(settle(project, Side(self.take), self.places, languages, moment), lines_for)
        if self.take is None and not self.places and not self.all:
            return session.present(conflicts(project, languages), lines_for)
        hint = "give --take theirs or --take ours, and FILE.po:LINE, FILE.po, or --all"
        raise Problem("no-conflict", "it is not clear what to settle", hint=hint)


def lines_for(event: object) -> Iterator[Line]:
    """Yield the conflicting translations of a message, or the chosen one."""
    match event:
        case Conflict():
            yield Line(f"{event.path}:{event.line}: {in_one_line(event.message.original)}")
            yield Line(f"  ours: {in_one_line(event.current) or '–'}")
            yield from (Line(f"  theirs: {in_one_line(words)}") for words in event.others)
        case Done(conflict, "theirs"):
            note = "; ours is kept as a comment" if conflict.current else ""
            yield Line(f"{conflict.path}:{event.line}: theirs was chosen: {in_one_line(conflict.others[-1])}{note}")
        case Done(conflict):
            dropped, current = ", ".join(map(in_one_line, conflict.others)), in_one_line(conflict.current)
            yield Line(f"{conflict.path}:{event.line}: ours stays: {current}; this comment was removed: {dropped}")
