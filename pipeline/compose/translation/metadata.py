# SPDX-License-Identifier: GPL-3.0-or-later
"""What publication.toml and project.toml say, handed to Sphinx in the language of the edition."""

import gettext
from collections.abc import Callable
from html import escape
from pathlib import Path
from weakref import WeakKeyDictionary

from babel.dates import format_date
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

from pipeline.bookformat.facts import EditionFacts
from pipeline.compose import code_version
from pipeline.model.project import PROJECT_FILE, Project
from pipeline.model.publication import Language, Publication
from pipeline.model.template import DESCRIPTION, SHARED
from pipeline.model.toml_tables import Table

_known: WeakKeyDictionary[Sphinx, tuple[Project, Publication] | None] = WeakKeyDictionary()


def own(app: Sphinx) -> tuple[Project, Publication] | None:
    """The project and the publication that this run composes; None where no project.toml stands at or above conf.py."""
    if app not in _known:
        root = _root(Path(app.confdir))
        project = Project.load(root) if root is not None else None
        found = project.publications if project is not None else ()
        publication = next((one for one in found if one.folder.resolve() == Path(app.srcdir)), None)
        _known[app] = (project, publication) if project is not None and publication is not None else None
    return _known[app]


def language_of(project: Project, config: Config) -> Language:
    """The language of this run; one that the project does not publish in has no name."""
    tag = config.language.replace("_", "-")
    return next((language for language in project.languages if language.is_named(config.language)), Language(tag, ""))


def translator(app: Sphinx, domain: str) -> Callable[[str], str]:
    """Looks texts up in one gettext domain of the edition; what is not translated stays as it is."""
    catalogue = gettext.NullTranslations()
    for folder in reversed(app.config.locale_dirs):
        try:
            found = gettext.translation(domain, str(Path(app.srcdir, folder)), languages=[app.config.language])
        except OSError:
            continue
        found.add_fallback(catalogue)
        catalogue = found
    return lambda text: catalogue.gettext(text) if text else ""


def describe(app: Sphinx, config: Config) -> None:
    """Set title, authors, version and dates as the publication's file has them. An adopted conf.py keeps its own."""
    known = own(app)
    if known is None or known[1].adopted:
        return
    project, publication = known
    text, shared = translator(app, DESCRIPTION), translator(app, SHARED)
    day = config.edition_facts.date or publication.date
    described = {
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
    for name in described.keys() - config.overrides.keys():
        config[name] = described[name]


def _choose_language(app: Sphinx) -> None:
    """Without `-D language=…`, a publication is built in the language it is written in."""
    known = own(app)
    if known is not None and not known[1].adopted and "language" not in app.config.overrides:
        app.config.language = known[1].original.locale


def _root(configuration: Path) -> Path | None:
    for folder in (configuration, *configuration.parents):
        if (folder / "source" / PROJECT_FILE).is_file():
            return folder
        if (folder / PROJECT_FILE).is_file():
            adopted = "layout" in Table.read(folder / PROJECT_FILE).values
            return folder if adopted else folder.parent
    return None


def setup(app: Sphinx) -> ExtensionMetadata:
    # What only the pipeline knows of an edition: its other languages, its PDF, how far it is translated.
    app.add_config_value("edition_facts", EditionFacts(), "html", EditionFacts)
    _choose_language(app)
    # Before 795, where Sphinx completes copyright and the rest.
    app.connect("config-inited", describe, priority=700)
    return {"version": "1", "env_version": code_version(), "parallel_read_safe": True, "parallel_write_safe": True}
