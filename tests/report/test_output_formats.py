# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings as code hosts read them, of a project and of catalogues that belong to none."""

import json
import re
from pathlib import Path

import pytest
import yaml

from pipeline.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
DE = "locales/de/LC_MESSAGES/small.po"


def test_a_finding_stands_at_its_line_with_its_rule(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = sample / DE
    text = (
        path.read_text(encoding="utf-8").replace("Eine Fußnote.", "Eine *Fußnote.").replace('"Zweitens"', '"Zweitens')
    )
    path.write_text(text, encoding="utf-8")

    assert main(["check", "--project", str(sample), "--output-format", "sarif"]) == 1

    log = json.loads(capsys.readouterr().out)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    lines = path.read_text(encoding="utf-8").splitlines()
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
    (broken,) = [one for one in run["results"] if one["ruleId"] == "unterminated-string"]
    place = broken["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == DE
    assert lines[place["region"]["startLine"] - 1] == 'msgstr "Zweitens'
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in run["tool"]["driver"]["rules"])


def test_a_rule_helps_with_an_example_in_each_language(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = sample / DE
    path.write_text(path.read_text(encoding="utf-8").replace("Eine Fußnote.", "Eine *Fußnote."), encoding="utf-8")

    assert main(["check", "--project", str(sample), "--output-format", "sarif", "--check", "broken-markup"]) == 1

    (run,) = json.loads(capsys.readouterr().out)["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"].startswith("Find markup")
    assert "\n" not in rule["shortDescription"]["text"]
    assert [rule["help"]["text"].count(label) for label in ("Original (", "Bad:", "Good:")] == [4, 4, 4]


@pytest.fixture
def foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: a catalogue with two mistakes in it, and no project around it."""
    path = tmp_path / "locale/de/LC_MESSAGES/a, b.po"
    path.parent.mkdir(parents=True)
    text = (ROOT / "tests/sample" / DE).read_text(encoding="utf-8")
    text = text.replace("Eine Fußnote.", "Eine *Fußnote.").replace("dreißig Tagen", "40 % der Tage")
    path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path.relative_to(tmp_path)


def check(path: Path, *words: str, capsys: pytest.CaptureFixture[str], code: int = 1) -> str:
    assert main(["check", str(path), *words]) == code
    return capsys.readouterr().out


def test_a_catalogue_is_checked_without_a_project(foreign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = check(foreign, capsys=capsys)

    assert f"{foreign}:{_line(foreign, '*Fuß')}: broken-markup: *emphasis* is opened and not closed" in said
    assert re.search(r"^1 error, \d+ warnings?, ", said, re.MULTILINE)
    assert check(foreign, "--check", "doubled-word", capsys=capsys, code=0) == "Nothing found.\n"


def test_findings_are_commands_of_github(foreign: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = check(foreign, "--output-format", "github", capsys=capsys).splitlines()

    place = f"file=locale/de/LC_MESSAGES/a%2C b.po,line={_line(foreign, '*Fuß')}"
    (broken,) = [line for line in lines if line.startswith("::error ")]
    assert broken.startswith(f"::error {place},title=broken-markup::*emphasis* is opened")
    assert all(re.match(r"::(error|warning|notice) file=[^:]*::", line) for line in lines)
    assert any("%25" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "header", "is_german"),
    [
        ("de.po", "", True),
        ("texts.po", '"Language: de\\n"\n', True),
        ("texts.po", '"Language: de_DE.UTF-8\\n"\n', True),
        ("de@simple/LC_MESSAGES/texts.po", '"Language: de@simple\\n"\n', True),
        ("texts.po", '"Language: \\n"\n', False),
    ],
)
def test_the_language_is_that_of_the_folder_the_header_or_the_name(
    name: str, header: str, is_german: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    plurals = '"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    text = f'msgid ""\nmsgstr ""\n{plurals}{header}\nmsgid "See the “manual”."\nmsgstr "Siehe das «Handbuch»."\n'
    path.write_text(text, encoding="utf-8")

    assert main(["check", str(path)]) == is_german

    assert ("foreign-quotes" in capsys.readouterr().out) == is_german


def test_the_hook_of_pre_commit_checks_the_files_that_it_is_given(
    foreign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    program, *words = hook["entry"].split()

    assert program == "west-pipeline"
    assert re.search(hook["files"], str(foreign))
    assert main([*words, str(foreign)]) == 1
    assert "broken-markup" in capsys.readouterr().out


def _line(path: Path, text: str) -> int:
    """The line of the translation that holds a text."""
    before, _, _ = path.read_text(encoding="utf-8").partition(text)
    return before.rpartition("msgstr")[0].count("\n") + 1


def test_a_build_says_an_original_s_mistake_once_and_a_translator_s_in_the_catalogue(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chapter, path = sample / "source/small/first.rst", sample / DE
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\n.. image:: lost.png\n   :alt: x\n", encoding="utf-8")
    text = path.read_text(encoding="utf-8").replace("Eine Fußnote.", "Eine *Fußnote.")
    path.write_text(text, encoding="utf-8")
    settings = sample / "source/small/publication.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + 'warnings = "reported"\n', encoding="utf-8")
    build = ["build", "--project", str(sample), "--format", "html", "--output-format"]

    assert main([*build, "sarif"]) == 3

    said = capsys.readouterr()
    (run,) = json.loads(said.out)["runs"]
    assert run["tool"]["driver"]["name"] == "west-pipeline build"
    places = [one["locations"][0]["physicalLocation"] for one in run["results"]]
    found = {place["artifactLocation"]["uri"]: place["region"]["startLine"] for place in places}
    lines = text.splitlines()
    assert lines[found[DE] - 1] == 'msgstr "Eine *Fußnote."'
    assert (
        found["source/small/first.rst"]
        == chapter.read_text(encoding="utf-8").splitlines().index(".. image:: lost.png") + 1
    )
    assert [one["level"] for one in run["results"]] == ["error", "warning"]
    assert "small [it, sq]" in run["results"][1]["message"]["text"]
    assert "edition" in said.err

    assert main([*build, "github"]) == 3
    error, warning = capsys.readouterr().out.splitlines()
    assert error.startswith(f"::error file={DE},line={found[DE]},title=")
    assert warning.startswith(f"::warning file=source/small/first.rst,line={found['source/small/first.rst']},title=")

    kept = (sample / "build/warnings.txt").read_text(encoding="utf-8")
    assert kept.startswith(f"source/small/first.rst:{found['source/small/first.rst']}: ")
    assert kept.count("lost.png") == 1
