# SPDX-License-Identifier: GPL-3.0-or-later
"""The facets by which readers choose publications: subject, audience, country, kind, language, year. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.model.project import Project
from pipeline.model.publication import Category, Language, Publication
from pipeline.portal.edition_catalogue import EditionCatalogue
from pipeline.theme import phrases
from pipeline.words import Words

LIST = "list"
"""With this word and a dot or a hyphen begin the names of lists; no publication has it."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet, and the publications that have it, by their slugs. `tag` is the language of its name, if not the reader's.

    `page` is the list of these publications, beside the front page; it has the same name in every language.
    """

    page: str
    name: str
    slugs: frozenset[str]
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """One way of choosing: its heading, and its values in the order in which they are offered."""

    heading: str
    values: tuple[FacetValue, ...]


class _Value(NamedTuple):
    id: str
    name: str
    publications: Iterable[Publication]
    tag: str = ""


def facets(catalogue: EditionCatalogue, project: Project, language: Language, words: Words) -> tuple[Facet, ...]:
    """Return the facets in a reader's language. A value that all publications have, or none, is no choice and is left out."""
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
    for category, name, tag in _named(project.subjects, catalogue, project, language):
        yield _Value(category, name, (one for one in catalogue.publications if category in one.subjects), tag)


def _audiences(catalogue: EditionCatalogue, project: Project, language: Language) -> Iterator[_Value]:
    for category, name, tag in _named(project.audiences, catalogue, project, language):
        yield _Value(category, name, (one for one in catalogue.publications if category in one.audiences), tag)


def _named(
    categories: Sequence[Category], catalogue: EditionCatalogue, project: Project, language: Language
) -> Iterator[tuple[str, str, str]]:
    """Yield the id of each category, its name, and the language of the name where that is not the reader's."""
    texts = catalogue.texts(language)
    for category in categories:
        is_foreign = language != project.original and category.name not in texts
        yield category.id, texts.get(category.name, category.name), project.original.tag if is_foreign else ""


def _countries(catalogue: EditionCatalogue, language: Language) -> Iterator[_Value]:
    names = phrases.locale_of(language).territories
    codes = {code for publication in catalogue.publications for code in publication.countries}
    for code in sorted(codes):
        name = names.get(code.upper(), code.upper())
        yield _Value(code, name, (one for one in catalogue.publications if code in one.countries))


def _kinds(catalogue: EditionCatalogue, project: Project, words: Words) -> Iterator[_Value]:
    for kind in project.kinds:
        name = phrases.kind_heading(kind, words)
        yield _Value(kind.id, name, (one for one in catalogue.publications if one.kind == kind))


def _languages(catalogue: EditionCatalogue, project: Project, reader: Language) -> Iterator[_Value]:
    for language in project.languages:
        name = phrases.language_name(language, reader)
        yield _Value(language.tag, name, (one for one in catalogue.publications if catalogue.of(one, language)))


def _years(catalogue: EditionCatalogue) -> Iterator[_Value]:
    for year in sorted({publication.date.year for publication in catalogue.publications}, reverse=True):
        yield _Value(str(year), str(year), (one for one in catalogue.publications if one.date.year == year))
