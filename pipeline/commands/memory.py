# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands `memory export` and `memory import`: write our catalogues as TMX, and store external TMX files."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Annotated

from pipeline.commands.arguments import Command, Option
from pipeline.exchange.tmx import tmx
from pipeline.model.problems import Problem
from pipeline.report.lines import Advice, Level, Line, count, lines_for_any
from pipeline.report.session import Session
from pipeline.system.files import write_whole
from pipeline.translations.catalogues import MEMORY, Catalogues
from pipeline.translations.memory import Kept, keep, segments_of


@dataclass(frozen=True)
class ExportCommand(Command):
    language: Annotated[
        str, Option("-L", "--language", metavar="TAG", required=True, help="the language of the translations")
    ]
    file: Annotated[Path | None, Option(type=Path, nargs="?", metavar="FILE.tmx", help="default: build/memory/TAG.tmx")]

    def run(self, session: Session) -> int:
        project = session.project
        language = project.language(self.language)
        catalogues, refused = Catalogues(project).readable(language)
        segments = segments_of(catalogues)
        path = self.file or project.build / MEMORY / f"{language.tag}.tmx"
        write_whole(path, tmx(segments))
        return session.present([Exported(path, len(segments), refused)], lines_for)


@dataclass(frozen=True)
class ImportCommand(Command):
    file: Annotated[Path, Option(type=Path, metavar="FILE.tmx")]

    def run(self, session: Session) -> int:
        advice = Advice("west-pipeline update suggests its translations where they fit")
        return session.present(chain(keep(session.project, self.file), [advice]), lines_for)


@dataclass(frozen=True, slots=True)
class Exported:
    """A memory was written, with the number of its translations; `refused` are catalogues with errors."""

    path: Path
    segments: int
    refused: tuple[Problem, ...]


def lines_for(event: object) -> Iterator[Line]:
    """Yield the lines for an event of a memory."""
    match event:
        case Exported(path, segments, refused):
            yield from (Line(str(problem), Level.FAILURE) for problem in refused)
            yield Line(f"wrote {path}: {count(segments, 'translation')}")
        case Kept(path, segments, written):
            yield Line(f"{path}: {count(segments, 'translation')}" + ("" if written else "; it was there already"))
        case _:
            yield from lines_for_any(event)
