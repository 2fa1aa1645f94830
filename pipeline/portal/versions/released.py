# SPDX-License-Identifier: GPL-3.0-or-later
"""What the site says of releases: the kept versions with their bars and addresses, the places of what is withdrawn, the feeds."""

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format, Language
from pipeline.model.releases import ARCHIVE, Release, Releases, Withdrawal
from pipeline.portal.downloads.sums import SumOf
from pipeline.portal.pages.helplines import helplines
from pipeline.portal.shelf import Notice, Shelf, window
from pipeline.portal.versions.archive import Bar, place_archive, place_withdrawn
from pipeline.portal.versions.feed import FEED, feed
from pipeline.system.files import write_if_changed
from pipeline.theme import phrases
from pipeline.words import Words

type Context = Callable[[Language, str], Mapping[str, object]]
"""What every page of the portal needs, in a language; the text leads from the page to the site's own folder."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A site that is being drawn."""

    project: Project
    site: Path
    environment: Environment
    context: Context
    sum_of: SumOf

    def words(self, language: Language) -> Words:
        return Words(language, self.project.locales)

    def page(self, name: str, language: Language, root: str, **facts: object) -> bytes:
        return self.environment.get_template(name).render(self.context(language, root), **facts).encode()


@dataclass(frozen=True, slots=True)
class _Row:
    """An edition on the page of its version, in its own words; addresses relative to that page. A withdrawn one has none."""

    tag: str
    autonym: str
    title: str
    facts: str
    words: Words
    html: str = ""
    pdf: str = ""
    pdf_facts: str = ""
    epub: str = ""
    epub_facts: str = ""
    withdrawn: Notice | None = None


def draw_released(
    drawing: Drawing, shelf: Shelf, released: Mapping[str, Releases]
) -> tuple[Mapping[str, Releases], tuple[Problem, ...]]:
    """Write all that the site has of releases. Returns those that it offers or tells of, and what is wrong with the archive."""
    project, site = drawing.project, drawing.site
    on_site = {str(made.edition.folder) for made in shelf.artefacts}
    there, problems = place_archive(project, released, on_site, site, _bar(drawing, on_site))
    for edition, withdrawal in shelf.withdrawn.items():
        page = _withdrawn(drawing, shelf, edition, withdrawal, "../../")
        write_if_changed(site / edition.folder / "index.html", page)
    known = {language.tag: language for language in project.languages}
    for each in released.values():
        for withdrawal in each.withdrawals:
            if each.release(withdrawal.version, withdrawal.tag) is not None and withdrawal.tag in known:
                edition = Edition(each.publication, known[withdrawal.tag])
                page = _withdrawn(drawing, shelf, edition, withdrawal, "../" * 5)
                place_withdrawn(project, withdrawal, page, site)
        _versions(drawing, shelf, each.only(there))
    for folder in (site / ARCHIVE).glob("*/"):
        if folder.name not in released or not any(folder.iterdir()):
            shutil.rmtree(folder)
    return {slug: each.only(there) for slug, each in released.items()}, problems


def write_feeds(drawing: Drawing, shelf: Shelf, released: Iterable[Releases]) -> None:
    """The feed of each language, under the project's title in that language."""
    every = tuple(released)
    for language in drawing.project.languages:
        told = shelf.translations.get(language.tag, {})
        project = drawing.project
        data = feed(
            project,
            language,
            every,
            drawing.words(language),
            title=told.get(project.title, project.title),
            publisher=told.get(project.publisher, project.publisher),
            reasons=told,
        )
        write_if_changed(drawing.site / language.tag / FEED, data)


def _bar(drawing: Drawing, on_site: Iterable[str]) -> Bar:
    there = frozenset(on_site)
    head = drawing.environment.get_template("kept-head.html").render()

    def bar(release: Release, newer: Release | None) -> tuple[str, str]:
        language = _language(drawing.project, release.tag)
        folder = f"{release.tag}/{release.slug}"
        at = f"{folder}/index.html" if folder in there else f"{release.tag}/index.html"
        top = drawing.environment.get_template("kept-bar.html").render(
            words=drawing.words(language),
            release=release,
            date=phrases.long_date(release.date, language),
            newer=at if newer is not None else "",
        )
        return head, top

    return bar


def _withdrawn(drawing: Drawing, shelf: Shelf, edition: Edition, withdrawal: Withdrawal, root: str) -> bytes:
    language = edition.language
    words, told = drawing.words(language), shelf.translations.get(language.tag, {})
    title, title_tag = withdrawal.title_in(language.tag, told)
    return drawing.page(
        "withdrawn.html",
        language,
        root,
        title=title,
        title_tag=title_tag,
        window=window(edition.publication, title, words),
        helplines=helplines(shelf.contacts, language, told, words, nearest_first=True),
        slug=withdrawal.slug,
        withdrawn=shelf.notice(withdrawal, language, words("This edition was withdrawn on %(date)s.")),
    )


def _versions(drawing: Drawing, shelf: Shelf, each: Releases) -> None:
    """The page at the address of each version that is offered or told of as withdrawn."""
    slug = each.publication.slug
    wanted = dict.fromkeys(one.version for one in each.all)
    for version in wanted:
        rows = [_row(drawing, shelf, each, one) for one in each.all if one.version == version]
        original = each.publication.original
        told = each.release(version, original.tag)
        title = told.title if told is not None else each.publication.title
        page = drawing.page(
            "version.html",
            original,
            "../../../",
            title=title,
            window=window(each.publication, title, drawing.words(original)),
            slug=slug,
            version=version,
            editions=rows,
        )
        write_if_changed(drawing.site / ARCHIVE / slug / version / "index.html", page)
    for folder in (drawing.site / ARCHIVE / slug).glob("*/"):
        if folder.name not in wanted:
            (folder / "index.html").unlink(missing_ok=True)
            if not any(folder.iterdir()):
                folder.rmdir()


def _row(drawing: Drawing, shelf: Shelf, each: Releases, release: Release) -> _Row:
    language = _language(drawing.project, release.tag)
    words = drawing.words(language)
    said = words("This edition was withdrawn on %(date)s.")
    notice = shelf.notice(each.withdrawal(release.version, release.tag), language, said)
    html, pdf, epub = (release.whole(one) for one in (Format.HTML, Format.PDF, Format.EPUB))
    facts = (phrases.long_date(release.date, language), phrases.review_state(release.review, words))
    return _Row(
        tag=release.tag,
        autonym=language.autonym,
        title=release.title,
        facts=" · ".join(facts),
        words=words,
        html=str(html.path) if html is not None else "",
        pdf=str(pdf.path) if pdf is not None else "",
        pdf_facts=phrases.measure(pdf.pages, pdf.bytes, language, words) if pdf is not None else "",
        epub=str(epub.path) if epub is not None else "",
        epub_facts=phrases.size(epub.bytes, language) if epub is not None else "",
        withdrawn=notice,
    )


def _language(project: Project, tag: str) -> Language:
    """A language of the project; of one that it no longer has, the tag is known."""
    return next((language for language in project.languages if language.tag == tag), Language(tag, tag))
