# SPDX-License-Identifier: GPL-3.0-or-later
"""Facets for choosing publications (subject, audience, country, kind, language, year), and a list page for each value."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from pipeline.model.publication import Category, Language, Publication
from pipeline.portal.edition_catalogue import CatalogueEntry
from pipeline.portal.pages.publications import alternates
from pipeline.portal.pieces import Drawn
from pipeline.portal.site import Site
from pipeline.theme import phrases

LIST = "list"
"""Prefix of the file names of lists, before a dot or hyphen; it is not allowed as a slug."""
ALL = f"{LIST}.all.html"
"""The list of all publications, next to the front page; exists only if the front page shows just the newest ones."""
MAX_ON_FRONT, NEWEST = 24, 12
"""If there are more than MAX_ON_FRONT publications, the front page shows only the NEWEST ones."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet, with the slugs of its publications. `tag` is the language of its name if not the reader's.

    `page` is the list of these publications, next to the front page, with the same name in every language.
    """

    page: str
    name: str
    slugs: frozenset[str]
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet: its heading, and its values in display order."""

    heading: str
    values: tuple[FacetValue, ...]


class _Value(NamedTuple):
    id: str
    name: str
    tag: str = ""


def draw_lists(site: Site) -> None:
    """Draw the lists of each language."""
    for language in site.project.languages:
        made_from = (site.facts_in[language], site.facts_of)
        site.pieces.draw(f"lists in {language.tag}", made_from, partial(_lists, site, language))


def _lists(site: Site, language: Language) -> Drawn:
    words, entries = site.words(language), site.entries[language]
    offered = facets(site, language)

    def page(name: str, entries: Sequence[CatalogueEntry], **facts: object) -> tuple[str, bytes]:
        count = words.plural("%(number)s publication", "%(number)s publications", len(entries)) % {
            "number": phrases.number(len(entries), language)
        }
        context = {"name": name, "entries": entries, "count": count, "is_long": len(entries) > MAX_ON_FRONT, **facts}
        links = alternates(site.project, name, language)
        data = site.page("list.html", language, "../", facets=offered, alternates=links, **context)
        return f"{language.tag}/{name}", data

    for facet in offered:
        for value in facet.values:
            chosen = [entry for entry in entries if entry.slug in value.slugs]
            yield page(value.page, chosen, facet=facet.heading, value=value)
    if len(entries) > MAX_ON_FRONT:
        yield page(ALL, entries, facet="", value=None)


def facets(site: Site, reader: Language) -> tuple[Facet, ...]:
    """Return the facets in a reader's language, without values that all publications have, or none: they offer no choice."""
    project, publications = site.project, site.catalogue.publications
    words, texts = site.words(reader), site.catalogue.texts(reader)
    names = phrases.locale_of(reader).territories

    def named(categories: Iterable[Category]) -> Iterator[_Value]:
        for category in categories:
            is_foreign = reader != project.original and category.name not in texts
            name = texts.get(category.name, category.name)
            yield _Value(category.id, name, project.original.tag if is_foreign else "")

    def offered(publication: Publication) -> list[str]:
        return [language.tag for language in project.languages if site.catalogue.of(publication, language)]

    codes = sorted({code for publication in publications for code in publication.countries})
    countries = [_Value(code, names.get(code.upper(), code.upper())) for code in codes]
    years = sorted({str(publication.date.year) for publication in publications}, reverse=True)
    kinds = [_Value(kind.id, phrases.kind_heading(kind, words)) for kind in project.kinds]
    languages = [_Value(language.tag, phrases.language_name(language, reader)) for language in project.languages]
    rows: tuple[tuple[str, str, Iterable[_Value], Callable[[Publication], Collection[str]]], ...] = (
        ("subject", words("Subject"), named(project.subjects), lambda publication: publication.subjects),
        ("audience", words("Written for"), named(project.audiences), lambda publication: publication.audiences),
        ("country", words("Country"), countries, lambda publication: publication.countries),
        ("kind", words("Kind"), kinds, lambda publication: [publication.kind.id]),
        ("language", words("Language"), languages, offered),
        (
            "year",
            words("Year"),
            [_Value(year, year) for year in years],
            lambda publication: [str(publication.date.year)],
        ),
    )
    found = []
    for facet, heading, values, ids_of in rows:
        slugs = {
            value: frozenset(publication.slug for publication in publications if value.id in ids_of(publication))
            for value in values
        }
        choices = [
            FacetValue(f"{LIST}.{facet}-{value.id}.html", value.name, has, value.tag)
            for value, has in slugs.items()
            if 0 < len(has) < len(publications)
        ]
        found += [Facet(heading, tuple(choices))] if choices else []
    return tuple(found)
