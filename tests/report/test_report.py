# SPDX-License-Identifier: GPL-3.0-or-later
"""What a command says at its end, at a terminal and to machines."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.model.diagnostics import MAX_NAMED, Diagnostic
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format
from pipeline.publishing.events import Due, Failed, Planned
from pipeline.report import builds
from pipeline.report.pace import Pace, time_left
from pipeline.report.session import Session
from pipeline.report.summary import failure_texts, unnamed_mistakes
from pipeline.report.terminal import wrapped
from tests.running import at_a_terminal

SQ = "locales/sq/LC_MESSAGES/small.po"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("columns", [80, 100])
def test_a_path_is_never_cut_at_the_edge_of_a_terminal(columns: int) -> None:
    path = "build/site/it/hidden-prostitution/hidden-prostitution-it.pdf"
    text = f"  hidden-prostitution [it] PDF: {path}\nsource/a.rst:1: {'word ' * 30}"

    told = wrapped(text, columns)

    assert all(len(line) < columns for line in told.splitlines())
    assert told.split() == text.split()


def test_the_last_screen_of_a_build_says_what_was_made_and_last_what_failed(fresh_sample: Path) -> None:
    change(fresh_sample / SQ, "kërkon ndihmë", "kërkon mbështetje")
    change(fresh_sample / "locales/de/LC_MESSAGES/small.po", 'msgid "Primo"', '<<<<<<< HEAD\nmsgid "Primo"')

    told = at_a_terminal(80, fresh_sample, "build")

    assert "making 1 edition" in told
    # The step: of those that last longer than it takes until one looks at them.
    assert re.search(r"small \[sq\]: (?:PDF|EPUB|HTML)", told)
    # What is left when the last line of progress was taken away.
    screen = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", told.rpartition("\x1b[2K")[2]).split("\r\n")
    screen = [line.strip("\r") for line in screen if line.strip()]
    end = next(n for n, line in enumerate(screen) if re.match(r"1 edition made in build/site, ", line))
    assert re.fullmatch(r"1 edition made in build/site, 1 up to date, 1 failed\. (\d+ min )?[\d.]+ s", screen[end])
    assert screen[end - 1] == "  small [sq] HTML: build/site/sq/small/index.html"
    assert screen[end + 1].startswith("locales/de/LC_MESSAGES/small.po:")
    assert screen[-1] == "  small [de]: not made; the earlier edition stays on the site"


def test_into_a_pipe_go_plain_lines(fresh_sample: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "build", "--project", str(fresh_sample), "--verbose"],
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0
    assert b"\x1b" not in done.stdout + done.stderr
    assert re.search(rb"^checking what has changed: [\d.]+ s$", done.stdout, re.MULTILINE)


def test_a_build_tells_machines_each_event(fresh_sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(fresh_sample / SQ, "kërkon ndihmë", "kërkon mbështetje")
    change(fresh_sample / "locales/de/LC_MESSAGES/small.po", 'msgid "Primo"', '<<<<<<< HEAD\nmsgid "Primo"')

    assert main(["build", "--json", "--verbose", "--project", str(fresh_sample)]) == 3

    told = capsys.readouterr()
    rows = [json.loads(line) for line in told.out.splitlines()]
    assert told.err == ""
    by_name = {row["event"]: row for row in rows}
    assert by_name["Failed"]["edition"] == {"publication": "small", "language": "de"}
    assert by_name["Failed"]["problem"]["code"] == "broken-catalogue"
    assert by_name["Failed"]["problem"]["path"] == "locales/de/LC_MESSAGES/small.po"
    assert by_name["Failed"]["problem"]["line"] > 1
    assert by_name["Planned"]["due"][0]["reasons"] == ["new translations"]
    assert by_name["Published"]["formats"] == ["html", "pdf", "epub"]
    assert by_name["Working"]["step"] in ("PDF", "EPUB", "HTML"), "pages alone are made before one looks"
    assert {row["name"] for row in rows if row["event"] == "Phase"} >= {"reading catalogues", "building the site"}
    assert rows[-1]["event"] == "Ended"
    assert rows[-1]["exit"] == 3


def test_what_stops_a_command_is_told_machines_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "update", "--project", str(tmp_path)]) == 3

    told = capsys.readouterr()
    problem, end = (json.loads(line) for line in told.out.splitlines())
    assert told.err == ""
    assert (problem["event"], problem["code"]) == ("Problem", "no-project")
    assert problem["hint"]
    assert (end["event"], end["exit"]) == ("Ended", 3)


@pytest.fixture
def editions(sample: Path) -> list[Edition]:
    return list(Project.load(sample).editions())


def failed(edition: Edition, cause: str, path: str, *, kept: bool = True) -> Failed:
    message = f"{edition}: Sphinx has a warning, and nothing is published with warnings"
    problem = Problem("sphinx-warning", message, cause=cause, hint="correct it", path=Path(path), line=4)
    return Failed(edition, problem, kept)


def test_one_error_of_the_source_is_told_once_for_all_languages(editions: list[Edition]) -> None:
    it, de, sq = editions
    cause = "source/small/second.rst:11: undefined label: 'nothing'"
    same = [failed(one, cause, "source/small/second.rst") for one in (de, it)]
    translated = failed(
        sq, f"{cause} (translation: locales/sq/LC_MESSAGES/small.po:4)", "locales/sq/small.po", kept=False
    )

    (told,) = failure_texts([*same, translated])

    assert told.splitlines() == [
        "source/small/second.rst:4: small [it, de, sq]: Sphinx has a warning, and nothing is published with warnings"
        " [sphinx-warning]",
        f"  cause: {cause}",
        "  next:  correct it",
        "  small [it, de, sq]: not made; of small [it, de] the earlier edition stays on the site",
    ]


def test_one_error_is_told_once_though_each_language_has_a_next_step_of_its_own(editions: list[Edition]) -> None:
    def of(edition: Edition, step: str) -> Failed:
        mistake = Diagnostic("there is no term", Path("source/small/second.rst"), 11, step)
        text = f"{edition}: 1 mistake"
        problem = Problem("sphinx-warning", text, cause=str(mistake), hint=step, diagnostics=(mistake,))
        return Failed(edition, problem, kept=True)

    told = list(failure_texts([of(one, f"as the glossary of {one.language.tag} has it") for one in editions]))

    assert len(told) == 1
    assert "small [it, de, sq]: not made" in told[0]


def test_mistakes_that_are_counted_alone_are_details(editions: list[Edition]) -> None:
    mistakes = tuple(Diagnostic(f"mistake {number}", Path("a.rst"), number) for number in range(MAX_NAMED + 2))
    problem = Problem("sphinx-warning", "22 mistakes", cause="…", diagnostics=mistakes)

    assert [line.strip() for line in unnamed_mistakes([Failed(editions[0], problem, kept=True)])] == [
        f"a.rst:{MAX_NAMED}: mistake {MAX_NAMED}",
        f"a.rst:{MAX_NAMED + 1}: mistake {MAX_NAMED + 1}",
    ]


def test_errors_of_translations_are_told_each_with_its_catalogue(editions: list[Edition]) -> None:
    _, de, sq = editions
    cause = "source/small/second.rst:11: undefined label: 'nothing' (translation: {})"

    told = list(
        failure_texts([failed(one, cause.format(one.language.tag), f"{one.language.tag}.po") for one in (de, sq)])
    )

    assert [text.partition(":")[0] for text in told] == ["de.po", "sq.po"]


def test_the_time_left_is_that_of_the_last_run_until_this_one_has_a_speed() -> None:
    assert time_left(None, 5, 0, 4, 0) is None
    assert time_left(60, 5, 0, 4, 0) == 55
    assert time_left(60, 70, 0, 4, 0) is None
    assert time_left(60, 30, 2, 4, 30) == 30
    assert time_left(60, 50, 2, 4, 30) == 10, "it does not grow while a long step is silent"
    assert time_left(60, 70, 2, 4, 30) is None


def test_a_log_says_how_far_the_build_is(editions: list[Edition]) -> None:
    now = 0.0
    pace = Pace(lambda: now)
    due = tuple(Due(edition, (Format.HTML,), ("new",)) for edition in editions)
    lines = [pace.line]
    pace.count(Planned(due, 0, 300.0))
    now = 31.0
    lines.append(pace.line)
    for edition in editions:
        pace.count(Failed(edition, Problem("x", "x"), kept=False))
        now += 30.0
        lines.append(pace.line)

    assert lines == [
        *("", "0 of 3 editions, about 4 min left", "1 of 3 editions, about 1 min left"),
        *("2 of 3 editions, about 1 min left", ""),
    ]


def test_a_log_says_every_30_seconds_how_far_the_build_is_while_a_step_is_silent(
    editions: list[Edition], sample: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.report.pace.INTERVAL", 0.05)
    said = []

    def events() -> Iterator[object]:
        yield Planned((Due(editions[0], (Format.PDF,), ("new",)),), 0, None)
        time.sleep(0.5)
        said.append(capsys.readouterr().out)

    Session(time.monotonic(), sample).present(events(), builds.lines_for)

    assert said[0].count("0 of 1 edition\n") >= 2
    time.sleep(0.2)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("is_for_machines", [False, True])
def test_progress_goes_to_a_log_and_not_into_json(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *, is_for_machines: bool
) -> None:
    monkeypatch.setattr("pipeline.report.pace.INTERVAL", 0.2)
    change(fresh_sample / SQ, "kërkon ndihmë", "kërkon mbështetje")

    words = ["build", "--format", "html", "--project", str(fresh_sample), *(["--json"] if is_for_machines else [])]
    assert main(words) == 0

    out = capsys.readouterr().out
    assert ("0 of 1 edition" in out) is not is_for_machines
    if not is_for_machines:
        assert out.index("making HTML") < out.index("0 of 1 edition")


@pytest.mark.parametrize("words", [["check"], ["progress"]])
def test_questions_are_answered_with_one_document(
    sample: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main([*words, "--json", "--verbose", "--project", str(sample)]) in (0, 1)

    assert isinstance(json.loads(capsys.readouterr().out), list)
