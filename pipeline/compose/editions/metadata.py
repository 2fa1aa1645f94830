# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets Sphinx's configuration from publication.toml and project.toml, in the language of the edition."""

import os.path
from html import escape

from babel.dates import format_date
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util.typing import ExtensionMetadata

from pipeline.bookformat.facts import EditionFacts
from pipeline.compose import code_version
from pipeline.compose.context import context_of, language_of, own_context_of, translator
from pipeline.model.project import PROJECT_FILE, PUBLICATION_FILE
from pipeline.model.template import DESCRIPTION, SHARED


def describe(app: Sphinx, config: Config) -> None:
    """Set title, authors, version and dates from the project's files. An adopted conf.py keeps its own."""
    context = own_context_of(app)
    if context is None:
        return
    project, publication = context
    text, shared = translator(app, DESCRIPTION), translator(app, SHARED)
    day = config.edition_facts.date or publication.date
    values = {
        "project": text(publication.title),
        "author": ", ".join(text(author) for author in publication.authors),
        "version": publication.version,
        "release": publication.version,
        # Themes print these two as HTML.
        "copyright": escape(f"{publication.date.year}, {shared(project.publisher)}"),
        # Dates come from the input, never from the clock: the same sources give the same bytes.
        "today": format_date(day, "long", locale=config.language),
        "html_title": escape(text(publication.title)),
        "html_baseurl": f"{project.site_url.rstrip('/')}/{language_of(project, config).tag}/{publication.slug}/"
        if project.site_url
        else "",
    }
    for name in values.keys() - config.overrides.keys():
        config[name] = values[name]


def require_publication(app: Sphinx) -> None:
    """Raise ConfigError if the sources are the folder of all publications, as in `sphinx-build source OUT`."""
    if context_of(app) is not None or not (app.srcdir / PROJECT_FILE).is_file() or (app.srcdir / "index.rst").is_file():
        return
    slugs = sorted(path.parent.name for path in app.srcdir.glob(f"*/{PUBLICATION_FILE}"))
    if slugs:
        folder = os.path.relpath(app.srcdir)
        message = f"{folder} is the folder of all publications, and each is built alone"
        raise ConfigError(f"{message}: sphinx-build -c {folder} {folder}/{slugs[0]} OUT")


def number_as_by_sphinx(app: Sphinx, config: Config) -> None:
    """Keep Sphinx's chapter numbers in an adopted project, unless its conf.py sets `continuous_numbers`."""
    context = context_of(app)
    if "continuous_numbers" not in config or context is None or not context.publication.adopted:
        return
    if config.continuous_numbers is None:
        config.continuous_numbers = False


def setup(app: Sphinx) -> ExtensionMetadata:
    # Facts that only the pipeline knows: other languages, the PDF, the progress of the translation.
    app.add_config_value("edition_facts", EditionFacts(), "html", EditionFacts)
    require_publication(app)
    context = own_context_of(app)
    if context is not None and "language" not in app.config.overrides:
        # Without `-D language=…` a publication is built in the language it is written in.
        app.config.language = context.publication.original.locale
    # Before 795, where Sphinx completes copyright and the rest.
    app.connect("config-inited", describe, priority=700)
    app.connect("config-inited", number_as_by_sphinx, priority=700)
    return {"version": "1", "env_version": code_version(), "parallel_read_safe": True, "parallel_write_safe": True}
