# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `doctor`: list the machine's parts, and the commands that install them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from pipeline.commands.arguments import Command
from pipeline.model.problems import Problem
from pipeline.report.lines import Advice, Level, Line, lines_for_any
from pipeline.report.session import Session
from pipeline.system.machine import INSTALL, Part, libraries_and_programs, part, python_packages, system


@dataclass(frozen=True)
class DoctorCommand(Command):
    def run(self, session: Session) -> int:
        found_parts = tuple(parts(session))
        return session.present(chain(found_parts, combined_commands(found_parts)), lines_for, root=Path.cwd())


def parts(session: Session) -> Iterator[Part]:
    """Yield each part of the machine that the pipeline or the project's languages need."""
    packages = list(python_packages())
    yield from packages
    yield from libraries_and_programs()
    if all(package.is_there for package in packages):
        yield from _dictionaries(session)
        yield from _fonts(session)


def _fonts(session: Session) -> Iterator[Part]:
    """Yield the fonts for the scripts of the project's languages, and for symbols; nothing outside a project."""
    from pipeline.languages import script_of
    from pipeline.system.script_fonts import SYMBOLS, fonts_for, fonts_of

    try:
        tags = [language.tag for language in session.project.languages]
    except Problem:
        return
    boxes = "symbols and emoji that our fonts lack are not printed"
    costs = {
        row: "no PDF is made in a language of this script" for tag in tags for row in fonts_of(tag, script_of(tag))
    }
    for row, cost in {**costs, **dict.fromkeys(fonts_for({SYMBOLS}, ""), boxes)}.items():
        yield part(
            f"fonts for {row.name}", is_there=bool(row.files), is_needed=False, without=cost, packages=row.packages
        )


def _dictionaries(session: Session) -> Iterator[Part]:
    """Yield the dictionaries of the project's languages; outside a project, of those with a complete profile."""
    from pipeline.languages import profile_of, profiles
    from pipeline.proofread.dictionaries import dictionary

    try:
        folder = session.project.profiles
        of_languages = [profile_of(language.tag, folder) for language in session.project.languages]
    except Problem:
        folder = None
        of_languages = [profile for profile in profiles() if "-" not in profile.tag and not any(profile.missing)]
    for profile in of_languages:
        yield part(
            f"{profile.english_name} dictionary",
            is_there=dictionary(profile.tag, project_profiles=folder) is not None,
            is_needed=False,
            without="spelling is not checked in that language",
            packages=profile.packages,
        )


def combined_commands(parts: Sequence[Part]) -> Iterator[Advice]:
    """Yield commands that install several missing parts at once, if this machine's system is known."""
    for name in (system(), "pip"):
        commands = [part.commands[name] for part in parts if not part.is_there and name in part.commands]
        if len(commands) > 1:
            yield Advice(
                " ".join([INSTALL[name], *(command.removeprefix(f"{INSTALL[name]} ") for command in commands)])
            )


def lines_for(event: object) -> Iterator[Line]:
    """Yield a line for a part, with the command that installs it if missing."""
    match event:
        case Part(is_there=True):
            yield Line(f"found    {event.name}")
        case Part():
            text = f"missing  {event.name}: without it {event.without}"
            usable = [event.commands[name] for name in (system(), "pip") if name in event.commands]
            commands_of_others = [f"{name}: {command}" for name, command in event.commands.items()]
            commands = (
                usable or ([] if system() else commands_of_others) or ["no package with it is known for this system"]
            )
            yield Line("\n         ".join((text, *commands)), Level.TO_FIX if event.is_needed else Level.RESULT)
        case _:
            yield from lines_for_any(event)
