# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the pages of publications and papers, the files with which they are cited, and the lists that harvesters read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.model.project import Project
from pipeline.model.publication import Format, Language
from pipeline.model.releases import Releases
from pipeline.portal.edition_catalogue import CatalogueEntry
from pipeline.portal.pages.publication_presenter import PublicationPage, PublicationPresenter
from pipeline.portal.records.citations import bibtex, csl, ris
from pipeline.portal.records.items import SUFFIXES, Addresses, Item, by_name, items
from pipeline.portal.records.oai import REPOSITORY, SITEMAP, Page, can_be_harvested, repository, sitemap
from pipeline.portal.site import Site
from pipeline.portal.versions.changelog import changelog
from pipeline.system.files import write_whole
from pipeline.theme.policy import ACCESSIBILITY, PRIVACY, READING

NAMES = (READING, PRIVACY, ACCESSIBILITY)
"""The pages that say what the site does for its readers: how to read privately, privacy, accessibility."""
_WRITE = {"BibTeX": bibtex, "RIS": ris, "CSL-JSON": csl}
_NOT_LISTED = ("genindex.html", "search.html")
"""Pages of an edition that search engines need not list."""


@dataclass(frozen=True, slots=True)
class Alternates:
    """The whole addresses that the head of a page names: its own, and those of the same page in each language, by tag."""

    canonical: str
    languages: Mapping[str, str]


def write_publications(
    site: Site, entries: Mapping[Language, Sequence[CatalogueEntry]], released: Mapping[str, Releases]
) -> Mapping[str, bytes]:
    """Write them, and remove those of publications that are gone. Return the pages and files of publications by their path.

    `released` are the releases that the site offers, by the publication's slug.
    """
    project = site.project
    addresses, all_items = Addresses.of(project), items(site.catalogue, project)
    by_place = {(item.name, item.language.tag): item for item in all_items}
    files: dict[str, bytes] = {}
    for language in project.languages:
        words, title = site.words(language), site.catalogue.texts(language).get(project.title, project.title)
        presenter = PublicationPresenter(site.catalogue, project.languages, language, words, title, addresses, by_place)
        for entry in entries[language]:
            files |= _pages(site, presenter, entry, released[entry.slug])
    for item in all_items:
        files |= {str(item.file(suffix)): _WRITE[name](item, addresses).encode() for name, suffix in SUFFIXES.items()}
    lists = dict(_lists(site, all_items))
    for name, data in (files | lists).items():
        site.write(name, data)
    _remove_former(site, [*files, *lists])
    return files


def alternates(project: Project, name: str, language: Language) -> Alternates | None:
    """Return those of a page that every language has beside its front page; None where the site's address is unknown."""
    addresses = Addresses.of(project)
    links = {tag: addresses.absolute(path) for tag, path in _in_each_language(project, name).items()}
    return Alternates(links[language.tag], links) if addresses.base else None


def _in_each_language(project: Project, name: str) -> Mapping[str, PurePosixPath]:
    """Return the paths of a page beside the front pages, by language; where no language is chosen, the first page leads to them."""
    paths = {language.tag: PurePosixPath(language.tag, name) for language in project.languages}
    return paths | ({"x-default": PurePosixPath(name)} if name == "index.html" else {})


def _pages(
    site: Site, presenter: PublicationPresenter, entry: CatalogueEntry, releases: Releases
) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of the page of a publication, and of those of its papers."""
    language = presenter.language
    page = presenter.publication(entry, site.catalogue.publication(entry.slug))
    item = presenter.items.get((entry.slug, language.tag))
    day = item.day if item is not None else None
    log = changelog(releases, language, site.catalogue, presenter.words, day=day)
    yield str(page.path), _page(site, presenter, page, item, versions=log)
    for paper in presenter.items.values():
        if paper.volume is not None and paper.volume is item:
            paper_page = presenter.paper(page, paper)
            yield str(paper_page.path), _page(site, presenter, paper_page, paper, versions=())


def _page(
    site: Site, presenter: PublicationPresenter, page: PublicationPage, item: Item | None, **facts: object
) -> bytes:
    # A page without an edition in its language is no version of the others in another language.
    links = None
    if item is not None and presenter.addresses.base:
        addresses = {
            tag: presenter.addresses.absolute(same.page)
            for (name, tag), same in presenter.items.items()
            if name == item.name
        }
        links = Alternates(addresses[item.language.tag], addresses)
    return site.page("publication.html", presenter.language, "../", page=page, alternates=links, **facts)


def _lists(site: Site, all_items: Sequence[Item]) -> Iterator[tuple[str, bytes]]:
    project, addresses = site.project, Addresses.of(site.project)
    if not addresses.base:
        return
    pages: list[Page] = []
    for name in ("index.html", *NAMES):
        paths = _in_each_language(project, name)
        pages += (Page(path, None, paths) for path in paths.values())
    for same in by_name(all_items).values():
        paths = {item.language.tag: item.page for item in same}
        pages += (Page(item.page, item.day, paths) for item in same)
    yield str(SITEMAP), sitemap([*pages, *_edition_pages(site)], addresses)
    if all_items and can_be_harvested(project):
        yield str(REPOSITORY), repository(project, all_items)


def _edition_pages(site: Site) -> Iterator[Page]:
    """Yield the pages of the editions themselves, which have the same names in all languages."""
    for publication in site.catalogue.publications:
        artefacts = {
            artefact.edition: artefact
            for language in publication.languages
            if (artefact := site.catalogue.of(publication, language).get(Format.HTML)) is not None
        }
        folders = {edition: site.folder / edition.folder for edition in artefacts}
        names = {
            edition: {file.relative_to(folder).as_posix() for file in folder.rglob("*.html")}
            for edition, folder in folders.items()
        }
        left_out = {*_NOT_LISTED, *(page.path for page in publication.former)}
        for edition, artefact in artefacts.items():
            for name in sorted(names[edition] - left_out):
                paths = {
                    other.language.tag: PurePosixPath(other.folder, name) for other in artefacts if name in names[other]
                }
                yield Page(PurePosixPath(edition.folder, name), artefact.date, paths)


def _remove_former(site: Site, names: Sequence[str]) -> None:
    """Remove pages and files of the previous build that are none any more, and record these."""
    record = site.project.build / "state" / "pages.txt"
    former = record.read_text(encoding="utf-8").splitlines() if record.is_file() else []
    for name in set(former).difference(names):
        (site.folder / name).unlink(missing_ok=True)
    write_whole(record, "".join(f"{name}\n" for name in sorted(names)).encode())
