# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: where --project may stand, exit codes, and what people and machines are told."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.command_line import COMMANDS, main, parser
from tests.running import SOON


@pytest.mark.parametrize("words", [["--project", "{}", "progress"], ["progress", "--project", "{}"]])
def test_the_project_is_named_before_or_after_the_verb(
    sample: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main([word.format(sample) for word in words]) == 0

    said = capsys.readouterr().out
    assert "small" in said
    assert "100%" in said


def test_it_runs_from_any_folder_of_the_project(sample: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "check", "--check", "lost-role"],
        cwd=sample / "source/small",
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "Nothing found.\n")


@pytest.mark.parametrize(
    "file", ["source/small/pipe.rst", "source/small/publication.toml", "locales/de/LC_MESSAGES/small.po"]
)
def test_a_pipe_in_the_place_of_a_file_is_refused(sample: Path, file: str) -> None:
    (sample / file).unlink(missing_ok=True)
    os.mkfifo(sample / file)

    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "plan", "--project", str(sample)],
        capture_output=True,
        text=True,
        timeout=SOON,
        check=False,
    )

    assert done.returncode == 3
    assert done.stderr.startswith(f"{sample / file}: this is a pipe, socket or device instead of a file [special-file]")


def test_the_name_of_a_file_that_is_not_utf_8_is_named(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path(os.fsdecode(os.fsencode(sample / "source/small") + b"/caf\xe9.rst")).write_text(
        "Caff\u00e8\n", encoding="utf-8"
    )

    assert main(["plan", "--project", str(sample)]) == 3
    assert "the name of a file is not UTF-8 [bad-encoding]\n  cause: it is caf\\xe9.rst," in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["bake"], ["build", "--format", "docx"], ["build", "--colour"]])
def test_wrong_arguments_are_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "usage:" in capsys.readouterr().err


def test_an_option_that_is_given_twice_loses_no_value_in_silence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--port", "8001", "--port", "8002"]) == 2
    assert "--port is given twice, with 8001 and 8002" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [["--language", "de", "sq"], ["--language", "de", "--language", "sq"]],
    ids=["several values", "the option twice"],
)
def test_a_command_is_narrowed_to_several_languages(
    sample: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    narrowed = [*words, "--publication", "small", "--format", "html", "epub"]

    assert main(["plan", "--project", str(sample), "--json", *narrowed]) == 0

    (planned,) = (json.loads(line) for line in capsys.readouterr().out.splitlines() if '"Planned"' in line)
    assert [(row["edition"]["language"], row["formats"]) for row in planned["due"]] == [
        ("de", ["html", "epub"]),
        ("sq", ["html", "epub"]),
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*name.split(), "--help"]) == 0
    printed = capsys.readouterr().out
    text = " ".join(printed.split())
    assert text.startswith(f"usage: west-pipeline {name} ")
    assert COMMANDS[name].about[1:] in text
    assert f"Example: west-pipeline {COMMANDS[name].example}" in text
    # An option with nothing beside it, and nothing in the line below.
    assert not re.search(r"^  -(?:\S| (?! ))*\n(?! {10})", printed, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_example_of_a_command_is_one(name: str) -> None:
    words = shlex.split(COMMANDS[name].example)

    assert " ".join(words).startswith(name)
    assert parser(words).parse_args(words).command is not None


def test_a_problem_is_three_and_no_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--project", str(tmp_path)]) == 3

    said = capsys.readouterr().err
    assert "[no-project]" in said
    assert "Traceback" not in said


def test_findings_are_one_with_file_and_line(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = sample / "locales/de/LC_MESSAGES/small.po"
    text = path.read_text(encoding="utf-8").replace("siehe :ref:`second`", "siehe oben")
    path.write_text(text, encoding="utf-8")
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "siehe oben" in one)

    assert main(["check", "--project", str(sample)]) == 1
    assert f"locales/de/LC_MESSAGES/small.po:{line}: lost-role: " in capsys.readouterr().out

    assert main(["check", "--project", str(sample), "--check", "lost-role", "--json"]) == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["path"], row["line"], row["check"], row["severity"]) == (
        "locales/de/LC_MESSAGES/small.po",
        line,
        "lost-role",
        "error",
    )


def test_a_check_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--explain", "lost-role"]) == 0
    said = capsys.readouterr().out
    assert [line for line in said.splitlines() if line in ("Italian", "English", "German", "Albanian")] == [
        "Italian",
        "English",
        "German",
        "Albanian",
    ]
    assert said.count("  Good:") == said.count("  Bad:") == said.count("  Original (") == 4

    assert main(["check", "--explain", "lost-rol"]) == 3
    assert "next:  did you mean lost-role?" in capsys.readouterr().err


@pytest.mark.parametrize(("typed", "meant"), [("biuld", "build"), ("prevew", "preview"), ("relase", "release")])
def test_a_mistyped_command_is_answered_with_the_one_that_was_meant(
    typed: str, meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([typed]) == 2
    assert f"did you mean {meant}?" in capsys.readouterr().err


def test_progress_never_rounds_up_to_finished(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = sample / "locales/de/LC_MESSAGES/small.po"
    path.write_text(path.read_text(encoding="utf-8").replace('msgstr "Zweitens"', 'msgstr ""'), encoding="utf-8")

    assert main(["progress", "--project", str(sample), "--language", "de", "--json"]) == 0

    (row,) = (one for one in json.loads(capsys.readouterr().out) if "publication" in one)
    assert row["untranslated"] == 1
    assert 90 < row["percent"] < 100


def test_a_folder_that_cannot_be_written_is_a_problem_and_no_traceback(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (sample / "build").write_text("a file in the place of the folder")

    assert main(["build", "--project", str(sample)]) == 3

    said = capsys.readouterr().err
    assert "[file-system]" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("line", "completions"),
    [
        ("west-pipeline kit r", ["receive"]),
        ("west-pipeline build --ag", ["--again"]),
        ("west-pipeline build -P ", ["small"]),
        ("west-pipeline preview -P small -L ", ["it", "de", "sq"]),
    ],
)
def test_shells_complete_commands_options_publications_and_languages(
    sample: Path, tmp_path: Path, line: str, completions: list[str]
) -> None:
    asked = {"_ARGCOMPLETE": "1", "COMP_LINE": line, "COMP_POINT": str(len(line)), "_ARGCOMPLETE_IFS": "\n"}
    answer = {"_ARGCOMPLETE_STDOUT_FILENAME": str(tmp_path / "answer")}

    subprocess.run(
        [sys.executable, "-m", "pipeline"], cwd=sample / "source", env={**os.environ, **asked, **answer}, check=True
    )

    assert sorted((tmp_path / "answer").read_text().split()) == sorted(completions)
