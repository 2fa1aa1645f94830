# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the pages of publications and papers, redirects from former addresses, citation files, and the sitemap."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple

from pipeline.model.project import Project
from pipeline.model.publication import Artefact, Format, FormerPage, Language, Publication
from pipeline.model.releases import Releases
from pipeline.portal.edition_catalogue import CatalogueEntry, window
from pipeline.portal.pages.helplines import helplines
from pipeline.portal.pages.publication_presenter import PublicationPage, PublicationPresenter
from pipeline.portal.pieces import Drawn
from pipeline.portal.records.citations import bibtex, csl, ris
from pipeline.portal.records.items import SUFFIXES, Addresses, Item, by_name
from pipeline.portal.records.sitemap import SitemapPage, sitemap
from pipeline.portal.site import Site
from pipeline.portal.versions.changelog import changelog
from pipeline.theme.policy import ACCESSIBILITY, PRIVACY, READING

NAMES = (READING, PRIVACY, ACCESSIBILITY)
"""The site's own text pages: how to read privately, privacy, accessibility."""
_WRITE = {"BibTeX": bibtex, "RIS": ris, "CSL-JSON": csl}
_NOT_LISTED = ("genindex.html", "search.html")
"""Pages of an edition that search engines need not list."""


@dataclass(frozen=True, slots=True)
class Alternates:
    """The absolute addresses in the head of a page: its own, and the same page in other languages, by tag."""

    canonical: str
    languages: Mapping[str, str]


class _Link(NamedTuple):
    """A link, relative to the page; `canonical` is its absolute address, empty if the site's address is unknown."""

    href: str
    text: str
    canonical: str = ""


def draw_publications(site: Site, releases_by_slug: Mapping[str, Releases]) -> None:
    """Draw the pages of each publication in each language, and the lists.

    `releases_by_slug` are the releases that the site offers, by the publication's slug.
    """
    for language in site.project.languages:
        for publication in site.catalogue.publications:
            releases = releases_by_slug[publication.slug]
            made_from = (site.facts_in[language], site.facts_of[publication.slug], site.digest(releases))
            make = partial(_of_publication, site, publication, language, releases)
            site.pieces.draw(f"publication {publication.slug} in {language.tag}", made_from, make)
    if site.project.site_url:
        pages = sorted(name for name in site.pieces.files if name.endswith(".html"))
        site.pieces.draw("sitemap", site.digest((site.facts_in, site.facts_of, pages)), partial(_sitemap, site))


def _of_publication(site: Site, publication: Publication, language: Language, releases: Releases) -> Drawn:
    """Yield a publication's files in a language: its page, pages of papers and of former addresses, citation files."""
    project, addresses = site.project, Addresses.of(site.project)
    title = site.catalogue.texts(language).get(project.title, project.title)
    by_place = {(item.name, item.language.tag): item for item in site.items}
    words = site.words(language)
    presenter = PublicationPresenter(site.catalogue, project.languages, language, words, title, addresses, by_place)
    entry = next(entry for entry in site.entries[language] if entry.slug == publication.slug)
    yield from _pages(site, presenter, entry, releases)
    for item in site.items:
        if item.name.partition(".")[0] == publication.slug and item.language == language:
            yield from (
                (item.file(suffix), _WRITE[name](item, addresses).encode()) for name, suffix in SUFFIXES.items()
            )
    yield from _former_pages(site, publication, language)


def alternates(project: Project, name: str, language: Language) -> Alternates | None:
    """Return the addresses of a page, which is next to the front page, in all languages; None if the site's address is unknown."""
    addresses = Addresses.of(project)
    links = {tag: addresses.absolute(path) for tag, path in _in_each_language(project, name).items()}
    return Alternates(links[language.tag], links) if addresses.base else None


def _in_each_language(project: Project, name: str) -> Mapping[str, PurePosixPath]:
    """Return, by language, the path of a page next to the front page; `x-default` is the page for choosing a language."""
    paths = {language.tag: PurePosixPath(language.tag, name) for language in project.languages}
    return paths | ({"x-default": PurePosixPath(name)} if name == "index.html" else {})


def _pages(site: Site, presenter: PublicationPresenter, entry: CatalogueEntry, releases: Releases) -> Drawn:
    """Yield the pages of a publication and of its papers."""
    language = presenter.language
    page = presenter.publication(entry, site.catalogue.publication(entry.slug))
    item = presenter.items.get((entry.slug, language.tag))
    day = item.modified if item is not None else None
    log = changelog(releases, language, site.catalogue, presenter.words, day=day)
    yield page.path, _page(site, presenter, page, item, versions=log)
    for paper in presenter.items.values():
        if paper.volume is not None and paper.volume is item:
            paper_page = presenter.paper(page, paper)
            yield paper_page.path, _page(site, presenter, paper_page, paper, versions=())


def _page(
    site: Site, presenter: PublicationPresenter, page: PublicationPage, item: Item | None, **facts: object
) -> bytes:
    # The page of a language without an edition is not a translation of the other pages.
    links = None
    if item is not None and presenter.addresses.base:
        addresses = {
            tag: presenter.addresses.absolute(version.page)
            for (name, tag), version in presenter.items.items()
            if name == item.name
        }
        links = Alternates(addresses[item.language.tag], addresses)
    same_page = list(zip(site.project.languages, page.languages, strict=True))
    return site.page(
        "publication.html", presenter.language, "../", page=page, alternates=links, same_page=same_page, **facts
    )


def _sitemap(site: Site) -> Drawn:
    """Yield the sitemap."""
    project, addresses, all_items = site.project, Addresses.of(site.project), site.items
    pages: list[SitemapPage] = []
    for name in ("index.html", *NAMES):
        paths = _in_each_language(project, name)
        pages += (SitemapPage(path, None, paths) for path in paths.values())
    for versions in by_name(all_items).values():
        paths = {item.language.tag: item.page for item in versions}
        pages += (SitemapPage(item.page, item.modified, paths) for item in versions)
    yield from sitemap([*pages, *_edition_pages(site)], addresses)


def _edition_pages(site: Site) -> Iterator[SitemapPage]:
    """Yield the sitemap's pages inside editions; they have the same names in all languages."""
    for publication in site.catalogue.publications:
        artefacts = {
            artefact.edition: artefact
            for language in publication.languages
            if (artefact := site.catalogue.of(publication, language).get(Format.HTML)) is not None
        }
        names = {
            edition: {name for name in site.pieces.below(str(edition.folder)) if name.endswith(".html")}
            for edition in artefacts
        }
        left_out = {*_NOT_LISTED, *(page.path for page in publication.former_pages)}
        for edition, artefact in artefacts.items():
            for name in sorted(names[edition] - left_out):
                paths = {
                    other.language.tag: PurePosixPath(other.folder, name) for other in artefacts if name in names[other]
                }
                yield SitemapPage(PurePosixPath(edition.folder, name), artefact.date, paths)


def _former_pages(site: Site, publication: Publication, language: Language) -> Drawn:
    """Yield the pages at an edition's former addresses, if the edition has HTML on the site."""
    editions = {
        other: html
        for other in publication.languages
        if (html := site.catalogue.of(publication, other).get(Format.HTML))
    }
    if language in editions:
        for page in publication.former_pages:
            folder = editions[language].edition.folder
            yield folder / page.path, _former_page(site, editions[language], page, tuple(editions))


def _former_page(site: Site, artefact: Artefact, page: FormerPage, languages: Sequence[Language]) -> bytes:
    edition = artefact.edition
    publication, language = edition.publication, edition.language
    words, texts = site.words(language), site.catalogue.texts(language)
    prefix = "../" * page.name.count("/")
    translation = texts.get(page.reason, "") if edition.is_translation else page.reason
    titles = {chapter.href: chapter.title for chapter in reversed(artefact.about.chapters)}
    path = f"{page.to}.html"
    canonical = Addresses.of(site.project).absolute(edition.folder / path) or f"{prefix}{path}"
    return site.page(
        "former.html",
        language,
        f"{prefix}../../",
        window=window(publication, artefact.title, words),
        publication=_Link(f"{prefix}{PurePosixPath(artefact.path).relative_to(edition.folder)}", artefact.title),
        slug=publication.slug,
        to=_Link(f"{prefix}{path}", titles.get(path, artefact.title), canonical) if page.to else None,
        reason=translation or page.reason,
        reason_tag=language.tag if translation else publication.original.tag,
        same_page=[(other, f"{prefix}../../{other.tag}/{publication.slug}/{page.path}") for other in languages],
        helplines=() if page.to else helplines(site.catalogue.contacts, language, texts, words, nearest_first=True),
    )
