# SPDX-License-Identifier: GPL-3.0-or-later
"""Running Sphinx: one edition after the other in a process, and every failure a Problem that says where."""

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.bookformat.facts import EditionFacts
from pipeline.catalogue.domains import write_domains
from pipeline.compose.application import Composed, EditionBuild, compose
from pipeline.compose.diagnosis.collected_warning import CollectedWarning
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition

PROJECT = """\
title = "Prova"
publisher = "Noi"
original = "it"

[languages]
it = "Italiano"
de = "Deutsch"
pt-BR = "Português (Brasil)"
"""
LAYOUT = """
[layout]
configuration = "docs"
sources = "docs"
locales = "docs/locale"
"""
PUBLICATION = """\
slug = "leaflet"
title = "Volantino"
kind = "leaflet"
original = "it"
version = "1"
date = 2026-11-25
formats = ["html"]
warnings = "{warnings}"
"""


@pytest.fixture(autouse=True)
def path_of_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    """A conf.py may put its folder on the path."""
    monkeypatch.setattr(sys, "path", sys.path[:])


def project_of(root: Path, text: str, conf: str = "", warnings: str = "fatal") -> Project:
    """An adopted project of one document."""
    (root / "docs").mkdir(exist_ok=True)
    (root / "project.toml").write_text(PROJECT + LAYOUT, encoding="utf-8")
    (root / "publication.toml").write_text(PUBLICATION.format(warnings=warnings), encoding="utf-8")
    (root / "docs/conf.py").write_text(f"project = 'Leaflet'\n{conf}", encoding="utf-8")
    (root / "docs/index.rst").write_text(text, encoding="utf-8")
    return Project.load(root)


def make(project: Project, tag: str, lines: dict[str, str] | None = None) -> Composed:
    (publication,) = project.publications
    asked = EditionBuild(
        project=project,
        edition=Edition(publication, project.language(tag)),
        builder="html",
        catalogues=project.build / "catalogues",
        doctrees=project.build / "doctrees" / tag,
        out=project.build / "out" / tag,
        facts=EditionFacts(),
    )
    return compose(asked, lines=lines)


def page(project: Project, tag: str) -> str:
    return (project.build / "out" / tag / "index.html").read_text(encoding="utf-8")


def test_only_what_changed_is_read_again(tmp_path: Path) -> None:
    project = project_of(tmp_path, "Volantino\n=========\n\nCiao.\n")
    (tmp_path / "docs/other.rst").write_text(":orphan:\n\nAltro\n=====\n", encoding="utf-8")
    german = project.language("de")
    write_domains(project.build / "catalogues", german, {"index": {"Ciao.": "Hallo."}, "other": {}})

    first, second = make(project, "de"), make(project, "de")
    write_domains(project.build / "catalogues", german, {"index": {"Ciao.": "Servus."}, "other": {}})
    third = make(project, "de")

    assert [(one.read, one.root_document) for one in (first, second, third)] == [
        (2, "index"),
        (0, "index"),
        (1, "index"),
    ]
    assert "Servus." in page(project, "de")


DAMAGES: dict[str, Callable[[Path, bytes], object]] = {
    "empty": lambda path, _data: path.write_bytes(b""),
    "cut": lambda path, data: path.write_bytes(data[: len(data) // 2]),
    "garbled": lambda path, data: path.write_bytes(bytes(byte ^ 85 for byte in data)),
    "text": lambda path, _data: path.write_text("x", encoding="utf-8"),
    "folder": lambda path, _data: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("how", DAMAGES)
def test_damaged_files_of_an_earlier_run_are_made_anew(how: str, tmp_path: Path) -> None:
    project = project_of(tmp_path, "Volantino\n=========\n\n.. toctree::\n\n   other\n\nCiao.\n")
    (tmp_path / "docs/other.rst").write_text("Altro\n=====\n", encoding="utf-8")
    make(project, "de")
    left = [path for name in ("doctrees", "out") for path in (project.build / name / "de").rglob("*")]
    for path in [path for path in left if path.suffix in (".doctree", ".pickle") or path.name == ".buildinfo"]:
        DAMAGES[how](path, path.read_bytes())
    with (tmp_path / "docs/index.rst").open("a", encoding="utf-8") as index:
        index.write("\nEccola.\n")

    make(project, "de")

    assert "Eccola." in page(project, "de")
    assert "Altro" in page(project, "de")


def test_editions_of_one_process_do_not_mix_their_words(tmp_path: Path) -> None:
    project = project_of(tmp_path, "Volantino\n=========\n\n.. versionadded:: 2\n   Ciao.\n")

    make(project, "de")
    make(project, "it")

    assert "Neu in Version 2" in page(project, "de")
    assert "Aggiunto nella versione 2" in page(project, "it")


def test_a_language_with_a_country_is_found_under_its_posix_name(tmp_path: Path) -> None:
    project = project_of(tmp_path, "Volantino\n=========\n\nCiao.\n")
    write_domains(project.build / "catalogues", project.language("pt-BR"), {"index": {"Ciao.": "Olá."}})

    make(project, "pt-BR")

    assert "Olá." in page(project, "pt-BR")
    assert '<h1 lang="it">' in page(project, "pt-BR")


def test_a_warning_stops_the_edition_and_stops_it_again(tmp_path: Path) -> None:
    project = project_of(tmp_path, "Volantino\n=========\n\n:ref:`nowhere`\n")

    for _ in range(2):
        with pytest.raises(Problem) as found:
            make(project, "it")
        problem = found.value
        assert (problem.code, problem.path, problem.line) == ("sphinx-warning", tmp_path / "docs/index.rst", 4)
        assert "leaflet [it]" in problem.message
        assert problem.cause == "docs/index.rst:4: no label has the name nowhere [undefined label: 'nowhere']"
        assert "_nowhere:" in problem.hint


def test_a_warning_about_a_translation_names_the_line_of_its_catalogue(tmp_path: Path) -> None:
    project = project_of(tmp_path, "Volantino\n=========\n\nCiao.\n")
    write_domains(project.build / "catalogues", project.language("de"), {"index": {"Ciao.": "Hallo :ref:`nirgends`."}})
    lines = {"Ciao.": f"{tmp_path}/docs/locale/de/LC_MESSAGES/index.po:12"}

    with pytest.raises(Problem) as found:
        make(project, "de", lines)

    assert (found.value.path, found.value.line) == (tmp_path / "docs/locale/de/LC_MESSAGES/index.po", 12)
    assert found.value.hint == "copy the name from the original; only words before <…> are translated"
    assert "docs/index.rst:4: no label has the name nirgends" in found.value.cause
    assert "(translation: docs/locale/de/LC_MESSAGES/index.po:12)" in found.value.cause


def test_a_warning_about_a_translation_is_repeated_when_another_document_has_changed(tmp_path: Path) -> None:
    project = project_of(tmp_path, "Volantino\n=========\n\n.. toctree::\n\n   other\n\nCiao.\n", warnings="reported")
    other = tmp_path / "docs/other.rst"
    other.write_text("Altro\n=====\n", encoding="utf-8")
    words = {"index": {"Ciao.": "Hallo :ref:`nirgends`."}, "other": {}}
    write_domains(project.build / "catalogues", project.language("de"), words)
    lines = {"Ciao.": f"{tmp_path}/docs/locale/de/LC_MESSAGES/index.po:12"}
    first = make(project, "de", lines)

    other.write_text("Altro ancora\n============\n", encoding="utf-8")
    second = make(project, "de", lines)

    assert second.read == 2
    assert "(translation: docs/locale/de/LC_MESSAGES/index.po:12)" in str(first.warnings[0])
    assert second.warnings == first.warnings


def test_a_term_that_the_glossary_does_not_have_says_how_an_inflected_one_is_written(tmp_path: Path) -> None:
    source = "Volantino\n=========\n\nLe :term:`casa`.\n\n.. glossary::\n\n   casa\n      Dove si vive.\n"
    project = project_of(tmp_path, source)
    words = {"Le :term:`casa`.": "Die :term:`Häuser`.", "casa": "Haus"}
    write_domains(project.build / "catalogues", project.language("de"), {"index": words})

    with pytest.raises(Problem) as found:
        make(project, "de", {"Le :term:`casa`.": f"{tmp_path}/docs/locale/de/LC_MESSAGES/index.po:12"})

    assert (found.value.path, found.value.line) == (tmp_path / "docs/locale/de/LC_MESSAGES/index.po", 12)
    assert ":term:`your words <term>`" in found.value.hint


def test_an_inflected_term_is_offered_with_the_term_that_is_near(tmp_path: Path) -> None:
    source = "Volantino\n=========\n\nLe :term:`vittima`.\n\n.. glossary::\n\n   vittima\n      Chi subisce.\n"
    project = project_of(tmp_path, source)
    words = {"Le :term:`vittima`.": "Die :term:`Betroffenen`.", "vittima": "Betroffene"}
    write_domains(project.build / "catalogues", project.language("de"), {"index": words})

    with pytest.raises(Problem) as found:
        make(project, "de", {"Le :term:`vittima`.": f"{tmp_path}/docs/locale/de/LC_MESSAGES/index.po:12"})

    assert found.value.hint.startswith("write :term:`Betroffenen <Betroffene>`")


def test_a_mistake_that_a_translation_has_from_its_original_is_one_of_the_source(tmp_path: Path) -> None:
    project = project_of(tmp_path, ".. _first-look:\n\nVolantino\n=========\n\nVedi :ref:`first-lok`.\n")
    words = {"Vedi :ref:`first-lok`.": "Siehe :ref:`first-lok`."}
    write_domains(project.build / "catalogues", project.language("de"), {"index": words})

    with pytest.raises(Problem) as found:
        make(project, "de", {"Vedi :ref:`first-lok`.": f"{tmp_path}/docs/locale/de/LC_MESSAGES/index.po:12"})

    assert (found.value.path, found.value.line) == (tmp_path / "docs/index.rst", 6)
    assert found.value.hint == "did you mean first-look?"
    (mistake,) = found.value.diagnostics
    assert (mistake.translation, mistake.original) == ("", "undefined label: 'first-lok'")


def test_reported_warnings_come_back_with_the_edition(tmp_path: Path) -> None:
    project = project_of(tmp_path, "Volantino\n=========\n\n:ref:`nowhere`\n", warnings="reported")

    (warning,) = make(project, "it").warnings

    assert str(warning).startswith("docs/index.rst:4: no label has the name nowhere")


def test_right_translations_of_references_are_no_warning(tmp_path: Path) -> None:
    text = "Volantino\n=========\n\nLa :term:`tratta`.\n\n.. glossary::\n\n   tratta\n      Reato.\n"
    project = project_of(tmp_path, text, conf="suppress_warnings = ['image.not_readable']\n")
    words = {"tratta": "Handel", "La :term:`tratta`.": "Der :term:`Handel`."}
    write_domains(project.build / "catalogues", project.language("de"), {"index": words})

    assert make(project, "de").warnings == ()


@pytest.mark.parametrize(
    ("conf", "code", "says"),
    [
        ("extensions = ['sphinxcontrib.nowhere']", "missing-extension", " sphinxcontrib-nowhere "),
        ("extensions = ['no_such_thing']", "missing-extension", " no-such-thing "),
        ("html_theme = 'nobodys_theme'", "missing-extension", " nobodys-theme "),
        ("raise ValueError('no')", "broken-configuration", ""),
        ("import os, sys; sys.path.insert(0, os.path.abspath('.'))\nextensions = ['broken']", "sphinx-error", ""),
        (
            "import os, sys; sys.path.insert(0, os.path.abspath('.'))\nextensions = ['needy']",
            "missing-extension",
            "a library",
        ),
    ],
)
def test_what_stops_sphinx_is_a_problem(conf: str, code: str, says: str, tmp_path: Path) -> None:
    project = project_of(tmp_path, "Volantino\n=========\n", conf=conf)
    (tmp_path / "docs/broken.py").write_text("def setup(app):\n    raise KeyError('gone')\n", encoding="utf-8")
    (tmp_path / "docs/needy.py").write_text("raise ImportError('The C library was not found')\n", encoding="utf-8")

    with pytest.raises(Problem) as found:
        make(project, "it")

    assert found.value.code == code
    assert says in found.value.hint


def test_an_adopted_project_keeps_its_extensions_and_theme(tmp_path: Path) -> None:
    conf = "import os, sys; sys.path.insert(0, os.path.abspath('.'))\nextensions = ['mine']\nhtml_theme = 'basic'\n"
    project = project_of(tmp_path, "Volantino\n=========\n\n.. mine::\n\nCiao.\n", conf=conf)
    (tmp_path / "docs/mine.py").write_text(
        "from docutils import nodes\n"
        "from docutils.parsers.rst import Directive\n"
        "class Mine(Directive):\n"
        "    def run(self):\n"
        "        return [nodes.paragraph('', 'made by a directive')]\n"
        "def setup(app):\n"
        "    app.add_directive('mine', Mine)\n",
        encoding="utf-8",
    )

    make(project, "de")

    assert "made by a directive" in page(project, "de")
    assert "furo" not in page(project, "de")


def test_a_docutils_conf_of_a_contribution_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = project_of(tmp_path, "Uno\n===\n\nDue.\n")
    precious = tmp_path / "precious"
    precious.write_text("mine", encoding="utf-8")
    settings = f"[general]\nrecord_dependencies: {precious}\n"
    for folder in (tmp_path, tmp_path / "docs"):
        (folder / "docutils.conf").write_text(settings, encoding="utf-8")
    monkeypatch.setenv("DOCUTILSCONFIG", str(tmp_path / "docutils.conf"))

    make(project, "it")

    assert precious.read_text(encoding="utf-8") == "mine"
    assert os.environ["DOCUTILSCONFIG"] == str(tmp_path / "docutils.conf")


def test_a_mistake_in_our_files_keeps_its_own_problem(tmp_path: Path) -> None:
    project = project_of(tmp_path, ":language: xx\n\nVolantino\n=========\n")

    with pytest.raises(Problem) as found:
        make(project, "de")

    assert found.value.code == "unknown-language"


@pytest.mark.parametrize(
    ("location", "text", "warned"),
    [
        ("/a/index.rst:12", "said", CollectedWarning("said", Path("/a/index.rst"), 12)),
        ("/a/index.rst", "said", CollectedWarning("said", Path("/a/index.rst"))),
        ("/a/index.rst:", "said", CollectedWarning("said", Path("/a/index.rst"))),
        ("/a/index.rst:12:<translated>:1", "said", CollectedWarning("said", Path("/a/index.rst"), 12, True)),
        (
            "/a/code.py:docstring of a.code:4",
            "said",
            CollectedWarning("said", Path("/a/code.py:docstring of a.code"), 4),
        ),
        (None, "said: this", CollectedWarning("said: this")),
        (
            "/a/index.rst:3",
            'Error in "step" directive:\nunknown option: "aktor".\n\n.. step:: One\n\n   Call.',
            CollectedWarning('Error in "step" directive: unknown option: "aktor".', Path("/a/index.rst"), 3),
        ),
    ],
)
def test_a_warning_says_where_it_is_and_of_which_kind(
    location: str | None, text: str, warned: CollectedWarning
) -> None:
    record = logging.makeLogRecord(
        {"msg": f"{text} [ref.term]", "location": location, "type": "ref", "subtype": "term"}
    )

    assert CollectedWarning.read(record) == warned
    assert CollectedWarning.read(record).kind == "ref.term"
