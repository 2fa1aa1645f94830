# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the covers for pages: one per title, in the language of the title."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from pipeline.covers import write_cover
from pipeline.model.metadata import metadata_of
from pipeline.model.publication import Edition, Publication
from pipeline.portal.pieces import Drawn
from pipeline.portal.site import Site
from pipeline.words import Words


def draw_covers(site: Site) -> None:
    """Draw the covers of each publication."""
    catalogue, project = site.catalogue, site.project
    for publication in catalogue.publications:
        words = [
            (publication.kind.name, texts.get(publication.kind.name), texts.get(project.publisher))
            for texts in map(catalogue.texts, project.languages)
        ]
        artefacts = catalogue.of_publication(publication)
        titles = [
            (artefact.edition.language, artefact.title, artefact.subtitle, artefact.date.year) for artefact in artefacts
        ]
        # For a withdrawn edition, only the translated texts are known.
        is_withdrawn = any(edition.publication == publication for edition in catalogue.withdrawn)
        other_texts = [catalogue.texts(language) for language in project.languages] if is_withdrawn else []
        made_from = site.digest((site.facts, publication, words, titles, other_texts))
        site.pieces.draw(f"covers of {publication.slug}", made_from, partial(_covers, site, publication))


def _covers(site: Site, publication: Publication) -> Drawn:
    entries = [
        entry for in_language in site.entries.values() for entry in in_language if entry.slug == publication.slug
    ]
    for entry in {entry.cover: entry for entry in entries}.values():
        language = site.project.language(entry.tag)
        artefact = next(iter(site.catalogue.of(publication, language).values()), None)
        metadata = metadata_of(
            Edition(publication, language),
            modified=artefact.date if artefact is not None else None,
            publisher=site.masthead(language).publisher,
        )
        metadata = replace(metadata, title=entry.title, subtitle=entry.subtitle)
        words = Words(language, site.project.locales)
        paths = [Path("_covers", entry.cover), Path("_covers", entry.wordless_cover)]
        if site.project.site_url:  # Open Graph names pictures by their whole address
            paths.append(paths[0].with_suffix(".png"))
        for path in paths:
            write_cover(metadata, words, site.folder / path, wordless=path.name == entry.wordless_cover)
            yield path, (site.folder / path).read_bytes()
