# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes released versions and their pages, the notices of withdrawals, and the feeds."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from pathlib import Path, PurePath
from typing import NamedTuple

from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Artefact, Edition, Format, Language, Publication
from pipeline.model.releases import ARCHIVE, Release, Releases, Withdrawal
from pipeline.model.releases_file import former_slugs
from pipeline.portal.edition_catalogue import EditionLinks, FormatLinks, window
from pipeline.portal.pages.helplines import helplines
from pipeline.portal.pieces import Drawn
from pipeline.portal.site import Site, templates
from pipeline.portal.versions.archive import Bar, archived_pages, folder_of, place_archive, withdrawn_pages
from pipeline.portal.versions.feed import FEED, feed
from pipeline.theme import phrases
from pipeline.words import Words


class _Successor(NamedTuple):
    """The link to the page of a publication that was renamed."""

    href: str
    text: str
    tag: str


def write_released_versions(
    site: Site, releases_by_slug: Mapping[str, Releases], documents: Mapping[str, Collection[str]]
) -> tuple[Mapping[str, Releases], tuple[Problem, ...]]:
    """Write the site's released versions and notices of withdrawals. Return the releases on the site, withdrawn ones included, by
    slug, and the problems of the archive.

    `documents` has the document names of each publication by slug: a withdrawn edition has a notice at the address of each.
    """
    project, catalogue = site.project, site.catalogue
    on_site = {str(artefact.edition.folder) for artefact in catalogue.artefacts}
    bar = _bar(site, frozenset(on_site))
    placed_releases, problems = place_archive(project, releases_by_slug, on_site, site.folder, bar, site.pieces.sums)
    for edition, withdrawal in catalogue.withdrawn.items():
        former = [page.path for page in edition.publication.former_pages]
        names = [f"{name}.html" for name in documents.get(edition.publication.slug, ())]
        write_notices(site, edition.folder, [*former, *names], partial(_withdrawn, site, edition, withdrawal))
    languages = {language.tag: language for language in project.languages}
    for publication in releases_by_slug.values():
        for withdrawal in publication.withdrawals:
            if publication.release(withdrawal.version, withdrawal.tag) is not None and withdrawal.tag in languages:
                edition = Edition(publication.publication, languages[withdrawal.tag])
                archived = withdrawn_pages(project, withdrawal)
                write_notices(site, folder_of(withdrawal), archived, partial(_withdrawn, site, edition, withdrawal))
        _write_version_pages(site, publication.limited_to(placed_releases))
    for folder in [*(site.folder / ARCHIVE).glob("*/"), site.folder / ARCHIVE]:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    return {slug: publication.limited_to(placed_releases) for slug, publication in releases_by_slug.items()}, problems


def write_notices(site: Site, folder: PurePath, names: Iterable[str], page: Callable[[str], bytes]) -> None:
    """Write a notice at `index.html` and at other `names` in a folder, and remove all other files from it.

    `page` returns the notice, given the relative path to the site's folder.
    """
    paths = {folder / name for name in ("index.html", *names)}
    for path in paths:
        site.write(path, page("../" * (len(path.parts) - 1)))
    for file in sorted((site.folder / folder).rglob("*"), reverse=True):  # files before their folders
        if file.is_dir():
            if not any(file.iterdir()):
                file.rmdir()
        elif file.relative_to(site.folder) not in paths:
            file.unlink()


def draw_feeds(site: Site, all_releases: Iterable[Releases]) -> None:
    """Draw the feed of each language, under the project's title in that language."""
    project, publications = site.project, tuple(all_releases)
    days = [publication.date for publication in project.publications]
    for language in project.languages:
        released_slugs = {
            release.slug for releases in publications for release in releases.all if release.tag == language.tag
        }
        editions = [
            Edition(publication, language)
            for publication in site.catalogue.publications
            if publication.slug not in released_slugs
        ]
        unreleased = [
            formats
            for edition in editions
            if edition not in site.catalogue.withdrawn and (formats := site.catalogue.formats_of(edition))
        ]
        printed = [
            (artefact.title, artefact.description, artefact.path, artefact.date)
            for formats in unreleased
            for artefact in formats.values()
        ]
        make = partial(_feed, site, publications, unreleased, language)
        facts = (site.facts_in[language], site.digest((publications, days)), printed)
        site.pieces.draw(f"feed in {language.tag}", facts, make)


def _feed(
    site: Site, released: Iterable[Releases], unreleased: Iterable[Mapping[Format, Artefact]], language: Language
) -> Drawn:
    project, texts = site.project, site.catalogue.texts(language)
    title, publisher = (texts.get(text, text) for text in (project.title, project.publisher))
    words = site.words(language)
    data = feed(project, language, released, unreleased, words, title=title, publisher=publisher, reasons=texts)
    yield f"{language.tag}/{FEED}", data


def _bar(site: Site, on_site: frozenset[str]) -> Bar:
    head = templates().get_template("released-head.html").render()

    def bar(release: Release, newer: Release | None) -> tuple[str, str]:
        language = _language(site.project, release.tag)
        folder = f"{release.tag}/{release.slug}"
        address = f"{folder}/index.html" if folder in on_site else f"{release.tag}/index.html"
        template, words = templates().get_template("released-bar.html"), site.words(language)
        date = phrases.long_date(release.date, language)
        return head, template.render(words=words, release=release, date=date, newer=address if newer else "")

    return bar


def _withdrawn(site: Site, edition: Edition, withdrawal: Withdrawal, root: str) -> bytes:
    language = edition.language
    words, texts = site.words(language), site.catalogue.texts(language)
    title, title_tag = withdrawal.title_in(language.tag, texts)
    return site.page(
        "withdrawn.html",
        language,
        root,
        title=title,
        title_tag=title_tag,
        window=window(edition.publication, title, words),
        helplines=helplines(site.catalogue.contacts, language, texts, words, nearest_first=True),
        slug=_with_page(site, edition.publication),
        withdrawn=site.catalogue.notice(withdrawal, language, words("This edition was withdrawn on %(date)s.")),
    )


def draw_removed(site: Site, releases_by_slug: Mapping[str, Releases]) -> None:
    """Draw the notices at the addresses of removed and renamed publications: what became of them, and where released versions are."""
    for slug, history in former_slugs(site.project, releases_by_slug).items():
        for tag in sorted({release.tag for release in history.all if release.slug == slug}):
            language = _language(site.project, tag)
            if language in site.project.languages:
                pages = archived_pages(site.project, slug, tag)
                made_from = (site.facts_in[language], site.digest(history), pages)
                make = partial(_removed, site, slug, history, language, pages)
                site.pieces.draw(f"removed {slug} in {tag}", made_from, make)


def _removed(site: Site, slug: str, history: Releases, language: Language, pages: Iterable[str]) -> Drawn:
    words, texts = site.words(language), site.catalogue.texts(language)
    publication = history.publication
    versions = [release for release in history.of(language.tag) if release.slug == slug]
    translation = texts.get(publication.title)
    title, title_tag = (translation, language.tag) if translation else (publication.title, publication.original.tag)
    folder = f"{language.tag}/{slug}"
    for path in (f"{folder}.html", *(f"{folder}/{page}" for page in pages)):
        root = "../" * path.count("/")
        successor = f"{root}{language.tag}/{publication.slug}.html"
        yield (
            path,
            site.page(
                "removed.html",
                language,
                root,
                window=window(publication, publication.title, words),
                to=_Successor(successor, title, title_tag) if _with_page(site, publication) else None,
                versions=versions,
                helplines=helplines(site.catalogue.contacts, language, texts, words, nearest_first=True),
            ),
        )


def _with_page(site: Site, publication: Publication) -> str:
    """Return the slug of a publication, or an empty string if it has no page on the site."""
    return publication.slug if publication in site.catalogue.publications else ""


def _write_version_pages(site: Site, releases: Releases) -> None:
    """Write the page of each version on the site, withdrawn ones included."""
    publication = releases.publication
    original = publication.original
    addresses = {release.address: release.version for release in releases.all}
    for address, version in addresses.items():
        release = releases.release(version, original.tag)
        title = release.title if release is not None else publication.title
        page = site.page(
            "version.html",
            original,
            "../../../",
            title=title,
            window=window(publication, title, site.words(original)),
            slug=_with_page(site, publication),
            version=version,
            editions=[_edition(site, releases, release) for release in releases.all if release.address == address],
        )
        site.write(address / "index.html", page)
    for folder in (site.folder / ARCHIVE / publication.slug).glob("*/"):
        if folder.relative_to(site.folder) not in map(Path, addresses):
            (folder / "index.html").unlink(missing_ok=True)
            if not any(folder.iterdir()):
                folder.rmdir()


def _edition(site: Site, releases: Releases, release: Release) -> tuple[EditionLinks, Words]:
    """Return an edition with its links for the page of its version, and the interface texts of its language."""
    language = _language(site.project, release.tag)
    words = site.words(language)
    withdrawal = releases.withdrawal(release.version, release.tag)
    facts = (phrases.long_date(release.date, language), phrases.review_state(release.review, words))
    return EditionLinks(
        tag=release.tag,
        autonym=language.autonym,
        name=language.autonym,
        state=" · ".join(facts),
        files=FormatLinks.of(release.formats, str, language, words),
        title=release.title,
        withdrawn=site.catalogue.notice(withdrawal, language, words("This edition was withdrawn on %(date)s.")),
    ), words


def _language(project: Project, tag: str) -> Language:
    """Return a language by its tag, even if the project no longer has it."""
    return next((language for language in project.languages if language.tag == tag), Language(tag, tag))
