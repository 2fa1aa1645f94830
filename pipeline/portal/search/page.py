# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the search of each language: its page, its stemmer, and the texts of its editions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from pipeline.languages import profile_of
from pipeline.model.publication import Artefact, Format, Language
from pipeline.portal.edition_catalogue import address
from pipeline.portal.pieces import Drawn
from pipeline.portal.search.index import script_of
from pipeline.portal.search.stems import stemmer
from pipeline.portal.site import Site
from pipeline.theme.policy import SEARCH

FOLDER = "_search"
_STEMMER = "stemmer.js"
_LEFT_OUT = ("genindex.html", "search.html", "py-modindex.html")


@dataclass(frozen=True, slots=True)
class _SearchedEdition:
    """An edition that can be searched; all are addresses from the search page. `terms` is empty without an index."""

    slug: str
    title: str
    index: str
    contents: str
    terms: str


def draw_search(site: Site) -> None:
    """Draw it."""
    for language in site.project.languages:
        editions: list[_SearchedEdition] = []
        for publication in site.catalogue.publications:
            html = site.catalogue.of(publication, language).get(Format.HTML)
            if html is None:
                continue
            folder, script = html.path.parent, f"{FOLDER}/{language.tag}/{publication.slug}.js"
            _draw_index(site, html, script)
            index = folder / "genindex.html"
            terms = address(index, language) if str(index) in site.pieces.files else ""
            contents = address(html.path, language)
            editions.append(_SearchedEdition(publication.slug, html.title, f"../{script}", contents, terms))
        make = partial(_search, site, language, editions)
        site.pieces.draw(f"search in {language.tag}", (site.facts_in[language], editions), make)


def _draw_index(site: Site, html: Artefact, script: str) -> None:
    publication, folder = html.edition.publication, html.path.parent
    pages = searched(site.pieces.below(str(folder)), {page.path for page in publication.former})

    def index() -> Drawn:
        yield script, script_of(site.folder / folder, list(pages), publication.slug, html.title)

    site.pieces.draw(f"index of {html.edition}", (site.made_by, publication.slug, html.title, pages), index)


def searched(files: Mapping[str, str], without: Collection[str]) -> dict[str, str]:
    """Return those of the files of an edition that are searched, with their checksums; `without` is left out."""
    return {
        name: digest
        for name, digest in sorted(files.items())
        if name.endswith(".html")
        and not name.startswith("_")
        and name not in without
        and PurePosixPath(name).name not in _LEFT_OUT
    }


def _search(site: Site, language: Language, editions: Sequence[_SearchedEdition]) -> Drawn:
    stems = f"{FOLDER}/{language.tag}/{_STEMMER}"
    if code := stemmer(profile_of(language.tag, site.project.profiles)):
        yield stems, code
    facts = {"search_page": SEARCH, "editions": editions, "stemmer": f"../{stems}" if code else ""}
    yield f"{language.tag}/{SEARCH}", site.page("search.html", language, "../", **facts)
