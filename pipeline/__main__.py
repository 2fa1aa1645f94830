# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: the only module that prints and exits. Exit codes: 0 well, 1 findings, 2 arguments, 3 a problem, 130 interrupted."""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.problems import Problem

if TYPE_CHECKING:
    from pipeline.project import Project

WELL, FINDINGS, PROBLEM, INTERRUPTED = 0, 1, 3, 130
"""2, for wrong arguments, is what argparse itself exits with."""


def entry() -> None:
    """The console script."""
    sys.exit(main(sys.argv[1:]))


def main(words: Sequence[str]) -> int:
    """Run one command; return its exit code. Whatever stops it is printed as what, why and what to do next."""
    try:
        arguments = _parser().parse_args(words)
    except SystemExit as stop:
        return int(stop.code or 0)
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except Problem as problem:
        return _stopped(problem)
    except KeyboardInterrupt:
        print("interrupted; what was on the site is still there", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return WELL
    except OSError as error:
        return _stopped(_of_the_machine(error))


def _stopped(problem: Problem) -> int:
    # As short as what the reports say; the paths of other folders stay whole.
    print(str(problem).replace(f"{Path.cwd()}/", ""), file=sys.stderr)
    return PROBLEM


def _of_the_machine(error: OSError) -> Problem:
    """No space, no right to write, a file that went away meanwhile."""
    return Problem(
        "file-system",
        "a file cannot be read or written",
        cause=error.strerror or str(error),
        hint="look at the space and the rights there, then run the command again; what was on the site is still there",
        path=Path(str(error.filename)) if error.filename else None,
    )


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument(
        "--project", type=Path, metavar="DIR", help="the project's folder (default: this one or a parent)"
    )
    narrow = argparse.ArgumentParser(add_help=False)
    narrow.add_argument("--publication", metavar="SLUG", help="this publication alone")
    narrow.add_argument("--language", metavar="TAG", help="this language alone")
    parser = argparse.ArgumentParser(
        "pipeline", description="Publishes documents in several languages, as HTML and PDF.", parents=[shared]
    )
    parser.add_argument("--version", action="version", version=f"pipeline {__version__}")
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    def verb(
        name: str, command: Callable[[argparse.Namespace], int], text: str, *parents: argparse.ArgumentParser
    ) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=text, description=text, parents=[shared, *parents])
        added.set_defaults(command=command)
        return added

    one = verb("build", _build, "make the editions that are due, and the download site", narrow)
    one.add_argument("--format", choices=("html", "pdf"), action="append", help="this format alone")
    one = verb("update", _update, "extract the messages, and bring the catalogues up to date", narrow)
    one.add_argument(
        "--same-meaning",
        metavar="FILE:LINE",
        nargs="+",
        default=(),
        help="originals corrected without another meaning: their translations stay valid",
    )
    one = verb("check", _check, "proofread the catalogues; exit code 1 where an error or a warning is found", narrow)
    one.add_argument("--check", metavar="NAME", help="this check alone")
    one.add_argument("--explain", metavar="NAME", help="explain a check, with a bad and a good example")
    one.add_argument("--json", action="store_true", help="findings as JSON")
    one.add_argument(
        "--sarif", action="store_true", help="findings as SARIF 2.1.0, which code hosts show beside the lines"
    )
    one = verb("progress", _progress, "how far each translation is", narrow)
    one.add_argument("--json", action="store_true", help="numbers as JSON")
    one = verb("sign", _sign, "record that a native speaker has read a translation")
    one.add_argument("--publication", metavar="SLUG", required=True)
    one.add_argument("--language", metavar="TAG", required=True)
    one.add_argument("--name", required=True, help="who has read it, as it may stand in the catalogue's header")
    one.add_argument("--document", metavar="NAME", action="append", default=[], help="this document alone")
    one = verb("serve", _serve, "show the site in a browser of this machine")
    one.add_argument("--port", type=int, default=8000)
    one = verb("new", _new, "write the first files of a publication or a language")
    one.add_argument("what", choices=("publication", "language"))
    one.add_argument("name", help="the slug of the publication, or the tag of the language")
    one.add_argument("--kind", choices=("manual", "paper", "proceedings", "leaflet", "report"), default="manual")
    one.add_argument("--original", metavar="TAG", help="the language it is written in (default: the project's)")
    one.add_argument("--title", help="its title in that language (default: from the slug)")
    one = verb("adopt", _adopt, "take on an existing Sphinx project: two TOML files, nothing else")
    one.add_argument("folder", type=Path)
    one.add_argument("--languages", metavar="TAG,…", help="languages to publish in (default: those with catalogues)")
    return parser


def _project(arguments: argparse.Namespace) -> "Project":
    from pipeline.project import Project, nearest

    folder: Path | None = getattr(arguments, "project", None)
    return Project.load(folder if folder is not None else nearest(Path.cwd()))


def _build(arguments: argparse.Namespace) -> int:
    from pipeline.publication import Format
    from pipeline.report import Report
    from pipeline.works.build import build

    project = _project(arguments)
    editions = project.editions(arguments.publication, arguments.language)
    formats = tuple(Format(name) for name in arguments.format or tuple(Format))
    report = Report(project.root)
    with report.live():
        for event in build(project, editions, formats):
            report.of_build(event)
    return PROBLEM if report.failures else WELL


def _update(arguments: argparse.Namespace) -> int:
    from pipeline.report import Report
    from pipeline.works.update import update

    project = _project(arguments)
    editions = project.editions(arguments.publication, arguments.language)
    report = Report(project.root)
    for event in update(project, editions, datetime.now().astimezone(), arguments.same_meaning):
        report.of_update(event)
    return PROBLEM if report.failures else WELL


def _check(arguments: argparse.Namespace) -> int:
    from pipeline.findings import Severity
    from pipeline.report import Report
    from pipeline.works.check import check, explain, explanations

    if arguments.explain:
        print(explain(arguments.explain))
        return WELL
    project = _project(arguments)
    found = list(
        check(project, project.editions(arguments.publication, arguments.language), arguments.check, date.today())
    )
    if arguments.sarif:
        Report(project.root).of_findings_as_sarif(found, explanations(found))
    else:
        Report(project.root).of_findings(found, as_json=arguments.json)
    return FINDINGS if any(one.severity is not Severity.NOTICE for one in found) else WELL


def _progress(arguments: argparse.Namespace) -> int:
    from pipeline.report import Report
    from pipeline.works.progress import draw, progress

    project = _project(arguments)
    report = Report(project.root)
    standings = list(progress(project, project.editions(arguments.publication, arguments.language)))
    if arguments.json:
        report.of_progress_as_json(standings)
    else:
        # The page of the site tells of all: a narrowed command leaves it as it is.
        is_whole = arguments.publication is None and arguments.language is None
        report.of_progress(standings, draw(project, standings) if is_whole else None)
    return WELL


def _sign(arguments: argparse.Namespace) -> int:
    from pipeline.report import Report
    from pipeline.works.sign import sign

    project = _project(arguments)
    (edition,) = project.editions(arguments.publication, arguments.language)
    report = Report(project.root)
    for event in sign(project, edition, arguments.name.strip(), date.today(), tuple(arguments.document)):
        report.of_signature(event)
    return WELL


def _serve(arguments: argparse.Namespace) -> int:
    from pipeline.portal.serve import serve

    with serve(_project(arguments).site, arguments.port) as server:
        print(f"http://127.0.0.1:{server.server_port}/  (Ctrl-C ends it)", flush=True)
        server.serve_forever()
    return WELL


def _new(arguments: argparse.Namespace) -> int:
    from pipeline.publication import Kind
    from pipeline.works.new import new_language, new_publication

    project = _project(arguments)
    if arguments.what == "language":
        print(f"added {arguments.name} to {new_language(project, arguments.name)}")
        print("next: make update writes its catalogues")
        return WELL
    title = arguments.title or arguments.name.replace("-", " ").capitalize()
    original = project.language(arguments.original) if arguments.original else project.original
    for path in new_publication(project, arguments.name, Kind(arguments.kind), original, title, date.today()):
        print(f"wrote {path.relative_to(project.root)}")
    print("next: write its chapters, then make update, then make")
    return WELL


def _adopt(arguments: argparse.Namespace) -> int:
    from pipeline.works.adopt import adopt

    wanted = tuple(tag for tag in (arguments.languages or "").split(",") if tag)
    for path in adopt(arguments.folder, wanted, date.today()):
        print(f"wrote {path}")
    print(f"next: pipeline build --project {arguments.folder}")
    return WELL


if __name__ == "__main__":
    entry()
