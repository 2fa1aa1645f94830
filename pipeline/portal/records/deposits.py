# SPDX-License-Identifier: GPL-3.0-or-later
"""Deposits for DOI registries: the last release of each edition, and the publication as a whole; JSON for Zenodo. Pure.

DOIs come only from publication.toml. A deposit without a DOI is a draft, marked as such, which registries reject.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from html import escape

import icu

from pipeline.model.metadata import Metadata, metadata_of
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Publication
from pipeline.model.releases import Release, Releases

ALL = "all"
"""The name of the deposit of all editions together, as under [doi] in publication.toml."""


class Relation(Enum):
    """The relation of a deposit to another one."""

    TRANSLATION_OF = auto()
    HAS_TRANSLATION = auto()
    VERSION_OF = auto()
    """From an edition to the publication as a whole."""
    HAS_VERSION = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit(Metadata):
    """An edition (`name` is its language tag) or a whole publication (`name` is ALL), with its own `doi`.

    `related` has the DOIs of related deposits. Authors are organisations; their names and the keywords are in the language `original`.
    """

    name: str
    identifier: str
    formats: tuple[str, ...]
    related: tuple[tuple[Relation, str], ...] = ()


def deposits(project: Project, releases: Releases) -> Iterator[Deposit]:
    """Yield a deposit for the newest release of each offered edition, then one for the whole publication."""
    publication = releases.publication
    newest = [found[0] for language in publication.languages if (found := releases.of(language.tag))]
    editions = [_of_edition(project, publication, release) for release in newest]
    for edition in editions:
        yield replace(edition, related=tuple(_relations(edition, editions, publication.doi)))
    if editions:
        first = next((edition for edition in editions if edition.language == publication.original), editions[0])
        latest = max(editions, key=lambda edition: edition.modified)
        yield replace(
            first,
            name=ALL,
            doi=publication.doi,
            modified=latest.modified,
            isbn="",
            formats=tuple(dict.fromkeys(name for edition in editions for name in edition.formats)),
            related=tuple((Relation.HAS_VERSION, edition.doi) for edition in editions if edition.doi),
        )


def _of_edition(project: Project, publication: Publication, release: Release) -> Deposit:
    language = project.language(release.tag)
    edition = Edition(publication, language)
    metadata = replace(
        metadata_of(edition, modified=release.date, publisher=project.publisher),
        title=release.title,
        subtitle=release.subtitle,
        description=release.description,
        authors=publication.authors or (project.publisher,),
        version=release.version,
        doi=edition.own_doi,
    )
    formats = tuple(format_.value for format_ in release.formats)
    return Deposit(**metadata.values(), name=language.tag, identifier=release.identifier, formats=formats)


def _relations(edition: Deposit, editions: Iterable[Deposit], doi_of_all: str) -> Iterator[tuple[Relation, str]]:
    if doi_of_all:
        yield Relation.VERSION_OF, doi_of_all
    for deposit in editions:
        if not deposit.doi or deposit is edition:
            continue
        if edition.is_original:
            yield Relation.HAS_TRANSLATION, deposit.doi
        elif deposit.is_original:
            yield Relation.TRANSLATION_OF, deposit.doi


_TYPES = {"book": "book", "report": "report"}
"""Zenodo's publication type by CSL type."""
_RELATIONS = {
    # Zenodo has no relation for translations.
    Relation.TRANSLATION_OF: "isDerivedFrom",
    Relation.HAS_TRANSLATION: "isSourceOf",
    Relation.VERSION_OF: "isPartOf",
    Relation.HAS_VERSION: "hasPart",
}


def zenodo(deposit: Deposit) -> bytes:
    """Return the metadata of a deposition as JSON for Zenodo's API (https://developers.zenodo.org/#deposit-metadata).

    Without a DOI it asks Zenodo to reserve one.
    """
    related = [
        {"identifier": doi, "relation": _RELATIONS[relation], "resource_type": "publication-other"}
        for relation, doi in deposit.related
    ]
    metadata = {
        "upload_type": "publication",
        "publication_type": _TYPES.get(deposit.kind.csl, "other"),
        "doi": deposit.doi,
        "prereserve_doi": not deposit.doi,
        "title": deposit.whole_title,
        "creators": [{"name": author} for author in deposit.authors],
        # Zenodo reads it as HTML; it must not be empty.
        "description": f"<p>{escape(deposit.description or deposit.whole_title)}</p>",
        "publication_date": deposit.modified.isoformat(),
        "access_right": "open",
        "license": deposit.license.lower(),
        "keywords": list(deposit.keywords),
        "language": "" if deposit.name == ALL else icu.Locale(deposit.language.locale).getISO3Language(),
        "version": deposit.version,
        "imprint_publisher": deposit.publisher,
        "imprint_isbn": deposit.isbn,
        "related_identifiers": related,
    }
    content = {"metadata": {name: value for name, value in metadata.items() if value}}
    return json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"
