# SPDX-License-Identifier: GPL-3.0-or-later
"""A small book with every element, composed by Sphinx and typeset, in Italian and in Albanian, once for all tests."""

import pickle
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from sphinx.application import Sphinx
from sphinx.locale import translators
from sphinx.util.docutils import docutils_namespace, patch_docutils

from pipeline.bookformat.facts import EditionFacts
from pipeline.bookformat.typeset_book import Typeset
from pipeline.model.publication import Progress, Review
from pipeline.typeset import typeset
from tests.conftest import once

PROJECT = Path(__file__).parent / "project"
FACTS: Mapping[str, EditionFacts] = {
    "it": EditionFacts(review=Review.ORIGINAL, date=date(2026, 3, 7)),
    "sq": EditionFacts(review=Review.DRAFT, date=date(2026, 4, 1), progress=Progress(61, 3, 36, 61, 3, 36, changed=3)),
}


@dataclass(frozen=True)
class Made:
    """A book's folder, its PDF, and what typesetting said of it."""

    folder: Path
    pdf: Path
    result: Typeset

    @property
    def chapters(self) -> Path:
        """The folder of its chapters, where they are kept."""
        return self.pdf.with_suffix(".chapters")


def compose(project: Path, language: str, out: Path, builder: str = "paged") -> Path:
    """The book of one language; warnings are errors."""
    source = project / "source"
    translators.clear()  # Sphinx would show the words of the last edition where this one has none
    overrides = {"language": language, "locale_dirs": [str(project / "compiled")], "edition_facts": FACTS[language]}
    with patch_docutils(str(source)), docutils_namespace():
        app = Sphinx(
            source / "handbook", source, out, out.with_name(f"{out.name}-doctrees"), builder,
            confoverrides=overrides, warningiserror=True, status=None,
        )  # fmt: skip
        app.build()
    assert app.statuscode == 0
    return out


def compile_catalogues(project: Path) -> None:
    for path in sorted((project / "locales").rglob("*.po")):
        target = project / "compiled" / path.relative_to(project / "locales").with_suffix(".mo")
        target.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as source, target.open("wb") as file:
            write_mo(file, read_po(source))


@pytest.fixture(scope="session")
def project(shared_folder: Path) -> Path:
    """A copy of the project, its catalogues compiled, with its books; not to be changed."""

    def make(copy: Path) -> None:
        shutil.copytree(PROJECT, copy)
        compile_catalogues(copy)
        results = {}
        for language in FACTS:
            folder = compose(copy, language, copy / "build" / language)
            pdf = copy / f"{language}.pdf"
            results[language] = typeset(folder, pdf, {}, chapters=pdf.with_suffix(".chapters"))
        (copy / "results.pickle").write_bytes(pickle.dumps(results))

    return once(shared_folder / "typeset", make)


@pytest.fixture(scope="session")
def books(project: Path) -> dict[str, Made]:
    """The book in each language, composed and typeset."""
    results = pickle.loads((project / "results.pickle").read_bytes())
    return {name: Made(project / "build" / name, project / f"{name}.pdf", result) for name, result in results.items()}


@pytest.fixture(params=sorted(FACTS))
def made(request: pytest.FixtureRequest, books: dict[str, Made]) -> Made:
    return books[str(request.param)]
