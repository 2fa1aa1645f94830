# SPDX-License-Identifier: GPL-3.0-or-later
"""The sitemap for search engines (https://www.sitemaps.org/protocol.html). Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import batched
from pathlib import PurePosixPath

from lxml import etree

from pipeline.portal.records.items import Addresses
from pipeline.portal.records.xml import add, namespaces, serialized

SITEMAP = PurePosixPath("sitemap.xml")
MAX_ADDRESSES = 50_000
"""The protocol's limit per file. We also count the addresses of other languages, to stay far below its other limit, 50 MB."""
_MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """A page in the sitemap: the date of its last change, and its versions in other languages, by tag."""

    path: PurePosixPath
    day: date | None = None
    languages: Mapping[str, PurePosixPath] = field(default_factory=dict)


def sitemap(pages: Sequence[SitemapPage], addresses: Addresses) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield sitemap.xml with all pages that search engines may list; if there are too many, an index and several files."""
    pages = sorted(pages, key=lambda page: str(page.path))
    most = MAX_ADDRESSES // (1 + max((len(page.languages) for page in pages), default=0))
    parts = [*batched(pages, most)]
    if len(parts) < 2:
        yield SITEMAP, _urls(pages, addresses)
        return
    files = {SITEMAP.with_stem(f"{SITEMAP.stem}-{number}"): part for number, part in enumerate(parts, start=1)}
    root = etree.Element(f"{{{_MAP}}}sitemapindex", nsmap=namespaces(_MAP))
    for path in files:
        add(add(root, "sitemap"), "loc", addresses.absolute(path))
    yield SITEMAP, serialized(root)
    for path, part in files.items():
        yield path, _urls(part, addresses)


def _urls(pages: Sequence[SitemapPage], addresses: Addresses) -> bytes:
    """Return pages as one sitemap file, each with its addresses in other languages."""
    root = etree.Element(f"{{{_MAP}}}urlset", nsmap=namespaces(_MAP, xhtml=_XHTML))
    for page in pages:
        url = add(root, "url")
        add(url, "loc", addresses.absolute(page.path))
        if page.day is not None:
            add(url, "lastmod", page.day.isoformat())
        for tag, path in page.languages.items() if len(page.languages) > 1 else ():
            add(url, f"{{{_XHTML}}}link", rel="alternate", hreflang=tag, href=addresses.absolute(path))
    return serialized(root)
