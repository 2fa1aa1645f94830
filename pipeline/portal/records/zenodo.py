# SPDX-License-Identifier: GPL-3.0-or-later
"""A deposit as Zenodo's API takes it (https://developers.zenodo.org/#deposit-metadata). Pure."""

import json
from html import escape

import icu

from pipeline.portal.records.datacite import missing
from pipeline.portal.records.deposits import ALL, Deposit, Relation

__all__ = ["missing", "zenodo"]

_TYPES = {"book": "book", "report": "report"}
"""By the type of CSL."""
_RELATIONS = {
    # Zenodo knows no relation of translations.
    Relation.TRANSLATION_OF: "isDerivedFrom",
    Relation.HAS_TRANSLATION: "isSourceOf",
    Relation.VERSION_OF: "isPartOf",
    Relation.HAS_VERSION: "hasPart",
}


def zenodo(deposit: Deposit) -> bytes:
    """Return the metadata of a deposition as JSON; without a DOI it asks Zenodo to reserve one."""
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
        # It is read as HTML, and must not be empty.
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
