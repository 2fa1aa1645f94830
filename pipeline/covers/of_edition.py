# SPDX-License-Identifier: GPL-3.0-or-later
"""The cover of an edition as the portal draws it, for what is made before the portal: its EPUB."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from pipeline.model.project import Project
from pipeline.model.publication import Edition
from pipeline.model.template import DESCRIPTION, SHARED
from pipeline.theme import phrases
from pipeline.words import Words

if TYPE_CHECKING:
    from pipeline.covers.drawing import Cover


def cover_of(project: Project, edition: Edition, domains: Mapping[str, Mapping[str, str]], day: date) -> "Cover":
    """`domains` are the edition's translations, `day` its date."""
    from pipeline.covers.drawing import Cover  # brings the fonts' library with it

    publication, language = edition.publication, edition.language
    own, shared = domains.get(DESCRIPTION, {}), domains.get(SHARED, {})
    return Cover(
        slug=publication.slug,
        kind=publication.kind,
        kind_name=phrases.kind_name(publication.kind, Words(language, project.locales)),
        title=own.get(publication.title, publication.title),
        subtitle=own.get(publication.subtitle, publication.subtitle),
        language=language.autonym,
        publisher=shared.get(project.publisher, project.publisher),
        year=day.year,
    )
