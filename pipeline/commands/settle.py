# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `settle`: of two translations of a message take hers out of its comment, or keep ours and drop the comment.

As git's merge driver for catalogues, it merges two versions of one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pipeline.catalogue.conflict import Side
from pipeline.commands.arguments import Command, Option
from pipeline.model.problems import Problem
from pipeline.report.lines import Line, in_one_line
from pipeline.report.session import Session
from pipeline.translations.settling import Conflict, Done, conflicts, merge, settle


@dataclass(frozen=True)
class SettleCommand(Command):
    side: Annotated[
        str,
        Option(
            choices=("hers", "ours", "list", "merge"),
            help="which translation is taken; list: what waits for a decision; merge: as a driver of git",
        ),
    ]
    places: Annotated[
        list[str],
        Option(nargs="*", metavar="FILE.po[:LINE]", help="one message, or all of a file; to merge: %%O %%A %%B %%P"),
    ]
    all: Annotated[bool, Option("--all", action="store_true", help="all, or all of --language")]
    language: Annotated[str | None, Option("--language", metavar="TAG", help="this language alone")]

    def run(self, session: Session) -> int:
        project = session.project
        languages = [project.language(self.language)] if self.language else project.languages
        moment = datetime.now().astimezone()
        match self.side, self.places:
            case "list", _:
                return session.present(conflicts(project, languages), lines_for)
            case "merge", [base, current, incoming, path]:
                events = merge(project, Path(base), Path(current), Path(incoming), Path(path), moment)
                return session.present(events, lines_for)
            case side, places if side != "merge" and bool(places) != self.all:
                return session.present(settle(project, Side(side), places, languages, moment), lines_for)
        hint = "name FILE.po:LINE or FILE.po, or say --all, with --language for one language; to merge, name four files"
        raise Problem("no-conflict", "what is to be settled is not named", hint=hint)


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
