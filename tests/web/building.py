# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a small site as the pipeline does: two editions by real Sphinx, PDF files that are only there, and the portal."""

import hashlib
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from pipeline.bookformat.facts import BookFile, EditionFacts, LanguageLink
from pipeline.model.project import Project
from pipeline.model.publication import Artefact, Edition, EditionState, Format, Progress, Review
from pipeline.portal.build import build_portal
from tests.conftest import once

PROJECT = Path(__file__).parent / "project"
DOMAINS = ("publication.toml", "index", "chapters/first-contact", "chapters/tables", "chapters/words")
PDF = b"%PDF-1.7\n" + b"%" * 612_000
PART = Progress(translated=87, untranslated=13, translated_words=87, untranslated_words=13)
ALL = Progress(translated=100, translated_words=100)
PAGE_OF = {"chapters-tables--": 31}
TITLES = {"it": "Guida breve", "en": "A short guide"}


def make_project(folder: Path) -> Project:
    """A copy of the project of the tests, to be built in."""
    shutil.copytree(PROJECT, folder)
    return Project.load(folder)


def made_once(shared: Path) -> Project:
    """The project with its site, made once for all processes that see the folder."""
    return Project.load(once(shared / "web", lambda folder: make_site(make_project(folder))))


def make_site(project: Project) -> Path:
    """Build both editions and the portal; returns the site's folder."""
    compile_catalogue(project)
    editions = project.editions("field-guide")
    for edition in editions:
        folder = project.site / edition.folder
        compose(project, edition, folder, facts(edition))
        (folder / edition.pdf_name).write_bytes(PDF)
    draw(project, editions)
    return project.site


def draw(project: Project, editions: tuple[Edition, ...]) -> None:
    """The portal around editions that are built."""
    translations = {"en": {project.title: "Test publications", project.description: "Two languages will do."}}
    waiting = [(Edition(project.publication("field-guide"), project.language("de")), Progress(43, 0, 57, 43, 0, 57))]
    made = [artefact for edition in editions for artefact in artefacts(project, edition)]
    build_portal(project, made, waiting, project.site, translations)


def compile_catalogue(project: Project) -> None:
    """One catalogue holds the words of all documents; each document gets a copy."""
    with (PROJECT / "locales" / "en.po").open("rb") as file:
        catalogue = read_po(file)
    for domain in DOMAINS:
        path = project.build / "catalogues" / "en" / "LC_MESSAGES" / f"{domain}.mo"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_mo(file, catalogue)


def compose(project: Project, edition: Edition, out: Path, told: EditionFacts) -> None:
    """One Sphinx run; a warning fails it."""
    overrides = {
        "language": edition.language.locale,
        "locale_dirs": [str(project.build / "catalogues")],
        "edition_facts": told,
    }
    # Sphinx keeps the catalogue of a language that it has found for the next one of which it finds none.
    for name in [key for key in locale.translators if key[0] != "console"]:
        del locale.translators[name]
    source = edition.publication.folder
    doctrees = project.build / "doctrees" / edition.folder
    with patch_docutils(project.configuration), docutils_namespace():
        app = Sphinx(
            source, project.configuration, out, doctrees, "html", overrides, status=None, exception_on_warning=True
        )
        app.build()


def facts(edition: Edition) -> EditionFacts:
    translated = edition.is_translation
    return EditionFacts(
        languages=tuple(
            LanguageLink(language.tag, language.autonym, f"../../{language.tag}/field-guide")
            for language in edition.publication.languages
        ),
        pdf=BookFile(edition.pdf_name, 96, len(PDF), PAGE_OF),
        progress=replace(PART, fuzzy=2, untranslated=11, changed=2),
        state=EditionState.PARTIAL if translated else EditionState.COMPLETE,
        review=Review.DRAFT if translated else Review.ORIGINAL,
        date=date(2026, 12, 1),
        portal="../index.html",
    )


def artefacts(project: Project, edition: Edition) -> list[Artefact]:
    tag = edition.language.tag
    return [
        Artefact(
            edition=edition,
            format=format_,
            title=TITLES[tag],
            path=(path := PurePosixPath(edition.folder, name)),
            bytes=(project.site / path).stat().st_size,
            pages=pages,
            sha256=hashlib.sha256((project.site / path).read_bytes()).hexdigest(),
            date=date(2026, 12, 1),
            progress=PART if edition.is_translation else ALL,
            review=Review.DRAFT if edition.is_translation else Review.ORIGINAL,
            description=f"Description in {tag}.",
        )
        for format_, name, pages in ((Format.HTML, "index.html", 0), (Format.PDF, edition.pdf_name, 96))
    ]
