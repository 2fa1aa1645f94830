# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `sheet`: write the review sheet of a catalogue, a page to print with original and translation side by side."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pipeline.catalogue.reading import read
from pipeline.commands.arguments import Command, Option
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Language
from pipeline.preview.sheet import sheet
from pipeline.report.lines import Wrote
from pipeline.report.session import Session
from pipeline.system.files import write_whole
from pipeline.words import ToolWords


@dataclass(frozen=True)
class SheetCommand(Command):
    file: Annotated[Path, Option(type=Path, metavar="FILE.po", help="a catalogue, as locales/sq/LC_MESSAGES/manual.po")]

    def run(self, session: Session) -> int:
        project = session.project
        return session.present([Wrote(write_sheet(project, self.file))])


def write_sheet(project: Project, file: Path) -> Path:
    """Write the sheet of a catalogue into build/sheets, in the words of its language; return its path.

    Raises Problem `missing-file`, `unknown-language` where it is in no folder of a language of the project, `broken-catalogue`.
    """
    path = file.resolve()
    if not path.is_file():
        hint = "name a .po file, such as locales/sq/LC_MESSAGES/manual.po"
        raise Problem("missing-file", "there is no such catalogue", cause=f"{file} does not exist", hint=hint)
    language = _language(project, path)
    target = project.build / "sheets" / language.tag / f"{path.stem}.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, sheet(read(path, language), ToolWords(language, project.locales)).encode())
    return target


def _language(project: Project, path: Path) -> Language:
    """Return the language in whose folder a catalogue is, as `sq` in sq/LC_MESSAGES/manual.po or sq/manual.po."""
    names = [parent.name for parent in path.parents]
    found = (language for name in names for language in project.languages if language.is_named(name))
    language = next(found, None)
    return language if language is not None else project.language(names[0])
