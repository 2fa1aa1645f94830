# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings as code hosts read them."""

import json
from pathlib import Path

import pytest

from pipeline.__main__ import main

DE = "locales/de/LC_MESSAGES/small.po"


def test_a_finding_stands_at_its_line_with_its_rule(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = sample / DE
    text = (
        path.read_text(encoding="utf-8").replace("Eine Fußnote.", "Eine *Fußnote.").replace('"Zweitens"', '"Zweitens')
    )
    path.write_text(text, encoding="utf-8")

    assert main(["check", "--project", str(sample), "--sarif"]) == 1

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

    assert main(["check", "--project", str(sample), "--sarif", "--check", "broken-markup"]) == 1

    (run,) = json.loads(capsys.readouterr().out)["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"].startswith("Find markup")
    assert "\n" not in rule["shortDescription"]["text"]
    assert [rule["help"]["text"].count(label) for label in ("Original (", "Bad:", "Good:")] == [4, 4, 4]
