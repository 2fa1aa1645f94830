# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `sign`: record in the headers of catalogues that a native speaker has read a translation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pipeline.build.edition_inputs import lay_out
from pipeline.build.templates import templates
from pipeline.catalogue.reading import read
from pipeline.catalogue.review import review, signed
from pipeline.commands.arguments import EditionCommand, Option
from pipeline.model.message import State
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Review
from pipeline.report.said import Said, say_any
from pipeline.report.session import Session
from pipeline.system.files import write_if_changed
from pipeline.system.lock import held


@dataclass(frozen=True)
class SignCommand(EditionCommand):
    """Record that a native speaker has read a translation."""

    name: Annotated[
        str, Option("--name", required=True, help="who has read it, as it may stand in the catalogue's header")
    ]
    documents: Annotated[
        list[str], Option("--document", metavar="NAME", action="append", default=[], help="this document alone")
    ]

    def run(self, session: Session) -> int:
        project = session.project
        events = sign(project, self.edition(project), self.name.strip(), date.today(), tuple(self.documents))
        return session.present(events, say)


@dataclass(frozen=True, slots=True)
class Signed:
    """A catalogue was signed: how many of the messages that the edition takes from it, and how it now counts."""

    path: Path
    messages: int
    of: int
    review: Review


def sign(project: Project, edition: Edition, name: str, day: date, documents: tuple[str, ...] = ()) -> Iterator[Signed]:
    """Sign every translated message of the edition, or of some of its documents, and yield each catalogue.

    Fuzzy and untranslated messages are not signed. Raises Problem `nothing-to-sign` for the original's own edition and
    for a document that it does not have, `bad-value` for a name that is none, `broken-catalogue`, `locked`.
    """
    if any(character in name for character in '\n\r\\"'):
        hint = "write it in one line, without quotes or backslashes"
        raise Problem("bad-value", f"{name!r} cannot stand in a header", hint=hint)
    if not edition.is_translation:
        hint = f"{edition.publication.slug} is written in {edition.language.autonym}; sign a translation"
        raise Problem("nothing-to-sign", f"{edition} is the original", hint=hint)
    with held(project.build):
        desk = lay_out(project, edition, templates(project))
        _known(
            edition,
            documents,
            {name for template, _ in desk.sources for name in template.of_documents(edition.publication.slug)},
        )
        for template, catalogue in desk.sources:
            printed = template.of_documents(edition.publication.slug)
            chosen = {text for name, texts in printed.items() if not documents or name in documents for text in texts}
            if catalogue is None or not chosen:
                continue
            write_if_changed(
                catalogue.path,
                signed(catalogue.path, catalogue.path.read_bytes(), edition.language, chosen, name, day),
            )
            now = read(catalogue.path, edition.language)
            used = {text for texts in printed.values() for text in texts}
            done = [
                message for message in now.messages if message.original in chosen and message.state is State.TRANSLATED
            ]
            yield Signed(
                now.path,
                len(done),
                len(used),
                review(now.header, [one for one in now.messages if one.original in used]),
            )


def _known(edition: Edition, documents: tuple[str, ...], known: set[str]) -> None:
    for name in documents:
        if name not in known:
            raise Problem(
                "nothing-to-sign",
                f"{edition} has no document {name!r}",
                hint=f"choose from: {', '.join(sorted(known))}",
            )


def say(event: object) -> Iterator[Said]:
    """Say which part of a catalogue was signed."""
    match event:
        case Signed(path, messages, of, review):
            yield Said(f"{path}: {messages} of {of} messages signed; the catalogue counts as {review}")
        case _:
            yield from say_any(event)
