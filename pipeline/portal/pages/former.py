# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws a page at each address of a document that is gone: it leads to where the text is now, or tells why it was withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.model.publication import Artefact, Format, FormerPage, Language
from pipeline.portal.pages.helplines import helplines
from pipeline.portal.records.items import Addresses
from pipeline.portal.shelf import Shelf, window
from pipeline.portal.versions.released import Drawing
from pipeline.system.files import write_if_changed


@dataclass(frozen=True, slots=True)
class _Link:
    """Where a page leads, relative to it; `canonical` is the whole address where the site's is known."""

    href: str
    text: str
    canonical: str = ""


def draw_former(drawing: Drawing, shelf: Shelf) -> None:
    """Write them into the editions on the site that have pages; what has not changed is not touched."""
    for publication in shelf.publications:
        made = {
            language: html
            for language in publication.languages
            if (html := shelf.of(publication, language).get(Format.HTML))
        }
        for artefact in made.values():
            for page in publication.former:
                path = artefact.edition.folder / page.path
                write_if_changed(drawing.site / path, _page(drawing, shelf, artefact, page, tuple(made)))


def _page(drawing: Drawing, shelf: Shelf, artefact: Artefact, page: FormerPage, languages: Sequence[Language]) -> bytes:
    edition = artefact.edition
    publication, language = edition.publication, edition.language
    words, told = drawing.words(language), shelf.translations.get(language.tag, {})
    up = "../" * page.name.count("/")
    translation = told.get(page.reason, "") if edition.is_translation else page.reason
    return drawing.page(
        "former.html",
        language,
        f"{up}../../",
        window=window(publication, artefact.title, words),
        publication=_Link(f"{up}{PurePosixPath(artefact.path).relative_to(edition.folder)}", artefact.title),
        slug=publication.slug,
        to=_target(drawing, artefact, page, up) if page.to else None,
        reason=translation or page.reason,
        reason_tag=language.tag if translation else publication.original.tag,
        languages=[(one, f"{up}../../{one.tag}/{publication.slug}/{page.path}") for one in languages],
        helplines=() if page.to else helplines(shelf.contacts, language, told, words, nearest_first=True),
    )


def _target(drawing: Drawing, artefact: Artefact, page: FormerPage, up: str) -> _Link:
    path = f"{page.to}.html"
    title = next((chapter.title for chapter in artefact.about.chapters if chapter.href == path), artefact.title)
    addresses = Addresses.of(drawing.project)
    return _Link(
        f"{up}{path}", title, addresses.absolute(artefact.edition.folder / path) if addresses.base else f"{up}{path}"
    )
