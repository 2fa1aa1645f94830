# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `settle`: of two translations of a message take hers out of its comment, or keep ours and drop the comment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pipeline.catalogue.conflict import Side
from pipeline.commands.arguments import Command, Option
from pipeline.model.problems import Problem
from pipeline.report.lines import Line, in_one_line
from pipeline.report.session import Session
from pipeline.translations.settling import Conflict, Done, conflicts, settle


@dataclass(frozen=True)
class SettleCommand(Command):
    side: Annotated[
        str,
        Option(choices=("hers", "ours", "list"), help="which translation is taken; list: what waits for a decision"),
    ]
    places: Annotated[list[str], Option(nargs="*", metavar="FILE.po[:LINE]", help="one message, or all of a file")]
    all: Annotated[bool, Option("--all", action="store_true", help="all, or all of --language")]
    language: Annotated[str | None, Option("--language", metavar="TAG", help="this language alone")]

    def run(self, session: Session) -> int:
        project = session.project
        languages = [project.language(self.language)] if self.language else project.languages
        if self.side == "list":
            return session.present(conflicts(project, languages), lines_for)
        if bool(self.places) == self.all:
            hint = "name FILE.po:LINE or FILE.po, or say --all, with --language for one language"
            raise Problem("no-conflict", "what is to be settled is not named", hint=hint)
        events = settle(project, Side(self.side), self.places, languages, datetime.now().astimezone())
        return session.present(events, lines_for)


def lines_for(event: object) -> Iterator[Line]:
    """Yield the two translations of a message, or which of them was taken."""
    match event:
        case Conflict():
            yield Line(f"{event.path}:{event.line}: {in_one_line(event.message.original)}")
            yield Line(f"  ours: {in_one_line(event.ours) or '–'}")
            yield from (Line(f"  hers: {in_one_line(words)}") for words in event.others)
        case Done(conflict, "hers"):
            note = "; ours is kept as a comment" if conflict.ours else ""
            yield Line(f"{conflict.path}:{event.line}: hers is taken: {in_one_line(conflict.others[-1])}{note}")
        case Done(conflict):
            dropped, ours = ", ".join(map(in_one_line, conflict.others)), in_one_line(conflict.ours)
            yield Line(f"{conflict.path}:{event.line}: ours stays: {ours}; this comment is gone: {dropped}")
