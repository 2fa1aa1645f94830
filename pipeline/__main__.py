# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: the only module that prints and exits. Exit codes: 0 well, 1 findings, 2 arguments, 3 a problem, 130 interrupted."""

import argparse
import os
import sys
import webbrowser
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
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
        "pipeline", description="Publishes documents in several languages, as HTML, PDF and EPUB.", parents=[shared]
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
    one.add_argument("--format", choices=("html", "pdf", "epub"), action="append", help="this format alone")
    one = verb("print", _print, "make the files for the printer that are due, in build/print", narrow)
    one.add_argument(
        "--paper-thickness",
        type=_millimetres,
        default=0.0,
        metavar="MM",
        help="of a sheet of the booklet: its inner pages are moved to the spine, so that all have one margin when it is cut",
    )
    one = verb("update", _update, "extract the messages, and bring the catalogues up to date", narrow)
    one.add_argument(
        "--same-meaning",
        metavar="FILE:LINE",
        nargs="+",
        action="extend",
        default=[],
        help="originals corrected without another meaning: their translations stay valid",
    )
    one = verb("check", _check, "proofread the catalogues; exit code 1 where an error or a warning is found", narrow)
    _of_a_check(one)
    one = verb("progress", _progress, "how far each translation is", narrow)
    one.add_argument("--json", action="store_true", help="numbers as JSON")
    one = verb("sign", _sign, "record that a native speaker has read a translation")
    one.add_argument("--publication", metavar="SLUG", required=True)
    one.add_argument("--language", metavar="TAG", required=True)
    one.add_argument("--name", required=True, help="who has read it, as it may stand in the catalogue's header")
    one.add_argument("--document", metavar="NAME", action="append", default=[], help="this document alone")
    one = verb("release", _release, "freeze the editions that are ready: into the archive and releases.toml", narrow)
    one.add_argument("--note", metavar="TEXT", default="", help="what is new, in the original's language")
    one = verb("withdraw", _withdraw, "take an edition off the site, and tell readers why")
    _of_a_withdrawal(one)
    one = verb("preview", _preview, "show an edition in a browser of this machine, renewed while its files are edited")
    one.add_argument("--publication", metavar="SLUG", required=True)
    one.add_argument("--language", metavar="TAG", required=True)
    one.add_argument("--port", type=int, default=8010, help="0 takes any that is free (default: 8010)")
    one.add_argument("--no-browser", dest="browser", action="store_false", help="print the address, and open nothing")
    _exchange(
        verb("memory", _usage, "the translation memory"),
        verb("kit", _usage, "work for a translator without git"),
        verb("weblate", _weblate, "the components of the project for Weblate"),
        shared,
    )
    _of_a_settlement(
        verb("settle", _settle, "settle messages that were translated on both sides, for hers or for ours")
    )
    one = verb("serve", _serve, "show the site in a browser of this machine")
    one.add_argument("--port", type=int, default=8000)
    one = verb("new", _new, "write the first files of a publication or a language")
    one.add_argument("what", choices=("publication", "language"))
    one.add_argument("name", help="the slug of the publication, or the tag of the language")
    one.add_argument("--kind", metavar="KIND", default="manual")
    one.add_argument("--original", metavar="TAG", help="the language it is written in (default: the project's)")
    one.add_argument("--title", help="its title in that language (default: from the slug)")
    one = verb("adopt", _adopt, "take on an existing Sphinx project: two TOML files, nothing else")
    one.add_argument("folder", type=Path)
    one.add_argument("--languages", metavar="TAG,…", help="languages to publish in (default: those with catalogues)")
    return parser


def _of_a_check(one: argparse.ArgumentParser) -> None:
    one.add_argument("--check", metavar="NAME", help="this check alone")
    one.add_argument("--explain", metavar="NAME", help="explain a check, with an example in each language")
    one.add_argument(
        "--in", dest="words", metavar="TAG", default="en", help="say findings in this language (default: en)"
    )
    one.add_argument("--json", action="store_true", help="findings as JSON")
    one.add_argument(
        "--sarif", action="store_true", help="findings as SARIF 2.1.0, which code hosts show beside the lines"
    )


def _exchange(
    memory: argparse.ArgumentParser,
    kit: argparse.ArgumentParser,
    weblate: argparse.ArgumentParser,
    shared: argparse.ArgumentParser,
) -> None:
    """What these commands can do."""
    _of_weblate(weblate)
    parts = memory.add_subparsers(required=True, metavar="COMMAND")
    text = "write what is translated into a language as TMX, for other programs"
    one = parts.add_parser("export", help=text, description=text, parents=[shared])
    one.set_defaults(command=_memory_export)
    one.add_argument("--language", metavar="TAG", required=True)
    one.add_argument("file", type=Path, nargs="?", metavar="FILE.tmx", help="default: build/memory/TAG.tmx")
    text = "keep a TMX of somebody else: `pipeline update` suggests what is in it"
    one = parts.add_parser("import", help=text, description=text, parents=[shared])
    one.set_defaults(command=_memory_import)
    one.add_argument("file", type=Path, metavar="FILE.tmx")
    parts = kit.add_subparsers(required=True, metavar="COMMAND")
    text = "make build/kits/TAG-DATE.zip: catalogues, terminology, memory, editions, a guide"
    one = parts.add_parser("make", help=text, description=text, parents=[shared])
    one.set_defaults(command=_kit_make)
    one.add_argument("--language", metavar="TAG", required=True)
    one.add_argument("--publication", metavar="SLUG", help="this publication alone")
    one.add_argument("--xliff", action="store_true", help="with XLIFF 1.2, for agencies")
    text = "merge what a translator sent into the catalogues, and write an answer; exit code 1 where she has to mend"
    one = parts.add_parser("receive", help=text, description=text, parents=[shared])
    one.set_defaults(command=_kit_receive)
    one.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a kit as .zip, .po or XLIFF files")


def _of_a_settlement(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "side", choices=("hers", "ours", "list"), help="which translation is taken; list: what waits for a decision"
    )
    one.add_argument("places", nargs="*", metavar="FILE.po[:LINE]", help="one message, or all of a file")
    one.add_argument("--all", action="store_true", help="all, or all of --language")
    one.add_argument("--language", metavar="TAG", help="this language alone")


def _of_weblate(one: argparse.ArgumentParser) -> None:
    one.add_argument("--repository", metavar="URL", required=True, help="where Weblate clones the project from")
    one.add_argument("--push", metavar="URL", default="", help="where it pushes to (default: nowhere)")
    one.add_argument("--branch", default="main", help="default: main")
    one.add_argument(
        "--weblate-project",
        metavar="SLUG",
        default="publications",
        help="the project's name in addresses of Weblate (default: publications)",
    )
    one.add_argument("--json", action="store_true", help="the file for Weblate's `import_json` and API")


def _of_a_withdrawal(one: argparse.ArgumentParser) -> None:
    one.add_argument("--publication", metavar="SLUG", required=True)
    one.add_argument("--language", metavar="TAG", required=True)
    one.add_argument("--released", metavar="VERSION", default="", help="this version (default: the present one)")
    what = one.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--reason",
        metavar="[TAG=]TEXT",
        action="append",
        default=[],
        help='what readers are told, in the original\'s language or in that of the tag: --reason "…" --reason sq="…"',
    )
    what.add_argument("--undo", action="store_true", help="offer it again")


def _project(arguments: argparse.Namespace) -> "Project":
    from pipeline.project import Project, nearest

    folder: Path | None = getattr(arguments, "project", None)
    return Project.load(folder if folder is not None else nearest(Path.cwd()))


def _millimetres(text: str) -> float:
    """The thickness of a sheet that can be folded."""
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise argparse.ArgumentTypeError(f"{text} is no thickness of paper in millimetres, such as 0.1")
    return found


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


def _print(arguments: argparse.Namespace) -> int:
    from pipeline.report import Report
    from pipeline.works.printing import print_editions

    project = _project(arguments)
    editions = project.editions(arguments.publication, arguments.language)
    report = Report(project.root)
    with report.live():
        for event in print_editions(project, editions, thickness=arguments.paper_thickness):
            report.of_printing(event)
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
    from pipeline.words import words_in
    from pipeline.works.check import check, explain, explanations

    if arguments.explain:
        print(explain(arguments.explain, words_in(arguments.words)))
        return WELL
    project = _project(arguments)
    words = words_in(arguments.words, project.locales)
    editions = project.editions(arguments.publication, arguments.language)
    found = [one.translated(words) for one in check(project, editions, arguments.check, date.today())]
    if arguments.sarif:
        Report(project.root).of_findings_as_sarif(found, explanations(found, words))
    else:
        Report(project.root).of_findings(found, words, as_json=arguments.json)
    return FINDINGS if any(one.severity is not Severity.NOTICE for one in found) else WELL


def _progress(arguments: argparse.Namespace) -> int:
    from pipeline.report import Report
    from pipeline.works.progress import draw, of_interface, progress

    project = _project(arguments)
    report = Report(project.root)
    editions = project.editions(arguments.publication, arguments.language)
    standings = list(progress(project, editions))
    interfaces = of_interface(project, editions) if arguments.publication is None else ()
    if arguments.json:
        report.of_progress_as_json(standings, interfaces)
    else:
        # The page of the site tells of all: a narrowed command leaves it as it is.
        is_whole = arguments.publication is None and arguments.language is None
        report.of_progress(standings, interfaces, draw(project, standings, interfaces) if is_whole else None)
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


def _release(arguments: argparse.Namespace) -> int:
    from pipeline.report import Report
    from pipeline.works.release import release

    project = _project(arguments)
    editions = project.editions(arguments.publication, arguments.language)
    report = Report(project.root)
    for event in release(project, editions, _now(), arguments.note.strip()):
        report.of_release(event)
    return PROBLEM if report.failures else WELL


def _withdraw(arguments: argparse.Namespace) -> int:
    from pipeline.report import Report
    from pipeline.works.withdraw import restore, withdraw

    project = _project(arguments)
    (edition,) = project.editions(arguments.publication, arguments.language)
    report = Report(project.root)
    version = arguments.released
    if arguments.undo:
        events = restore(project, edition, version)
    else:
        events = withdraw(project, edition, arguments.reason, _now(), version)
    with report.live():
        for event in events:
            report.of_withdrawal(event)
    return PROBLEM if report.failures else WELL


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _preview(arguments: argparse.Namespace) -> int:
    from pipeline.works.preview.session import Preview

    project = _project(arguments)
    try:
        with Preview(project.root, arguments.publication, arguments.language, arguments.port) as preview:
            print(f"{preview.address}  (Ctrl-C ends it)", flush=True)
            # Elsewhere Python would start a browser for the terminal, in the midst of what is printed there.
            if arguments.browser and {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
                webbrowser.open(preview.address)
            for event in preview.run():
                print(event, flush=True)
    except KeyboardInterrupt:
        print()
    return WELL


def _usage(_: argparse.Namespace) -> int:
    raise AssertionError("a command with commands of its own is never run itself")


def _memory_export(arguments: argparse.Namespace) -> int:
    from pipeline.report import Report
    from pipeline.works.memory import export

    project = _project(arguments)
    report = Report(project.root)
    report.of_memory(export(project, project.language(arguments.language), arguments.file))
    return PROBLEM if report.failures else WELL


def _memory_import(arguments: argparse.Namespace) -> int:
    from pipeline.report import Report
    from pipeline.works.memory import keep

    project = _project(arguments)
    report = Report(project.root)
    for event in keep(project, arguments.file):
        report.of_memory(event)
    print("next: make update suggests what fits")
    return WELL


def _kit_make(arguments: argparse.Namespace) -> int:
    from pipeline.report import Report
    from pipeline.works.kits.making import make

    project = _project(arguments)
    report = Report(project.root)
    language = project.language(arguments.language)
    for event in make(project, language, arguments.publication, date.today(), xliff=arguments.xliff):
        report.of_kit(event)
    return PROBLEM if report.failures else WELL


def _kit_receive(arguments: argparse.Namespace) -> int:
    from pipeline.report import Report
    from pipeline.works.kits.receiving import take_back

    project = _project(arguments)
    report = Report(project.root)
    for event in take_back(project, arguments.files, datetime.now().astimezone()):
        report.of_returned(event)
    if report.failures:
        return PROBLEM
    return FINDINGS if report.to_mend else WELL


def _settle(arguments: argparse.Namespace) -> int:
    from pipeline.report import Report
    from pipeline.works.settle import Side, conflicts, settle

    project = _project(arguments)
    report = Report(project.root)
    languages = [project.language(arguments.language)] if arguments.language else project.languages
    if arguments.side == "list":
        for conflict in conflicts(project, languages):
            report.of_conflict(conflict)
        return WELL
    if bool(arguments.places) == arguments.all:
        hint = "name FILE.po:LINE or FILE.po, or say --all, with --language for one language"
        raise Problem("no-conflict", "what is to be settled is not named", hint=hint)
    for done in settle(project, Side(arguments.side), arguments.places, languages, datetime.now().astimezone()):
        report.of_settled(done)
    return WELL


def _weblate(arguments: argparse.Namespace) -> int:
    from pipeline.report import Report
    from pipeline.works.weblate import Repository, components

    project = _project(arguments)
    repository = Repository(arguments.repository, arguments.push, arguments.branch, arguments.weblate_project)
    Report(project.root).of_components(components(project), repository, as_json=arguments.json)
    return WELL


def _serve(arguments: argparse.Namespace) -> int:
    from pipeline.portal.serve import serve

    with serve(_project(arguments).site, arguments.port) as server:
        print(f"http://127.0.0.1:{server.server_port}/  (Ctrl-C ends it)", flush=True)
        server.serve_forever()
    return WELL


def _new(arguments: argparse.Namespace) -> int:
    from pipeline.works.new import new_language, new_publication, next_steps

    project = _project(arguments)
    if arguments.what == "language":
        print(f"added {arguments.name} to {new_language(project, arguments.name)}")
        print("next: make update writes its catalogues; then")
        for step in next_steps(project, arguments.name):
            print(f"- {step}")
        return WELL
    title = arguments.title or arguments.name.replace("-", " ").capitalize()
    original = project.language(arguments.original) if arguments.original else project.original
    for path in new_publication(project, arguments.name, project.kind(arguments.kind), original, title, date.today()):
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
