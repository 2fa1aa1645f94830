# SPDX-License-Identifier: GPL-3.0-or-later
"""The XMP metadata of a PDF: Dublin Core, and the claims to be PDF/A-2a and PDF/UA-1."""

from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

import weasyprint

from pipeline.model.metadata import iso_day
from pipeline.typeset.book import Book

# PDF/A requires an extension schema for `pdfuaid`, since it does not define it.
_TEMPLATE = """\
<rdf:RDF xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">
<rdf:Description rdf:about=""><pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
{accessible}
<rdf:Description rdf:about="">{dublin_core}</rdf:Description>
<rdf:Description rdf:about="">{basic}</rdf:Description>
<rdf:Description rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates which part of ISO 14289 the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>""".replace("\n", "")


_ACCESSIBLE = '<rdf:Description rdf:about=""><pdfuaid:part>1</pdfuaid:part></rdf:Description>'


def rdf(book: Book, metadata: Any, *, is_accessible: bool = True) -> bytes:
    """Return the rdf:RDF element in UTF-8, consistent with the Info dictionary. Claims PDF/UA only if `is_accessible`."""
    dublin_core = [
        _list("dc:title", "Alt", [book.title]),
        _list("dc:creator", "Seq", metadata.authors),
        _list("dc:description", "Alt", [book.description]),
        _list("dc:publisher", "Bag", [book.publisher]),
        _list("dc:language", "Bag", [book.language.tag]),
        _list("dc:subject", "Bag", book.keywords),
        _list("dc:rights", "Alt", [book.license]),
        _list("dc:date", "Seq", [iso_day(book.published)]),
        _text("dc:identifier", book.identifier),
    ]
    basic = [
        _text("xmp:CreatorTool", metadata.generator),
        _text("xmp:CreateDate", metadata.created),
        _text("xmp:ModifyDate", metadata.modified),
        _text("xmpMM:VersionID", book.version_identifier),
        _text("pdf:Producer", f"WeasyPrint {weasyprint.VERSION}"),
        _text("pdf:Keywords", ", ".join(metadata.keywords)),
    ]
    accessible = _ACCESSIBLE if is_accessible else ""
    return _TEMPLATE.format(accessible=accessible, dublin_core="".join(dublin_core), basic="".join(basic)).encode()


def _text(name: str, value: str | None, attributes: str = "") -> str:
    return f"<{name}{attributes}>{escape(value)}</{name}>" if value else ""


def _list(name: str, kind: str, values: Iterable[str]) -> str:
    language = ' xml:lang="x-default"' if kind == "Alt" else ""
    items = "".join(_text("rdf:li", value, language) for value in values)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""
