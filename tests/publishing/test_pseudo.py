# SPDX-License-Identifier: GPL-3.0-or-later
"""The pseudo-locale: longer, with accents, with markup and placeholders as they were; on no site and in no catalogue."""

import re
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import EditionState
from pipeline.proofread.text import parse_text
from pipeline.publishing.templates import templates
from pipeline.translations.edition_inputs import load_inputs
from pipeline.translations.pseudo import lengthened, with_pseudo_locale
from tests.conftest import ROOT, copy_project


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Una persona arriva allo sportello. [#note]_", "[#note]_"),
        ("vedi :ref:`second` e :doc:`il testo <a/b>`", ":ref:`second`"),
        ("vedi `il sito <https://example.org/a-b>`_ o <mailto:aiuto@example.org>", "<https://example.org/a-b>`_"),
        ("%(n)s pagine, {nome}, ``codice`` e :math:`a \\text{se} b`", ":math:`a \\text{se} b`"),
        ("*forte* e **più forte**, |data| e :cite:p:`bianchi2020`", ":cite:p:`bianchi2020`"),
    ],
)
def test_markup_and_placeholders_stay_and_the_rest_is_a_third_longer(text: str, kept: str) -> None:
    longer = lengthened(text)

    before, after = parse_text(text), parse_text(longer)
    assert kept in longer
    assert [role.name for role in after.roles] == [role.name for role in before.roles]
    for part in ("footnotes", "citations", "substitutions", "urls", "literals", "errors", "blocks"):
        assert getattr(after, part) == getattr(before, part)
    letters = [sum(map(str.isalpha, words.plain)) for words in (before, after)]
    assert letters[1] > letters[0] * 1.2, "a third of what is not kept"
    assert re.search(r"\A\[.*\]\Z", longer, re.DOTALL)


@pytest.mark.parametrize("text", ["2024", " ", ":ref:`second`", "``codice``"])
def test_what_has_no_word_to_translate_stays(text: str) -> None:
    assert lengthened(text) == text


def test_a_paragraph_before_a_literal_block_keeps_its_colons_and_blanks_stay() -> None:
    assert lengthened(" così::\n") == " [çöšì öñé]::\n"


def test_a_term_leads_to_the_term_of_the_glossary_in_the_pseudo_locale() -> None:
    assert ":term:`Ŕéţé <ŕéţé>`" in lengthened("La :term:`Rete <rete>`", {"rete"})
    assert ":term:`Ŕéţé <rete>`" in lengthened("La :term:`Rete <rete>`")


def test_its_project_has_a_folder_of_its_own_and_its_catalogues_are_made_from_templates(tmp_path: Path) -> None:
    before = Project.load(copy_project(ROOT / "tests/sample", tmp_path / "sample"))
    project = with_pseudo_locale(before, ["qps"])
    (edition,) = project.editions("small", "qps")

    inputs = load_inputs(project, edition, templates(project))

    assert inputs.domains["first"]["Primo"] == "[Pŕímö öñé]"
    assert inputs.state is EditionState.COMPLETE
    assert project.site == before.root / "build/qps/site"
    assert not list(before.root.glob("locales/qps*"))
    assert with_pseudo_locale(before, ["sq"]) == before
    with pytest.raises(Problem, match="built alone"):
        with_pseudo_locale(before, ["sq", "qps"])


@pytest.mark.slow
def test_an_edition_is_made_aside_and_no_catalogue_is_written(tmp_path: Path) -> None:
    project = copy_project(ROOT / "tests/sample", tmp_path / "sample")
    before = sorted(project.glob("locales/**/*"))

    assert main(["--project", str(project), "build", "--language", "qps", "--format", "html"]) == 0

    page = (project / "build/qps/site/qps/small/first.html").read_text(encoding="utf-8")
    assert 'lang="qps"' in page
    assert "[Ûñá péŕšöñá áŕŕívá áłłö špöŕţéłłö" in page
    assert not (project / "build/site").exists()
    assert sorted(project.glob("locales/**/*")) == before
    assert main(["--project", str(project), "release", "--language", "qps", "--publication", "small"]) != 0
