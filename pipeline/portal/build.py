# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the download site around the editions: pages, covers, fonts, manifest, checksums."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from pipeline.model.contacts import ContactList
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Artefact, Edition, Progress
from pipeline.model.releases import Releases
from pipeline.model.releases_file import all_releases
from pipeline.portal.downloads.manifest import CHECKSUMS, MANIFEST, SIGNATURE, SIGNERS, checksums, manifest, signers
from pipeline.portal.edition_catalogue import EditionCatalogue, Translations
from pipeline.portal.pages.covers import draw_covers
from pipeline.portal.pages.front_pages import draw_front_pages, draw_not_found
from pipeline.portal.pages.lists import draw_lists
from pipeline.portal.pages.publications import draw_publications
from pipeline.portal.pages.text_pages import draw_text_pages
from pipeline.portal.pieces import Drawn, Pieces
from pipeline.portal.search.page import draw_search
from pipeline.portal.site import Site
from pipeline.portal.versions.archive import on_site
from pipeline.portal.versions.released_versions import draw_feeds, draw_removed, write_released_versions
from pipeline.system.files import write_whole
from pipeline.system.steps import steps_in
from pipeline.system.sums import Sums
from pipeline.theme.bundle import bundle, minified
from pipeline.theme.kinds import tokens

_WEB = Path(__file__).resolve().parents[1] / "theme" / "web"
_STATIC = (
    "portal/search/search.js",
    *(f"portal/static/{name}" for name in ("language.js", "plain.css", "search.css", "kept.css")),
    *(f"edition/static/{name}" for name in ("copy.js", "icon.svg", "exit.js")),
)


class SiteDrawing(NamedTuple):
    """The outcome of drawing: the problems of released versions, and the names of the pieces that were drawn."""

    problems: tuple[Problem, ...]
    pieces: tuple[str, ...]


def build_portal(
    project: Project,
    artefacts: Sequence[Artefact],
    held: Sequence[tuple[Edition, Progress]],
    folder: Path,
    translations: Translations | None = None,
    contacts: ContactList | None = None,
    made_by: str = "",
    *,
    documents: Mapping[str, Collection[str]] = MappingProxyType({}),
    sums: Sums | None = None,
    only_plan: bool = False,
) -> SiteDrawing:
    """Draw everything on the site but the editions themselves. Only pieces whose inputs have changed are drawn.

    `artefacts` are on the site already, below `folder`. `held` are editions that are held back, with their progress. `translations`
    has, by language tag, the translated texts of the project and of `contacts`; a missing one is shown in the original language,
    marked as such. `made_by` is a digest of the code and libraries that draw, `documents` has the document names of each publication
    by slug, `sums` caches checksums of files. Manifest and checksums are written last; with `only_plan` nothing is written. Raises
    Problem for a mistake in a releases.toml.
    """
    releases_by_slug = all_releases(project)
    withdrawn = {
        edition: withdrawal
        for edition in project.editions()
        if (withdrawal := releases_by_slug[edition.publication.slug].current_withdrawal(edition.language.tag))
        is not None
    }
    catalogue = EditionCatalogue(artefacts, dict(held), translations or {}, withdrawn, contacts)
    steps = steps_in(project.build)
    sums = sums or Sums(steps)
    pieces = Pieces(steps, folder, sums, only_plan=only_plan)
    site = Site(project, folder, catalogue, pieces, made_by)
    if only_plan:
        offered = {
            slug: publication.limited_to(on_site(publication, folder)) for slug, publication in releases_by_slug.items()
        }
        _draw(site, releases_by_slug, offered)
        return SiteDrawing((), tuple(pieces.due))
    versions, problems = write_released_versions(site, releases_by_slug, documents)
    _draw(site, releases_by_slug, versions)
    pieces.end()
    listed = _listed_files(pieces.files)
    _write_checksums(folder, checksums(listed).encode())
    _require_whole(folder, listed, _listed_files(sums.below(folder)))
    sums.write()
    return SiteDrawing(problems, tuple(pieces.due))


def _listed_files(files: Mapping[str, str]) -> Mapping[str, str]:
    """Return the files of the site except the signature, which others write."""
    return {path: digest for path, digest in files.items() if path != SIGNATURE}


def _write_checksums(folder: Path, data: bytes) -> None:
    """Write the checksums; if they have changed, remove the old signature."""
    path = folder / CHECKSUMS
    if not path.is_file() or path.read_bytes() != data:
        (folder / SIGNATURE).unlink(missing_ok=True)
        write_whole(path, data)


def _require_whole(site: Path, expected: Mapping[str, str], actual: Mapping[str, str]) -> None:
    """Raise Problem if the files on disk differ from the files that were written."""
    differ = sorted(
        name for name in expected.keys() | actual if name != CHECKSUMS and expected.get(name) != actual.get(name)
    )
    if differ:
        raise Problem(
            "site-not-whole",
            "the new site is not published: some of its files are not as they were written",
            cause=f"{differ[0]} was changed by another program, or lost by the disk ({len(differ)} in total)",
            hint="run make again; if this happens again, check the disk",
            path=site,
        )


def _draw(site: Site, releases_by_slug: Mapping[str, Releases], offered_by_slug: Mapping[str, Releases]) -> None:
    project, pieces, catalogue = site.project, site.pieces, site.catalogue
    tags = [language.tag for language in project.languages]
    pieces.draw("fonts", (site.made_by, tags), partial(_fonts, tags))
    pieces.draw("style", (site.made_by, project.kinds), partial(_style, project))
    draw_covers(site)
    draw_feeds(site, releases_by_slug.values())
    draw_publications(site, offered_by_slug)
    draw_text_pages(site)
    draw_search(site)
    draw_lists(site)
    draw_front_pages(site)  # after all files in their ZIP
    draw_removed(site, releases_by_slug)  # not in the ZIP
    draw_not_found(site)
    if project.signing_key:
        pieces.draw("signers", project.signing_key, lambda: [(SIGNERS, signers(project.signing_key))])
    versions = [release for publication in offered_by_slug.values() for release in publication.offered]
    listed = manifest(catalogue.artefacts, catalogue.held, catalogue.withdrawn, versions).encode()
    pieces.draw("manifest", listed, lambda: [(MANIFEST, listed)])


def _fonts(tags: Iterable[str]) -> Drawn:
    from pipeline.portal.downloads.fonts import web_fonts  # imported late: it imports fontTools

    return [(f"_fonts/{name}", data) for name, data in web_fonts(tags)]


def _style(project: Project) -> Drawn:
    portal = tokens(project.kinds) + bundle(_WEB / "portal/css/portal.css").decode()
    yield "_portal/portal.css", minified(portal)
    for name in _STATIC:
        yield f"_portal/{Path(name).name}", bundle(_WEB / name)
