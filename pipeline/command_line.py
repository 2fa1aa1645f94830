# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: finds and runs a command. Exit codes: 0 success, 1 findings, 2 wrong arguments, 3 a problem, 130 interrupted."""

import os
import re
import shutil
import sys
import textwrap
import time
from argparse import SUPPRESS, ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn, override

from pipeline import __version__
from pipeline.model.problems import Problem
from pipeline.model.similar import similar
from pipeline.report.lines import PROBLEM, WELL, lines_for_any
from pipeline.report.session import Session
from pipeline.system.files import problem_of
from pipeline.system.interruption import INTERRUPTED, NOTICE, Interrupted, interruptible
from pipeline.system.program import callable_here

if TYPE_CHECKING:
    from pipeline.commands.arguments import Command


class ListedCommand(NamedTuple):
    """A command in the help: `place` is its class below pipeline/commands/ (`module:Class`), imported only to run it."""

    place: str
    about: str
    example: str


SECTIONS: dict[str, dict[str, ListedCommand]] = {
    "Begin": {
        "new": ListedCommand(
            "new:NewCommand",
            "write the first files of a project, a publication or a language",
            "new publication first-night",
        ),
        "adopt": ListedCommand(
            "adopt:AdoptCommand",
            "adopt an existing Sphinx project: add two TOML files, and change nothing else",
            "adopt docs --languages de,sq",
        ),
        "doctor": ListedCommand(
            "doctor:DoctorCommand",
            "list what is missing on this machine and out of date in a project; exit code 1 if something must be done",
            "doctor",
        ),
        "schema": ListedCommand(
            "schema:SchemaCommand",
            "write JSON Schemas, so that text editors complete and check the TOML files",
            "schema",
        ),
    },
    "Write and build": {
        "preview": ListedCommand(
            "preview.command:PreviewCommand",
            "show an edition in a browser on this machine, updated while its files are edited",
            "preview -P usual-procedures -L sq",
        ),
        "update": ListedCommand(
            "update:UpdateCommand",
            "extract the messages, and bring the catalogues up to date",
            "update --same-meaning source/usual-procedures/first-contact.rst:12",
        ),
        "check": ListedCommand(
            "check:CheckCommand",
            "proofread the catalogues, and find mistakes in the sources; notices are only counted, --verbose lists them; exit code 1 for errors and warnings",
            "check -L sq --in sq",
        ),
        "plan": ListedCommand(
            "plan:PlanCommand", "list what `build` would make, why, and how long it would take", "plan -P campaigns"
        ),
        "build": ListedCommand(
            "build:BuildCommand",
            "make the editions that are due, and the download site",
            "build -P campaigns -L sq -F html pdf",
        ),
        "serve": ListedCommand("serve:ServeCommand", "show the site in a browser on this machine", "serve --port 8100"),
        "store gc": ListedCommand(
            "store:CollectCommand",
            "remove results from the store that have been unused for a while",
            "store gc --days 7",
        ),
    },
    "Translate": {
        "progress": ListedCommand("progress:ProgressCommand", "show how far each translation is", "progress -L sq"),
        "settle": ListedCommand(
            "settle:SettleCommand",
            "list messages with two translations, and settle them: --take theirs or ours",
            "settle --take theirs locales/sq/LC_MESSAGES/campaigns.po:120",
        ),
        "sign": ListedCommand(
            "sign:SignCommand",
            "record that a native speaker has read a translation",
            'sign -P campaigns -L sq --name "…"',
        ),
        "kit make": ListedCommand(
            "kits.making:MakeCommand",
            "make build/kits/TAG-DATE.zip: catalogues, terminology, editions, a guide",
            "kit make -L sq --preview",
        ),
        "kit receive": ListedCommand(
            "kits.receiving:ReceiveCommand",
            "merge a translator's files into the catalogues, and write an answer; exit code 1 if something must be corrected",
            "kit receive kit-back.zip",
        ),
    },
    "Publish": {
        "release": ListedCommand(
            "release:ReleaseCommand",
            "freeze the editions that are ready, in the archive and releases.toml",
            "release -P campaigns",
        ),
        "withdraw": ListedCommand(
            "withdraw:WithdrawCommand",
            "take an edition off the site, and tell readers why",
            'withdraw -P campaigns -L sq --reason "…"',
        ),
    },
}
"""The commands, by their headings in the help."""
COMMANDS = {name: command for section in SECTIONS.values() for name, command in section.items()}
GROUPS = {
    "kit": "work for a translator without git",
    "store": "results that builds share",
}
"""Groups of commands, by the word before the command's name, with their descriptions."""


def main(words: Sequence[str]) -> int:
    """Run one command; return its exit code. An error is printed with its cause and the next step."""
    if "_ARGCOMPLETE" in os.environ:
        with suppress(ImportError):  # completion may belong to another Python
            import argcomplete

            argcomplete.autocomplete(parser(os.environ["COMP_LINE"].split()))
    session = Session(time.monotonic())
    try:
        with interruptible():
            arguments = parser(words).parse_args(words)
            options = {name: value for name, value in vars(arguments).items() if name in ("folder", "verbose", "json")}
            session = Session(session.since, **options)
            command: type[Command] = arguments.command
            return command.of(arguments).run(session)
    except SystemExit as stop:
        return int(stop.code or 0)
    except Problem as problem:
        return _stop(session, "Problem", problem, PROBLEM)
    except Interrupted:
        return _stop(session, "Interrupted", None, INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        return WELL
    except OSError as error:
        return _stop(session, "Problem", problem_of(error), PROBLEM)


class _ArgumentParser(ArgumentParser):
    """Suggests similar commands for a mistyped one, as Python 3.14 does automatically."""

    @override
    def error(self, message: str) -> NoReturn:
        typed = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)$", message)
        near = similar(typed[1], typed[2].split(", ")) if typed is not None else []
        super().error(f"{message}; did you mean {', '.join(near)}?" if near else message)


def parser(words: Sequence[str]) -> ArgumentParser:
    """Return the parser of all commands. Only commands named in `words` have arguments, since the others are not imported."""
    shared = _ArgumentParser(add_help=False, argument_default=SUPPRESS)
    text = "the project's folder (default: this one or a parent)"
    shared.add_argument("--project", dest="folder", type=Path, metavar="DIR", help=text)
    text = "print all details: phases and their duration, each reason and file"
    shared.add_argument("-v", "--verbose", action="store_true", help=text)
    text = "print JSON: an object for each event, or one document"
    shared.add_argument("--json", action="store_true", help=text)
    text = "Publishes documents in several languages, as HTML, PDF and EPUB."
    whole = _ArgumentParser(
        "west-pipeline",
        description=text,
        parents=[shared],
        epilog=_command_list(),
        formatter_class=RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"west-pipeline {__version__}")
    below = "one of the commands below; west-pipeline COMMAND --help explains it"
    groups = {"": whole.add_subparsers(required=True, metavar="COMMAND", help=below)}
    for names, command_text in COMMANDS.items():
        group, _, name = names.rpartition(" ")
        if group not in groups:
            parent = groups[""].add_parser(group, description=GROUPS[group], parents=[shared])
            words_of_group = [names.split()[1] for names in COMMANDS if names.startswith(f"{group} ")]
            groups[group] = parent.add_subparsers(required=True, metavar="COMMAND", help=" or ".join(words_of_group))
        about = textwrap.fill(
            f"{command_text.about[0].upper()}{command_text.about[1:]}.", _width(), break_on_hyphens=False
        )
        verb = groups[group].add_parser(
            name,
            description=f"{about}\n\nExample: west-pipeline {command_text.example}",
            parents=[shared],
            formatter_class=RawDescriptionHelpFormatter,
        )
        if set(names.split()) <= set(words):
            module, _, class_name = command_text.place.partition(":")
            command: type[Command] = getattr(import_module(f"pipeline.commands.{module}"), class_name)
            command.add_arguments(verb)
            verb.set_defaults(command=command)
    return whole


def _width() -> int:
    """Return the line width of help texts, the same as argparse's."""
    return shutil.get_terminal_size().columns - 2


def _command_list() -> str:
    """Return the list of all commands for the help: name and description, under headings."""
    column = 17
    lines: list[str] = []
    for heading, section in SECTIONS.items():
        lines += [f"{heading}:"]
        for name, listed in section.items():
            text = textwrap.wrap(listed.about, max(_width() - column, 30), break_on_hyphens=False)
            lines += [f"  {name:{column - 2}}{text[0]}", *(" " * column + line for line in text[1:])]
        lines += [""]
    return "\n".join(lines)


def _stop(session: Session, name: str, problem: Problem | None, code: int) -> int:
    """Print the problem or interruption that stopped a command; return the exit code."""
    if session.json:
        from pipeline.report.json_lines import JsonLines

        machine = JsonLines(Path.cwd(), lines_for_any, verbose=False)
        machine.line(name, problem or {})
        machine.end(time.monotonic() - session.since, code)
    elif problem is not None:
        # Shorten paths below the working directory, as reports do.
        print(callable_here(str(problem).replace(f"{Path.cwd()}/", "")), file=sys.stderr)
    else:
        print(NOTICE, file=sys.stderr)
    return code
