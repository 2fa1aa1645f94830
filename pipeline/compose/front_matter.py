# SPDX-License-Identifier: GPL-3.0-or-later
"""The data of an edition's front matter: from the project's files, translated, and from the pipeline's facts."""

from dataclasses import dataclass, replace
from pathlib import Path

from sphinx.application import Sphinx

from pipeline.bookformat.facts import EditionFacts
from pipeline.compose.context import context_of, language_of, translator
from pipeline.model.kinds import standard_kinds
from pipeline.model.metadata import UNKNOWN_DAY, Metadata, metadata_of
from pipeline.model.project import Project
from pipeline.model.publication import Design, Edition, Format, Language, Progress, Publication, Review
from pipeline.model.template import DESCRIPTION, SHARED


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter(Metadata):
    """The data of title page and imprint: an edition's metadata, and the state of its translation if it is known.

    `address` is the address of its pages on the site, empty if no QR code should link there. `untranslated` are the texts that are
    still in the language `original`. `second` has the same data in the second language of a bilingual edition.
    """

    languages: tuple[Language, ...] = ()
    review: Review | None = None
    progress: Progress | None = None
    design: Design = Design.BOOK
    untranslated: frozenset[str] = frozenset()
    address: str = ""
    second: "FrontMatter | None" = None

    @property
    def is_draft(self) -> bool:
        return self.review is Review.DRAFT

    @property
    def identifier(self) -> str:
        """The edition's identifier: its DOI or ISBN, else slug, version and language."""
        if self.doi:
            return f"doi:{self.doi}"
        tags = [matter.language.tag for matter in (self, self.second) if matter is not None]
        if self.isbn:
            return f"urn:isbn:{self.isbn}"
        return "-".join(part for part in (self.slug, self.version_identifier, "+".join(tags)) if part)


def read(app: Sphinx) -> FrontMatter:
    """Return the front matter of the edition that this Sphinx run builds; without a project.toml, it comes from conf.py."""
    if (context := context_of(app)) is not None:
        second = app.config.edition_facts.second_language
        first = _of_publication(app, *context, language_of(context.project, app.config))
        return replace(first, second=_of_publication(app, *context, second)) if second is not None else first
    config, name = app.config, Path(app.srcdir).name
    language = Language(str(config.language).replace("_", "-"), "")
    return FrontMatter(
        slug=name,
        title=config.html_title or config.project or name,
        language=language,
        original=language,
        kind=standard_kinds()["manual"],
        published=UNKNOWN_DAY,
        modified=UNKNOWN_DAY,
        version=config.release or config.version,
        authors=(config.author,) if config.author and config.author != "unknown" else (),
    )


def _address(project: Project, edition: Edition) -> str:
    """Return the address of the edition's pages; empty for a neutral publication, since an address reveals its subject."""
    publication = edition.publication
    if not project.site_url or publication.neutral or Format.HTML not in publication.formats:
        return ""
    return f"{project.site_url.rstrip('/')}/{edition.folder}/"


def _available_languages(publication: Publication, facts: EditionFacts) -> tuple[Language, ...]:
    """Return the languages in which the publication is available; in a plain sphinx-build, all of them."""
    return tuple(
        language for language in publication.languages if not facts.published or language.tag in facts.published
    )


def _of_publication(app: Sphinx, project: Project, publication: Publication, language: Language) -> FrontMatter:
    facts: EditionFacts = app.config.edition_facts
    edition = Edition(publication, language_of(project, app.config), facts.second_language)
    text, shared = (translator(app, domain, language.locale) for domain in (DESCRIPTION, SHARED))
    publisher = shared(project.publisher)
    metadata = metadata_of(
        edition,
        text,
        language=language,
        modified=facts.date,
        publisher=publisher,
        contact=project.contact,
        drafting=shared(project.drafting),
        unreleased=facts.unreleased,
        text_hash=facts.text_hash,
    )
    is_original = language == publication.original
    return FrontMatter(
        **metadata.values(),
        languages=_available_languages(publication, facts),
        review=facts.review,
        progress=facts.progress,
        design=publication.design,
        untranslated=frozenset()
        if is_original
        else frozenset(original for original in publication.texts if text(original) == original),
        address=_address(project, edition),
    )
