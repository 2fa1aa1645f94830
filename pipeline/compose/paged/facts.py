# SPDX-License-Identifier: GPL-3.0-or-later
"""What the front matter says of an edition: from the project's files, translated, and from what the pipeline tells Sphinx."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from pipeline.compose.context import context_of, language_of, translator
from pipeline.model.kinds import standard_kinds
from pipeline.model.project import Project
from pipeline.model.publication import Design, Edition, Kind, Language, Publication
from pipeline.model.template import DESCRIPTION, SHARED
from pipeline.words import Words


@dataclass(frozen=True, slots=True)
class Facts:
    """An edition as its title page and imprint tell it. Texts are in the edition's language; what is unknown is empty.

    `percent` is None where nobody counted; `changed` counts the passages that are older than their originals, which are shown
    in their place; `review` is original, draft, partly reviewed, reviewed, or empty. `untranslated` are those texts that are
    in `original_language`, since their translation is missing.
    """

    slug: str
    title: str
    language: Language
    kind: Kind
    published: date
    modified: date
    version: str
    subtitle: str = ""
    description: str = ""
    origin: str = ""
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    publisher: str = ""
    contact: str = ""
    license: str = ""
    isbn: str = ""
    doi: str = ""
    work: str = ""
    original_title: str = ""
    original_language: Language | None = None
    languages: tuple[Language, ...] = ()
    review: str = ""
    design: Design = Design.BOOK
    percent: int | None = None
    changed: int = 0
    untranslated: frozenset[str] = frozenset()

    @property
    def is_draft(self) -> bool:
        return self.review == "draft"

    @property
    def identifier(self) -> str:
        """The edition's name for machines: its DOI or ISBN, else slug, version and language."""
        if self.doi:
            return f"doi:{self.doi}"
        return f"urn:isbn:{self.isbn}" if self.isbn else f"{self.slug}-{self.version}-{self.language.tag}"


def read(app: Sphinx) -> Facts:
    """The facts of the edition that this Sphinx run makes; without a project file, those that conf.py gives."""
    context = context_of(app)
    return _of_configuration(app.config, Path(app.srcdir)) if context is None else _of_publication(app, *context)


def words(app: Sphinx, language: str = "") -> Words:
    """The fixed words of the edition, or those in another language; the project may have words of its own."""
    context = context_of(app)
    return Words(language or str(app.config.language), context.project.locales if context else None)


def _of_configuration(config: Config, srcdir: Path) -> Facts:
    today = date.fromtimestamp(0)
    return Facts(
        slug=srcdir.name,
        title=config.html_title or config.project or srcdir.name,
        language=Language(str(config.language).replace("_", "-"), ""),
        kind=standard_kinds()["manual"],
        published=today,
        modified=today,
        version=config.release or config.version,
        authors=(config.author,) if config.author and config.author != "unknown" else (),
    )


def _of_publication(app: Sphinx, project: Project, publication: Publication) -> Facts:
    config = app.config
    language = language_of(project, config)
    told: Mapping[str, object] = config.edition_facts
    text, shared = translator(app, DESCRIPTION), translator(app, SHARED)
    counted = told.get("progress")
    progress: Mapping[str, int] = counted if isinstance(counted, dict) else {}
    return Facts(
        slug=publication.slug,
        title=text(publication.title),
        subtitle=text(publication.subtitle),
        description=text(publication.description),
        origin=text(publication.origin),
        authors=tuple(text(author) for author in publication.authors),
        keywords=tuple(text(keyword) for keyword in publication.keywords),
        language=language,
        kind=publication.kind,
        design=publication.design,
        published=publication.date,
        modified=date.fromisoformat(str(told["date"])) if told.get("date") else publication.date,
        version=publication.version,
        publisher=shared(project.publisher),
        contact=project.contact,
        license=publication.license,
        isbn=Edition(publication, language).isbn,
        doi=publication.doi,
        work=publication.work,
        original_title="" if language == publication.original else publication.title,
        original_language=publication.original,
        languages=publication.languages,
        review=str(told.get("review", "")),
        percent=progress.get("percent"),
        changed=progress.get("changed", 0),
        untranslated=frozenset(
            one for one in publication.texts if language != publication.original and text(one) == one
        ),
    )
