# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the front page of each language, the text pages next to it, and the page for choosing a language."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline.model.publication import Language
from pipeline.portal.accessibility import AccessibilityCheck, drawing_code, last_check
from pipeline.portal.downloads.manifest import VERIFICATION
from pipeline.portal.downloads.offline import offline_name, packed_files, packed_site
from pipeline.portal.loaded_hosts import LoadedHosts, loaded_hosts
from pipeline.portal.pages.helplines import helplines
from pipeline.portal.pages.lists import ALL, MAX_ON_FRONT, NEWEST, facets
from pipeline.portal.pages.publications import NAMES, alternates
from pipeline.portal.pieces import Drawn
from pipeline.portal.site import Site
from pipeline.portal.versions.feed import FEED
from pipeline.system.steps import digest
from pipeline.theme import phrases
from pipeline.theme.policy import NOT_FOUND, SEARCH, QuickExit, base_path


def draw_front_pages(site: Site) -> None:
    """Draw the front pages, and the ZIP of each language, which packs the files drawn before."""
    check, hosts = last_check(site.project), loaded_hosts(site.pieces, site.folder)
    for language in site.project.languages:
        make = partial(_policies, site, language, check, hosts)
        site.pieces.draw(f"policies in {language.tag}", (site.facts_in[language], check, hosts), make)
    packed = packed_files(site.pieces.current, site.project.languages)
    for language in site.project.languages:
        made_from = (site.facts_in[language], site.facts_of)
        offline = _draw_offline(site, language, packed[language.tag], made_from)
        make = partial(_front, site, language, offline)
        site.pieces.draw(f"front page in {language.tag}", (made_from, offline), make)
    site.pieces.draw("choice", sorted(site.facts_in.values()), partial(_first, site))


class _Offline(NamedTuple):
    """The ZIP that a front page offers, and its size in bytes."""

    name: str
    size: int


def _draw_offline(site: Site, language: Language, drawn_files: Mapping[str, str], made_from: object) -> _Offline | None:
    """Draw the ZIP of a language from its front page and the `drawn_files`; return None if the language has no edition."""
    day = max(
        (artefact.date for artefact in site.catalogue.artefacts if artefact.edition.language == language), default=None
    )
    if day is None:
        return None
    name = offline_name(site.masthead(language).title, language)
    # The front page in the ZIP offers neither files for programs nor a ZIP.
    front, first = f"{language.tag}/index.html", "index.html"
    pages = {
        front: partial(_front_page, site, language, take=None),
        first: partial(_choice, site, language, [language]),
    }
    # The ZIP is packed only if the bytes of a page in it have changed.
    sums = {
        path: site.pieces.value(f"{path} in {name}", made_from, lambda: digest(page()))  # noqa: B023  it is called here
        for path, page in pages.items()
    }
    files = {**drawn_files, **sums}

    def packed() -> Drawn:
        made = {path: page() for path, page in pages.items()}
        contents = {path: made[path] if path in made else (site.folder / path).read_bytes() for path in files}
        yield f"{language.tag}/{name}", packed_site(contents, PurePosixPath(name).stem, day)

    site.pieces.draw(f"offline in {language.tag}", (name, day, site.made_by, sorted(files.items())), packed)
    path = site.folder / language.tag / name
    return _Offline(name, path.stat().st_size if path.is_file() else 0)  # in a plan it may not be there


def _policies(site: Site, language: Language, check: AccessibilityCheck | None, hosts: LoadedHosts) -> Drawn:
    facts = {
        "host": urlsplit(site.project.exit_url).hostname or "",
        "check": check,
        "is_current": check is not None and check.code == drawing_code(),
        "date": partial(phrases.long_date, language=language),
        "number": partial(phrases.number, language=language),
        "hosts": hosts,
    }
    for name in NAMES:
        yield f"{language.tag}/{name}", site.page(name, language, "../", name=name, **facts)


def _front(site: Site, language: Language, offline: _Offline | None) -> Drawn:
    take = {
        "feed": FEED,
        "verification": VERIFICATION if site.project.signing_key else "",
        "offline": offline.name if offline is not None else "",
        "offline_size": phrases.size(offline.size, language) if offline is not None else "",
    }
    yield f"{language.tag}/index.html", _front_page(site, language, take=take, feed_href=FEED)


def _front_page(site: Site, language: Language, **facts: object) -> bytes:
    words, texts = site.words(language), site.catalogue.texts(language)
    entries = site.entries[language]
    has_all = len(entries) <= MAX_ON_FRONT
    context: Mapping[str, object] = {
        "name": "index.html",
        "facets": facets(site, language),
        "entries": entries if has_all else entries[:NEWEST],
        "all_page": "" if has_all else ALL,
        "total": len(entries),
        "helplines": helplines(site.catalogue.contacts, language, texts, words),
        "alternates": alternates(site.project, "index.html", language),
    }
    return site.page("front.html", language, "../", **context, **facts)


def _first(site: Site) -> Drawn:
    yield "index.html", _choice(site, site.project.original, site.project.languages)


def _choice(site: Site, language: Language, languages: Sequence[Language]) -> bytes:
    """Return the page for choosing a language. Its head is in `language`, each link in its own language."""
    exit_url = site.project.exit_url
    return site.page(
        "choice.html",
        language,
        "",
        choices=[site.masthead(choice) for choice in languages],
        all_words=[site.words(choice) for choice in languages],
        quick_exit=QuickExit(exit_url, "_portal/exit.js", has_pages=False),
        quick_exits=[QuickExit("", "", f"{choice.tag}/") for choice in languages],
    )


def draw_not_found(site: Site) -> None:
    """Draw 404.html, in all languages. Its links are absolute, since servers return it for any address."""
    withdrawn = site.digest(list(site.catalogue.withdrawn.items()))
    site.pieces.draw("not found", (sorted(site.facts_in.values()), withdrawn), partial(_not_found, site))


class _WithdrawnEdition(NamedTuple):
    """A withdrawn edition as the 404 page lists it, for readers with the address of one of its files."""

    href: str
    title: str
    tag: str
    notice: str


def _withdrawn_editions(site: Site, language: Language, root: str) -> Iterator[_WithdrawnEdition]:
    texts, words = site.catalogue.texts(language), site.words(language)
    for edition, withdrawal in site.catalogue.withdrawn.items():
        if edition.language == language:
            title, tag = withdrawal.title_in(language.tag, texts)
            notice = site.catalogue.notice(withdrawal, language, words("withdrawn on %(date)s"))
            yield _WithdrawnEdition(f"{root}{edition.folder}/index.html", title, tag, notice.text if notice else "")


def _not_found(site: Site) -> Drawn:
    root = base_path(site.project.site_url)
    sections = [
        {
            "masthead": site.masthead(language),
            "words": site.words(language),
            "front": f"{root}{language.tag}/index.html",
            "search": f"{root}{language.tag}/{SEARCH}",
            "withdrawn": list(_withdrawn_editions(site, language, root)),
            "helplines": helplines(
                site.catalogue.contacts,
                language,
                site.catalogue.texts(language),
                site.words(language),
                nearest_first=True,
            ),
        }
        for language in site.project.languages
    ]
    original = site.project.original
    yield NOT_FOUND, site.page("not-found.html", original, root, sections=sections)
