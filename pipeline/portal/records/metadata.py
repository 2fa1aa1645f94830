# SPDX-License-Identifier: GPL-3.0-or-later
"""Metadata in the head of an item's page: Highwire's tags, Open Graph, schema.org. Pure."""

import json
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from babel.core import get_global

from pipeline.covers import COVER_SIZE
from pipeline.portal.records.items import Addresses, Item
from pipeline.theme import phrases

_HTML, _PDF, _EPUB = "text/html", "application/pdf", "application/epub+zip"


def highwire(item: Item, addresses: Addresses) -> tuple[tuple[str, str], ...]:
    """Return the tags `citation_…`, which Google Scholar prefers, in order and without empty values.

    A paper's volume is given as a book, not as a conference: a paper on its themes was not necessarily presented there.
    """
    rows = [("citation_title", item.whole_title), *(("citation_author", author) for author in item.authors)]
    rows += [("citation_publication_date", f"{item.modified:%Y/%m/%d}"), ("citation_publisher", item.publisher)]
    if item.volume is not None:
        rows += [("citation_inbook_title", item.volume.whole_title), ("citation_isbn", item.volume.isbn)]
        rows += [("citation_firstpage", str(item.first or "")), ("citation_lastpage", str(item.last or ""))]
    elif (
        item.kind.bibtex == "techreport" and not item.drafting
    ):  # who says how it was made does not pass for reviewed research
        rows.append(("citation_technical_report_institution", item.publisher))
    rows += [("citation_isbn", item.isbn), ("citation_doi", item.doi), ("citation_language", item.language.tag)]
    rows += [("citation_keywords", keyword) for keyword in item.keywords]
    rows.append(("citation_abstract", " ".join(item.abstract)))
    rows.append(("citation_abstract_html_url", addresses.absolute(item.page)))
    if item.pdf is not None:
        rows.append(("citation_pdf_url", addresses.absolute(item.pdf.path)))
    if item.html is not None:
        rows.append(("citation_fulltext_html_url", addresses.absolute(item.html)))
    return tuple((name, value) for name, value in rows if value)


def open_graph(
    item: Item, other_editions: Sequence[Item], site: str, addresses: Addresses
) -> tuple[tuple[str, str], ...]:
    """Return the tags `og:…`, with absolute addresses only. The cover is a PNG, since social networks do not support SVG."""
    described = " ".join(item.abstract)
    # `article:author` is left out: it must be a profile, which an organisation may not have.
    type_, day = ("article", "published_time") if item.volume is not None else ("book", "release_date")
    rows = [("og:type", type_), ("og:title", item.title)]
    rows += [("og:description", described[:300].rsplit(" ", 1)[0] + " …" if len(described) > 300 else described)]
    rows += [("og:locale", _place(item)), ("og:site_name", site)]
    rows += [("og:locale:alternate", _place(other)) for other in other_editions]
    if addresses.base:
        picture = addresses.absolute(cover_of(item.volume or item))
        width, height = COVER_SIZE
        rows += [("og:url", addresses.absolute(item.page)), ("og:image", picture), ("og:image:type", "image/png")]
        rows += [("og:image:width", str(width)), ("og:image:height", str(height))]
        rows += [("og:image:alt", (item.volume or item).title)]
    rows += [(f"{type_}:{day}", item.modified.isoformat()), ("book:isbn", item.isbn)]
    rows += [(f"{type_}:tag", keyword) for keyword in item.keywords]
    return tuple((name, value) for name, value in rows if value)


def _place(item: Item) -> str:
    """Return the language with the country where most people speak it, as Open Graph requires (`it_IT`)."""
    locale = phrases.locale_of(item.language)
    likely = get_global("likely_subtags").get(locale.language, "").split("_")
    territory = locale.territory or (likely[-1] if len(likely) > 1 else "")
    return f"{locale.language}_{territory}" if territory else locale.language


def cover_of(item: Item) -> PurePosixPath:
    """Return the path of the PNG cover, for programs without SVG."""
    return PurePosixPath("_covers", f"{item.name}-{item.language.tag}.png")


def json_ld(item: Item, other_editions: Sequence[Item], parts: Sequence[Item], addresses: Addresses) -> str:
    """Return the item as schema.org JSON-LD that is safe within <script>.

    `other_editions` are the item in other languages, `parts` the papers of a volume. The block must be inline, since search engines
    read no linked file; browsers do not execute it, so a content security policy against inline scripts allows it.
    """
    properties = {"@context": "https://schema.org", **_describe(item, addresses)}
    if item.is_original:
        properties["workTranslation"] = [_reference_to(other, addresses) for other in other_editions]
    else:
        original = next((other for other in other_editions if other.is_original), None)
        # The title of the original may be known even if its edition is not on the site.
        name = {"name": item.original_title} if item.original_title else {}
        unpublished = {"@type": _type(item), **name, "inLanguage": item.original.tag}
        properties["translationOfWork"] = _reference_to(original, addresses) if original is not None else unpublished
    if item.volume is not None:
        properties["isPartOf"] = _reference_to(item.volume, addresses)
    properties["hasPart"] = [_reference_to(part, addresses) for part in parts]
    properties = {key: value for key, value in properties.items() if value not in ("", [], None)}
    return json.dumps(properties, ensure_ascii=False, indent=1).replace("<", "\\u003c")


def _describe(item: Item, addresses: Addresses) -> dict[str, object]:
    type_ = _type(item)
    properties: dict[str, object] = {
        "@type": type_,
        "@id": f"{addresses.link(item.page)}#edition",
        "url": addresses.link(item.page),
        "name": item.title,
        "alternativeHeadline": item.subtitle,
        "inLanguage": item.language.tag,
        "author": [_body(author) for author in item.authors],
        "publisher": _body(item.publisher),
        "datePublished": item.modified.isoformat(),
        "version": item.version_identifier,
        "license": item.license_address or item.license,
        "abstract": "\n\n".join(item.abstract),
        "keywords": list(item.keywords),
        "image": addresses.absolute(cover_of(item.volume or item)),
        "isAccessibleForFree": True,
        "creativeWorkStatus": [item.status, item.drafting] if item.drafting else item.status,
        "encoding": list(_encodings(item, addresses)),
    }
    if item.doi:
        properties["identifier"] = {"@type": "PropertyValue", "propertyID": "DOI", "value": item.doi}
        properties["sameAs"] = f"https://doi.org/{item.doi}"
    if type_ == "Book":
        pages = item.pdf.pages if item.pdf is not None else 0
        properties |= {"isbn": item.isbn, "numberOfPages": pages or None}
    if item.volume is not None and item.first:
        properties |= {"pagination": item.pages, "pageStart": item.first, "pageEnd": item.last}
    return properties


def _reference_to(item: Item, addresses: Addresses) -> dict[str, object]:
    """Return a reference to another item: its type, name, language and address."""
    return {
        "@type": _type(item),
        "@id": f"{addresses.link(item.page)}#edition",
        "name": item.title,
        "inLanguage": item.language.tag,
        "url": addresses.link(item.page),
    }


def _type(item: Item) -> str:
    kind = "ScholarlyArticle" if item.volume is not None else item.kind.schema
    return "Article" if kind == "ScholarlyArticle" and item.drafting else kind


def _body(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name}


def _encodings(item: Item, addresses: Addresses) -> Iterator[dict[str, object]]:
    for file, media_type in ((item.pdf, _PDF), (item.epub, _EPUB)):
        if file is not None:
            yield {
                "@type": "MediaObject",
                "contentUrl": addresses.link(file.path),
                "encodingFormat": media_type,
                "contentSize": f"{max(1, round(file.bytes / 1000))} kB",
                "sha256": file.sha256,
            }
    if item.html is not None:
        yield {"@type": "MediaObject", "contentUrl": addresses.link(item.html), "encodingFormat": _HTML}
