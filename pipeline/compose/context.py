# SPDX-License-Identifier: GPL-3.0-or-later
"""The context of a Sphinx run: project, publication, and the interface texts in the edition's language."""

import gettext
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple
from weakref import WeakKeyDictionary

from babel import Locale
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from pipeline.compose.engine.applications import app_of
from pipeline.model.parts import PartKind, standard_parts
from pipeline.model.project import PROJECT_FILE, Project
from pipeline.model.publication import Language, Publication
from pipeline.model.toml_tables import Table
from pipeline.words import Words

BOOKS = ("paged", "epub3")
"""HTML builders that make a book of a publication instead of pages of a site."""


class Context(NamedTuple):
    """The project and the publication that a run of Sphinx composes."""

    project: Project
    publication: Publication


_contexts: WeakKeyDictionary[Sphinx, Context | None] = WeakKeyDictionary()


def context_of(app: Sphinx) -> Context | None:
    """Return the context of a run; None without a project.toml at or above conf.py, or if no publication has these sources."""
    if app not in _contexts:
        root = _root(Path(app.confdir))
        project = Project.load(root) if root is not None else None
        contexts = (
            (Context(project, publication) for publication in project.publications) if project is not None else iter(())
        )
        _contexts[app] = next(
            (context for context in contexts if context.publication.folder.resolve() == Path(app.srcdir)), None
        )
    return _contexts[app]


def own_context_of(app: Sphinx) -> Context | None:
    """Return the context of a run if its publication is written for this pipeline; None for an adopted one."""
    context = context_of(app)
    return context if context is not None and not context.publication.adopted else None


def _root(configuration: Path) -> Path | None:
    for folder in (configuration, *configuration.parents):
        if (folder / "source" / PROJECT_FILE).is_file():
            return folder
        if (folder / PROJECT_FILE).is_file():
            if "layout" in Table.read(folder / PROJECT_FILE).values:
                return folder
            if folder.name == "source":
                return folder.parent
            # Otherwise the project.toml belongs to another program.
    return None


def language_of(project: Project, config: Config) -> Language:
    """Return the language of this run, without a name if the project does not publish in it."""
    tag = config.language.replace("_", "-")
    return next((language for language in project.languages if language.is_named(config.language)), Language(tag, ""))


def translator(app: Sphinx, domain: str, language: str = "") -> Callable[[str], str]:
    """Return a function that looks texts up in a gettext domain, in the edition's language or in `language`.

    It returns untranslated texts unchanged.
    """
    catalogue = gettext.NullTranslations()
    for folder in reversed(app.config.locale_dirs):
        try:
            loaded = gettext.translation(
                domain, str(Path(app.srcdir, folder)), languages=[language or app.config.language]
            )
        except OSError:
            continue
        loaded.add_fallback(catalogue)
        catalogue = loaded
    return lambda text: catalogue.gettext(text) if text else ""


def part_kinds(app: Sphinx) -> Iterable[PartKind]:
    """Return the project's kinds of parts; without a project, the standard kinds."""
    context = context_of(app)
    return context.project.parts if context is not None else standard_parts().values()


def label_words(words: Words, kind: PartKind) -> Callable[[str], str]:
    """Return the function that translates the texts of a kind of parts."""
    return words.of_project if kind.is_own else words


def interface_words(app: Sphinx, language: str = "") -> Words:
    """Return the interface texts, including the project's own, in `language` or in the edition's."""
    context = context_of(app)
    return Words(language or str(app.config.language), context.project.locales if context is not None else None)


def words_of(env: BuildEnvironment) -> Words:
    """Return the interface texts in the edition's language."""
    return interface_words(app_of(env))


def locale_of(config: Config) -> Locale:
    """Return Babel's locale of the edition's language."""
    return Locale.parse(config.language.replace("-", "_"))


def makes_pages(app: Sphinx) -> bool:
    """Return whether this run makes web pages."""
    # Book builders are HTML builders too.
    return isinstance(app.builder, StandaloneHTMLBuilder) and app.builder.name not in BOOKS


def makes_own_pages(app: Sphinx) -> bool:
    """Return whether this run makes web pages of a publication written for this pipeline."""
    return makes_pages(app) and own_context_of(app) is not None


def project_file(env: BuildEnvironment, name: str) -> Path:
    """Return the path of a file that publications share: in the project's source folder, or next to conf.py without a project."""
    app = app_of(env)
    context = context_of(app)
    return (context.project.source if context is not None else Path(app.confdir)) / name
