# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `build`."""

from dataclasses import dataclass
from typing import Annotated

from pipeline.build.run import build
from pipeline.commands.arguments import NarrowedCommand, Option
from pipeline.model.publication import Format
from pipeline.report.builds import lines_for
from pipeline.report.session import Session
from pipeline.report.summary import Summary


@dataclass(frozen=True)
class BuildCommand(NarrowedCommand):
    formats: Annotated[
        list[str] | None, Option("--format", choices=("html", "pdf", "epub"), action="append", help="this format alone")
    ]

    def run(self, session: Session) -> int:
        formats = tuple(map(Format, self.formats or Format))
        return session.present(build(session.project, self.editions(session.project), formats), lines_for, Summary())
