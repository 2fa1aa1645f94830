# SPDX-License-Identifier: GPL-3.0-or-later
"""The list for harvesters: an OAI-PMH static repository in Dublin Core. Pure."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from lxml import etree

from pipeline.model.project import Project
from pipeline.portal.records.items import Addresses, Item, by_name
from pipeline.portal.records.metadata import dublin_core
from pipeline.portal.records.xml import namespaces, written

REPOSITORY = PurePosixPath("oai.xml")
_OAI = "http://www.openarchives.org/OAI/2.0/"
_STATIC = f"{_OAI}static-repository"
_OAI_DC = f"{_OAI}oai_dc/"
_DC = "http://purl.org/dc/elements/1.1/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_MAIL = re.compile(r"\S+@(\S+\.)+\S+\Z")
_DOMAIN = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+\Z")
_LOCATION = f"{{{_XSI}}}schemaLocation"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def is_mail(text: str) -> bool:
    """Return whether a text is an e-mail address."""
    return bool(_MAIL.match(text))


def can_be_harvested(project: Project) -> bool:
    """Return whether the project has what a repository must have: an e-mail address, and the name of a domain in its identifiers."""
    host = urlsplit(project.site_url).hostname or ""
    return is_mail(project.contact) and bool(_DOMAIN.match(host))


def repository(project: Project, items: Sequence[Item]) -> bytes:
    """Return oai.xml: each item as a record of Dublin Core. There must be an item, and the project one that can be harvested.

    A static repository is harvested through a gateway, whose address for it is its base address. While the project names
    none (`oai_gateway`), its own address is given.
    """
    addresses = Addresses.of(project)
    base_url = addresses.absolute(REPOSITORY)
    if project.oai_gateway:
        base_url = f"{project.oai_gateway.rstrip('/')}/{base_url.partition('://')[2]}"
    root = etree.Element(f"{{{_STATIC}}}Repository", nsmap=namespaces(_STATIC, oai=_OAI, xsi=_XSI))
    root.set(_LOCATION, f"{_STATIC} {_STATIC}.xsd")
    identify = {
        "repositoryName": project.title,
        "baseURL": base_url,
        "protocolVersion": "2.0",
        "adminEmail": project.contact,
        "earliestDatestamp": min(item.day for item in items).isoformat(),
        "deletedRecord": "no",
        "granularity": "YYYY-MM-DD",
    }
    _add(etree.SubElement(root, f"{{{_STATIC}}}Identify"), identify)
    formats = etree.SubElement(root, f"{{{_STATIC}}}ListMetadataFormats")
    oai_dc = {"metadataPrefix": "oai_dc", "schema": f"{_OAI}oai_dc.xsd", "metadataNamespace": _OAI_DC}
    _add(etree.SubElement(formats, f"{{{_OAI}}}metadataFormat"), oai_dc)
    records = etree.SubElement(root, f"{{{_STATIC}}}ListRecords", metadataPrefix="oai_dc")
    names = by_name(items)
    for item in items:
        others = [name for name in names[item.name] if name is not item]
        _record(records, item, others, addresses)
    return written(root)


def _record(records: etree._Element, item: Item, others: Sequence[Item], addresses: Addresses) -> None:
    record = etree.SubElement(records, f"{{{_OAI}}}record")
    name = f"oai:{urlsplit(addresses.base).hostname}:{item.language.tag}/{item.name}"
    _add(etree.SubElement(record, f"{{{_OAI}}}header"), {"identifier": name, "datestamp": item.day.isoformat()})
    metadata = etree.SubElement(record, f"{{{_OAI}}}metadata")
    described = etree.SubElement(metadata, f"{{{_OAI_DC}}}dc", nsmap={"oai_dc": _OAI_DC, "dc": _DC})
    described.set(_LOCATION, f"{_OAI_DC} {_OAI}oai_dc.xsd")
    for term, value, tag in dublin_core(item, others, addresses):
        element = etree.SubElement(described, f"{{{_DC}}}{term}")
        element.text = value
        if tag:
            element.set(_LANG, tag)


def _add(parent: etree._Element, texts: Mapping[str, str]) -> None:
    """Add elements of OAI-PMH, each with its text."""
    for name, text in texts.items():
        etree.SubElement(parent, f"{{{_OAI}}}{name}").text = text
