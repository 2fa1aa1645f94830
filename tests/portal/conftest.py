# SPDX-License-Identifier: GPL-3.0-or-later
"""A project of three publications whose editions are there as files only: what the portal asks of them."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath

import pytest
from lxml import html

from pipeline.model.project import Project
from pipeline.model.publication import About, Artefact, Chapter, Edition, Format, Progress, Review

HERE = Path(__file__).parent
WHOLE = Progress(translated=200, translated_words=2000)
TITLES = {
    "field-guide": {"it": "Guida breve", "en": "A short guide", "sq": "Udhërrëfyes i shkurtër"},
    "street-leaflet": {"it": "Aiuto subito", "de": "Soforthilfe"},
    "closing-volume": {"it": "Tratta & diritti: 100 % «prova»", "de": "Handel & Rechte: 100 % „Probe“"},
}
ABOUT = {
    "it": About(
        authors=("Collettivo di prova", "Gruppo {B $ altri"),
        keywords=("tratta", "diritti #1"),
        abstract=("Primo capoverso <em>con segni</em>.", "Secondo capoverso."),
        chapters=(Chapter("Premessa", "foreword.html", "1"), Chapter("Austria", "austria.html", "2")),
    ),
    "de": About(
        authors=("Probekollektiv", "Gruppe B"),
        keywords=("Handel",),
        abstract=("Erster Absatz.",),
        chapters=(Chapter("Vorwort", "foreword.html", "1"), Chapter("Österreich", "austria.html", "2")),
    ),
}
PAPERS = {
    "it": About(authors=("Scrittrici di prova",), keywords=("Austria",), abstract=("Dell’Austria.",), original="de"),
    "de": About(authors=("Probeautorinnen",), keywords=("Österreich",), abstract=("Von Österreich.",), original="de"),
}
PAPER_TITLES = {"it": "Dal § 217 al § 104a", "de": "Von § 217 zu § 104a"}
URL = "https://example.org/west"

type Make = Callable[..., Artefact]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for path in sorted((HERE / "project").rglob("*")):
        target = tmp_path / "source" / path.relative_to(HERE / "project")
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return Project.load(tmp_path)


@pytest.fixture
def known(project: Project) -> Project:
    """The project, and where its site will stand."""
    return replace(project, site_url=URL, contact="redazione@example.org")


@pytest.fixture
def make(project: Project) -> Make:
    """Makes an artefact, and the file it stands for."""

    def make_one(
        slug: str,
        tag: str,
        format_: Format = Format.PDF,
        progress: Progress = WHOLE,
        review: Review | None = None,
        document: str | None = None,
    ) -> Artefact:
        edition = Edition(project.publication(slug), project.language(tag))
        pdf = edition.pdf_name if document is None else f"{slug}-{tag}-{document}.pdf"
        names = {Format.PDF: pdf, Format.EPUB: edition.epub_name, Format.HTML: "index.html"}
        path = PurePosixPath(edition.folder, names[format_])
        data = f"{path}\n".encode() * 20_000
        (project.site / path).parent.mkdir(parents=True, exist_ok=True)
        (project.site / path).write_bytes(data)
        return Artefact(
            edition=edition,
            format=format_,
            title=TITLES[slug][tag],
            path=path,
            bytes=len(data),
            pages=96 if format_ is Format.PDF else 0,
            sha256=hashlib.sha256(data).hexdigest(),
            date=date(2026, 11, 26),
            progress=progress,
            review=review or (Review.DRAFT if edition.is_translation else Review.ORIGINAL),
            description=f"{slug} <in> {tag}",
            document=document,
        )

    return make_one


@pytest.fixture
def volume(make: Make) -> list[Artefact]:
    """A volume in Italian and German, with one paper, written in German, and a form."""
    made = []
    for tag, title in PAPER_TITLES.items():
        whole = [make("closing-volume", tag, format_) for format_ in Format]
        made += [
            replace(one, about=ABOUT[tag], subtitle="Ein Band" if tag == "de" else "Un volume_di_prova")
            for one in whole
        ]
        paper = make("closing-volume", tag, document="austria")
        made.append(replace(paper, title=title, sheet="paper", first=17, last=22, about=PAPERS[tag], description=""))
        form = make("closing-volume", tag, document="form-contact")
        made.append(replace(form, title="Modulo 1", sheet="form", description="", pages=1))
    return made


def page(project: Project, name: str) -> html.HtmlElement:
    """A page of the site; the name is relative to it."""
    return html.parse(str(project.site / name)).getroot()


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())
