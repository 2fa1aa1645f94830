# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the pages of publications and papers, the files with which they are cited, and the lists that harvesters read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.model.project import Project
from pipeline.model.publication import Format, Language
from pipeline.model.releases import Releases
from pipeline.portal.pages.pages import NAMES
from pipeline.portal.pages.publication_page import PublicationPage, Teller
from pipeline.portal.records.citations import bibtex, csl, ris
from pipeline.portal.records.items import SUFFIXES, Addresses, Item, by_name, items
from pipeline.portal.records.oai import REPOSITORY, SITEMAP, Page, can_be_harvested, repository, sitemap
from pipeline.portal.shelf import Entry, Shelf
from pipeline.portal.versions.released import Drawing
from pipeline.portal.versions.versions import versions
from pipeline.system.files import write_if_changed, write_whole

_WRITE = {"BibTeX": bibtex, "RIS": ris, "CSL-JSON": csl}
_NOT_FOUND = ("genindex.html", "search.html")
"""Pages of an edition that nobody wants to find by a search engine."""


@dataclass(frozen=True, slots=True)
class Alternates:
    """The whole addresses that the head of a page names: its own, and those of the same page in each language, by tag."""

    canonical: str
    languages: Mapping[str, str]


def draw_publications(
    drawing: Drawing,
    shelf: Shelf,
    entries: Mapping[Language, Sequence[Entry]],
    kept: Mapping[str, Releases],
) -> Mapping[str, bytes]:
    """Write them, and take away those of what is gone. Returns the pages and files of publications by their path."""
    project, site = drawing.project, drawing.site
    addresses, found = Addresses.of(project), items(shelf, project)
    files: dict[str, bytes] = {}
    for language in project.languages:
        teller = _teller(drawing, shelf, language, found)
        for entry in entries[language]:
            files |= _of_publication(drawing, teller, entry, kept)
    for item in found:
        files |= {str(item.file(suffix)): _WRITE[name](item, addresses).encode() for name, suffix in SUFFIXES.items()}
    lists = dict(_lists(project, site, shelf, found))
    for name, data in (files | lists).items():
        write_if_changed(site / name, data)
    _take_away_former(project, site, [*files, *lists])
    return files


def alternates(project: Project, name: str, language: Language) -> Alternates | None:
    """Those of a page that every language has beside its front page; None where nobody knows the site's address."""
    addresses = Addresses.of(project)
    if not addresses.base:
        return None
    places = {one.tag: PurePosixPath(one.tag, name) for one in project.languages}
    told = {tag: addresses.absolute(place) for tag, place in places.items()}
    if name == "index.html":
        told["x-default"] = addresses.absolute(PurePosixPath(name))
    return Alternates(told[language.tag], told)


def _teller(drawing: Drawing, shelf: Shelf, language: Language, found: Sequence[Item]) -> Teller:
    project = drawing.project
    return Teller(
        shelf=shelf,
        languages=project.languages,
        language=language,
        words=drawing.words(language),
        site_title=shelf.translations.get(language.tag, {}).get(project.title, project.title),
        addresses=Addresses.of(project),
        items={(item.name, item.language.tag): item for item in found},
    )


def _of_publication(
    drawing: Drawing, teller: Teller, entry: Entry, kept: Mapping[str, Releases]
) -> Iterator[tuple[str, bytes]]:
    """The page of a publication, and those of its papers."""
    language = teller.language
    publication = next(one for one in teller.shelf.publications if one.slug == entry.slug)
    page = teller.publication(entry, publication)
    item = teller.items.get((entry.slug, language.tag))
    told = teller.shelf.translations.get(language.tag, {})
    day = item.day if item is not None else None
    log = versions(kept[entry.slug], language, told, teller.words, day=day)
    yield str(page.path), _page(drawing, teller, page, item, versions=log)
    for paper in teller.items.values():
        if paper.volume is not None and paper.volume is item:
            own = teller.paper(page, paper)
            yield str(own.path), _page(drawing, teller, own, paper, versions=())


def _page(drawing: Drawing, teller: Teller, page: PublicationPage, item: Item | None, **facts: object) -> bytes:
    """Where there is no edition in the page's language, it is no version of the others in another language."""
    links = None
    if item is not None and teller.addresses.base:
        same = {tag: one for (name, tag), one in teller.items.items() if name == item.name}
        told = {tag: teller.addresses.absolute(one.page) for tag, one in same.items()}
        links = Alternates(told[item.language.tag], told)
    return drawing.page("publication.html", teller.language, "../", page=page, alternates=links, **facts)


def _lists(project: Project, site: Path, shelf: Shelf, found: Sequence[Item]) -> Iterator[tuple[str, bytes]]:
    addresses = Addresses.of(project)
    if not addresses.base:
        return
    yield str(SITEMAP), sitemap([*_portal_pages(project), *_item_pages(found), *_edition_pages(site, shelf)], addresses)
    if found and can_be_harvested(project):
        yield str(REPOSITORY), repository(project, found)


def _portal_pages(project: Project) -> Iterator[Page]:
    for name in ("index.html", *NAMES):
        places = {language.tag: PurePosixPath(language.tag, name) for language in project.languages}
        if name == "index.html":
            places["x-default"] = PurePosixPath(name)
        yield from (Page(place, None, places) for place in places.values())


def _item_pages(found: Sequence[Item]) -> Iterator[Page]:
    for some in by_name(found).values():
        places = {item.language.tag: item.page for item in some}
        yield from (Page(item.page, item.day, places) for item in some)


def _edition_pages(site: Path, shelf: Shelf) -> Iterator[Page]:
    """The pages of the editions themselves, which have the same names in all languages."""
    for publication in shelf.publications:
        made = {
            made.edition: made
            for language in publication.languages
            if (made := shelf.of(publication, language).get(Format.HTML)) is not None
        }
        inside = {
            edition: {
                file.relative_to(site / edition.folder).as_posix() for file in (site / edition.folder).rglob("*.html")
            }
            for edition in made
        }
        not_found = {*_NOT_FOUND, *(one.path for one in publication.former)}
        for edition, artefact in made.items():
            for name in sorted(inside[edition] - not_found):
                places = {one.language.tag: PurePosixPath(one.folder, name) for one in made if name in inside[one]}
                yield Page(PurePosixPath(edition.folder, name), artefact.date, places)


def _take_away_former(project: Project, site: Path, names: Sequence[str]) -> None:
    """Pages and files of the last time that are none any more."""
    known = project.build / "state" / "pages.txt"
    former = known.read_text(encoding="utf-8").splitlines() if known.is_file() else []
    for name in set(former).difference(names):
        (site / name).unlink(missing_ok=True)
    write_whole(known, "".join(f"{name}\n" for name in sorted(names)).encode())
