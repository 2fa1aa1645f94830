# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws a page at each address of a document that is gone: it leads to where the text is now, or says why it was withdrawn."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from pipeline.model.publication import Artefact, Format, FormerPage, Language, Publication
from pipeline.portal.edition_catalogue import window
from pipeline.portal.pages.helplines import helplines
from pipeline.portal.pieces import Drawn
from pipeline.portal.records.items import Addresses
from pipeline.portal.site import Site


class _Link(NamedTuple):
    """A link, relative to the page; `canonical` is the whole address where the site's is known."""

    href: str
    text: str
    canonical: str = ""


def former_pages(site: Site, publication: Publication, language: Language) -> Drawn:
    """Yield the pages at former addresses of an edition that is on the site with pages."""
    editions = {
        other: html
        for other in publication.languages
        if (html := site.catalogue.of(publication, other).get(Format.HTML))
    }
    if language in editions:
        for page in publication.former:
            folder = editions[language].edition.folder
            yield folder / page.path, _page(site, editions[language], page, tuple(editions))


def _page(site: Site, artefact: Artefact, page: FormerPage, languages: Sequence[Language]) -> bytes:
    edition = artefact.edition
    publication, language = edition.publication, edition.language
    words, texts = site.words(language), site.catalogue.texts(language)
    up = "../" * page.name.count("/")
    translation = texts.get(page.reason, "") if edition.is_translation else page.reason
    titles = {chapter.href: chapter.title for chapter in reversed(artefact.about.chapters)}
    path = f"{page.to}.html"
    canonical = Addresses.of(site.project).absolute(edition.folder / path) or f"{up}{path}"
    return site.page(
        "former.html",
        language,
        f"{up}../../",
        window=window(publication, artefact.title, words),
        publication=_Link(f"{up}{PurePosixPath(artefact.path).relative_to(edition.folder)}", artefact.title),
        slug=publication.slug,
        to=_Link(f"{up}{path}", titles.get(path, artefact.title), canonical) if page.to else None,
        reason=translation or page.reason,
        reason_tag=language.tag if translation else publication.original.tag,
        same_page=[(other, f"{up}../../{other.tag}/{publication.slug}/{page.path}") for other in languages],
        helplines=() if page.to else helplines(site.catalogue.contacts, language, texts, words, nearest_first=True),
    )
