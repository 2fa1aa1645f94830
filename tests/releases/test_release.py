# SPDX-License-Identifier: GPL-3.0-or-later
"""Releasing as an editor meets it: what is kept, what is refused, and what a release that was cut off leaves."""

import hashlib
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.commands import release
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Language
from pipeline.publishing.events import Failed
from tests.conftest import ROOT, copy_project
from tests.releases.conftest import REASON, archived, files, replace, rows, run

SQ = "locales/sq/LC_MESSAGES/small.po"
PDF = "archive/small/1.0/sq/small/small-sq.pdf"


def told(project: Path) -> dict[tuple[str, str], dict[str, object]]:
    """The releases of releases.toml, by version and language."""
    data = tomllib.loads((project / "source/small/releases.toml").read_text(encoding="utf-8"))
    return {(one["version"], one["language"]): one for one in data["release"]}


def test_what_is_ready_is_kept_with_its_facts(released: Path) -> None:
    data = tomllib.loads((released / "source/small/releases.toml").read_text(encoding="utf-8"))
    kept = {(one["language"], one["format"]): one for one in data["file"]}
    made = {(row["language"], row["format"]): row for row in rows(released, "artefacts")}

    assert kept.keys() == made.keys()
    for key, row in made.items():
        file = released / "archive/small/1.0" / str(kept[key]["path"])
        assert str(row["path"]) == kept[key]["path"]
        assert file.read_bytes() == (released / "build/site" / str(row["path"])).read_bytes()
        if key[1] != "html":
            assert kept[key]["sha256"] == row["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
            assert (kept[key]["bytes"], kept[key]["pages"]) == (row["bytes"], row["pages"])
    for (_, tag), one in told(released).items():
        row = made[tag, "html"]
        assert {name: one[name] for name in ("title", "state", "review", "translated", "messages", "percent")} == {
            name: row[name] for name in ("title", "state", "review", "translated", "messages", "percent")
        }
        assert str(one["date"]) == row["date"]


def test_a_leaflet_with_a_number_that_nobody_has_called_is_released_only_if_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = copy_project(ROOT / "tests/sample", tmp_path / "project")
    replace(project / "source/small/publication.toml", 'kind = "manual"', 'kind = "leaflet"')
    (project / "source/contacts.toml").write_text(
        'original = "it"\n[[contact]]\nid = "line"\ncountry = "it"\nservice = "Linea"\nnumber = "800 1"\nsource = "k"\n',
        encoding="utf-8",
    )
    with (project / "source/small/second.rst").open("a", encoding="utf-8") as file:
        file.write("\n.. helpline::\n   :contacts: line\n")

    assert main(["--project", str(project), "release", "--language", "it"]) == 3
    assert "contacts.toml:6: small prints 1 number that nobody has called [uncalled-number]" in capsys.readouterr().err

    assert main(["--project", str(project), "release", "--language", "it", "--uncalled-numbers"]) == 3
    assert "[nothing-to-release]" in capsys.readouterr().err  # it would be: it is not built


def test_the_archive_can_be_checked_without_the_pipeline(second: Path) -> None:
    for version in ("1.0", "1.1"):
        folder = second / "archive/small" / version
        done = subprocess.run(
            ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, check=True
        )

        assert done.stdout.count(b": OK") == len(files(folder)) - 1


def test_an_edition_is_dated_by_the_later_of_publication_and_catalogue(second: Path) -> None:
    assert {tag: str(one["date"]) for (version, tag), one in told(second).items() if version == "1.1"} == {
        "it": "2026-12-01",
        "de": "2026-12-03",
        "sq": "2026-12-01",
    }


def test_a_second_release_changes_nothing(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(fresh)

    assert run(fresh, "release") == 0

    said = capsys.readouterr().out
    assert said.count("version 1.0 was released on") == 3
    after = files(fresh)
    # In a copy the marks of files are others. The former site is kept aside.
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert {name for name in changed if not name.startswith("build/.site.next/")} <= {
        "build/.lock",
        "build/steps.sqlite",
    }


def test_released_words_are_not_released_again_with_others(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(fresh / SQ, "kërkon ndihmë", "kërkon mbështetje")
    before = files(fresh / "archive"), files(fresh / "source")

    assert run(fresh, "build", "--language", "sq") == 0
    built = capsys.readouterr()
    assert run(fresh, "release", "--language", "sq") == 3

    sentence = "differs from the released 1.0; raise version in source/small/publication.toml"
    assert [line for line in built.err.splitlines() if "differs" in line] == [f"small [sq]: warning: {sentence}"]
    said = capsys.readouterr()
    assert "source/small/publication.toml: version 1.0 of small in sq was released with different text" in said.err
    assert "raise `version`" in said.err
    assert (files(fresh / "archive"), files(fresh / "source")) == before


def test_the_same_words_laid_out_anew_need_no_new_version(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    described = fresh / "source/small/publication.toml"
    described.write_text(described.read_text(encoding="utf-8") + 'design = "topics"\n', encoding="utf-8")

    assert run(fresh, "build", "--language", "sq") == 0
    assert (fresh / "build/site/sq/small/small-sq.pdf").read_bytes() != (fresh / PDF).read_bytes()
    assert "differs" not in capsys.readouterr().err
    assert run(fresh, "release", "--language", "sq") == 0

    assert "small [sq]: version 1.0 was released on" in capsys.readouterr().out


def test_a_withdrawn_language_changes_no_text_of_the_others(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(fresh, "withdraw", "--publication", "small", "--language", "de", "--reason", REASON) == 0
    assert "Deutsch" not in (fresh / "build/site/sq/small/index.html").read_text(encoding="utf-8")
    assert run(fresh, "release", "--language", "sq") == 0

    assert "differs" not in capsys.readouterr().err


def test_a_release_that_was_cut_off_is_taken_up_again(fresh: Path, released: Path) -> None:
    (fresh / "source/small/releases.toml").unlink()
    archive = fresh / "archive/small/1.0"
    shutil.rmtree(archive / "sq")  # the first two were copied, the third was being so
    (archive / ".sq.new/_static").mkdir(parents=True)
    (archive / ".sq.new/index.html").write_text("half", encoding="utf-8")

    assert run(fresh, "release") == 0

    assert archived(fresh) == archived(released)
    assert {key: one["id"] for key, one in told(fresh).items()} == {
        key: one["id"] for key, one in told(released).items()
    }


def test_nothing_in_the_archive_is_overwritten(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (fresh / "source/small/releases.toml").unlink()
    (fresh / PDF).write_bytes(b"%PDF-1.7 released by somebody else")

    assert run(fresh, "release") == 3

    said = capsys.readouterr()
    assert "small [it]: released as version 1.0" in said.out
    assert "archive/small/1.0/sq/small: version 1.0 of small [sq] is in the archive with different text" in said.err
    assert (fresh / PDF).read_bytes() == b"%PDF-1.7 released by somebody else"
    assert {tag for _, tag in told(fresh)} == {"it", "de"}


def test_what_is_not_on_the_site_is_not_released(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (sample / SQ).unlink()

    assert run(sample, "release") == 3

    said = capsys.readouterr()
    assert "small [it]: not released: it is not up to date on the site: never built\n" in said.out
    assert "small [sq]: not released: it is held back: " in said.out
    assert "[nothing-to-release]" in said.err
    assert not (sample / "source/small/releases.toml").exists()
    assert files(sample / "archive") == {}


def test_what_is_behind_its_sources_is_not_released(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(fresh / SQ, "kërkon ndihmë", "kërkon mbështetje")

    assert run(fresh, "release", "--language", "sq") == 3

    assert "small [sq]: not released: it is not up to date on the site: new translations\n" in capsys.readouterr().out


def test_a_file_that_was_changed_by_hand_is_not_released(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (fresh / "build/site/de/small/small-de.pdf").open("ab") as file:
        file.write(b"%")

    assert run(fresh, "release", "--language", "de") == 3

    assert "small [de]: not released: it is not up to date on the site: its files were altered\n" in (
        capsys.readouterr().out
    )


def test_a_version_must_fit_an_address(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    replace(fresh / "source/small/publication.toml", '"1.0"', '"1/0 bis"')

    assert run(fresh, "release", "--language", "it") == 3

    assert "version '1/0 bis' cannot be part of an address [bad-value]" in capsys.readouterr().err


def test_an_archive_that_cannot_be_written_is_named(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(fresh / "archive")
    (fresh / "archive").write_text("not a folder", encoding="utf-8")

    assert run(fresh, "release") == 3

    assert f"{fresh}/archive: released editions cannot be archived [archive-not-writable]" in capsys.readouterr().err


@pytest.mark.parametrize("folder", ["build/archive", "source/archive", ".", "locales"])
def test_the_archive_stands_in_no_folder_of_others(
    sample: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    described = sample / "source/project.toml"
    described.write_text(f'archive = "{folder}"\n' + described.read_text(encoding="utf-8"), encoding="utf-8")

    assert run(sample, "release") == 3

    assert "source/project.toml:1: released editions cannot be archived in " in capsys.readouterr().err


def test_an_edition_that_cannot_be_made_as_released_is_one_problem(
    fresh_sample: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was made as a draft; while it is made as released, the disk fails."""
    edition = Edition(Project.load(fresh_sample).publication("small"), Language("it", "Italiano"))

    def fail(*_: object, **__: object) -> Iterator[Failed]:
        yield Failed(edition, Problem("file-system", "a file cannot be read or written"), kept=True)

    monkeypatch.setattr(release, "build", fail)

    assert main(["--project", str(fresh_sample), "release", "--language", "it"]) == 3

    said = capsys.readouterr()
    assert "a file cannot be read or written" in said.out + said.err
    assert "nothing-to-release" not in said.out + said.err
