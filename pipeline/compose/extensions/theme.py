# SPDX-License-Identifier: GPL-3.0-or-later
"""The look of the HTML edition: our theme upon Furo, and what every page says of its edition. Leaves other projects their theme."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from html import escape, unescape
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from docutils import nodes
from markupsafe import escape as escaped
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from pipeline.catalogue.template import DESCRIPTION, SHARED
from pipeline.compose import code_version
from pipeline.compose.extensions.metadata import language_of, own, translator
from pipeline.project import Project
from pipeline.publication import EditionState, Language, Publication, Review
from pipeline.theme import phrases
from pipeline.theme.inline import without_styles
from pipeline.words import Words

logger = logging.getLogger(__name__)

THEME = "west"
_FOLDER = Path(__file__).resolve().parents[2] / "theme" / "web" / "edition"


@dataclass(frozen=True, slots=True)
class _Link:
    """A link to another file of the site, relative to the page; `tag` is the language it leads to."""

    href: str
    text: str = ""
    tag: str = ""
    autonym: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the imprint; `tag` where the text is not in the edition's language."""

    label: str
    text: str
    tag: str = ""
    href: str = ""
    rel: str = ""


@dataclass(frozen=True, slots=True)
class _Imprint:
    """What is the same on every page of an edition. Texts are in its language; what is unknown is empty."""

    tag: str
    direction: str
    kind: str
    kind_name: str
    title: str
    subtitle: str
    about: str
    keywords: str
    version: str
    date: str
    publisher: str
    notices: tuple[str, ...]
    imprint: tuple[_Row, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """What differs from page to page: all that is relative."""

    portal: str
    site: str
    description: str
    languages: tuple[_Link, ...]
    pdf: _Link | None


class _Teller:
    """Tells an edition in its own language, from the project's files and from what the pipeline knows."""

    def __init__(self, app: Sphinx, project: Project, publication: Publication) -> None:
        self.project = project
        self.publication = publication
        # The pipeline's facts are plain data, keyed as pipeline.compose tells; a plain sphinx-build has none.
        self.facts: dict[str, Any] = app.config.edition_facts
        self.language = language_of(project, app.config)
        self.words = Words(self.language, project.locales)
        self.text = translator(app, DESCRIPTION)
        self.shared = translator(app, SHARED)

    @property
    def day(self) -> date:
        told = self.facts.get("date")
        return date.fromisoformat(told) if told else self.publication.date

    def imprint(self) -> _Imprint:
        publication, words = self.publication, self.words
        return _Imprint(
            tag=self.language.tag,
            direction=phrases.locale_of(self.language).text_direction,
            kind=publication.kind.value,
            kind_name=phrases.kind_name(publication.kind, words),
            title=self.text(publication.title),
            subtitle=self.text(publication.subtitle),
            about=self.text(publication.description),
            keywords=", ".join(self.text(keyword) for keyword in publication.keywords),
            version=words("version %s") % publication.version,
            date=phrases.long_date(self.day, self.language),
            publisher=self.shared(self.project.publisher),
            notices=tuple(self.notices()),
            imprint=tuple(self._rows()),
        )

    def notices(self) -> Iterator[str]:
        """What a reader must know on every page: that the translation is a part, or a draft."""
        progress = self.facts.get("progress")
        if self.facts.get("state") == EditionState.PARTIAL and progress:
            original = self.publication.original
            yield phrases.partial_notice(progress["percent"], original, self.language, self.words)
        if notice := phrases.review_notice(Review(self.facts.get("review", Review.ORIGINAL)), self.words):
            yield notice

    def page(self, root: str, file: str, title: str) -> _Page:
        """`root` leads from the page to the edition's folder; `file` is the page's own path below it."""
        portal = self.facts.get("portal", "")
        return _Page(
            portal=root + portal if portal else "",
            # The front page of a language stands one folder below the site.
            site=f"{root}{portal.removesuffix('index.html')}../" if portal else "",
            description=f"{title}. {self.text(self.publication.title)}" if title else "",
            languages=tuple(self.languages(root, file)),
            pdf=self.pdf(root),
        )

    def languages(self, root: str, file: str) -> Iterator[_Link]:
        for one in self.facts.get("languages", ()):
            own_one = one["tag"] == self.language.tag
            href = "" if own_one else f"{root}{one['href']}/{file}"
            yield _Link(href, tag=one["tag"], autonym=one["autonym"])

    def pdf(self, root: str) -> _Link | None:
        told = self.facts.get("pdf")
        if not told:
            return None
        measure = phrases.measure(told["pages"], told["bytes"], self.language, self.words)
        return _Link(root + told["href"], f"PDF, {measure}")

    def _rows(self) -> Iterator[_Row]:
        publication, words = self.publication, self.words
        rows = [
            _Row(words("Origin of this text"), self.text(publication.origin)),
            *self._original(),
            _Row(words("Languages"), ", ".join(self._named(publication.languages))),
            _Row(words("Authors"), ", ".join(self._authors())),
            _Row(words("Version"), publication.version),
            _Row(words("Date"), phrases.long_date(self.day, self.language)),
            self._license(),
            _Row("ISBN", publication.isbn),
            _Row("DOI", publication.doi, href=f"https://doi.org/{publication.doi}" if publication.doi else ""),
            _Row(words("How to cite"), self._citation()),
            _Row(words("Publisher"), self.shared(self.project.publisher)),
            _Row(words("Contact"), self.project.contact),
        ]
        return (row for row in rows if row.text)

    def _original(self) -> Iterator[_Row]:
        original = self.publication.original
        name = phrases.language_name(original, self.language)
        if original == self.language:
            yield _Row(self.words("Original language"), self.words("%s: this is the original edition") % name)
            return
        yield _Row(self.words("Original title"), self.publication.title, tag=original.tag)
        yield _Row(self.words("Original language"), name)

    def _named(self, languages: Sequence[Language]) -> Iterator[str]:
        return (phrases.language_name(one, self.language) for one in languages)

    def _authors(self) -> tuple[str, ...]:
        return tuple(self.text(author) for author in self.publication.authors)

    def _license(self) -> _Row:
        name, href = phrases.LICENSES.get(self.publication.license, (self.publication.license, ""))
        return _Row(self.words("Licence"), name, href=href, rel="license")

    def _citation(self) -> str:
        return phrases.citation(
            authors=self._authors(),
            title=self.text(self.publication.title),
            subtitle=self.text(self.publication.subtitle),
            publisher=self.shared(self.project.publisher),
            version=self.publication.version,
            day=self.day,
            words=self.words,
        )


_tellers: WeakKeyDictionary[Sphinx, tuple[_Teller, _Imprint]] = WeakKeyDictionary()


def choose_theme(app: Sphinx, config: Config) -> None:
    """Put our theme in the place of plain Furo, for publications of ours; a conf.py that names another keeps it."""
    known = own(app)
    if known is not None and not known[1].adopted and config.html_theme == "furo":
        config.html_theme = THEME
        config.html_permalinks_icon = "#"
        # After Sphinx's own scripts (200), before the translations for them (500).
        app.add_js_file("plurals.js", priority=300)
        app.add_js_file("edition.js", priority=800)


def tell(app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None) -> None:
    """Give the templates the edition's facts, relative to this page. `context` is whatever Sphinx's templates get."""
    known = own(app)
    if known is None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    teller, imprint = _told(app, *known)
    file = app.builder.get_target_uri(pagename)
    root = str(context.get("content_root", "./")).removeprefix("./")
    if known[1].adopted:
        if "body" in context:
            context["body"] = _box(teller, teller.page(root, file, "")) + context["body"]
        return
    is_first = pagename == app.config.root_doc
    page = teller.page(root, file, "" if is_first else _plain(str(context.get("title", ""))))
    context["words"] = lambda text: escaped(teller.words(text))
    context["edition"] = _for_templates(imprint, page)
    if "body" in context:
        context["body"] = _body(str(context["body"]), imprint.subtitle if is_first else "", pagename)


def _body(body: str, subtitle: str, pagename: str) -> str:
    """The text of a page without inline styles; on the first page with the publication's subtitle below the title."""

    def complain(declaration: str) -> None:
        logger.warning("a size that needs an inline style: %s; use per cent or px", declaration, location=pagename)

    # Without a space the search page's excerpts run each term and its explanation together.
    body = without_styles(body, complain).replace("</dt><dd", "</dt>\n<dd")
    return body.replace("</h1>", f'</h1>\n<p class="subtitle">{escape(subtitle)}</p>', 1) if subtitle else body


def _told(app: Sphinx, project: Project, publication: Publication) -> tuple[_Teller, _Imprint]:
    """Asked for on every page, told once an edition."""
    if app not in _tellers:
        teller = _Teller(app, project, publication)
        _tellers[app] = (teller, teller.imprint())
    return _tellers[app]


def _for_templates(imprint: _Imprint, page: _Page) -> dict[str, object]:
    """Both under one name, as the templates read them."""
    parts = (imprint, page)
    told = {name: _safe(getattr(part, name)) for part in parts for name in part.__slots__}
    return told | {"description": escaped(page.description or imprint.about)}


def _safe(value: object) -> object:
    """Texts escaped, wherever they are within: Sphinx's templates print what they get as it is, tags and all."""
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, tuple):
        return tuple(_safe(one) for one in value)
    if is_dataclass(value):
        return {one.name: _safe(getattr(value, one.name)) for one in fields(value)}
    return value


def _box(teller: _Teller, page: _Page) -> str:
    """For an adopted project: other languages, PDF and notices as plain HTML at the head of the text, in its own theme."""
    links = [
        f'<a href="{escape(one.href)}" hreflang="{one.tag}" lang="{one.tag}">{escape(one.autonym)}</a>'
        for one in page.languages
        if one.href
    ]
    links += [f'<a href="{escape(page.pdf.href)}">{escape(page.pdf.text)}</a>'] if page.pdf else []
    lines = ([" · ".join(links)] if links else []) + [escape(notice) for notice in teller.notices()]
    if not lines:
        return ""
    label = escape(teller.words("About this edition"))
    return f'<aside aria-label="{label}">{"".join(f"<p>{line}</p>" for line in lines)}</aside>\n'


def _plain(title: str) -> str:
    """A title as Sphinx's templates get it, without its tags and entities."""
    return unescape(re.sub(r"<[^>]+>", "", title))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_html_theme(THEME, str(_FOLDER))
    app.connect("config-inited", choose_theme)
    app.connect("html-page-context", tell)
    return {"version": "1", "env_version": code_version(), "parallel_read_safe": True, "parallel_write_safe": True}
