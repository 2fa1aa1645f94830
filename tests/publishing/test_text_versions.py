# SPDX-License-Identifier: GPL-3.0-or-later
"""What an edition says of its version: a draft with the day of its last commit and a hash, until a release freezes it."""

import json
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest

from pipeline.__main__ import main
from tests.conftest import ROOT, copy_project

DAY = "2026-11-27T12:00:00+02:00"
DRAFT = "Entwurf der Version 1.0, Textstand 27. November 2026"


def run(project: Path, *words: str) -> int:
    return main([*words, "--project", str(project)])


def git(folder: Path, *words: str) -> None:
    name = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", folder, *name, *words], check=True, capture_output=True)


def committed(project: Path) -> Path:
    git(project, "init", "--quiet")
    (project / ".gitignore").write_text("build/\n", encoding="utf-8")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "All", f"--date={DAY}")
    return project


def row(project: Path, document: str | None = None, format_: str = "pdf") -> dict[str, object]:
    rows = json.loads((project / "build/site/editions.json").read_bytes())["artefacts"]
    found: dict[str, object] = next(
        one for one in rows if (one["language"], one["document"], one["format"]) == ("de", document, format_)
    )
    return found


def version_in(pdf: Path) -> str:
    with pikepdf.open(pdf) as opened, opened.open_metadata() as metadata:
        return str(metadata["xmpMM:VersionID"])


def test_a_draft_has_the_day_of_its_last_commit_and_a_hash_until_it_is_released(tmp_path: Path) -> None:
    project = committed(copy_project(ROOT / "tests/sample", tmp_path / "project"))
    assert run(project, "build", "--language", "de") == 0

    draft, pdf = row(project), project / "build/site/de/small/small-de.pdf"
    imprint = (project / "build/site/de/small/index.html").read_text(encoding="utf-8")
    assert (draft["date"], draft["released"], len(str(draft["text"]))) == ("2026-11-27", False, 7)
    assert DRAFT in imprint
    assert version_in(pdf) == f"1.0-draft.{draft['text']}"
    assert f"{DRAFT} ({draft['text']})" in (project / "build/site/de/small.html").read_text(encoding="utf-8")

    assert run(project, "release", "--language", "de") == 0

    released = row(project)
    assert (released["date"], released["released"], released["text"]) == ("2026-11-27", True, None)
    assert version_in(pdf) == "1.0"
    assert DRAFT not in (project / "build/site/de/small/index.html").read_text(encoding="utf-8")
    assert version_in(next((project / "archive").rglob("small-de.pdf"))) == "1.0"


def test_a_clone_gives_the_same_bytes_and_an_edit_another_hash(tmp_path: Path) -> None:
    project = committed(copy_project(ROOT / "tests/sample", tmp_path / "project"))
    subprocess.run(["git", "clone", "--quiet", project, tmp_path / "clone"], check=True)
    for folder in (project, tmp_path / "clone"):
        assert run(folder, "build", "--language", "de") == 0

    first = row(project)
    assert row(tmp_path / "clone") == first

    catalogue = project / "locales/de/LC_MESSAGES/small.po"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace("geschlossenen", "ruhigen"), encoding="utf-8")
    assert run(project, "build", "--language", "de") == 0
    edited = row(project)
    assert edited["text"] != first["text"]
    assert edited["date"] == first["date"]

    git(project, "commit", "--quiet", "--all", "-m", "Words", "--date=2026-11-29T12:00:00")
    assert run(project, "build", "--language", "de") == 0
    assert row(project)["date"] == "2026-11-29"
    assert row(project)["text"] == edited["text"]


def test_check_names_a_publication_whose_text_changed_after_its_date(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = committed(copy_project(ROOT / "tests/sample", tmp_path / "project"))

    run(project, "--verbose", "check")

    place = "source/small/publication.toml:1: outdated-date"
    assert f"{place}: the text changed on 2026-11-27, after its stated date 2026-11-25" in capsys.readouterr().out


@pytest.mark.parametrize("history", ["none", "shallow"])
def test_without_history_the_stated_date_counts(tmp_path: Path, history: str) -> None:
    project = copy_project(ROOT / "tests/sample", tmp_path / "project")
    if history == "shallow":
        committed(project)
        subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{project}", tmp_path / "shallow"], check=True)
        shutil.rmtree(project)
        project = tmp_path / "shallow"
    assert run(project, "build", "--language", "de", "--format", "html") == 0

    assert row(project, format_="html")["date"] == "2026-11-25"
