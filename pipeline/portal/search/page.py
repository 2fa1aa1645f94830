# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the search of each language: its page, its stemmer, and the texts of its editions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.languages import profile_of
from pipeline.model.publication import Language
from pipeline.portal.edition_catalogue import CatalogueEntry
from pipeline.portal.search.index import place_index
from pipeline.portal.search.stems import stemmer
from pipeline.portal.site import Site
from pipeline.theme.policy import SEARCH

FOLDER = "_search"
_STEMMER = "stemmer.js"


@dataclass(frozen=True, slots=True)
class _SearchedEdition:
    """An edition that can be searched; all are addresses from the search page. `terms` is empty without an index."""

    slug: str
    title: str
    index: str
    contents: str
    terms: str


def write_search(site: Site, entries: Mapping[Language, Sequence[CatalogueEntry]]) -> None:
    """Write it, and remove the scripts of editions and languages that are gone."""
    scripts = set[str]()
    for language in site.project.languages:
        editions: list[_SearchedEdition] = []
        for entry in entries[language]:
            contents = entry.edition.files.html if entry.edition else ""
            if not contents:
                continue
            script = f"{FOLDER}/{language.tag}/{entry.slug}.js"
            former = [page.path for page in site.project.publication(entry.slug).former]
            folder = (site.folder / language.tag / contents).parent
            place_index(folder, entry.slug, entry.title, site.folder / script, without=former, sum_of=site.sum_of)
            scripts.add(script)
            index = PurePosixPath(contents).with_name("genindex.html")
            terms = str(index) if (folder / index.name).is_file() else ""
            editions.append(_SearchedEdition(entry.slug, entry.title, f"../{script}", contents, terms))
        stems = f"{FOLDER}/{language.tag}/{_STEMMER}"
        if code := stemmer(profile_of(language.tag, site.project.profiles)):
            site.write(stems, code)
            scripts.add(stems)
        facts = {"search_page": SEARCH, "editions": editions, "stemmer": f"../{stems}" if code else ""}
        page = site.page("search.html", language, "../", **facts)
        site.write(f"{language.tag}/{SEARCH}", page)
    for file in (site.folder / FOLDER).glob("*/*.js"):
        if file.relative_to(site.folder).as_posix() not in scripts:
            file.unlink()
