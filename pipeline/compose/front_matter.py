# SPDX-License-Identifier: GPL-3.0-or-later
"""What the front matter says of an edition: from the project's files, translated, and from what the pipeline tells Sphinx."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sphinx.application import Sphinx

from pipeline.bookformat.facts import EditionFacts
from pipeline.compose.context import context_of, language_of, translator
from pipeline.model.kinds import standard_kinds
from pipeline.model.project import Project
from pipeline.model.publication import Design, Edition, Format, Kind, Language, Publication, Review
from pipeline.model.template import DESCRIPTION, SHARED
from pipeline.theme import phrases
from pipeline.theme.imprint import Imprint
from pipeline.words import Words


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """An edition as its title page and imprint tell it. Texts are in the edition's language; what is unknown is empty.

    `percent` is None where nobody counted; `changed` counts the passages that are older than their originals, which are shown
    in their place; `review` is None where nobody knows. `address` is that of its pages on the site, empty where no code on paper
    should lead there. `untranslated` are those texts that are
    in `original_language`, since their translation is missing. `beside` has the same in the second language of a bilingual edition.
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
    review: Review | None = None
    design: Design = Design.BOOK
    percent: int | None = None
    changed: int = 0
    untranslated: frozenset[str] = frozenset()
    address: str = ""
    beside: "FrontMatter | None" = None

    @property
    def is_draft(self) -> bool:
        return self.review is Review.DRAFT

    @property
    def identifier(self) -> str:
        """The edition's name for machines: its DOI or ISBN, else slug, version and language."""
        if self.doi:
            return f"doi:{self.doi}"
        tags = [each.language.tag for each in (self, self.beside) if each is not None]
        if self.isbn:
            return f"urn:isbn:{self.isbn}"
        return "-".join(part for part in (self.slug, self.version, "+".join(tags)) if part)

    def imprint(self, words: Words, *, day: date | None = None, translation: str = "") -> Imprint:
        """Return the facts of the imprint. It is cited by a `day`, else by that of its publication."""
        return Imprint(
            reader=self.language,
            original=self.original_language or self.language,
            version=self.version,
            day=self.modified,
            license=self.license,
            origin=self.origin,
            original_title=self.original_title,
            translation=translation,
            languages=self.languages,
            authors=self.authors,
            keywords=self.keywords,
            isbn=self.isbn,
            doi=self.doi,
            citation=phrases.citation(
                authors=self.authors,
                title=self.title,
                subtitle=self.subtitle,
                publisher=self.publisher,
                version=self.version,
                day=day or self.published,
                words=words,
            ),
            publisher=self.publisher,
            contact=self.contact,
        )


def read(app: Sphinx) -> FrontMatter:
    """The facts of the edition that this Sphinx run makes; without a project file, those that conf.py gives."""
    if (context := context_of(app)) is not None:
        beside = app.config.edition_facts.beside
        first = _of_publication(app, *context, language_of(context.project, app.config))
        return replace(first, beside=_of_publication(app, *context, beside)) if beside is not None else first
    config, name, day = app.config, Path(app.srcdir).name, date.fromtimestamp(0)
    return FrontMatter(
        slug=name,
        title=config.html_title or config.project or name,
        language=Language(str(config.language).replace("_", "-"), ""),
        kind=standard_kinds()["manual"],
        published=day,
        modified=day,
        version=config.release or config.version,
        authors=(config.author,) if config.author and config.author != "unknown" else (),
    )


def _address(project: Project, edition: Edition) -> str:
    """Return the address of the edition's pages. A neutral publication has none, since an address names its subject."""
    publication = edition.publication
    if not project.site_url or publication.neutral or Format.HTML not in publication.formats:
        return ""
    return f"{project.site_url.rstrip('/')}/{edition.folder}/"


def words(app: Sphinx, language: str = "") -> Words:
    """The fixed words of the edition, or those in another language; the project may have words of its own."""
    context = context_of(app)
    return Words(language or str(app.config.language), context.project.locales if context else None)


def _published(publication: Publication, facts: EditionFacts) -> tuple[Language, ...]:
    """Return the languages that readers can have the publication in; a plain sphinx-build knows of none that is held back."""
    return tuple(one for one in publication.languages if not facts.published or one.tag in facts.published)


def _of_publication(app: Sphinx, project: Project, publication: Publication, language: Language) -> FrontMatter:
    facts: EditionFacts = app.config.edition_facts
    edition = Edition(publication, language_of(project, app.config), facts.beside)
    text, shared = (translator(app, domain, language.locale) for domain in (DESCRIPTION, SHARED))
    return FrontMatter(
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
        modified=facts.date or publication.date,
        version=publication.version,
        publisher=shared(project.publisher),
        contact=project.contact,
        license=publication.license,
        isbn=edition.isbn,
        doi=edition.doi,
        work=publication.work,
        address=_address(project, edition),
        original_title="" if language == publication.original else publication.title,
        original_language=publication.original,
        languages=_published(publication, facts),
        review=facts.review,
        percent=facts.progress.percent if facts.progress is not None else None,
        changed=facts.progress.changed if facts.progress is not None else 0,
        untranslated=frozenset(
            one for one in publication.texts if language != publication.original and text(one) == one
        ),
    )
