# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes XML, and feeds in Atom (RFC 4287)."""

from datetime import datetime

from lxml import etree

from pipeline.model.releases import timestamp

ATOM = "http://www.w3.org/2005/Atom"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def namespaces(default: str, **prefixed: str) -> dict[str, str]:
    """Return namespaces by prefix. The prefix of the default namespace is None, which lxml's types do not allow."""
    return {None: default, **prefixed}  # type: ignore[dict-item]


def add(parent: etree._Element, name: str, text: str | None = None, /, **attributes: str) -> etree._Element:
    """Add a child element, in the parent's namespace unless `name` has one."""
    whole = name if name.startswith("{") else f"{{{etree.QName(parent).namespace}}}{name}"
    element = etree.SubElement(parent, whole, attributes)
    element.text = text
    return element


def atom_feed(identifier: str, title: str, moment: datetime, language: str = "", **prefixed: str) -> etree._Element:
    """Return an Atom feed without entries; `prefixed` are namespaces by prefix."""
    root = etree.Element(f"{{{ATOM}}}feed", {LANG: language} if language else {}, nsmap=namespaces(ATOM, **prefixed))
    _begin(root, identifier, title, moment)
    return root


def atom_entry(root: etree._Element, identifier: str, title: str, moment: datetime) -> etree._Element:
    """Add an entry to a feed."""
    entry = add(root, "entry")
    _begin(entry, identifier, title, moment)
    return entry


def _begin(element: etree._Element, identifier: str, title: str, moment: datetime) -> None:
    for name, text in (("id", identifier), ("title", title), ("updated", timestamp(moment))):
        add(element, name, text)


def serialized(root: etree._Element) -> bytes:
    """Return the bytes of the XML file, indented."""
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"
