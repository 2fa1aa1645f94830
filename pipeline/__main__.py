# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: the only module that prints and exits. Exit codes: 0 well, 1 findings, 2 arguments, 3 a problem, 130 interrupted."""

import argparse
import os
import sys
import time
import webbrowser
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.model.problems import Problem
from pipeline.report.lines import FINDINGS, PROBLEM, WELL, Advice, Explained, LinesFor, Serving, Wrote, lines_for_any
from pipeline.system.interruption import INTERRUPTED, Interrupted, interruptible

if TYPE_CHECKING:
    from pipeline.model.project import Project
    from pipeline.model.publication import Edition
    from pipeline.report.json_lines import JsonLines
    from pipeline.report.summary import Summary
    from pipeline.report.terminal import Terminal


def entry() -> None:
    """The console script."""
    sys.exit(main(sys.argv[1:]))


def main(words: Sequence[str]) -> int:
    """Run one command; return its exit code. Whatever stops it is printed as what, why and what to do next."""
    since = time.monotonic()
    try:
        arguments = _parser().parse_args(words)
    except SystemExit as stop:
        return int(stop.code or 0)
    arguments.since = since
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        with interruptible():
            return command(arguments)
    except Problem as problem:
        return _stopped(arguments, problem)
    except Interrupted:
        return _interrupted(arguments)
    except BrokenPipeError:
        sys.stderr.close()
        return WELL
    except OSError as error:
        return _stopped(arguments, _of_the_machine(error))


def _stopped(arguments: argparse.Namespace, problem: Problem) -> int:
    if _is_json(arguments):
        return _end_as_json(arguments, "Problem", problem, PROBLEM)
    # As short as what the reports say; the paths of other folders stay whole.
    print(str(problem).replace(f"{Path.cwd()}/", ""), file=sys.stderr)
    return PROBLEM


def _interrupted(arguments: argparse.Namespace) -> int:
    if _is_json(arguments):
        return _end_as_json(arguments, "Interrupted", {}, INTERRUPTED)
    print("interrupted; what was on the site is still there", file=sys.stderr)
    return INTERRUPTED


def _end_as_json(arguments: argparse.Namespace, name: str, what: object, code: int) -> int:
    from pipeline.report.json_lines import JsonLines

    report = JsonLines(Path.cwd(), lines_for_any, verbose=False)
    report.line(name, what)
    report.end(time.monotonic() - arguments.since, code)
    return code


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
    shared.add_argument(
        "--verbose", action="store_true", help="say all: phases and how long they took, each reason and file"
    )
    shared.add_argument(
        "--json", action="store_true", help="for machines: a JSON object for each event, or one document"
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
    from pipeline.model.project import Project, nearest

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


def _is_json(arguments: argparse.Namespace) -> bool:
    return bool(getattr(arguments, "json", False))


def _run(
    arguments: argparse.Namespace,
    root: Path,
    lines_for: LinesFor,
    events: Iterable[object],
    summary: "Summary | None" = None,
) -> int:
    """Tell the events of a command as they happen, then its end; return the exit code."""
    report = _report(arguments, root, lines_for, summary)
    try:
        with report.live():
            for event in events:
                report.add(event)
    except Problem:
        if not _is_json(arguments):
            _end(arguments, report)  # what failed before that is not lost
        raise
    return _end(arguments, report)


def _report(
    arguments: argparse.Namespace,
    root: Path,
    lines_for: LinesFor,
    summary: "Summary | None" = None,
    *,
    is_document: bool = False,
) -> "Terminal | JsonLines":
    from pipeline.report.json_lines import JsonLines
    from pipeline.report.terminal import Terminal

    verbose = bool(getattr(arguments, "verbose", False))
    if _is_json(arguments):
        return JsonLines(root, lines_for, verbose=verbose and not is_document)
    return Terminal(root, lines_for, verbose=verbose, summary=summary)


def _end(arguments: argparse.Namespace, report: "Terminal | JsonLines") -> int:
    report.end(time.monotonic() - arguments.since)
    return report.exit_code


def _editions(arguments: argparse.Namespace, project: "Project") -> "tuple[Edition, ...]":
    return project.editions(arguments.publication, arguments.language)


def _build(arguments: argparse.Namespace) -> int:
    from pipeline.build.run import build
    from pipeline.model.publication import Format
    from pipeline.report.builds import lines_for
    from pipeline.report.summary import Summary

    project = _project(arguments)
    formats = tuple(Format(name) for name in arguments.format or tuple(Format))
    return _run(arguments, project.root, lines_for, build(project, _editions(arguments, project), formats), Summary())


def _print(arguments: argparse.Namespace) -> int:
    from pipeline.commands.printing import print_editions
    from pipeline.report.builds import lines_for_print
    from pipeline.report.summary import IN_PRINT, Summary

    project = _project(arguments)
    events = print_editions(project, _editions(arguments, project), thickness=arguments.paper_thickness)
    return _run(arguments, project.root, lines_for_print, events, Summary("build/print", IN_PRINT))


def _update(arguments: argparse.Namespace) -> int:
    from pipeline.commands.update import update
    from pipeline.report.catalogues import lines_for

    project = _project(arguments)
    moment = datetime.now().astimezone()
    return _run(
        arguments,
        project.root,
        lines_for,
        update(project, _editions(arguments, project), moment, arguments.same_meaning),
    )


def _check(arguments: argparse.Namespace) -> int:
    from pipeline.commands.check import check, explain, explanations
    from pipeline.model.findings import Severity
    from pipeline.report.findings import Checked, lines_for, sarif
    from pipeline.report.json_lines import JsonLines
    from pipeline.words import words_in

    if arguments.explain:
        text = explain(arguments.explain, words_in(arguments.words))
        return _run(arguments, Path.cwd(), lines_for_any, [Explained(text)])
    project = _project(arguments)
    words = words_in(arguments.words, project.locales)
    report = _report(arguments, project.root, lines_for, is_document=True)
    with report.live():
        rows = check(project, _editions(arguments, project), arguments.check, date.today())
        found = [row.translated(words) for row in rows]
    if arguments.sarif:
        print(sarif(found, project.root, explanations(found, words)))
    elif isinstance(report, JsonLines):
        report.document(found)
    else:
        report.add(Checked(tuple(found), words))
        report.end(time.monotonic() - arguments.since)
    return FINDINGS if any(one.severity is not Severity.NOTICE for one in found) else WELL


def _progress(arguments: argparse.Namespace) -> int:
    from pipeline.commands.progress import draw, of_interface, progress
    from pipeline.report.json_lines import JsonLines
    from pipeline.report.progress import progress_rows, progress_table

    project = _project(arguments)
    editions = _editions(arguments, project)
    report = _report(arguments, project.root, lines_for_any, is_document=True)
    with report.live():
        standings = list(progress(project, editions))
        interfaces = of_interface(project, editions) if arguments.publication is None else ()
    if isinstance(report, JsonLines):
        report.document(progress_rows(standings, interfaces))
        return WELL
    report.print_table(progress_table(standings, interfaces))
    # The page of the site tells of all: a narrowed command leaves it as it is.
    if arguments.publication is None and arguments.language is None:
        report.add(f"chapter by chapter: {draw(project, standings, interfaces)}")
    return _end(arguments, report)


def _sign(arguments: argparse.Namespace) -> int:
    from pipeline.commands.sign import sign
    from pipeline.report.catalogues import lines_for

    project = _project(arguments)
    (edition,) = _editions(arguments, project)
    events = sign(project, edition, arguments.name.strip(), date.today(), tuple(arguments.document))
    return _run(arguments, project.root, lines_for, events)


def _release(arguments: argparse.Namespace) -> int:
    from pipeline.build.events import Planned
    from pipeline.commands.release import release
    from pipeline.report.releases import lines_for

    project = _project(arguments)
    events = release(project, _editions(arguments, project), _now(), arguments.note.strip())
    # What is up to date, and whatever is released is, need not be told.
    return _run(
        arguments, project.root, lines_for, (event for event in events if not isinstance(event, Planned)), _summary()
    )


def _withdraw(arguments: argparse.Namespace) -> int:
    from pipeline.commands.withdraw import restore, withdraw
    from pipeline.report.releases import lines_for

    project = _project(arguments)
    (edition,) = _editions(arguments, project)
    if arguments.undo:
        events = restore(project, edition, arguments.released)
    else:
        events = withdraw(project, edition, arguments.reason, _now(), arguments.released)
    return _run(arguments, project.root, lines_for, events, _summary())


def _summary() -> "Summary":
    from pipeline.report.summary import Summary

    return Summary()


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _preview(arguments: argparse.Namespace) -> int:
    from pipeline.commands.preview.session import Preview

    project = _project(arguments)
    report = _report(arguments, project.root, lines_for_any)
    try:
        with Preview(project.root, arguments.publication, arguments.language, arguments.port) as preview:
            report.add(Serving(preview.address))
            # Elsewhere Python would start a browser for the terminal, in the midst of what is printed there.
            if arguments.browser and {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
                webbrowser.open(preview.address)
            for event in preview.run():
                report.add(event)
    except Interrupted:
        return WELL  # it has no other end
    return WELL


def _usage(_: argparse.Namespace) -> int:
    raise AssertionError("a command with commands of its own is never run itself")


def _memory_export(arguments: argparse.Namespace) -> int:
    from pipeline.commands.memory import export
    from pipeline.report.catalogues import lines_for

    project = _project(arguments)
    return _run(
        arguments, project.root, lines_for, [export(project, project.language(arguments.language), arguments.file)]
    )


def _memory_import(arguments: argparse.Namespace) -> int:
    from pipeline.commands.memory import keep
    from pipeline.report.catalogues import lines_for

    project = _project(arguments)
    advice = Advice("make update suggests what fits")
    return _run(arguments, project.root, lines_for, chain(keep(project, arguments.file), [advice]))


def _kit_make(arguments: argparse.Namespace) -> int:
    from pipeline.commands.kits.making import make
    from pipeline.report.kits import lines_for

    project = _project(arguments)
    language = project.language(arguments.language)
    events = make(project, language, arguments.publication, date.today(), xliff=arguments.xliff)
    return _run(arguments, project.root, lines_for, events)


def _kit_receive(arguments: argparse.Namespace) -> int:
    from pipeline.commands.kits.receiving import take_back
    from pipeline.report.kits import lines_for, with_untouched

    project = _project(arguments)
    events = take_back(project, arguments.files, datetime.now().astimezone())
    return _run(arguments, project.root, lines_for, with_untouched(events), _summary())


def _settle(arguments: argparse.Namespace) -> int:
    from pipeline.commands.settle import Side, conflicts, settle
    from pipeline.report.catalogues import lines_for

    project = _project(arguments)
    languages = [project.language(arguments.language)] if arguments.language else project.languages
    if arguments.side == "list":
        return _run(arguments, project.root, lines_for, conflicts(project, languages))
    if bool(arguments.places) == arguments.all:
        hint = "name FILE.po:LINE or FILE.po, or say --all, with --language for one language"
        raise Problem("no-conflict", "what is to be settled is not named", hint=hint)
    events = settle(project, Side(arguments.side), arguments.places, languages, datetime.now().astimezone())
    return _run(arguments, project.root, lines_for, events)


def _weblate(arguments: argparse.Namespace) -> int:
    from pipeline.commands.weblate import Repository, components
    from pipeline.report.catalogues import weblate_lines
    from pipeline.report.json_lines import JsonLines

    project = _project(arguments)
    repository = Repository(arguments.repository, arguments.push, arguments.branch, arguments.weblate_project)
    report = _report(arguments, project.root, lines_for_any, is_document=True)
    found = components(project)
    if isinstance(report, JsonLines):
        report.document([one.settings(repository, found[0]) for one in found])
        return WELL
    for line in weblate_lines(found, repository):
        report.add(line)
    return _end(arguments, report)


def _serve(arguments: argparse.Namespace) -> int:
    from pipeline.portal.serve import serve

    project = _project(arguments)
    with serve(project.site, arguments.port) as server:
        _report(arguments, project.root, lines_for_any).add(Serving(f"http://127.0.0.1:{server.server_port}/"))
        server.serve_forever()
    return WELL


def _new(arguments: argparse.Namespace) -> int:
    from pipeline.commands.new import new_language, new_publication, next_steps

    project = _project(arguments)
    if arguments.what == "language":
        paths = new_language(project, arguments.name)
        steps = ["make update writes its catalogues; then", *next_steps(project, arguments.name)]
        events = [*(Wrote(path, f"with {arguments.name}") for path in paths), Advice("\n- ".join(steps))]
        return _run(arguments, project.root, lines_for_any, events)
    title = arguments.title or arguments.name.replace("-", " ").capitalize()
    original = project.language(arguments.original) if arguments.original else project.original
    kind = project.kind(arguments.kind)
    paths = new_publication(project, arguments.name, kind, original, title, date.today())
    advice = Advice("write its chapters, then make update, then make")
    return _run(arguments, project.root, lines_for_any, chain(map(Wrote, paths), [advice]))


def _adopt(arguments: argparse.Namespace) -> int:
    from pipeline.commands.adopt import adopt

    wanted = tuple(tag for tag in (arguments.languages or "").split(",") if tag)
    paths = adopt(arguments.folder, wanted, date.today())
    advice = Advice(f".venv/bin/pipeline build --project {arguments.folder}")
    return _run(arguments, Path.cwd(), lines_for_any, chain(map(Wrote, paths), [advice]))


if __name__ == "__main__":
    entry()
