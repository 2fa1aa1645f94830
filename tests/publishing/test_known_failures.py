# SPDX-License-Identifier: GPL-3.0-or-later
"""What failed is told again at once, and tried again when something that it depends on has changed: a file in failures/ for each."""

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipeline.__main__ import main
from pipeline.system.folders import remove_folder
from pipeline.system.steps import steps_in
from tests.conftest import ROOT, copy_project, once

MENDINGS = sorted((Path(__file__).parent / "failures").glob("*.toml"))
PO = "locales/de/LC_MESSAGES/small.po"
LOST_ROLE = (':ref:`second`."\n\nmsgid "Nota', 'second."\n\nmsgid "Nota')
"""In the German catalogue, the place of a reference, and what makes an error of it."""


@pytest.fixture(scope="session")
def failed(shared_folder: Path) -> Path:
    """The sample project, whose German pages have failed for a reference that the translation lost. Not to be changed."""

    def build(folder: Path) -> None:
        copy_project(ROOT / "tests/sample", folder)
        change(folder / PO, *LOST_ROLE)
        assert main(["build", "--project", str(folder), "--language", "de", "--format", "html"]) == 3

    return once(shared_folder / "failed", build)


@pytest.fixture
def project(failed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(failed, tmp_path / "project"))


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    assert before in text
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.replace(before, after, 1) if before else text + after, encoding="utf-8")


def told(capsys: pytest.CaptureFixture[str], project: Path, *words: str) -> list[dict[str, Any]]:
    """The events of a command for the German pages."""
    capsys.readouterr()
    main([*words, "--json", "--project", str(project), "--language", "de", "--format", "html"])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def due(events: list[dict[str, Any]]) -> list[str]:
    (planned,) = (event for event in events if event["event"] == "Planned")
    return [row["edition"]["language"] for row in planned["due"]]


def test_an_unchanged_failure_is_told_at_once_in_the_same_words(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tried, known = (told(capsys, project, "build", *words) for words in (["--again"], []))

    (before,), (now,) = ([event for event in events if event["event"] == "Failed"] for events in (tried, known))
    assert not before["is_known"]
    assert now == {**before, "is_known": True}
    assert [event["event"] for event in known] == ["Failed", "Planned", "Ended"]
    assert (due(known), known[-1]["exit"]) == ([], 3)


def test_people_read_how_it_is_tried_in_any_case(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["build", "--project", str(project), "--language", "de", "--format", "html"]) == 3

    said = capsys.readouterr()
    assert f"{PO}:" in said.err
    assert "small [de]: not made; there is no earlier edition\n  nothing that it depends on has changed" in said.err
    assert "build --again" in said.err
    assert due(told(capsys, project, "plan", "--again")) == ["de"]


@pytest.mark.parametrize("path", MENDINGS, ids=lambda path: path.stem)
def test_it_is_due_again_when_something_that_it_depends_on_has_changed(
    path: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mending = tomllib.loads(path.read_text(encoding="utf-8"))
    change(project / mending["file"], mending.get("before", ""), mending["after"])

    events = told(capsys, project, "plan")

    assert due(events) == (["de"] if mending["is_due"] else [])
    assert any(event["event"] == "Failed" for event in events) is not mending["is_due"]


def test_what_was_mended_is_made_and_the_failure_is_forgotten(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(project / PO, *reversed(LOST_ROLE))

    assert told(capsys, project, "build")[-1]["exit"] == 0

    assert not steps_in(project / "build").below("failed")
    assert [event["event"] for event in told(capsys, project, "build")] == ["Planned", "Ended"]


def test_what_the_machine_stopped_is_tried_again(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(project / PO, *reversed(LOST_ROLE))
    work = project / "build/work/de"
    remove_folder(work)
    work.write_text("A file where a folder is to be.\n", encoding="utf-8")
    for _ in range(2):
        events = told(capsys, project, "build")
        (failure,) = (event for event in events if event["event"] == "Failed")
        assert (failure["problem"]["code"], failure["is_known"]) == ("file-system", False)


REFUSING = """

def _refuse(app):
    if (Path(__file__).parent / f"no-{app.builder.name}.txt").is_file():
        raise RuntimeError(f"nothing {app.builder.name} today")


def setup(app):
    app.connect("builder-inited", _refuse)
"""


def test_an_edition_without_its_pdf_and_epub_is_not_made_again(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(sample / "source/small/publication.toml", "", 'warnings = "reported"\n')
    change(sample / "source/conf.py", "", REFUSING)
    of_pdf, of_epub = reasons = [sample / f"source/no-{builder}.txt" for builder in ("paged", "epub3")]
    for reason in reasons:
        reason.touch()
    build = ["build", "--project", str(sample), "--language", "it"]
    assert main(build) == 0
    first = capsys.readouterr()
    assert [first.err.count(f"no new {name} is made") for name in ("PDF", "EPUB")] == [1, 1]
    assert {path.suffix for path in (sample / "build/site/it/small").iterdir()}.isdisjoint({".pdf", ".epub"})
    assert first.out.count("making ") == 1

    assert main(build) == 0
    second = capsys.readouterr()
    assert "nothing paged today" in second.err
    assert "nothing epub3 today" in second.err
    assert "build --again" in second.err
    assert second.out.startswith("Nothing to do: 1 edition up to date")

    assert main([*build, "--format", "html"]) == 0
    third = capsys.readouterr()
    assert third.out.startswith("Nothing to do: 1 edition up to date")
    assert "no new" not in third.err

    of_pdf.unlink()
    assert main(build) == 0
    fourth = capsys.readouterr()
    assert "making HTML+PDF" in fourth.out
    assert (sample / "build/site/it/small/small-it.pdf").is_file()
    assert "no new EPUB" in fourth.err

    of_epub.unlink()
    assert main([*build, "--format", "epub"]) == 0
    assert (sample / "build/site/it/small/small-it.epub").is_file()
    assert not steps_in(sample / "build").below("failed")
