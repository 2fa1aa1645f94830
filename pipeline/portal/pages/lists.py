# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the lists of publications that have a subject, an audience, a country, a kind, a language or a year in common."""

from collections.abc import Sequence
from functools import partial

from pipeline.model.publication import Language
from pipeline.portal.edition_catalogue import CatalogueEntry
from pipeline.portal.facets import LIST, facets
from pipeline.portal.pages.publications import alternates
from pipeline.portal.pieces import Drawn
from pipeline.portal.site import Site
from pipeline.theme import phrases

ALL = f"{LIST}.all.html"
"""The list of all publications, beside the front page, where that has the newest alone."""
MOST_ON_FRONT = 24
"""Of more publications the front page shows the newest, …"""
NEWEST = 12
"""… so many of them."""


def draw_lists(site: Site) -> None:
    """Draw the lists of each language."""
    for language in site.project.languages:
        made_from = (site.facts_in[language], site.facts_of)
        site.pieces.draw(f"lists in {language.tag}", made_from, partial(_lists, site, language))


def _lists(site: Site, language: Language) -> Drawn:
    words, entries = site.words(language), site.entries[language]
    offered = facets(site.catalogue, site.project, language, words)

    def page(name: str, entries: Sequence[CatalogueEntry], **facts: object) -> tuple[str, bytes]:
        links = alternates(site.project, name, language)
        count = words.plural("%(number)s publication", "%(number)s publications", len(entries)) % {
            "number": phrases.number(len(entries), language)
        }
        is_long = len(entries) > MOST_ON_FRONT
        context = {"name": name, "entries": entries, "count": count, "is_long": is_long, "facets": offered}
        context |= {"alternates": links, **facts}
        return f"{language.tag}/{name}", site.page("list.html", language, "../", **context)

    for facet in offered:
        for value in facet.values:
            chosen = [entry for entry in entries if entry.slug in value.slugs]
            yield page(value.page, chosen, facet=facet.heading, value=value)
    if len(entries) > MOST_ON_FRONT:
        yield page(ALL, entries, facet="", value=None)
