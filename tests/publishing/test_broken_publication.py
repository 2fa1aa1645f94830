# SPDX-License-Identifier: GPL-3.0-or-later
"""A publication that Sphinx cannot read stops its own editions, and those of no other."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.__main__ import main

RAISING = """

def _stop(app, doctree):
    if (Path(app.srcdir) / "stop").exists():
        raise ArithmeticError("a number of an extension")


def setup(app):
    app.connect("doctree-read", _stop)
"""


@pytest.fixture
def project(sample: Path) -> Path:
    """Two publications, of which `other` stands without translations."""
    shutil.copytree(sample / "source/small", sample / "source/other")
    settings = sample / "source/conf.py"
    settings.write_text(settings.read_text(encoding="utf-8") + RAISING, encoding="utf-8")
    return sample


def stop(project: Path) -> None:
    """Let the extension stop Sphinx at a document that has changed."""
    (project / "source/small/stop").touch()
    with (project / "source/small/first.rst").open("a", encoding="utf-8") as document:
        document.write("\nUna frase.\n")


def told(capsys: pytest.CaptureFixture[str], project: Path, command: str, *words: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    main([command, "--json", "--project", str(project), *words])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def of(events: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [event for event in events if event["event"] == name]


def test_a_publication_that_cannot_be_read_stops_no_other(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build = ("--format", "html", "--language", "it")
    told(capsys, project, "build", *build)
    page = project / "build/site/it/small/second.html"
    before = page.read_bytes()
    stop(project)
    second = project / "source/other/second.rst"
    second.write_text(f"{second.read_text(encoding='utf-8')}\nUna frase nuova.\n", encoding="utf-8")

    planned, built, known = (told(capsys, project, command, *build) for command in ("plan", "build", "build"))

    for events in (planned, built, known):
        (failed,) = of(events, "Failed")
        assert (failed["edition"]["publication"], failed["kept"]) == ("small", True)
        assert "a number of an extension" in failed["problem"]["cause"]
        assert events[-1]["exit"] == 3
    assert [event["edition"]["publication"] for event in of(built, "Published")] == ["other"]
    assert of(known, "Published") == []
    assert page.read_bytes() == before
    assert "Una frase nuova." in (project / "build/site/it/other/second.html").read_text(encoding="utf-8")
    (project / "source/small/stop").unlink()
    assert of(told(capsys, project, "build", *build), "Failed") == []


def test_update_leaves_the_catalogues_of_what_it_cannot_read(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    catalogue = project / "locales/de/LC_MESSAGES/small.po"
    before = catalogue.read_bytes()
    stop(project)

    events = told(capsys, project, "update", "--language", "de")

    (refused,) = of(events, "Unreadable")
    assert "a number of an extension" in refused["problem"]["cause"]
    assert of(events, "Orphan") == []
    assert events[-1]["exit"] == 3
    assert catalogue.read_bytes() == before
    assert (project / "locales/de/LC_MESSAGES/other.po").is_file()


def test_check_reads_the_other_catalogues(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stop(project)

    assert main(["check", "--project", str(project), "--language", "de"]) == 1

    assert "a number of an extension" in capsys.readouterr().out


def test_contacts_without_their_file_name_the_document(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    second = project / "source/small/second.rst"
    text = f"{second.read_text(encoding='utf-8')}\n.. helpline::\n"
    second.write_text(text, encoding="utf-8")

    events = told(capsys, project, "build", "--format", "html", "--language", "it")

    (failed,) = of(events, "Failed")
    assert f"source/small/second.rst:{len(text.splitlines())}: the file contacts.toml does not exist" in json.dumps(
        failed
    )
    assert [event["edition"]["publication"] for event in of(events, "Published")] == ["other"]
