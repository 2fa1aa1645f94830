# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the front page of each language, the texts beside it, and the page that lets a reader choose her language."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

from pipeline.model.publication import Language
from pipeline.portal.downloads.offline import place_offline
from pipeline.portal.edition_catalogue import CatalogueEntry, groups
from pipeline.portal.pages.helplines import helplines
from pipeline.portal.pages.publications import NAMES, alternates
from pipeline.portal.site import Site
from pipeline.portal.versions.feed import FEED
from pipeline.theme import phrases
from pipeline.theme.policy import WayOut

STATED = date(2026, 11, 25)
"""When the accessibility statement was last compared with what the tests of this project look at."""


def write_front_pages(
    site: Site, entries: Mapping[Language, Sequence[CatalogueEntry]], files: Mapping[str, bytes]
) -> None:
    """Write them; `files` are the pages and files of publications by their path, which the ZIP of a language holds too."""
    host = urlsplit(site.project.exit_url).hostname or ""
    for language in site.project.languages:
        stated = phrases.long_date(STATED, language)
        for name in NAMES:
            page = site.page(name, language, "../", name=name, host=host, stated=stated)
            site.write(f"{language.tag}/{name}", page)
        words, texts = site.words(language), site.catalogue.texts(language)
        context: Mapping[str, object] = {
            "groups": groups(entries[language], words),
            "helplines": helplines(site.catalogue.contacts, language, texts, words),
            "alternates": alternates(site.project, "index.html", language),
        }
        front = f"{language.tag}/index.html"
        pages = {path: data for path, data in files.items() if path.startswith(f"{language.tag}/")}
        # The ZIP has no files for programs, and no ZIP to offer.
        pages[front] = site.page("front.html", language, "../", **context, take=None)
        pages["index.html"] = _choice(site, language, [language])
        dates = [artefact.date for artefact in site.catalogue.artefacts if artefact.edition.language == language]
        title, day = site.masthead(language).title, max(dates, default=None)
        offline = place_offline(site.project, language, title, site.folder, pages, day, site.sum_of)
        take = {
            "feed": FEED,
            "offline": offline.name if offline is not None else "",
            "offline_size": phrases.size(offline.stat().st_size, language) if offline is not None else "",
        }
        site.write(front, site.page("front.html", language, "../", **context, take=take, feed_href=FEED))
    site.write("index.html", _choice(site, site.project.original, site.project.languages))


def _choice(site: Site, language: Language, languages: Sequence[Language]) -> bytes:
    """Return the page that offers these languages; its head is in `language`, what readers press is in each of them."""
    exit_url = site.project.exit_url
    return site.page(
        "choice.html",
        language,
        "",
        choices=[site.masthead(choice) for choice in languages],
        all_words=[site.words(choice) for choice in languages],
        way_out=WayOut(exit_url, "_portal/exit.js", has_pages=False),
        ways_out=[WayOut("", "", f"{choice.tag}/") for choice in languages],
    )
