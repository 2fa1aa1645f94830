# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the plain text pages of each edition, one or more per document, for slow connections."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

from lxml import html

from pipeline.model.publication import Artefact, Edition, Format, Language
from pipeline.portal.edition_catalogue import window
from pipeline.portal.page_text import Texts, read_texts
from pipeline.portal.pieces import Drawn
from pipeline.portal.plain_text import contents_of, parts
from pipeline.portal.search.page import draw_passages, searched_pages
from pipeline.portal.site import Site
from pipeline.theme.policy import TEXT


@dataclass(frozen=True, slots=True)
class _TextPart:
    """A page of text: its document, its name next to the front page, its title (empty: a continuation), and its HTML."""

    document: str
    name: str
    title: str
    text: str


def draw_text_pages(site: Site) -> None:
    """Draw the text pages, and the passages of the search, which come from the same parsed pages."""
    for publication in site.catalogue.publications:
        documents = {
            language: searched_pages(site, Edition(publication, language))
            for language in publication.languages
            if Format.HTML in site.catalogue.of(publication, language)
        }
        names = {language: frozenset(pages) for language, pages in documents.items()}
        for language, pages in documents.items():
            page = site.catalogue.of(publication, language)[Format.HTML]
            made_from = (
                site.facts_in[language],
                page,
                pages,
                sorted((at.tag, sorted(has)) for at, has in names.items()),
            )
            page_texts = cache(partial(read_texts, site.folder / page.edition.folder, pages))
            draw_passages(site, page.edition, pages, page_texts)
            make = partial(_pages, site, page, page_texts, names)
            site.pieces.draw(f"text of {page.edition}", site.digest(made_from), make)


def _pages(
    site: Site, edition: Artefact, page_texts: Callable[[], Texts], names: Mapping[Language, frozenset[str]]
) -> Drawn:
    slug, language = edition.edition.publication.slug, edition.edition.language
    parts = [part for document, text in page_texts().items() for part in _parts(slug, document, text)]
    words = site.words(language)
    facts = {
        "edition": edition,
        "window": window(edition.edition.publication, edition.title, words),
        "contents": contents_of(slug),
        "about": f"{slug}.html",
        "parts": parts,
        "notices": next(entry.notices for entry in site.entries[language] if entry.slug == slug),
    }

    def page(part: _TextPart | None, following: _TextPart | None) -> tuple[str, bytes]:
        same_page = [
            (
                other,
                f"../{other.tag}/{_name(slug, part.document) if part and part.document in has else contents_of(slug)}",
            )
            for other, has in names.items()
        ]
        name = part.name if part else contents_of(slug)
        context = {"same_page": same_page, "part": part, "next": following, **facts}
        return f"{language.tag}/{name}", site.page("plain.html", language, "../", **context)

    yield from (page(part, following) for part, following in pairwise([None, *parts, None]))


def _parts(slug: str, page: str, text: html.HtmlElement) -> Iterator[_TextPart]:
    titles = text.xpath("//h1")
    title = " ".join(titles[0].text_content().split()) if titles else page
    for number, part in enumerate(parts(text), 1):
        yield _TextPart(page, _name(slug, page, number), title if number == 1 else "", part)


def _name(slug: str, page: str, number: int = 1) -> str:
    """Return the file name of a document's text, or of its part `number`. The dots are unambiguous: no document has one in its name."""
    document = page.removesuffix(".html").replace("/", ".")
    return f"{TEXT}.{slug}.{document}{f'..{number}' if number > 1 else ''}.html"
