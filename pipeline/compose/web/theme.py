# SPDX-License-Identifier: GPL-3.0-or-later
"""Applies our theme, based on Furo, to HTML editions, and passes facts to templates. Adopted projects keep their theme."""

import re
from dataclasses import fields, is_dataclass
from html import escape, unescape
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from docutils import nodes
from markupsafe import escape as escaped
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from pipeline.bookformat.identifiers import INDEX, identity
from pipeline.compose import code_version
from pipeline.compose.context import context_of, makes_pages, own_context_of
from pipeline.compose.mistakes import warn
from pipeline.compose.nodes.rendering import numbers_unread
from pipeline.compose.nodes.table_labels import with_labels
from pipeline.compose.web.edition_presenter import EditionPresenter, presenter_of
from pipeline.model.remark import Remark
from pipeline.system.files import write_if_changed
from pipeline.theme.bundle import bundle, minified
from pipeline.theme.inline import WIDTHS, without_styles
from pipeline.theme.kinds import tokens
from pipeline.theme.policy import POLICY
from pipeline.words import Words

THEME = "west"
_SEARCH_SCRIPTS = ("documentation_options.js", "doctools.js", "plurals.js", "sphinx_highlight.js", "translations.js")
"""Scripts that Sphinx adds to each page, used only by its search."""
_HEADERLINK = re.compile(r'(<a class="headerlink" href="[^"]*" title="([^"]*)")')
_WRAPPER = re.compile(
    r'(<div class="table-wrapper [^"]*")(?: id="[^"]*")?'
    r'(?=>\s*(?:<span id="[^"]*"></span>\s*)*<table[^>]*>\s*(?:<caption><span class="caption-number">([^<]*)</span>)?)'
)
"""Furo's wrapper around a table, which duplicates its identifier; and the table's number, if any. Targets may precede the table."""
_BACK = re.compile(r'(<a role="doc-backlink" href="[^"]*")>([^<]*)<')
"""The link of a note back to its call: a bare number."""
_FURO = "furo/theme/furo/static/styles/furo.css"
_DATA = re.compile(r"""url\((["']?)data:.*?\1\)""")
_FOLDER = Path(__file__).resolve().parents[2] / "theme" / "web" / "edition"


def choose_theme(app: Sphinx, config: Config) -> None:
    """Replace plain Furo by our theme in our publications; any other theme in conf.py is kept."""
    context = context_of(app)
    if context is not None and not context.publication.adopted and config.html_theme == "furo":
        config.html_theme = THEME
        config.html_permalinks_icon = "#"
        # After Sphinx's own scripts (200), before the translations for them (500).
        app.add_js_file("plurals.js", priority=300)
        app.add_js_file("edition.js", priority=800)
        app.add_js_file("marks.js", priority=810)


def write_style_sheets(app: Sphinx) -> None:
    """Write the single style sheet of pages: Furo's, ours, the colours of the project's kinds, the widths of columns."""
    context = own_context_of(app)
    if context is not None and makes_pages(app):
        folder = Path(app.doctreedir, "static")
        folder.mkdir(parents=True, exist_ok=True)
        # Our policy forbids Furo's icons, which are `data:` addresses; our boxes have a word instead.
        furo = _DATA.sub("none", Path(str(distribution("furo").locate_file(_FURO))).read_text(encoding="utf-8"))
        own_styles = bundle(_FOLDER / "css/edition.css").decode()
        sheet = minified("".join((furo, tokens(context.project.kinds), WIDTHS, own_styles)))
        write_if_changed(folder / "edition.css", sheet)
        app.config.html_static_path = [*app.config.html_static_path, str(folder)]


def disable_search(app: Sphinx) -> None:
    """Remove the search of an edition that is part of a site: a site has one search for all editions."""
    builder = app.builder
    if not isinstance(builder, StandaloneHTMLBuilder) or app.config.html_theme != THEME:
        return
    if app.config.edition_facts.portal:
        builder.search = False
        for name in ("search.html", "searchindex.js"):
            Path(app.outdir, name).unlink(missing_ok=True)


def give_edition(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Add the edition's facts, relative to this page, to `context`, the variables of Sphinx's templates."""
    run = context_of(app)
    if run is None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    presenter = presenter_of(app, *run)
    file_of = app.builder.get_target_uri
    root = str(context.get("content_root", "./")).removeprefix("./")
    if run.publication.adopted:
        if "body" in context:
            page = presenter.page(root, pagename, file_of, "")
            context["body"] = presenter.box(page["languages"], page["pdf"], page["portal"]) + context["body"]
            # With `html_baseurl`, Sphinx writes the canonical link.
            head = presenter.head(page["alternates"], has_own=bool(app.config.html_baseurl))
            context["metatags"] = f"{context.get('metatags', '')}{head}"
        return
    is_first = pagename == app.config.root_doc
    # Sphinx gives the title with tags and entities.
    title = "" if is_first else unescape(re.sub(r"<[^>]+>", "", str(context.get("title", ""))))
    page = presenter.page(root, pagename, file_of, title, _place(app, pagename))
    context["words"] = lambda text: escaped(presenter.words(text))
    context["edition"] = {name: _safe(value) for name, value in (presenter.edition | page).items()}
    context |= _names(app, presenter, pagename, context) | {"policy": POLICY}
    context["quick_exit"] = presenter.quick_exit(root)
    # Load style sheets of extensions, such as for code, only where needed: they are as large as a short chapter.
    has_code = 'class="highlight' in str(context.get("body", ""))
    unneeded = {"furo-extensions.css"} if has_code else {"furo-extensions.css", "pygments.css"}
    context["css_files"] = [css for css in context["css_files"] if _name(css) not in unneeded]
    if not getattr(app.builder, "search", True):
        context["script_files"] = [script for script in context["script_files"] if _name(script) not in _SEARCH_SCRIPTS]
    if "body" in context:
        context["body"] = _body(
            str(context["body"]), presenter.front_matter.subtitle if is_first else "", pagename, presenter.words
        )


def _place(app: Sphinx, pagename: str) -> str:
    """Return the identifier of the page's beginning in the book (pipeline/bookformat/identifiers.py); empty for the first page."""
    return INDEX if pagename == "genindex" else identity(pagename, "") if pagename != app.config.root_doc else ""


def _body(body: str, subtitle: str, pagename: str, words: Words) -> str:
    """Return the HTML of a page's text without inline styles; on the first page, with the subtitle below the title."""

    def report(declaration: str) -> None:
        sentence = Remark("a page cannot use the size %(name)s", name=declaration)
        warn(sentence, Remark("write it in per cent or px"), location=pagename, category="theme.inline-size")

    # Without a space, excerpts on the search page would run terms and definitions together.
    body = without_styles(body, report).replace("</dt><dd", "</dt>\n<dd")
    # Permalinks get a label for screen readers; a table that scrolls can be scrolled by keyboard.
    # docutils gives bibliography entries a deprecated role, which is not allowed in a list.
    body = body.replace('role="doc-biblioentry"', 'role="listitem"')
    # Sphinx makes the caption of a toctree a heading without a level; it is below the page title.
    body = body.replace('<p class="caption" role="heading">', '<p class="caption" role="heading" aria-level="2">')
    body = _HEADERLINK.sub(r'\1 aria-label="\2"', body)
    table, back = escape(words("Table")), escape(words("%s, back to the text"))
    body = _WRAPPER.sub(
        lambda match: f'{match[1]} tabindex="0" role="group" aria-label="{(match[2] or table).strip()}"', body
    )
    body = _BACK.sub(lambda match: f'{match[1]} aria-label="{back % match[2]}">{match[2]}<', body)
    body = numbers_unread(with_labels(body))
    return body.replace("</h1>", f'</h1>\n<p class="subtitle">{escape(subtitle)}</p>', 1) if subtitle else body


def _names(app: Sphinx, presenter: EditionPresenter, pagename: str, context: dict[str, Any]) -> dict[str, object]:
    """Return the names of page and publication for the window title; pages of neutral publications have only a number."""
    if not presenter.publication.neutral:
        return {"page_name": context.get("title", ""), "docs_name": context.get("docstitle", "")}
    documents = sorted(app.env.found_docs)
    number = documents.index(pagename) + 1 if pagename in documents else ""
    return {"page_name": str(number), "docs_name": presenter.words("Document")}


def _name(file: object) -> str:
    """Return the bare file name of a style sheet or script of Sphinx's templates."""
    return str(getattr(file, "filename", file)).rpartition("/")[2].partition("?")[0]


def _safe(value: object) -> object:
    """Escape all texts in a value, also nested ones: Sphinx's templates do not escape."""
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, tuple):
        return tuple(map(_safe, value))
    if is_dataclass(value):
        return {field.name: _safe(getattr(value, field.name)) for field in fields(value)}
    return value


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_html_theme(THEME, str(_FOLDER))
    app.connect("config-inited", choose_theme)
    app.connect("builder-inited", write_style_sheets)
    app.connect("builder-inited", disable_search)
    app.connect("html-page-context", give_edition)
    return {"version": "1", "env_version": code_version(), "parallel_read_safe": True, "parallel_write_safe": True}
