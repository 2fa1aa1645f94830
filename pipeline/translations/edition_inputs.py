# SPDX-License-Identifier: GPL-3.0-or-later
"""The inputs of an edition: its templates, validated catalogues, and progress."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from pipeline.catalogue.progress import progress
from pipeline.catalogue.review import review
from pipeline.model.message import Catalogue
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, EditionState, Progress, Publication, Review
from pipeline.model.releases import Releases
from pipeline.model.template import SHARED, Template, is_shared
from pipeline.system.steps import digest
from pipeline.translations.catalogues import SPHINX, Catalogues, owner
from pipeline.words import INTERFACE_LOCALES, READERS

_REVIEW_ORDER = (Review.DRAFT, Review.PARTLY, Review.REVIEWED, Review.ORIGINAL)
"""The review states in ascending order."""

type Domains = Mapping[str, Mapping[str, str]]
"""gettext domain -> original -> translation."""


class TextSummary(NamedTuple):
    """A summary of an edition's texts for planning.

    `stated` is the date by publication.toml and the headers of catalogues. `translations` is a digest of the texts, `abstracts` of those
    that other editions print, or empty.
    """

    progress: Progress
    review: Review
    stated: date
    translations: str
    abstracts: str


@dataclass(frozen=True)
class EditionInputs:
    """An edition with its templates and catalogues. Derived values are cached.

    `sources` pairs each template of the edition with its catalogue, or None if it does not exist yet. `words` are the catalogues of
    the interface: Sphinx's labels and ours. `refused` has the invalid entries and catalogues that an edition of an adopted project
    omits; in other projects, such an edition is not made. `second` are the inputs for the second language of a bilingual edition,
    whose progress is the lower of the two.
    """

    edition: Edition
    sources: tuple[tuple[Template, Catalogue | None], ...]
    words: tuple[tuple[str, Catalogue], ...]
    refused: tuple[Problem, ...] = ()
    second: "EditionInputs | None" = None

    @cached_property
    def catalogues(self) -> tuple[Catalogue, ...]:
        own = tuple(catalogue for _, catalogue in self.sources if catalogue is not None)
        return own + (self.second.catalogues if self.second is not None else ())

    @cached_property
    def progress(self) -> Progress:
        own = sum(
            (progress(self._printed_originals(template), catalogue) for template, catalogue in self.sources), Progress()
        )
        return min(own, self.second.progress, key=_share) if self.second is not None else own

    @property
    def missing(self) -> tuple[str, ...]:
        """The untranslated messages of an edition in the original language, which has few, with their catalogues."""
        return tuple(
            f"{template.name}.po: {' '.join(original.split())}"
            for template, catalogue in (() if self.edition.is_translation else self.sources)
            for original in sorted(self._printed_originals(template))
            if not progress([original], catalogue).translated
        )

    @property
    def first_untranslated(self) -> str:
        """The position of the first untranslated message, in its catalogue or else in the sources; empty if all are translated."""
        for template, catalogue in self.sources:
            printed = self._printed_originals(template)
            by_original = {message.original: message for message in catalogue.messages} if catalogue is not None else {}
            for message in template.messages:
                if message.original not in printed or progress([message.original], catalogue).translated:
                    continue
                if catalogue is not None and message.original in by_original:
                    return f"{catalogue.path}:{by_original[message.original].line}"
                return str(message.places[0])
        return self.second.first_untranslated if self.second is not None else ""

    @property
    def state(self) -> EditionState:
        return self.progress.state(self.edition.publication.publish_at)

    @cached_property
    def review(self) -> Review:
        """The review state: `reviewed` if all texts of the edition are, `partly` if some of the publication's own texts are.

        If only shared texts are reviewed, it stays a draft, since they may have been reviewed in another publication.
        """
        if self.second is not None:
            return min(replace(self, second=None).review, self.second.review, key=_REVIEW_ORDER.index)
        if not self.edition.is_translation:
            return Review.ORIGINAL
        states = {
            template.name: review(
                catalogue.header, [message for message in catalogue.messages if message.original in originals]
            )
            for template, catalogue in self.sources
            if catalogue is not None and (originals := self._printed_originals(template))
        }
        if states and set(states.values()) == {Review.REVIEWED}:
            return Review.REVIEWED
        of_publication = {state for name, state in states.items() if not is_shared(name)}
        return Review.DRAFT if of_publication <= {Review.DRAFT} else Review.PARTLY

    @cached_property
    def _documents(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """The originals of each document of the edition, by template."""
        slug = self.edition.publication.slug
        return {template.name: template.of_documents(slug) for template, _ in self.sources}

    def _printed_originals(self, template: Template) -> frozenset[str]:
        """Return the originals of a template that occur in the edition."""
        return frozenset(chain.from_iterable(self._documents[template.name].values()))

    @property
    def date(self) -> date:
        """The later of the publication's date and its catalogues' last revision."""
        revisions = (catalogue.revision for catalogue in self.catalogues)
        return max([self.edition.publication.date, *(day for day in revisions if day is not None)])

    @cached_property
    def domains(self) -> Domains:
        """The translations by gettext domain. Each document has a separate domain, so that after an edit only one is read again."""
        domains: dict[str, dict[str, str]] = {}
        for template, catalogue in self.sources:
            translations = catalogue.translations if catalogue is not None else {}
            if self.edition.publication.adopted:
                domains.setdefault(template.name, {}).update(translations)
                continue
            for docname, originals in self._documents[template.name].items():
                domain = domains.setdefault(docname, {})
                domain.update({text: translations[text] for text in originals if text in translations})
            if is_shared(template.name):
                domains.setdefault(SHARED, {}).update(translations)
        for name, catalogue in self.words:
            domains.setdefault(name, {}).update(catalogue.translations)
        return domains

    @cached_property
    def abstracts(self) -> Mapping[str, str]:
        """The translations of the publication's abstracts, which its other editions also print."""
        translations: dict[str, str] = {}
        for template, catalogue in self.sources:
            if catalogue is not None and (originals := template.of_abstracts(self.edition.publication.slug)):
                by_original = catalogue.translations
                translations |= {text: by_original[text] for text in originals if text in by_original}
        return translations

    @property
    def summary(self) -> TextSummary:
        abstracts = digest(self.abstracts) if self.abstracts else ""
        return TextSummary(self.progress, self.review, self.date, self._digest, abstracts)

    @property
    def _digest(self) -> str:
        """The digest of the edition's translations, without those of the interface."""
        names = self.domains.keys() - {name for name, _ in self.words}
        own = digest([(name, sorted(self.domains[name].items())) for name in sorted(names)])
        return digest((own, self.second._digest)) if self.second is not None else own

    @cached_property
    def lines(self) -> Mapping[str, str]:
        """Original -> `file.po:line` of its translation, for diagnostics."""
        return {
            message.original: f"{catalogue.path}:{message.translation_line}"
            for catalogue in reversed(self.catalogues)  # catalogues of its first language take precedence
            for message in catalogue.messages
        }


def _share(progress: Progress) -> tuple[bool, int]:
    return progress.translated == progress.messages, progress.percent


def load_inputs(
    project: Project, edition: Edition, templates: Iterable[Template], catalogues: Catalogues | None = None
) -> EditionInputs:
    """Read and validate the edition's catalogues; `catalogues` is a cache shared by editions.

    Raises Problem `broken-catalogue` for an invalid catalogue, unless the project is adopted.
    """
    catalogues = catalogues or Catalogues(project)
    templates = tuple(templates)
    if edition.second_language is not None:
        first, second = (
            load_inputs(project, Edition(edition.publication, language), templates, catalogues)
            for language in edition.languages
        )
        refused_in_both = (*first.refused, *second.refused)
        return EditionInputs(edition, first.sources, first.words, refused_in_both, second=second)
    refused: list[Problem] = []

    def read_own(name: str, folder: Path | None = None) -> Catalogue | None:
        if not edition.publication.adopted:
            return catalogues.read(edition.language, name, folder)
        catalogue, dropped = catalogues.usable(edition.language, name, folder)
        refused.extend(dropped)
        return catalogue

    sources = [
        (template, read_own(template.name))
        for template in templates
        if template.original.tag != edition.language.tag and has_texts_of(template.name, edition.publication)
    ]
    words = [
        (name, catalogue)
        for name in (SPHINX, READERS)
        for folder in ((INTERFACE_LOCALES, None) if project.locales != INTERFACE_LOCALES else (None,))
        # An adopted project uses Sphinx's labels. Our sphinx.po is for labels that Sphinx lacks; the `labels` extension reads it.
        if folder is None or name == READERS or not edition.publication.adopted
        if (catalogue := read_own(name, folder)) is not None
    ]
    return EditionInputs(edition, tuple(sources), tuple(words), tuple(refused))


def translations_by_tag(project: Project, name: str, catalogues: Catalogues | None = None) -> dict[str, dict[str, str]]:
    """Return the translations in the catalogues with a name, by language tag. Invalid catalogues are ignored."""
    catalogues = catalogues or Catalogues(project)
    by_tag = {}
    for language in project.languages:
        with suppress(Problem):
            if (catalogue := catalogues.read(language, name)) is not None:
                by_tag[language.tag] = catalogue.translations
    return by_tag


def site_translations_by_tag(
    project: Project, releases: Iterable[Releases], catalogues: Catalogues
) -> dict[str, dict[str, str]]:
    """Return the translations of the project's texts, and of texts about publications that only the site shows, by language tag."""
    by_tag = translations_by_tag(project, SHARED, catalogues)
    for language in project.languages:  # shared texts in other original languages
        for tag, translations in translations_by_tag(project, f"{SHARED}+{language.tag}", catalogues).items():
            by_tag.setdefault(tag, {}).update(translations)
    for release in releases:
        publication = release.publication
        texts = {
            *(withdrawal.reason for withdrawal in release.withdrawals),
            *(change.text for change in publication.changes),
            *(page.reason for page in publication.former_pages),
            *(publication.texts if release.withdrawals else ()),
        }
        for tag, translations in translations_by_tag(project, publication.slug, catalogues).items() if texts else ():
            by_tag.setdefault(tag, {}).update({text: translations[text] for text in texts & translations.keys()})
    return by_tag


def has_texts_of(name: str, publication: Publication) -> bool:
    """Return whether a catalogue with this name can have texts of a publication; in an adopted project, any can."""
    owners = owners_in(publication)
    return owners is None or owner(name) in owners


def owners_in(publication: Publication) -> tuple[str, ...] | None:
    """Return the owners of catalogues that can have texts of a publication; None if all can, as in an adopted project."""
    return None if publication.adopted else (publication.slug, SHARED, READERS, SPHINX)
