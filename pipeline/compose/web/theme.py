# SPDX-License-Identifier: GPL-3.0-or-later
"""The look of the HTML edition: our theme upon Furo, and what every page says of its edition. Leaves other projects their theme."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

from docutils import nodes
from markupsafe import escape as escaped
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from pipeline.compose import code_version
from pipeline.compose.context import context_of, language_of, translator
from pipeline.compose.paged.names import INDEX, identity
from pipeline.model.project import Project
from pipeline.model.publication import Edition, EditionState, Language, Publication, Review
from pipeline.model.template import DESCRIPTION, SHARED
from pipeline.system.files import write_if_changed
from pipeline.theme import phrases
from pipeline.theme.bundle import bundle
from pipeline.theme.inline import without_styles
from pipeline.theme.kinds import tokens
from pipeline.theme.policy import POLICY, WayOut
from pipeline.words import Words

logger = logging.getLogger(__name__)

THEME = "west"
_OF_THE_SEARCH = (
    "documentation_options.js",
    "doctools.js",
    "plurals.js",
    "sphinx_highlight.js",
    "translations.js",
)
"""Scripts that Sphinx gives each page, and that nothing but its search has a use for."""
_HEADERLINK = re.compile(r'(<a class="headerlink" href="[^"]*" title="([^"]*)")')
_WRAPPER = re.compile(
    r'(<div class="table-wrapper [^"]*")(?: id="[^"]*")?'
    r'(?=>\s*(?:<span id="[^"]*"></span>\s*)*<table[^>]*>\s*(?:<caption><span class="caption-number">([^<]*)</span>)?)'
)
"""Furo's box around a table, which repeats the table's identifier; and the table's number, if it has one. Targets may stand before the table."""
_BACK = re.compile(r'(<a role="doc-backlink" href="[^"]*")>([^<]*)<')
"""The link of a note back to its call: a bare number."""
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
    slug: str
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
    is_partial: bool
    imprint: tuple[_Row, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """What differs from page to page: all that is relative."""

    portal: str
    site: str
    description: str
    languages: tuple[_Link, ...]
    alternates: tuple[_Link, ...]
    pdf: _Link | None
    paper: str


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

    @property
    def is_partial(self) -> bool:
        return self.facts.get("state") == EditionState.PARTIAL

    @property
    def review(self) -> Review:
        return Review(self.facts.get("review", Review.ORIGINAL))

    def imprint(self) -> _Imprint:
        publication, words = self.publication, self.words
        return _Imprint(
            tag=self.language.tag,
            slug=publication.slug,
            direction=phrases.locale_of(self.language).text_direction,
            kind=publication.kind.id,
            kind_name=phrases.kind_name(publication.kind, words),
            title=self.text(publication.title),
            subtitle=self.text(publication.subtitle),
            about=self.text(publication.description),
            keywords=", ".join(self.text(keyword) for keyword in publication.keywords),
            version=words("version %s") % publication.version,
            date=phrases.long_date(self.day, self.language),
            publisher=self.shared(self.project.publisher),
            notices=tuple(self.notices()),
            is_partial=self.is_partial,
            imprint=tuple(self._rows()),
        )

    def notices(self) -> Iterator[str]:
        """What a reader must know on every page: that the translation is a part, and of which day, or a draft."""
        progress, original = self.facts.get("progress"), self.publication.original
        if self.is_partial and progress:
            yield phrases.partial_notice(progress["percent"], original, self.language, self.words)
            if progress.get("changed"):
                yield phrases.changed_notice(progress["changed"], original, self.language, self.words)
            yield self.words("This is the state of %s.") % phrases.long_date(self.day, self.language)
        if notice := phrases.review_notice(self.review, self.words):
            yield notice

    def page(self, root: str, file: str, title: str, place: str = "") -> _Page:
        """`root` leads from the page to the edition's folder; `file` is the page's own path below it, `place` what the
        page is called in the PDF.
        """
        portal = self.facts.get("portal", "")
        return _Page(
            portal=root + portal if portal else "",
            # The front page of a language stands one folder below the site.
            site=f"{root}{portal.removesuffix('index.html')}../" if portal else "",
            description=f"{title}. {self.text(self.publication.title)}" if title else "",
            languages=tuple(self.languages(root, file)),
            alternates=tuple(self.alternates(file)),
            pdf=self.pdf(root, place),
            paper=self.paper(),
        )

    def way_out(self, root: str) -> WayOut:
        """The quick exit; its explanations stand beside the front page, where there is one. A preview has none."""
        href = "" if self.facts.get("preview") else self.project.exit_url
        portal = self.facts.get("portal", "")
        own = root + portal.removesuffix("index.html")
        return WayOut(href, f"{root}_static/exit.js", own, has_pages=bool(portal))

    def alternates(self, file: str) -> Iterator[_Link]:
        """The page in every language, its own among them, for search engines, which want whole addresses."""
        if not self.project.site_url:
            return
        for one in self.facts.get("languages", ()):
            place = f"{one['tag']}/{self.publication.slug}/{quote(file)}"
            yield _Link(f"{self.project.site_url.rstrip('/')}/{place}", tag=one["tag"], autonym=one["autonym"])

    def languages(self, root: str, file: str) -> Iterator[_Link]:
        for one in self.facts.get("languages", ()):
            own_one = one["tag"] == self.language.tag
            href = "" if own_one else f"{root}{one['href']}/{file}"
            yield _Link(href, tag=one["tag"], autonym=one["autonym"])

    def pdf(self, root: str, place: str) -> _Link | None:
        """The PDF, opened at the page where `place` begins in it."""
        told = self.facts.get("pdf")
        if not told:
            return None
        measure = phrases.measure(told["pages"], told["bytes"], self.language, self.words)
        page = told.get("page_of", {}).get(place, 1)
        if page == 1:
            return _Link(root + told["href"], f"PDF, {measure}")
        return _Link(f"{root}{told['href']}#page={page}", self.words("This chapter in the PDF, %s") % measure)

    def paper(self) -> str:
        """What a printed page says: that there is a book made for paper, and where, as far as anybody knows."""
        told = self.facts.get("pdf")
        if not told:
            return ""
        name = told["href"]
        if self.project.site_url and self.facts.get("portal") and not self.publication.neutral:
            name = f"{self.project.site_url}{self.language.tag}/{self.publication.slug}/{name}"
        measure = phrases.measure(told["pages"], told["bytes"], self.language, self.words)
        said = self.words(
            "This page is made for the screen. For paper there is a PDF with page numbers: %(file)s, %(size)s."
        )
        return said % {"file": name, "size": measure}

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
            _Row("ISBN", Edition(publication, self.language).isbn),
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
        if self.review is not Review.ORIGINAL:
            state = EditionState.PARTIAL if self.is_partial else EditionState.COMPLETE
            share = self.facts.get("progress", {}).get("percent", 0)
            yield _Row(
                self.words("Translation"),
                phrases.translation_state(state, share, self.review, self.language, self.words),
            )

    def _named(self, languages: Sequence[Language]) -> Iterator[str]:
        return (phrases.language_name(language, self.language) for language in languages)

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
    context = context_of(app)
    if context is not None and not context.publication.adopted and config.html_theme == "furo":
        config.html_theme = THEME
        config.html_permalinks_icon = "#"
        # After Sphinx's own scripts (200), before the translations for them (500).
        app.add_js_file("plurals.js", priority=300)
        app.add_js_file("edition.js", priority=800)
        app.add_js_file("marks.js", priority=810)


def write_style_sheets(app: Sphinx) -> None:
    """Write the style sheets that the theme has in parts, and that of colours with those of the project's kinds."""
    context = context_of(app)
    if context is not None and not context.publication.adopted and isinstance(app.builder, StandaloneHTMLBuilder):
        folder = Path(app.doctreedir, "static")
        folder.mkdir(parents=True, exist_ok=True)
        write_if_changed(folder / "edition.css", bundle(_FOLDER / "css/edition.css"))
        write_if_changed(folder / "tokens.css", tokens(context.project.kinds).encode())
        # After the theme's own, whose file of this name it replaces.
        app.config.html_static_path = [*app.config.html_static_path, str(folder)]


def leave_search_to_the_site(app: Sphinx) -> None:
    """On a site, which has one search for all editions, an edition makes none of its own, nor loads what it would need."""
    builder = app.builder
    if not isinstance(builder, StandaloneHTMLBuilder) or app.config.html_theme != THEME:
        return
    if app.config.edition_facts.get("portal"):
        builder.search = False
        for name in ("search.html", "searchindex.js"):
            Path(app.outdir, name).unlink(missing_ok=True)


def tell(app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Give the templates the edition's facts, relative to this page. `context` is whatever Sphinx's templates get."""
    run = context_of(app)
    if run is None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    teller, imprint = _told(app, *run)
    file = app.builder.get_target_uri(pagename)
    root = str(context.get("content_root", "./")).removeprefix("./")
    if run.publication.adopted:
        if "body" in context:
            context["body"] = _box(teller, teller.page(root, file, "")) + context["body"]
        return
    is_first = pagename == app.config.root_doc
    title = "" if is_first else _plain(str(context.get("title", "")))
    page = teller.page(root, file, title, _place(app, pagename, doctree))
    context["words"] = lambda text: escaped(teller.words(text))
    context["edition"] = _for_templates(imprint, page)
    context |= _names(app, teller, pagename, context) | {"policy": POLICY}
    context["way_out"] = teller.way_out(root)
    context["css_files"] = [css for css in context["css_files"] if _is_needed(css, str(context.get("body", "")))]
    if not getattr(app.builder, "search", True):
        context["script_files"] = [one for one in context["script_files"] if _name(one) not in _OF_THE_SEARCH]
    if "body" in context:
        context["body"] = _body(str(context["body"]), imprint.subtitle if is_first else "", pagename, teller.words)


def _place(app: Sphinx, pagename: str, doctree: nodes.document | None) -> str:
    """What the page's beginning is called in the book (pipeline.compose.paged.names); empty for the first page."""
    if pagename == "genindex":
        return INDEX
    section = doctree.next_node(nodes.section) if doctree is not None else None
    if section is None or not section["ids"] or pagename == app.config.root_doc:
        return ""
    return identity(pagename, section["ids"][0])


def _body(body: str, subtitle: str, pagename: str, words: Words) -> str:
    """The text of a page without inline styles; on the first page with the publication's subtitle below the title."""

    def complain(declaration: str) -> None:
        logger.warning("a size that needs an inline style: %s; use per cent or px", declaration, location=pagename)

    # Without a space the search page's excerpts run each term and its explanation together.
    body = without_styles(body, complain).replace("</dt><dd", "</dt>\n<dd")
    # The sign beside a title is read aloud as what its title says; a table that scrolls can be scrolled by keyboard.
    # docutils gives the entries of a bibliography a role that is withdrawn, and that no list may hold.
    body = body.replace('role="doc-biblioentry"', 'role="listitem"')
    # Sphinx calls the title of a list of documents a heading of no level; it stands below the title of the page.
    body = body.replace('<p class="caption" role="heading">', '<p class="caption" role="heading" aria-level="2">')
    body = _HEADERLINK.sub(r'\1 aria-label="\2"', body)
    table, back = escape(words("Table")), escape(words("%s, back to the text"))
    body = _WRAPPER.sub(lambda at: f'{at[1]} tabindex="0" role="group" aria-label="{(at[2] or table).strip()}"', body)
    body = _BACK.sub(lambda at: f'{at[1]} aria-label="{back % at[2]}">{at[2]}<', body)
    return body.replace("</h1>", f'</h1>\n<p class="subtitle">{escape(subtitle)}</p>', 1) if subtitle else body


def _names(app: Sphinx, teller: _Teller, pagename: str, context: dict[str, Any]) -> dict[str, object]:
    """How the window's title names page and publication. Neutral ones are told apart by a number alone."""
    if not teller.publication.neutral:
        return {"page_name": context.get("title", ""), "docs_name": context.get("docstitle", "")}
    known = sorted(app.env.found_docs)
    number = known.index(pagename) + 1 if pagename in known else ""
    return {"page_name": str(number), "docs_name": teller.words("Document")}


def _is_needed(css: object, body: str) -> bool:
    """Whether a page needs this style sheet: those of code and of other extensions weigh as much as a short chapter."""
    name = _name(css)
    return not (name == "furo-extensions.css" or (name == "pygments.css" and 'class="highlight' not in body))


def _name(file: object) -> str:
    """The bare name of a style sheet or script, as Sphinx's templates get them."""
    return str(getattr(file, "filename", file)).rpartition("/")[2].partition("?")[0]


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
        return {field.name: _safe(getattr(value, field.name)) for field in fields(value)}
    return value


def _box(teller: _Teller, page: _Page) -> str:
    """For an adopted project: other languages, PDF and notices as plain HTML at the head of the text, in its own theme."""
    links = [
        f'<a href="{escape(language.href)}" hreflang="{language.tag}" lang="{language.tag}">{escape(language.autonym)}</a>'
        for language in page.languages
        if language.href
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
    app.connect("builder-inited", write_style_sheets)
    app.connect("builder-inited", leave_search_to_the_site)
    app.connect("html-page-context", tell)
    return {"version": "1", "env_version": code_version(), "parallel_read_safe": True, "parallel_write_safe": True}
