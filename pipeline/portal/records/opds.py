# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of books for e-reader programs, one of each language and one that leads to them: OPDS 1.2 (Atom). Pure.

https://specs.opds.io/opds-1.2 wants addresses of covers in PNG, which are drawn where the address of the site is known.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import PurePosixPath
from typing import NamedTuple

from lxml import etree

from pipeline.model.publication import Artefact, Format, Language
from pipeline.model.releases import stamp
from pipeline.portal.records.items import Addresses, Item
from pipeline.portal.records.xml import namespaces, written

LIST = PurePosixPath("opds.xml")
_ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
_NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
_ATOM = "http://www.w3.org/2005/Atom"
_TERMS = "http://purl.org/dc/terms/"
_OPEN_ACCESS = "http://opds-spec.org/acquisition/open-access"
_IMAGE = "http://opds-spec.org/image"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TYPES = {Format.EPUB: "application/epub+zip", Format.PDF: "application/pdf"}


class Shelf(NamedTuple):
    """The books of a language, under the project's title in it; `covers` gives the path of a cover by the name of its item."""

    language: Language
    title: str
    publisher: str
    items: Sequence[Item]
    covers: Mapping[str, PurePosixPath]

    @property
    def books(self) -> list[Item]:
        """What is to be read in an e-reader program: volumes and their like, not the papers in them."""
        return [item for item in self.items if item.volume is None and (item.epub or item.pdf)]


def of_site(shelves: Sequence[Shelf], addresses: Addresses) -> bytes:
    """Return the list that leads to those of the languages."""
    title, changed = shelves[0].title, max(_changed(shelf.books) for shelf in shelves)
    root = _feed(addresses.absolute(LIST), title, changed)
    for rel in ("self", "start"):
        _link(root, rel, LIST, _NAVIGATION, addresses)
    for shelf in shelves:
        path = PurePosixPath(shelf.language.tag)
        entry = _entry(root, addresses.absolute(path / LIST), shelf.language.autonym, _changed(shelf.books))
        _text(entry, "content", shelf.title).set("type", "text")
        _link(entry, "subsection", path / LIST, _ACQUISITION, addresses)
    return written(root)


def of_language(shelf: Shelf, addresses: Addresses) -> bytes:
    """Return the list of the books of a language."""
    path = PurePosixPath(shelf.language.tag) / LIST
    root = _feed(addresses.absolute(path), _name(shelf), _changed(shelf.books), shelf.language)
    _text(etree.SubElement(root, f"{{{_ATOM}}}author"), "name", shelf.publisher or shelf.title)
    _link(root, "self", path, _ACQUISITION, addresses)
    _link(root, "start", LIST, _NAVIGATION, addresses)
    _link(root, "up", LIST, _NAVIGATION, addresses)
    for item in shelf.books:
        entry = _entry(root, _identifier(item, addresses), item.whole_title, _moment(item.modified))
        for author in item.authors:
            _text(etree.SubElement(entry, f"{{{_ATOM}}}author"), "name", author)
        _text(entry, "language", item.language.tag, _TERMS)
        _text(entry, "issued", item.modified.isoformat(), _TERMS)
        _text(entry, "publisher", item.publisher, _TERMS)
        if item.isbn:
            _text(entry, "identifier", f"urn:isbn:{item.isbn}", _TERMS)
        for keyword in item.keywords:
            etree.SubElement(entry, f"{{{_ATOM}}}category", term=keyword, label=keyword)
        if item.license_address:
            etree.SubElement(entry, f"{{{_ATOM}}}link", rel="license", href=item.license_address)
        _text(entry, "summary", "\n\n".join(item.abstract)).set("type", "text")
        for media_type, file in _files(item):
            _link(entry, _OPEN_ACCESS, file.path, media_type, addresses, length=file.bytes)
        if item.name in shelf.covers:
            _link(entry, _IMAGE, shelf.covers[item.name], "image/png", addresses)
        _link(entry, "alternate", item.page, "text/html", addresses)
    return written(root)


def _files(item: Item) -> Iterator[tuple[str, Artefact]]:
    """Yield the files that a program can open, EPUB first: programs take the first that they know."""
    for file in filter(None, (item.epub, item.pdf)):
        yield _TYPES[file.format], file


def _identifier(item: Item, addresses: Addresses) -> str:
    """Return a URN that is the same whenever the list is made."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, addresses.absolute(item.page))}"


def _name(shelf: Shelf) -> str:
    return f"{shelf.title} – {shelf.language.autonym}"


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _changed(books: Sequence[Item]) -> datetime:
    return _moment(max((item.modified for item in books), default=date(1970, 1, 1)))


def _feed(identifier: str, title: str, changed: datetime, language: Language | None = None) -> etree._Element:
    root: etree._Element = etree.Element(f"{{{_ATOM}}}feed", nsmap=namespaces(_ATOM, dcterms=_TERMS))
    if language is not None:
        root.set(_LANG, language.tag)
    _text(root, "id", identifier)
    _text(root, "title", title)
    _text(root, "updated", stamp(changed))
    return root


def _entry(root: etree._Element, identifier: str, title: str, changed: datetime) -> etree._Element:
    entry: etree._Element = etree.SubElement(root, f"{{{_ATOM}}}entry")
    _text(entry, "id", identifier)
    _text(entry, "title", title)
    _text(entry, "updated", stamp(changed))
    return entry


def _text(parent: etree._Element, name: str, text: str, namespace: str = _ATOM) -> etree._Element:
    element: etree._Element = etree.SubElement(parent, f"{{{namespace}}}{name}")
    element.text = text
    return element


def _link(
    parent: etree._Element, rel: str, path: PurePosixPath, media_type: str, addresses: Addresses, *, length: int = 0
) -> None:
    link = etree.SubElement(parent, f"{{{_ATOM}}}link", rel=rel, href=addresses.absolute(path), type=media_type)
    if length:
        link.set("length", str(length))
