# SPDX-License-Identifier: GPL-3.0-or-later
"""A project of two publications whose editions are there as files only: what the portal asks of them."""

import hashlib
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path, PurePosixPath

import pytest

from pipeline.project import Project
from pipeline.publication import Artefact, Edition, Format, Progress, Review

HERE = Path(__file__).parent
WHOLE = Progress(translated=200, translated_words=2000)
TITLES = {
    "field-guide": {"it": "Guida breve", "en": "A short guide", "sq": "Udhërrëfyes i shkurtër"},
    "street-leaflet": {"it": "Aiuto subito", "de": "Soforthilfe"},
}

type Make = Callable[..., Artefact]


@pytest.fixture
def project(tmp_path: Path, made_fonts: Path) -> Project:
    shutil.copytree(made_fonts, tmp_path / "build/fonts")
    for path in sorted((HERE / "project").rglob("*")):
        target = tmp_path / "source" / path.relative_to(HERE / "project")
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return Project.load(tmp_path)


@pytest.fixture
def make(project: Project) -> Make:
    """Makes an artefact, and the file it stands for."""

    def make_one(
        slug: str, tag: str, format_: Format = Format.PDF, progress: Progress = WHOLE, review: Review | None = None
    ) -> Artefact:
        edition = Edition(project.publication(slug), project.language(tag))
        path = PurePosixPath(edition.folder, edition.pdf_name if format_ is Format.PDF else "index.html")
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
        )

    return make_one
