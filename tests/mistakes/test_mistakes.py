# SPDX-License-Identifier: GPL-3.0-or-later
"""What an editor is told of a mistake. Each folder holds one, and in expected.txt all that the command line says of it.

Those in `in-a-document` are documents of one publication, read in one run; those in `in-a-project` are laid over the
project, and stop it. `python -m tests.mistakes.test_mistakes` writes each expected.txt anew.
"""

import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from sphinx.cmd.build import main as sphinx_build

from pipeline.bookformat.facts import EditionFacts
from pipeline.catalogue.domains import write_domains
from pipeline.compose.application import EditionBuild, compose
from pipeline.model.diagnostics import Diagnostic
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition
from pipeline.model.remark import Remark
from pipeline.words import ToolWords
from tests.conftest import ROOT

HERE = Path(__file__).parent
DOCUMENTS = sorted(path for path in (HERE / "in-a-document").iterdir() if path.is_dir())
PROJECTS = sorted(path for path in (HERE / "in-a-project").iterdir() if path.is_dir())
EXPECTED = "expected.txt"
BOOK = Path("source/book")


def project_at(root: Path) -> Path:
    """A project of one publication, with the settings of our own."""
    shutil.copytree(HERE / "project", root)
    shutil.copy(ROOT / "source/conf.py", root / "source")
    for name in ("contacts.toml", "bodies.toml", "terminology.tsv"):
        shutil.copy(ROOT / "tests/compose/parts/project/source" / name, root / "source")
    return root


def build(root: Path, tag: str = "en", lines: Mapping[str, str] | None = None) -> tuple[Diagnostic, ...]:
    """Build the pages in a language, and return the mistakes; a Problem is raised for what stops them."""
    project = Project.load(root)
    (publication,) = project.publications
    edition = Edition(replace(publication, warnings_are_fatal=False), project.language(tag))
    asked = EditionBuild(
        project=project,
        edition=edition,
        builder="html",
        catalogues=root / "build/mo",
        doctrees=root / "build/doctrees",
        out=root / "build/out",
        facts=EditionFacts(),
    )
    return compose(asked, lines=lines).warnings


def mistakes_in_documents(root: Path) -> tuple[Diagnostic, ...]:
    """Build all documents with mistakes in one run."""
    project_at(root)
    for case in DOCUMENTS:
        shutil.copytree(case, root / BOOK / case.name, ignore=shutil.ignore_patterns(EXPECTED))
    return build(root)


def said_of(mistakes: Iterable[Diagnostic]) -> dict[str, str]:
    """What is said of each folder of documents; "" is the folder of what is said of no document."""
    said = defaultdict(list)
    for mistake in mistakes:
        folder = mistake.path.relative_to(BOOK).parts[0] if mistake.path is not None else ""
        said[folder].append(str(mistake).replace(f"{BOOK}/{folder}/", ""))
    return {folder: "\n".join([*lines, ""]) for folder, lines in said.items()}


def said_of_project(case: Path, root: Path) -> str:
    project_at(root)
    shutil.copytree(case, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns(EXPECTED))
    with pytest.raises(Problem) as stopped:
        build(root)
    return f"{stopped.value}\n".replace(f"{root}/", "")


@pytest.fixture(scope="module")
def mistakes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Diagnostic, ...]:
    return mistakes_in_documents(tmp_path_factory.mktemp("mistakes") / "project")


@pytest.fixture(scope="module")
def said(mistakes: tuple[Diagnostic, ...]) -> dict[str, str]:
    return said_of(mistakes)


@pytest.mark.parametrize("case", DOCUMENTS, ids=lambda path: path.name)
def test_a_mistake_in_a_document_says_what_to_do(case: Path, said: dict[str, str]) -> None:
    assert said.get(case.name, "") == (case / EXPECTED).read_text(encoding="utf-8")


def test_what_is_right_is_not_warned_of(said: dict[str, str]) -> None:
    assert set(said) == {case.name for case in DOCUMENTS}


@pytest.mark.parametrize("tag", ["it", "de", "sq"])
def test_each_mistake_is_said_in_the_language_of_the_reader(tag: str, mistakes: tuple[Diagnostic, ...]) -> None:
    words = ToolWords(tag)

    for mistake in mistakes:
        for remark in (mistake.sentence, mistake.step):
            assert isinstance(remark, Remark)
            assert remark.translated(words) != remark


def test_a_slip_in_a_translation_names_the_line_of_its_catalogue(tmp_path: Path) -> None:
    root = project_at(tmp_path / "project")
    original, translation = "See :ref:`first-look`.", "Siehe :ref:first-look, also `first-look`."
    good = root / BOOK / "good.rst"
    good.write_text(f"{good.read_text(encoding='utf-8')}\n{original}\n", encoding="utf-8")
    write_domains(root / "build/mo", Project.load(root).language("de"), {"good": {original: translation}})

    said = build(root, "de", {original: f"{root}/locales/de/LC_MESSAGES/book.po:12"})
    made = [one for one in said if one.path == BOOK / "good.rst"]

    assert [one.translation for one in made] == ["locales/de/LC_MESSAGES/book.po:12"] * 2
    assert [one.step.partition("`")[0] for one in made] == [
        "put backquotes around all that belongs to it, as in :ref:",
        "write a role, such as :ref:",
    ]


def test_a_heading_that_is_not_the_title_names_both(tmp_path: Path) -> None:
    root = project_at(tmp_path / "project")
    settings = root / BOOK / "publication.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"Mistakes"', '"Errors"'), encoding="utf-8")

    found = next(mistake for mistake in build(root) if (mistake.path, mistake.line) == (BOOK / "index.rst", 3))

    assert all(text in found.sentence for text in ("“Mistakes”", "“Errors”", "source/book/publication.toml"))


def test_a_citation_without_a_bibliography_names_the_directive(tmp_path: Path) -> None:
    root = project_at(tmp_path / "project")
    good = root / BOOK / "good.rst"
    text = good.read_text(encoding="utf-8")
    assert ".. bibliography::\n" in text
    good.write_text(f"{text.replace('.. bibliography::', '')}\nAs in :cite:p:`comune`.\n", encoding="utf-8")

    said = [str(mistake) for mistake in build(root)]

    assert any("no bibliography of the publication can show the work comune" in line for line in said), said
    assert any("next: write .. bibliography::" in line for line in said)


def test_sphinx_build_of_all_publications_says_how_to_build_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project_at(tmp_path / "project")
    monkeypatch.chdir(root)

    assert sphinx_build(["-q", "source", "out"]) == 2

    said = capsys.readouterr().err
    assert (
        "source is the folder of all publications, and each is built alone: sphinx-build -c source source/book OUT"
        in said
    )
    assert "WARNING" not in said
    assert sphinx_build(["-q", "-c", "source", "source/book", "out"]) == 0


def test_no_next_step_lowers_the_guard(said: dict[str, str]) -> None:
    assert [name for name, text in said.items() if "reported" in text] == []


@pytest.mark.parametrize("case", PROJECTS, ids=lambda path: path.name)
def test_a_mistake_that_stops_the_project_says_what_to_do(case: Path, tmp_path: Path) -> None:
    assert said_of_project(case, tmp_path / "project") == (case / EXPECTED).read_text(encoding="utf-8")


if __name__ == "__main__":
    os.chdir(tempfile.mkdtemp())
    for name, text in said_of(mistakes_in_documents(Path("documents").resolve())).items():
        (HERE / "in-a-document" / name / EXPECTED).write_text(text, encoding="utf-8")
    for case in PROJECTS:
        (case / EXPECTED).write_text(said_of_project(case, Path(case.name).resolve()), encoding="utf-8")
