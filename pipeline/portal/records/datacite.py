# SPDX-License-Identifier: GPL-3.0-or-later
"""Deposits as XML for DataCite, metadata schema 4.6 (https://schema.datacite.org/meta/kernel-4.6/). Pure."""

from collections.abc import Iterable

from lxml import etree

from pipeline.portal.records.deposits import ALL, Deposit, Relation
from pipeline.portal.records.xml import LANG, add, namespaces, serialized
from pipeline.theme import phrases

_KERNEL = "http://datacite.org/schema/kernel-4"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_TYPES = {"book": "Book", "report": "Report"}
"""DataCite's type by CSL type; the default is `Text`."""
_RELATIONS = {
    Relation.TRANSLATION_OF: "IsTranslationOf",
    Relation.HAS_TRANSLATION: "HasTranslation",
    Relation.VERSION_OF: "IsVersionOf",
    Relation.HAS_VERSION: "HasVersion",
}
_MEDIA = {"html": "text/html", "pdf": "application/pdf", "epub": "application/epub+zip"}


def datacite(deposit: Deposit) -> bytes:
    """Return the record as XML. Without a DOI it is a draft, marked by a comment, and invalid by the schema."""
    root = etree.Element(f"{{{_KERNEL}}}resource", nsmap=namespaces(_KERNEL, xsi=_XSI))
    root.set(f"{{{_XSI}}}schemaLocation", f"{_KERNEL} https://schema.datacite.org/meta/kernel-4.6/metadata.xsd")
    own_language, original_language = {LANG: deposit.language.tag}, {LANG: deposit.original.tag}
    if deposit.doi:
        add(root, "identifier", deposit.doi, identifierType="DOI")
    else:
        root.append(etree.Comment(" draft: it has no DOI "))
    creators = add(root, "creators")
    for author in deposit.authors:
        creator = add(add(creators, "creator"), "creatorName", author, nameType="Organizational")
        creator.set(LANG, deposit.original.tag)
    titles = add(root, "titles")
    add(titles, "title", deposit.title, **own_language)
    if deposit.subtitle:
        add(titles, "title", deposit.subtitle, **own_language, titleType="Subtitle")
    if deposit.original_title and deposit.original_title != deposit.title:
        add(titles, "title", deposit.original_title, **original_language, titleType="Other")
    add(root, "publisher", deposit.publisher)
    add(root, "publicationYear", str(deposit.modified.year))
    # The name of a kind that the project defines is in the project's language.
    general = "Collection" if deposit.name == ALL else _TYPES.get(deposit.kind.csl, "Text")
    add(root, "resourceType", deposit.kind.name, resourceTypeGeneral=general)
    _list(root, "subjects", "subject", deposit.keywords, **original_language)
    add(add(root, "dates"), "date", deposit.modified.isoformat(), dateType="Issued")
    if deposit.name != ALL:
        add(root, "language", deposit.language.tag)
        identifiers = add(root, "alternateIdentifiers")
        add(identifiers, "alternateIdentifier", deposit.identifier, alternateIdentifierType="URN")
        if deposit.isbn:
            add(identifiers, "alternateIdentifier", deposit.isbn, alternateIdentifierType="ISBN")
    if deposit.related:
        related = add(root, "relatedIdentifiers")
        for relation, doi in deposit.related:
            add(related, "relatedIdentifier", doi, relatedIdentifierType="DOI", relationType=_RELATIONS[relation])
    _list(root, "formats", "format", [_MEDIA[name] for name in deposit.formats])
    add(root, "version", deposit.version)
    if deposit.license:
        name, address = phrases.license_of(deposit)
        rights = add(add(root, "rightsList"), "rights", name, rightsIdentifier=deposit.license)
        rights.set("rightsIdentifierScheme", "SPDX")
        if address:
            rights.set("rightsURI", address)
    if deposit.description:
        add(add(root, "descriptions"), "description", deposit.description, **own_language, descriptionType="Abstract")
    return serialized(root)


def _list(parent: etree._Element, name: str, item: str, texts: Iterable[str], **attributes: str) -> None:
    """Add an element with a list of child elements, unless the list is empty."""
    if texts:
        rows = add(parent, name)
        for text in texts:
            add(rows, item, text, **attributes)
