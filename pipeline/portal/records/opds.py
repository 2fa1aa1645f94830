# SPDX-License-Identifier: GPL-3.0-or-later
"""OPDS 1.2 catalogues (Atom) for e-readers: one for each language, and one that links to them. Pure.

https://specs.opds.io/opds-1.2 requires PNG covers, which are drawn only if the address of the site is known.
"""

import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import PurePosixPath
from typing import NamedTuple

from lxml import etree

from pipeline.model.publication import Artefact, Format, Language
from pipeline.portal.records.items import Addresses, Item
from pipeline.portal.records.metadata import cover_of
from pipeline.portal.records.xml import add, atom_entry, atom_feed, serialized

LIST = PurePosixPath("opds.xml")
_ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
_NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
_TERMS = "http://purl.org/dc/terms/"
_OPEN_ACCESS = "http://opds-spec.org/acquisition/open-access"
_IMAGE = "http://opds-spec.org/image"
_TYPES = {Format.EPUB: "application/epub+zip", Format.PDF: "application/pdf"}


class LanguageFeed(NamedTuple):
    """The books of a language, under the project's title in it."""

    language: Language
    title: str
    publisher: str
    items: Sequence[Item]

    @property
    def books(self) -> list[Item]:
        """The items with an EPUB or PDF, without the papers of volumes."""
        return [item for item in self.items if item.volume is None and (item.epub or item.pdf)]


def of_site(feeds: Sequence[LanguageFeed], addresses: Addresses) -> bytes:
    """Return the catalogue that links to the catalogue of each language."""
    title, changed = feeds[0].title, max(_last_change(feed.books) for feed in feeds)
    root = atom_feed(addresses.absolute(LIST), title, changed, dcterms=_TERMS)
    for rel in ("self", "start"):
        _link(root, rel, LIST, _NAVIGATION, addresses)
    for feed in feeds:
        path = PurePosixPath(feed.language.tag)
        entry = atom_entry(root, addresses.absolute(path / LIST), feed.language.autonym, _last_change(feed.books))
        add(entry, "content", feed.title, type="text")
        _link(entry, "subsection", path / LIST, _ACQUISITION, addresses)
    return serialized(root)


def of_language(feed: LanguageFeed, addresses: Addresses) -> bytes:
    """Return the catalogue of the books in a language."""
    path = PurePosixPath(feed.language.tag) / LIST
    root = atom_feed(addresses.absolute(path), _name(feed), _last_change(feed.books), feed.language.tag, dcterms=_TERMS)
    add(add(root, "author"), "name", feed.publisher or feed.title)
    _link(root, "self", path, _ACQUISITION, addresses)
    _link(root, "start", LIST, _NAVIGATION, addresses)
    _link(root, "up", LIST, _NAVIGATION, addresses)
    for item in feed.books:
        entry = atom_entry(root, _identifier(item, addresses), item.whole_title, _moment(item.modified))
        for author in item.authors:
            add(add(entry, "author"), "name", author)
        add(entry, f"{{{_TERMS}}}language", item.language.tag)
        add(entry, f"{{{_TERMS}}}issued", item.modified.isoformat())
        add(entry, f"{{{_TERMS}}}publisher", item.publisher)
        if item.isbn:
            add(entry, f"{{{_TERMS}}}identifier", f"urn:isbn:{item.isbn}")
        for keyword in item.keywords:
            add(entry, "category", term=keyword, label=keyword)
        if item.license_address:
            add(entry, "link", rel="license", href=item.license_address)
        add(entry, "summary", "\n\n".join(item.abstract), type="text")
        for media_type, file in _files(item):
            _link(entry, _OPEN_ACCESS, file.path, media_type, addresses, length=file.bytes)
        _link(entry, _IMAGE, cover_of(item), "image/png", addresses)
        _link(entry, "alternate", item.page, "text/html", addresses)
    return serialized(root)


def _files(item: Item) -> Iterator[tuple[str, Artefact]]:
    """Yield the files with their media types, EPUB first, since programs take the first format that they support."""
    for file in filter(None, (item.epub, item.pdf)):
        yield _TYPES[file.format], file


def _identifier(item: Item, addresses: Addresses) -> str:
    """Return a stable URN for an item."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, addresses.absolute(item.page))}"


def _name(feed: LanguageFeed) -> str:
    return f"{feed.title} – {feed.language.autonym}"


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _last_change(books: Sequence[Item]) -> datetime:
    return _moment(max((item.modified for item in books), default=date(1970, 1, 1)))


def _link(
    parent: etree._Element, rel: str, path: PurePosixPath, media_type: str, addresses: Addresses, *, length: int = 0
) -> None:
    size = {"length": str(length)} if length else {}
    add(parent, "link", rel=rel, href=addresses.absolute(path), type=media_type, **size)
