# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the search of each language: its page, its stemmer, and the texts of its editions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.languages import profile_of
from pipeline.model.publication import Language
from pipeline.portal.search.index import FOLDER, place_index, take_away
from pipeline.portal.search.stems import stemmer
from pipeline.portal.shelf import Entry
from pipeline.portal.versions.released import Drawing
from pipeline.system.files import write_if_changed
from pipeline.theme.policy import SEARCH

_STEMMER = "stemmer.js"


@dataclass(frozen=True, slots=True)
class _Searched:
    """An edition that can be searched; all are addresses from the search page. `terms` is empty without an index."""

    slug: str
    title: str
    index: str
    contents: str
    terms: str


def draw_search(drawing: Drawing, entries: Mapping[Language, Sequence[Entry]]) -> None:
    """Write them, and take away the texts of editions that are gone; what has not changed is not touched."""
    folder = drawing.site / FOLDER
    kept: set[Path] = set()
    for language in drawing.project.languages:
        own = folder / language.tag
        editions = [_edition(drawing, language, entry) for entry in entries[language] if entry.own and entry.own.html]
        for one in editions:
            edition, target = (drawing.site / language.tag / one.contents).parent, own / f"{one.slug}.js"
            former = [page.path for page in drawing.project.publication(one.slug).former]
            place_index(edition, one.slug, one.title, target, without=former, sum_of=drawing.sum_of)
            kept.add(own / f"{one.slug}.js")
        if script := stemmer(profile_of(language.tag, drawing.project.profiles)):
            write_if_changed(own / _STEMMER, script)
            kept.add(own / _STEMMER)
        page = drawing.page(
            "search.html",
            language,
            "../",
            own=SEARCH,
            editions=editions,
            stemmer=f"../{FOLDER}/{language.tag}/{_STEMMER}" if script else "",
        )
        write_if_changed(drawing.site / language.tag / SEARCH, page)
    take_away(folder, kept)


def _edition(drawing: Drawing, language: Language, entry: Entry) -> _Searched:
    assert entry.own is not None
    terms = PurePosixPath(entry.own.html).parent / "genindex.html"
    return _Searched(
        slug=entry.slug,
        title=entry.title,
        index=f"../{FOLDER}/{language.tag}/{entry.slug}.js",
        contents=entry.own.html,
        terms=str(terms) if (drawing.site / language.tag / terms).is_file() else "",
    )
