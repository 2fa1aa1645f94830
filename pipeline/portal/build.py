# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the download site around the editions: pages, covers, fonts, manifest, checksums."""

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from pipeline.covers import cover_of, write_cover
from pipeline.model.contacts import ContactList
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Artefact, Edition, Progress
from pipeline.model.releases_file import releases
from pipeline.portal.downloads.fonts import web_fonts
from pipeline.portal.downloads.manifest import CHECKSUMS, MANIFEST, checksums, manifest
from pipeline.portal.downloads.sums import Sums
from pipeline.portal.edition_catalogue import CatalogueEntry, EditionCatalogue, Translations
from pipeline.portal.pages.former_pages import write_former_pages
from pipeline.portal.pages.front_pages import write_front_pages
from pipeline.portal.pages.publications import write_publications
from pipeline.portal.search.page import write_search
from pipeline.portal.site import Site
from pipeline.portal.versions.released_versions import write_feeds, write_released_versions
from pipeline.theme.bundle import bundle
from pipeline.theme.kinds import tokens

_WEB = Path(__file__).resolve().parents[1] / "theme" / "web"
_STATIC = (
    "portal/css/portal.css",
    "portal/search/search.js",
    *(f"portal/static/{name}" for name in ("language.js", "search.css", "kept.css")),
    *(f"edition/static/{name}" for name in ("icon.svg", "exit.css", "exit.js")),
)


def build_portal(
    project: Project,
    artefacts: Sequence[Artefact],
    held: Sequence[tuple[Edition, Progress]],
    folder: Path,
    translations: Translations | None = None,
    contacts: ContactList | None = None,
) -> tuple[Problem, ...]:
    """Write all of the site that is not an edition; a file whose bytes stay the same is not touched.

    `artefacts` are on the site already, below `folder`. `held` are editions held back, and how far they are. `translations`
    gives, by language tag, the project's own texts in that language, and those of `contacts`; what is missing is shown in
    the original language and marked as such. Manifest and checksums are written last. Returns why released versions are not offered,
    where the archive lacks them; raises Problem for what is wrong with a releases.toml.
    """
    released = releases(project)
    withdrawn = {
        edition: withdrawal
        for edition in project.editions()
        if (withdrawal := released[edition.publication.slug].now_withdrawn(edition.language.tag)) is not None
    }
    catalogue = EditionCatalogue(artefacts, dict(held), translations or {}, withdrawn, contacts)
    sums = Sums(project.build / "state" / "sums.json")
    site = Site(project, folder, catalogue, sums.of)
    for font in web_fonts(project.build / "fonts"):
        site.write(f"_fonts/{font.name}", font.read_bytes())
    site.write("_portal/tokens.css", tokens(project.kinds).encode())
    for name in _STATIC:
        site.write(PurePosixPath("_portal", Path(name).name), bundle(_WEB / name))
    entries = {language: catalogue.entries(language, site.words(language)) for language in project.languages}
    _write_covers(site, [entry for in_language in entries.values() for entry in in_language])
    offered, problems = write_released_versions(site, released)
    write_feeds(site, released.values())
    files = write_publications(site, entries, offered)
    write_former_pages(site)
    write_search(site, entries)  # before the front pages, whose ZIP holds it
    write_front_pages(site, entries, files)
    versions = [release for publication in offered.values() for release in publication.offered]
    site.write(MANIFEST, manifest(artefacts, catalogue.held, catalogue.withdrawn, versions).encode())
    site.write(CHECKSUMS, checksums(folder, sums.of).encode())
    sums.write()
    return problems


def _write_covers(site: Site, entries: Iterable[CatalogueEntry]) -> None:
    """Write a cover for each title, in the language of the title, and remove those of titles that are gone."""
    folder, names = site.folder / "_covers", set[str]()
    for entry in {entry.cover: entry for entry in entries}.values():
        publication, language = site.catalogue.publication(entry.slug), site.project.language(entry.tag)
        artefact = next(iter(site.catalogue.of(publication, language).values()), None)
        cover = cover_of(
            site.project,
            Edition(publication, language),
            artefact.date if artefact is not None else publication.date,
            title=entry.title,
            subtitle=entry.subtitle,
            publisher=site.masthead(language).publisher,
        )
        paths = [folder / entry.cover, folder / entry.wordless_cover]
        if site.project.site_url:  # else no page can name the picture
            paths.append(paths[0].with_suffix(".png"))
        for path in paths:
            write_cover(cover, path, wordless=path.name == entry.wordless_cover)
            names.add(path.name)
    for file in folder.glob("*"):
        if file.name not in names:
            file.unlink()
