# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx is told what publication.toml says, in the edition's language."""

from datetime import date

import pytest

from pipeline.bookformat.facts import EditionFacts
from pipeline.compose.application import SphinxBuild, sphinx
from tests.compose.conftest import Workshop


@pytest.mark.parametrize(
    ("tag", "title", "copyright", "today"),
    [
        ("it", "Manuale di prova", "2026, Collettivo di prova", "25 novembre 2026"),
        ("de", "Probehandbuch", "2026, Probekollektiv", "25. November 2026"),
        ("sq", "Manuale di prova", "2026, Collettivo di prova", "25 nëntor 2026"),
    ],
)
def test_title_copyright_and_date_are_those_of_the_edition(
    tag: str, title: str, copyright: str, today: str, workshop: Workshop
) -> None:
    folder = workshop.project.build / f"metadata-{tag}"
    (publication,) = workshop.project.publications
    overrides = {"language": tag, "locale_dirs": [str(workshop.catalogues)]}
    with sphinx(
        SphinxBuild(workshop.project, publication, "dummy", folder / "doctrees", folder / "out", overrides)
    ) as run:
        config = run.app.config

    assert (config.project, config.html_title, config.copyright, config.today) == (title, title, copyright, today)
    assert (config.version, config.release, config.author) == ("1.0", "1.0", copyright.partition(", ")[2])
    assert config.html_baseurl == ""


def test_a_later_date_of_the_edition_is_todays_date(workshop: Workshop) -> None:
    folder = workshop.project.build / "metadata-dated"
    (publication,) = workshop.project.publications
    overrides = {"language": "de", "locale_dirs": [], "edition_facts": EditionFacts(date=date(2027, 3, 1))}
    with sphinx(
        SphinxBuild(workshop.project, publication, "dummy", folder / "doctrees", folder / "out", overrides)
    ) as run:
        assert run.app.config.today == "1. März 2027"
