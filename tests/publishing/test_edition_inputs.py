# SPDX-License-Identifier: GPL-3.0-or-later
"""What editions are made from is read and computed once, however often a build asks for it."""

from pathlib import Path

import pytest

from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.template import Template, TemplateMessage
from pipeline.translations.catalogues import Catalogues
from pipeline.translations.edition_inputs import EditionInputs, load_inputs
from tests.conftest import ROOT, copy_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.load(copy_project(ROOT / "tests/sample", tmp_path / "sample"))


def load(project: Project, catalogues: Catalogues) -> EditionInputs:
    """The inputs of the German edition, of which one message is printed."""
    (edition,) = project.editions("small", "de")
    template = Template("small", project.original, (TemplateMessage("Primo", (), ("small/first",)),))
    return load_inputs(project, edition, [template], catalogues)


def test_editions_that_share_a_catalogue_read_it_once(project: Project) -> None:
    catalogues = Catalogues(project)
    first, second = load(project, catalogues), load(project, catalogues)

    assert first.catalogues[0] is second.catalogues[0]
    assert first.words[0][1] is second.words[0][1]
    assert load(project, Catalogues(project)).catalogues[0] is not first.catalogues[0]


def test_a_broken_catalogue_stops_each_edition_that_needs_it(project: Project) -> None:
    path = project.locales / "de/LC_MESSAGES/small.po"
    path.write_text(f"<<<<<<< HEAD\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    catalogues = Catalogues(project)

    for _ in range(2):
        with pytest.raises(Problem) as stopped:
            load(project, catalogues)
        assert (stopped.value.code, stopped.value.path) == ("broken-catalogue", path)


def test_what_follows_from_the_catalogues_is_computed_once(project: Project) -> None:
    inputs = load(project, Catalogues(project))

    assert inputs.progress.translated == 1
    assert inputs.domains["first"] == {"Primo": "Erstens"}
    for name in ("progress", "domains", "lines", "abstracts"):
        assert getattr(inputs, name) is getattr(inputs, name)
