# SPDX-License-Identifier: GPL-3.0-or-later
"""Formats the facts about an edition that its HTML pages print, for the whole edition and for each page."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

from sphinx.application import Sphinx

from pipeline.bookformat.facts import BookFile, EditionFacts
from pipeline.compose import front_matter
from pipeline.model.project import Project
from pipeline.model.publication import Edition, EditionState, Publication, Review
from pipeline.theme import phrases
from pipeline.theme.imprint import Imprint
from pipeline.theme.policy import QuickExit
from pipeline.words import Words

_IMPRINT = (
    "origin", "drafting", "original title", "original language", "translation", "languages", "authors", "version", "date", "license",
    "isbn", "doi", "citation", "publisher", "contact",
)  # fmt: skip
"""The facts of the imprint in their order."""


@dataclass(frozen=True, slots=True)
class SiteLink:
    """A link to another file of the site, relative to the page; `tag` is the language of its target."""

    href: str
    text: str = ""
    tag: str = ""
    autonym: str = ""


class EditionPresenter:
    """Formats the facts of an edition in its language, from the project's files and `edition_facts`."""

    def __init__(self, app: Sphinx, project: Project, publication: Publication) -> None:
        self.project = project
        self.publication = publication
        self.facts: EditionFacts = app.config.edition_facts
        self.front_matter = front_matter.read(app)
        self.language = self.front_matter.language
        self.words = Words(self.language, project.locales)
        self.notices = tuple(self._notices())
        self._root_document = str(app.config.root_doc)

    @property
    def _own_tag(self) -> str:
        return Edition(self.publication, self.language, self.facts.second_language).tag

    @property
    def _is_partial(self) -> bool:
        return self.facts.state is EditionState.PARTIAL

    @cached_property
    def edition(self) -> dict[str, Any]:
        """The facts that are the same on every page, in the edition's language; unknown facts are empty."""
        front, words = self.front_matter, self.words
        citation = phrases.citation(front, front.modified, words)
        imprint = Imprint(front, self.language, words, self._translation(), front.languages, citation)
        return {
            "tag": self.language.tag,
            "slug": front.slug,
            "direction": phrases.locale_of(self.language).text_direction,
            "kind": front.kind.id,
            "kind_name": phrases.kind_name(front.kind, words),
            "title": front.title,
            "description": front.description,
            "keywords": ", ".join(front.keywords),
            "version": phrases.version_sentence(front, self.language, words),
            "publisher": front.publisher,
            "notices": self.notices,
            "is_partial": self._is_partial,
            "imprint": imprint.rows(_IMPRINT),
            "citation": citation,
        }

    def _notices(self) -> Iterator[str]:
        """Yield the notices of every page: a partial translation with its date, or a draft."""
        progress, original = self.facts.progress, self.publication.original
        if self._is_partial and progress is not None:
            yield phrases.partial_notice(progress.percent, original, self.language, self.words)
            if progress.changed:
                yield phrases.changed_notice(progress.changed, original, self.language, self.words)
            yield self.words("As of %s.") % phrases.long_date(self.front_matter.modified, self.language)
        if notice := phrases.review_notice(self.facts.review or Review.ORIGINAL, self.words):
            yield notice

    def _translation(self) -> str:
        """Return the state of the translation; empty for an original, or if unknown."""
        review = self.facts.review
        if self.language == self.publication.original or review in (None, Review.ORIGINAL):
            return ""
        state = EditionState.PARTIAL if self._is_partial else EditionState.COMPLETE
        share = self.facts.progress.percent if self.facts.progress is not None else 0
        return phrases.translation_state(state, share, review, self.language, self.words)

    def page(self, root: str, name: str, file_of: Callable[[str], str], title: str, place: str = "") -> dict[str, Any]:
        """Return the facts of a page: relative links, and a description if it has a title.

        `root` is the path from the page to the edition's folder; `file_of` returns the path of a page in that folder by
        name; `name` is the name of this page; `place` is its identifier in the PDF. The link to a language without this
        page leads to its first page.
        """
        portal, pdf = self.facts.portal, self.facts.pdf
        links = self.facts.languages
        files = (file_of(self._root_document if name in link.lacks else name) for link in links)
        hrefs = (
            "" if link.tag == self._own_tag else f"{root}{link.href}/{file}"
            for file, link in zip(files, links, strict=True)
        )
        languages = (
            SiteLink(href, tag=link.tag, autonym=link.autonym) for href, link in zip(hrefs, links, strict=True)
        )
        texts = {
            "portal": root + portal if portal else "",
            # The front page of a language is one folder below the site.
            "site": f"{root}{portal.removesuffix('index.html')}../" if portal else "",
            "languages": tuple(languages),
            "alternates": self._alternates(name, file_of(name)),
            "pdf": self._pdf_link(pdf, root, place) if pdf is not None else None,
            "paper": self._on_paper(pdf) if pdf is not None else "",
        }
        return texts | ({"description": f"{title}. {self.front_matter.title}"} if title else {})

    def quick_exit(self, root: str) -> QuickExit:
        """Return the quick exit, empty in a preview. Its explanation page is next to the front page, if there is one."""
        href = "" if self.facts.preview else self.project.exit_url
        portal = self.facts.portal
        folder = root + portal.removesuffix("index.html")
        return QuickExit(href, f"{root}_static/exit.js", folder, has_pages=bool(portal))

    def _alternates(self, name: str, file: str) -> tuple[SiteLink, ...]:
        """Return absolute links to the page in every language, including its own, for search engines; not to bilingual editions."""
        site, place = self.project.site_url.rstrip("/"), f"{self.publication.slug}/{quote(file)}"
        links = (
            SiteLink(f"{site}/{at.tag}/{place}", tag=at.tag, autonym=at.autonym)
            for at in self.facts.languages
            if "+" not in at.tag and name not in at.lacks
        )
        return tuple(links) if site else ()

    def _pdf_link(self, pdf: BookFile, root: str, place: str) -> SiteLink:
        """Return the link to the PDF, opened at the page where `place` begins."""
        measure = phrases.measure(pdf.pages, pdf.bytes, self.language, self.words)
        page = pdf.page_of.get(place, 1)
        if page == 1:
            return SiteLink(root + pdf.href, f"PDF, {measure}")
        return SiteLink(f"{root}{pdf.href}#page={page}", self.words("This chapter in the PDF, %s") % measure)

    def _on_paper(self, pdf: BookFile) -> str:
        """Return the note on printouts of a page, which refers to the PDF by its address, or by its name if the site has no address."""
        name = pdf.href
        if self.project.site_url and self.facts.portal and not self.publication.neutral:
            name = f"{self.project.site_url}{self._own_tag}/{self.publication.slug}/{name}"
        measure = phrases.measure(pdf.pages, pdf.bytes, self.language, self.words)
        sentence = self.words(
            "This page is made for the screen. For paper there is a PDF with page numbers: %(file)s, %(size)s."
        )
        return sentence % {"file": name, "size": measure}

    def head(self, alternates: Sequence[SiteLink], *, has_own: bool) -> str:
        """Return canonical and alternate links, for search engines, for the head of an adopted project's pages."""
        own = next((link.href for link in alternates if link.tag == self._own_tag), "")
        links = [f'<link rel="canonical" href="{escape(own)}">'] if own and not has_own else []
        links += [f'<link rel="alternate" hreflang="{link.tag}" href="{escape(link.href)}">' for link in alternates]
        return "\n".join(links)

    def box(self, languages: Iterable[SiteLink], pdf: SiteLink | None, portal: str) -> str:
        """Return links to other languages, the PDF and all formats, and notices, as plain HTML for an adopted project's pages."""
        links = [
            f'<a href="{escape(link.href)}" hreflang="{link.tag}" lang="{link.tag}">{escape(link.autonym)}</a>'
            for link in languages
            if link.href
        ]
        links += [f'<a href="{escape(pdf.href)}">{escape(pdf.text)}</a>'] if pdf else []
        if portal:
            formats = f"{portal.removesuffix('index.html')}{self.publication.slug}.html"
            links.append(f'<a href="{escape(formats)}">{escape(self.words("All languages and formats"))}</a>')
        lines = [f"<p data-other-editions>{' · '.join(links)}</p>"] if links else []
        lines += [f"<p>{escape(notice)}</p>" for notice in self.notices]
        if not lines:
            return ""
        return f'<aside aria-label="{escape(self.words("About this edition"))}">{"".join(lines)}</aside>\n'


_presenters: WeakKeyDictionary[Sphinx, EditionPresenter] = WeakKeyDictionary()


def presenter_of(app: Sphinx, project: Project, publication: Publication) -> EditionPresenter:
    """Return the cached presenter of the edition that a Sphinx run makes."""
    if app not in _presenters:
        _presenters[app] = EditionPresenter(app, project, publication)
    return _presenters[app]
