# SPDX-License-Identifier: GPL-3.0-or-later
"""A publication that asks for it leaves neutral titles in a history, and neutral names in a folder of downloads."""

from pathlib import Path

import pytest
from lxml import html

from pipeline.model.problems import Problem
from pipeline.model.project import Project
from tests.conftest import ROOT, copy_project
from tests.web import building


def neutral(folder: Path, value: str) -> Project:
    project = copy_project(building.PROJECT, folder)
    file = project / "source/field-guide/publication.toml"
    file.write_text(f"neutral = {value}\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
    return Project.load(project)


def test_titles_of_pages_and_names_of_files_tell_nothing(tmp_path: Path) -> None:
    project = neutral(tmp_path / "project", "true")
    site = building.make_site(project)

    titles = {
        path.relative_to(site / "it/field-guide").as_posix(): html.parse(str(path)).findtext(".//title")
        for path in (site / "it/field-guide").rglob("*.html")
    }
    assert titles == {
        "index.html": "Documento",
        "chapters/first-contact.html": "1 – Documento",
        "chapters/tables.html": "2 – Documento",
        "chapters/words.html": "3 – Documento",
        "genindex.html": "Indice analitico – Documento",
    }
    assert html.parse(str(site / "it/field-guide.html")).findtext(".//title") == "Documento – Pubblicazioni di prova"
    heading = html.parse(str(site / "it/field-guide/index.html")).getroot().xpath("//h1")[0].text_content()
    assert heading.startswith("Guida breve")
    assert {path.name for path in site.rglob("*.pdf")} == {"document-it.pdf", "document-en.pdf"}


def test_parts_of_it_have_names_that_stay_and_tell_nothing(tmp_path: Path) -> None:
    edition = neutral(tmp_path / "project", "true").editions("field-guide", "it")[0]
    names = [edition.offprint_name(name) for name in ("leaflet-clients", "card", "leaflet-clients")]

    assert names[0] == names[2] != names[1]
    assert all(name.startswith("document-it-") and "leaflet" not in name for name in names)


def test_unless_asked_names_tell(tmp_path: Path) -> None:
    edition = neutral(tmp_path / "project", "false").editions("field-guide", "it")[0]

    assert edition.pdf_name == "field-guide-it.pdf"
    assert edition.offprint_name("card") == "field-guide-it-card.pdf"


def test_anything_but_true_or_false_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="`neutral` is not true or false"):
        neutral(tmp_path / "project", '"yes"')


def test_the_key_to_the_rights_sheets_names_the_files_that_are_made() -> None:
    edition = Project.load(ROOT).editions("rights-sheet", "it")[0]
    key = (ROOT / "source/rights-sheet/reading-together.rst").read_text(encoding="utf-8")

    for country, form in (("l’Italia", "form-italy"), ("l’Austria", "form-austria"), ("l’Albania", "form-albania")):
        ending = Path(edition.offprint_name(form)).stem.rpartition("-")[2]
        assert f"*{ending}* per {country}" in key
