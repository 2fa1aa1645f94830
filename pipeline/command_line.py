# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: finds the command, runs it, and exits. Exit codes: 0 well, 1 findings, 2 arguments, 3 a problem, 130 interrupted."""

import re
import sys
import time
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, override

from pipeline import __version__
from pipeline.model.problems import Problem
from pipeline.model.similar import similar
from pipeline.report.lines import PROBLEM, WELL, lines_for_any
from pipeline.report.session import Session
from pipeline.system.files import problem_of
from pipeline.system.interruption import INTERRUPTED, NOTICE, Interrupted, interruptible

if TYPE_CHECKING:
    from pipeline.commands.arguments import Command


COMMANDS: dict[str, tuple[str, str]] = {
    "build": ("build:BuildCommand", "make the editions that are due, and the download site"),
    "plan": ("plan:PlanCommand", "what `build` would make, why, and for how long; nothing is made"),
    "store gc": ("store:CollectCommand", "remove from the store what nobody has used for a while"),
    "print": ("build:PrintCommand", "make the files for the printer that are due, in build/print"),
    "update": ("update:UpdateCommand", "extract the messages, and bring the catalogues up to date"),
    "check": (
        "check:CheckCommand",
        "proofread the catalogues; notices are counted, --verbose shows each; exit code 1 for errors and warnings",
    ),
    "progress": ("progress:ProgressCommand", "how far each translation is"),
    "sign": ("sign:SignCommand", "record that a native speaker has read a translation"),
    "release": ("release:ReleaseCommand", "freeze the editions that are ready: into the archive and releases.toml"),
    "deposit": (
        "deposit:DepositCommand",
        "write what registries of DOIs are told of what is released, into build/deposits",
    ),
    "withdraw": ("withdraw:WithdrawCommand", "take an edition off the site, and tell readers why"),
    "preview": (
        "preview.command:PreviewCommand",
        "show an edition in a browser of this machine, renewed while its files are edited",
    ),
    "sheet": ("sheet:SheetCommand", "write the review sheet of a catalogue, to print, into build/sheets"),
    "memory export": ("memory:ExportCommand", "write what is translated into a language as TMX, for other programs"),
    "memory import": (
        "memory:ImportCommand",
        "keep a TMX of somebody else: `west-pipeline update` suggests what is in it",
    ),
    "kit make": (
        "kits.making:MakeCommand",
        "make build/kits/TAG-DATE.zip: catalogues, terminology, memory, editions, a guide",
    ),
    "kit receive": (
        "kits.receiving:ReceiveCommand",
        "merge what a translator sent into the catalogues, and write an answer; exit code 1 where she has to mend",
    ),
    "weblate": ("weblate:WeblateCommand", "the components of the project for Weblate"),
    "settle": (
        "settle:SettleCommand",
        "list messages that were translated on both sides, and settle them: --take theirs or ours",
    ),
    "doctor": (
        "doctor:DoctorCommand",
        "what is missing on this machine, and what installs it; exit code 1 where it is needed",
    ),
    "serve": ("serve:ServeCommand", "show the site in a browser of this machine"),
    "new": ("new:NewCommand", "write the first files of a project, a publication or a language"),
    "schema": ("schema:SchemaCommand", "write JSON Schemas, with which editors complete and check the TOML files"),
    "adopt": ("adopt:AdoptCommand", "take on an existing Sphinx project: two TOML files, nothing else"),
}
"""Every command, in the order of the help: its class below pipeline/commands/, imported when it is chosen, and what it does."""
GROUPS = {
    "memory": "the translation memory",
    "kit": "work for a translator without git",
    "store": "results that builds share",
}
"""Words before the names of several commands."""


def main(words: Sequence[str]) -> int:
    """Run one command; return its exit code. Whatever stops it is printed as what, why and what to do next."""
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
    """Names the command that a mistyped one may have meant, as Python 3.14 does by itself."""

    @override
    def error(self, message: str) -> NoReturn:
        typed = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)$", message)
        near = similar(typed[1], typed[2].split(", ")) if typed is not None else []
        super().error(f"{message}; did you mean {', '.join(near)}?" if near else message)


def parser(words: Sequence[str]) -> ArgumentParser:
    """Return the parser of all commands. Only those whose names are among `words` have arguments: the others are not imported."""
    shared = _ArgumentParser(add_help=False, argument_default=SUPPRESS)
    text = "the project's folder (default: this one or a parent)"
    shared.add_argument("--project", dest="folder", type=Path, metavar="DIR", help=text)
    text = "say all: phases and how long they took, each reason and file"
    shared.add_argument("--verbose", action="store_true", help=text)
    text = "for machines: a JSON object for each event, or one document"
    shared.add_argument("--json", action="store_true", help=text)
    text = "Publishes documents in several languages, as HTML, PDF and EPUB."
    whole = _ArgumentParser("west-pipeline", description=text, parents=[shared])
    whole.add_argument("--version", action="version", version=f"west-pipeline {__version__}")
    groups = {"": whole.add_subparsers(required=True, metavar="COMMAND")}
    for names, (place, text) in COMMANDS.items():
        group, _, name = names.rpartition(" ")
        if group not in groups:
            parent = groups[""].add_parser(group, help=GROUPS[group], description=GROUPS[group], parents=[shared])
            groups[group] = parent.add_subparsers(required=True, metavar="COMMAND")
        verb = groups[group].add_parser(name, help=text, description=text, parents=[shared])
        if set(names.split()) <= set(words):
            module, _, class_name = place.partition(":")
            command: type[Command] = getattr(import_module(f"pipeline.commands.{module}"), class_name)
            command.add_arguments(verb)
            verb.set_defaults(command=command)
    return whole


def _stop(session: Session, name: str, problem: Problem | None, code: int) -> int:
    """Print what stopped a command, a problem or an interruption; return the exit code."""
    if session.json:
        from pipeline.report.json_lines import JsonLines

        machine = JsonLines(Path.cwd(), lines_for_any, verbose=False)
        machine.line(name, problem or {})
        machine.end(time.monotonic() - session.since, code)
    elif problem is not None:
        # As short as what the reports say; the paths of other folders stay whole.
        print(str(problem).replace(f"{Path.cwd()}/", ""), file=sys.stderr)
    else:
        print(NOTICE, file=sys.stderr)
    return code
