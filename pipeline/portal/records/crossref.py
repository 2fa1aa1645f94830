# SPDX-License-Identifier: GPL-3.0-or-later
"""A deposit as Crossref registers it, by its deposit schema 5.5.0 (https://www.crossref.org/schemas/). Pure."""

from datetime import datetime

from lxml import etree

from pipeline.portal.records.deposits import ALL, Deposit, Relation
from pipeline.portal.records.oai import is_mail
from pipeline.portal.records.xml import namespaces, written

_DEPOSIT = "http://www.crossref.org/schema/5.5.0"
_JATS = "http://www.ncbi.nlm.nih.gov/JATS1"
_RELATED = "http://www.crossref.org/relations.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_RELATIONS = {
    Relation.TRANSLATION_OF: "isTranslationOf",
    Relation.HAS_TRANSLATION: "hasTranslation",
    Relation.VERSION_OF: "isVersionOf",
    Relation.HAS_VERSION: "hasVersion",
}


def missing(deposit: Deposit) -> tuple[str, ...]:
    """Return what Crossref asks for and nobody has given."""
    given = {"doi": deposit.doi, "site_url": deposit.address, "contact": is_mail(deposit.contact)}
    return tuple(name for name, value in given.items() if not value)


def crossref(deposit: Deposit, moment: datetime) -> bytes:
    """Return the deposit of a book as XML; where something is missing, a draft that says so and is refused by the schema.

    `moment` is the time of the deposit: Crossref takes changed metadata with a later one alone.
    """
    root = etree.Element(f"{{{_DEPOSIT}}}doi_batch", nsmap=namespaces(_DEPOSIT, jats=_JATS, rel=_RELATED, xsi=_XSI))
    root.set("version", "5.5.0")
    root.set(f"{{{_XSI}}}schemaLocation", f"{_DEPOSIT} https://www.crossref.org/schemas/crossref5.5.0.xsd")
    if lacking := missing(deposit):
        root.append(etree.Comment(f" draft: it lacks {', '.join(lacking)} "))
    head = _add(root, "head")
    _add(head, "doi_batch_id", f"{deposit.identifier}-{deposit.name}")
    _add(head, "timestamp", f"{moment:%Y%m%d%H%M%S}")
    depositor = _add(head, "depositor")
    _add(depositor, "depositor_name", deposit.publisher[:130])
    if is_mail(deposit.contact):
        _add(depositor, "email_address", deposit.contact)
    _add(head, "registrant", deposit.publisher)
    book = _add(_add(root, "body"), "book", book_type="monograph" if deposit.kind.csl == "book" else "other")
    metadata = _add(book, "book_metadata")
    if deposit.name != ALL:
        metadata.set("language", deposit.language.tag.partition("-")[0])
    _describe(metadata, deposit)
    if deposit.doi and deposit.address:
        data = _add(metadata, "doi_data")
        _add(data, "doi", deposit.doi)
        _add(data, "resource", deposit.address)
    return written(root)


def _describe(metadata: etree._Element, deposit: Deposit) -> None:
    contributors = _add(metadata, "contributors")
    for number, author in enumerate(deposit.authors):
        sequence = "additional" if number else "first"
        _add(contributors, "organization", author, sequence=sequence, contributor_role="author")
    titles = _add(metadata, "titles")
    _add(titles, "title", deposit.title)
    if deposit.subtitle:
        _add(titles, "subtitle", deposit.subtitle)
    if deposit.original_title:
        _add(
            titles, "original_language_title", deposit.original_title, language=deposit.written_in.tag.partition("-")[0]
        )
    if deposit.description:
        abstract = etree.SubElement(metadata, f"{{{_JATS}}}abstract")
        etree.SubElement(abstract, f"{{{_JATS}}}p").text = deposit.description
    day = _add(metadata, "publication_date", media_type="online")
    _add(day, "month", f"{deposit.day:%m}")
    _add(day, "day", f"{deposit.day:%d}")
    _add(day, "year", f"{deposit.day:%Y}")
    if deposit.isbn:
        _add(metadata, "isbn", deposit.isbn, media_type="electronic")
    else:
        _add(metadata, "noisbn", reason="monograph")
    _add(_add(metadata, "publisher"), "publisher_name", deposit.publisher)
    if deposit.related:
        program = etree.SubElement(metadata, f"{{{_RELATED}}}program", name="relations")
        for relation, doi in deposit.related:
            item = etree.SubElement(program, f"{{{_RELATED}}}related_item")
            names = {"relationship-type": _RELATIONS[relation], "identifier-type": "doi"}
            etree.SubElement(item, f"{{{_RELATED}}}intra_work_relation", names).text = doi


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_DEPOSIT}}}{name}", attributes)
    element.text = text
    return element
