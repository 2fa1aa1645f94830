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


def test_an_edition_waits_for_its_review_and_its_calls_where_the_project_says_so(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(command: str, tag: str) -> str:
        formats = ["--format", "html"] if command == "build" else []
        main([command, "--project", str(sample), "--language", tag, *formats])
        return "".join(capsys.readouterr())

    replace_in(sample / "source/project.toml", ("publish_at", 'publish_reviewed = ["de", "it"]\npublish_at'))
    (sample / "source/contacts.toml").write_text(
        'original = "it"\n[[contact]]\nid = "line"\ncountry = "it"\nservice = "Linea"\nnumber = "800 1"\nsource = "k"\n',
        encoding="utf-8",
    )

    assert "small [de]: held back: no native speaker has reviewed all of it" in run("build", "de")
    assert "it is held back: no native speaker has reviewed all of it" in run("release", "de")
    assert "In Vorbereitung: Der Text ist übersetzt" in (sample / "build/site/de/small.html").read_text(
        encoding="utf-8"
    )
    assert "published" in run("build", "it")
    with (sample / "source/small/second.rst").open("a", encoding="utf-8") as file:
        file.write("\n.. helpline::\n   :contacts: line\n")
    assert "small [it]: held back: nobody has called its number at contacts.toml:6; the earlier" in run("build", "it")

    replace_in(sample / "source/contacts.toml", ('source = "k"', 'source = "k"\nverified_on = 2026-12-01'))
    assert "nobody has called" not in run("build", "it")
    replace_in(sample / "source/project.toml", ('["de", "it"]', '["it"]'))
    assert "held back: no native" not in run("build", "de")
