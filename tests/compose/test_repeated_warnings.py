# SPDX-License-Identifier: GPL-3.0-or-later
"""After any edits a run gives the warnings and the pages of a run from nothing."""

import random
from pathlib import Path

import pytest

from pipeline.bookformat.facts import EditionFacts
from pipeline.catalogue.domains import write_domains
from pipeline.compose.application import EditionBuild, compose
from pipeline.model.project import Project
from pipeline.model.publication import Edition
from tests.compose.test_application import project_of

SEEDS = (0, 1, 2)
BUILDERS = ("html", "epub3")
NAMES = ("index", "a", "b", "c", "d")
PARAGRAPHS = (
    "Ciao.",
    ":ref:`nowhere`",
    ":doc:`b`",
    ":ref:`shared`",
    "*unfinished",
    ".. image:: missing.png\n   :alt: Nothing.",
    ".. _shared:\n\nParte\n-----\n\nDetto.",
    ".. _other:\n\nParte seconda\n-------------\n\nDetto.",
    ".. include:: note.txt",
    ".. unknown:: here",
    "[#missing]_",
)
TRANSLATIONS = ("Hallo.", "Hallo :ref:`nirgends`.", "*Hallo", "")


def _write(folder: Path, chosen: random.Random) -> None:
    """Write a document anew, delete one, or list others."""
    name = chosen.choice(NAMES)
    path = folder / f"{name}.rst"
    if name == "d" and path.exists() and chosen.random() < 0.5:
        path.unlink()
        return
    listed = chosen.sample(NAMES[1:], chosen.randint(2, 4)) if name == "index" else []
    toctree = ".. toctree::\n\n" + "".join(f"   {other}\n" for other in listed) if listed else ""
    paragraphs = chosen.sample(PARAGRAPHS, chosen.randint(0, 3))
    path.write_text("\n\n".join([f"Capitolo {name}\n==========", toctree, *paragraphs, ""]), encoding="utf-8")


def _translate(project: Project, chosen: random.Random) -> None:
    domain = {"Ciao.": words} if (words := chosen.choice(TRANSLATIONS)) else {}
    write_domains(project.build / "catalogues", project.language("de"), dict.fromkeys(NAMES, domain))


def _results(project: Project, folder: Path, builder: str) -> tuple[list[str], dict[str, bytes]]:
    """Run a builder; return the warnings and the pages."""
    (publication,) = project.publications
    asked = EditionBuild(
        project=project,
        edition=Edition(publication, project.language("de")),
        builder=builder,
        catalogues=project.build / "catalogues",
        doctrees=folder / "doctrees",
        out=folder / builder,
        facts=EditionFacts(),
    )
    composed = compose(asked, lines={"Ciao.": f"{project.root}/de.po:7"})
    pages = {
        path.name: path.read_bytes()
        for name in (*composed.documents, "book")
        for path in (folder / builder).glob(f"{name}.*")
    }
    return sorted(str(warning) for warning in composed.warnings), pages


@pytest.mark.parametrize("seed", SEEDS)
def test_a_run_gives_the_warnings_and_pages_of_a_run_from_nothing(tmp_path: Path, seed: int) -> None:
    chosen = random.Random(seed)
    project = project_of(tmp_path, "Volantino\n=========\n\nCiao.\n", warnings="reported")
    for number in range(6):
        for _ in range(chosen.randint(1, 2)):
            _write(tmp_path / "docs", chosen)
        if chosen.random() < 0.3:
            _translate(project, chosen)
        for builder in chosen.sample(BUILDERS, chosen.randint(1, 2)):
            warm = _results(project, project.build / "warm", builder)
            assert warm == _results(project, project.build / f"cold-{number}-{builder}", builder)


def test_a_label_that_two_documents_have_is_reported_in_the_later_one(tmp_path: Path) -> None:
    project = project_of(tmp_path, "Volantino\n=========\n\n.. toctree::\n\n   a\n   b\n", warnings="reported")
    label = ".. _shared:\n\n"
    (tmp_path / "docs/a.rst").write_text("Primo\n=====\n", encoding="utf-8")
    (tmp_path / "docs/b.rst").write_text(f"{label}Secondo\n=======\n", encoding="utf-8")
    assert _results(project, project.build / "warm", "html")[0] == []

    (tmp_path / "docs/a.rst").write_text(f"{label}Primo\n=====\n", encoding="utf-8")

    (warning,), pages = _results(project, project.build / "warm", "html")
    assert warning.startswith("docs/b.rst:4: ")
    assert ([warning], pages) == _results(project, project.build / "cold", "html")
