# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pipeline writes into a project has the project's own licence, and no page says what nobody has said there."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.commands.new import new_language
from pipeline.model.project import Project
from pipeline.model.releases import Releases
from pipeline.model.releases_file import to_toml
from tests.typeset import reading

TOML = "source/small/publication.toml"


def with_licence(root: Path, licence: str) -> Project:
    path = root / TOML
    row = f'license = "{licence}"' if licence else ""
    path.write_text(re.sub(r"(?m)^license = .*$", row, path.read_text(encoding="utf-8")), encoding="utf-8")
    return Project.load(root)


@pytest.mark.parametrize("licence", ["CC-BY-NC-4.0", ""])
def test_what_is_written_into_a_project_has_its_licence(licence: str, sample: Path) -> None:
    project = with_licence(sample, licence)
    for path in (sample / "locales").rglob("*.po"):
        path.unlink()

    assert main(["--project", str(sample), "update"]) == 0
    new_language(project, "ro")
    assert main(["--project", str(sample), "new", "publication", "second"]) == 0
    texts = {
        path.relative_to(sample).as_posix(): path.read_text(encoding="utf-8")
        for path in (*sample.rglob("*.po"), sample / "source/languages/ro.toml", *(sample / "source/second").iterdir())
    }
    texts["releases.toml"] = to_toml(Releases(project.publications[0]))

    assert len(texts) > 6
    for name, text in texts.items():
        assert re.findall(r"(?:SPDX-License-Identifier: |^license = )(.*)", text, re.MULTILINE) == (
            [] if not licence else [licence, f'"{licence}"'] if name.endswith("publication.toml") else [licence]
        ), name


def test_publications_with_several_licences_leave_what_they_share_without_one(sample: Path) -> None:
    project = with_licence(sample, "CC-BY-NC-4.0")
    (one,) = project.publications

    assert replace(project, publications=(one, replace(one, slug="b"))).license == "CC-BY-NC-4.0"
    assert replace(project, publications=(one, replace(one, slug="b", license="CC0-1.0"))).license == ""


@pytest.mark.parametrize("said", ["Steso da <nessuno>.", ""])
def test_an_edition_says_how_its_text_was_made_only_if_the_project_does(said: str, sample: Path) -> None:
    path = sample / "source/project.toml"
    path.write_text(f'drafting = "{said}"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")

    assert main(["--project", str(sample), "build", "--language", "it"]) == 0

    folder = sample / "build/site/it"
    files = [folder / name for name in ("small/index.html", "small.html", "small.bib", "small.ris", "small.csl.json")]
    plain = [
        "".join(reading.text_of_pages(folder / "small/small-it.pdf")),
        *(file.read_text("utf-8") for file in files),
    ]
    assert ["Steso da" in text for text in plain] == [bool(said)] * 6
    assert "<nessuno>" not in files[0].read_text("utf-8")
