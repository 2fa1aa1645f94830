# SPDX-License-Identifier: GPL-3.0-or-later
"""Readers are told that the original has changed where it has, and nowhere else."""

import json
import shutil
from pathlib import Path

import pytest

from pipeline.__main__ import main

SAID = "Das Original hat sich seither"


def replace_in(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")


def test_only_a_changed_original_is_told_to_readers(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace_in(sample / "source/project.toml", ("publish_at = 90", "publish_at = 10"))
    assert main(["update", "--project", str(sample), "--language", "de"]) == 0
    shutil.copytree(sample / "source/small", sample / "source/other")
    replace_in(sample / "source/other/first.rst", ("chiede aiuto", "chiede un aiuto"))
    replace_in(sample / "source/small/first.rst", ("una stanza chiusa", "una stanza sempre chiusa"))
    assert main(["update", "--project", str(sample), "--language", "de"]) == 0
    replace_in(sample / "locales/de/LC_MESSAGES/other.po", ('msgid "Secondo"', '#, fuzzy\nmsgid "Secondo"'))

    assert main(["build", "--project", str(sample), "--language", "de", "--format", "html"]) == 0

    site = sample / "build/site/de"
    assert f"{SAID} an 1 Stelle geändert" in (site / "small/first.html").read_text(encoding="utf-8")
    other = (site / "other/first.html").read_text(encoding="utf-8")
    assert "der Wörter" in other, "the translation is partial, and says so"
    assert SAID not in other
    capsys.readouterr()
    assert main(["progress", "--project", str(sample), "--language", "de", "--json"]) == 0
    rows = {
        row["publication"]: row
        for row in json.loads(capsys.readouterr().out)
        if row["language"] == "de" and "publication" in row
    }
    found = {slug: [row[key] for key in ("fuzzy", "changed", "suggested", "unfinished")] for slug, row in rows.items()}
    assert found == {"small": [1, 1, 0, 0], "other": [2, 0, 1, 1]}
