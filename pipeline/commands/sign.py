# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `sign`: record in the headers of catalogues that a native speaker has read a translation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated

from pipeline.commands.arguments import EditionCommand, Option
from pipeline.publishing.templates import templates
from pipeline.report.lines import Line
from pipeline.report.session import Session
from pipeline.translations.signing import Signed, sign


@dataclass(frozen=True)
class SignCommand(EditionCommand):
    name: Annotated[
        str, Option("--name", required=True, help="name of the person who has read it, for the catalogue's header")
    ]
    documents: Annotated[
        list[str], Option("--document", metavar="NAME", action="append", default=[], help="only this document")
    ]

    def run(self, session: Session) -> int:
        project = session.project
        edition = self.edition(project)
        extracted = partial(templates, project, (edition.publication,))
        events = sign(project, edition, extracted, self.name.strip(), date.today(), tuple(self.documents))
        return session.present(events, lines_for)


def lines_for(event: object) -> Iterator[Line]:
    """Yield a line that names the signed part of a catalogue."""
    if isinstance(event, Signed):
        counts = f"{event.messages} of {event.of} messages signed"
        yield Line(f"{event.path}: {counts}; the catalogue counts as {event.review}")
