# SPDX-License-Identifier: GPL-3.0-or-later
"""The metadata of a PDF as RDF: Dublin Core in full, and the claims PDF/A-2a and PDF/UA-1 side by side."""

from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

import weasyprint

from pipeline.typeset.book import Book

_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _name(short: str) -> str:
    prefix, _, local = short.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


def rdf(book: Book, metadata: Any) -> bytes:
    """Return the rdf:RDF element, in UTF-8, with the values that the file's Info dictionary has too."""
    for prefix, address in _NAMESPACES.items():
        register_namespace(prefix, address)
    root = Element(_name("rdf:RDF"))
    _texts(root, {"pdfaid:part": "2", "pdfaid:conformance": "A"})
    _texts(root, {"pdfuaid:part": "1"})
    _dublin_core(root, book, metadata)
    _texts(
        root,
        {
            "xmp:CreatorTool": metadata.generator or "",
            "xmp:CreateDate": metadata.created or "",
            "xmp:ModifyDate": metadata.modified or "",
            "pdf:Producer": f"WeasyPrint {weasyprint.VERSION}",
            "pdf:Keywords": ", ".join(metadata.keywords),
        },
    )
    _extension(root)
    data: bytes = tostring(root, encoding="utf-8")
    return data


def _description(root: Element) -> Element:
    return SubElement(root, _name("rdf:Description"), {_name("rdf:about"): ""})


def _texts(root: Element, values: dict[str, str]) -> None:
    described = _description(root)
    for name, value in values.items():
        if value:
            SubElement(described, _name(name)).text = value


def _dublin_core(root: Element, book: Book, metadata: Any) -> None:
    described = _description(root)
    _list(described, "dc:title", "Alt", [book.title])
    _list(described, "dc:creator", "Seq", metadata.authors)
    _list(described, "dc:description", "Alt", [book.description])
    _list(described, "dc:publisher", "Bag", [book.publisher])
    _list(described, "dc:language", "Bag", [book.language])
    _list(described, "dc:subject", "Bag", book.keywords)
    _list(described, "dc:rights", "Alt", [book.rights])
    _list(described, "dc:date", "Seq", [book.created])
    if book.identifier:
        SubElement(described, _name("dc:identifier")).text = book.identifier


def _list(described: Element, name: str, kind: str, values: Any) -> None:
    values = [value for value in values if value]
    if not values:
        return
    items = SubElement(SubElement(described, _name(name)), _name(f"rdf:{kind}"))
    for value in values:
        item = SubElement(items, _name("rdf:li"), {_XML_LANG: "x-default"} if kind == "Alt" else {})
        item.text = value


def _extension(root: Element) -> None:
    """PDF/A knows no `pdfuaid`: whoever uses it must describe it."""
    resource = {_name("rdf:parseType"): "Resource"}
    schemas = SubElement(SubElement(_description(root), _name("pdfaExtension:schemas")), _name("rdf:Bag"))
    schema = SubElement(schemas, _name("rdf:li"), resource)
    SubElement(schema, _name("pdfaSchema:schema")).text = "PDF/UA Universal Accessibility Schema"
    SubElement(schema, _name("pdfaSchema:namespaceURI")).text = _NAMESPACES["pdfuaid"]
    SubElement(schema, _name("pdfaSchema:prefix")).text = "pdfuaid"
    properties = SubElement(SubElement(schema, _name("pdfaSchema:property")), _name("rdf:Seq"))
    part = SubElement(properties, _name("rdf:li"), resource)
    for name, value in (
        ("name", "part"),
        ("valueType", "Integer"),
        ("category", "internal"),
        ("description", "Indicates which part of ISO 14289 the file follows"),
    ):
        SubElement(part, _name(f"pdfaProperty:{name}")).text = value
