# SPDX-License-Identifier: GPL-3.0-or-later
"""Facets for choosing publications (subject, audience, country, kind, language, year), and a list page for each value."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from pipeline.model.project import Project
from pipeline.model.publication import Category, Language, Publication
from pipeline.portal.edition_catalogue import CatalogueEntry, EditionCatalogue
from pipeline.portal.pages.publications import alternates
from pipeline.portal.pieces import Drawn
from pipeline.portal.site import Site
from pipeline.theme import phrases
from pipeline.words import Words

LIST = "list"
"""Prefix of the file names of lists, before a dot or hyphen; it is not allowed as a slug."""
ALL = f"{LIST}.all.html"
"""The list of all publications, next to the front page; exists only if the front page shows just the newest ones."""
MAX_ON_FRONT = 24
"""If there are more publications, the front page shows only the `NEWEST` ones."""
NEWEST = 12
"""Number of publications on the front page of a large site."""


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
        is_long = len(entries) > MAX_ON_FRONT
        context = {"name": name, "entries": entries, "count": count, "is_long": is_long, "facets": offered}
        context |= {"alternates": links, **facts}
        return f"{language.tag}/{name}", site.page("list.html", language, "../", **context)

    for facet in offered:
        for value in facet.values:
            chosen = [entry for entry in entries if entry.slug in value.slugs]
            yield page(value.page, chosen, facet=facet.heading, value=value)
    if len(entries) > MAX_ON_FRONT:
        yield page(ALL, entries, facet="", value=None)


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
    publications: Iterable[Publication]
    tag: str = ""


def facets(catalogue: EditionCatalogue, project: Project, language: Language, words: Words) -> tuple[Facet, ...]:
    """Return the facets in a reader's language, without values that all publications have, or none: they offer no choice."""
    return tuple(
        Facet(heading, values)
        for name, heading, rows in (
            ("subject", words("Subject"), _subjects(catalogue, project, language)),
            ("audience", words("Written for"), _audiences(catalogue, project, language)),
            ("country", words("Country"), _countries(catalogue, language)),
            ("kind", words("Kind"), _kinds(catalogue, project, words)),
            ("language", words("Language"), _languages(catalogue, project, language)),
            ("year", words("Year"), _years(catalogue)),
        )
        if (values := tuple(_choices(name, rows, len(catalogue.publications))))
    )


def _choices(facet: str, rows: Iterable[_Value], total: int) -> Iterator[FacetValue]:
    for row in rows:
        slugs = frozenset(publication.slug for publication in row.publications)
        if 0 < len(slugs) < total:
            yield FacetValue(f"{LIST}.{facet}-{row.id}.html", row.name, slugs, row.tag)


def _subjects(catalogue: EditionCatalogue, project: Project, language: Language) -> Iterator[_Value]:
    for category, name, tag in _categories_with(project.subjects, catalogue, project, language):
        yield _Value(
            category,
            name,
            (publication for publication in catalogue.publications if category in publication.subjects),
            tag,
        )


def _audiences(catalogue: EditionCatalogue, project: Project, language: Language) -> Iterator[_Value]:
    for category, name, tag in _categories_with(project.audiences, catalogue, project, language):
        yield _Value(
            category,
            name,
            (publication for publication in catalogue.publications if category in publication.audiences),
            tag,
        )


def _categories_with(
    categories: Sequence[Category], catalogue: EditionCatalogue, project: Project, language: Language
) -> Iterator[tuple[str, str, str]]:
    """Yield the id and name of each category, and the language of the name if not the reader's."""
    texts = catalogue.texts(language)
    for category in categories:
        is_foreign = language != project.original and category.name not in texts
        yield category.id, texts.get(category.name, category.name), project.original.tag if is_foreign else ""


def _countries(catalogue: EditionCatalogue, language: Language) -> Iterator[_Value]:
    names = phrases.locale_of(language).territories
    codes = {code for publication in catalogue.publications for code in publication.countries}
    for code in sorted(codes):
        name = names.get(code.upper(), code.upper())
        yield _Value(
            code, name, (publication for publication in catalogue.publications if code in publication.countries)
        )


def _kinds(catalogue: EditionCatalogue, project: Project, words: Words) -> Iterator[_Value]:
    for kind in project.kinds:
        name = phrases.kind_heading(kind, words)
        yield _Value(kind.id, name, (publication for publication in catalogue.publications if publication.kind == kind))


def _languages(catalogue: EditionCatalogue, project: Project, reader: Language) -> Iterator[_Value]:
    for language in project.languages:
        name = phrases.language_name(language, reader)
        yield _Value(
            language.tag,
            name,
            (publication for publication in catalogue.publications if catalogue.of(publication, language)),
        )


def _years(catalogue: EditionCatalogue) -> Iterator[_Value]:
    for year in sorted({publication.date.year for publication in catalogue.publications}, reverse=True):
        yield _Value(
            str(year),
            str(year),
            (publication for publication in catalogue.publications if publication.date.year == year),
        )
