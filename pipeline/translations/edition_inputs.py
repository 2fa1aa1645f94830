# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of an edition before it is made: its templates, its catalogues through the gate, its progress."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from pipeline.catalogue.progress import progress
from pipeline.catalogue.review import review
from pipeline.model.message import Catalogue
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import PSEUDO, Edition, EditionState, Progress, Publication, Review
from pipeline.model.releases import Releases
from pipeline.model.template import SHARED, Template, is_shared
from pipeline.system.steps import digest
from pipeline.translations.catalogues import SPHINX, Catalogues, owner, undivided
from pipeline.translations.pseudo import pseudo_catalogue
from pipeline.words import INTERFACE_LOCALES, READERS

_REVIEWS = (Review.DRAFT, Review.PARTLY, Review.REVIEWED, Review.ORIGINAL)
"""From the least to what needs none."""

type Domains = Mapping[str, Mapping[str, str]]
"""gettext domain -> original -> translation."""


class TextSummary(NamedTuple):
    """What a plan needs to know of an edition's texts; `abstracts` is a digest of what others print of them, empty if nothing."""

    progress: Progress
    review: Review
    date: date
    abstracts: str


@dataclass(frozen=True)
class EditionInputs:
    """An edition with all that its words come from; what follows from them is computed once.

    `sources` pairs each template that the edition needs with its catalogue, None if it does not exist yet.
    `words` are the catalogues of the interface: Sphinx's labels and our own. `refused` is what an adopted project
    goes without: entries of its catalogues, or whole ones; a project of ours goes without the edition instead. A bilingual edition has those of its
    second language, too, and is as far as the one of the two that is less far.
    """

    edition: Edition
    sources: tuple[tuple[Template, Catalogue | None], ...]
    words: tuple[tuple[str, Catalogue], ...]
    refused: tuple[Problem, ...] = ()
    beside: "EditionInputs | None" = None

    @cached_property
    def catalogues(self) -> tuple[Catalogue, ...]:
        own = tuple(catalogue for _, catalogue in self.sources if catalogue is not None)
        return own + (self.beside.catalogues if self.beside is not None else ())

    @cached_property
    def progress(self) -> Progress:
        own = sum((progress(self._printed(template), catalogue) for template, catalogue in self.sources), Progress())
        return min(own, self.beside.progress, key=_share) if self.beside is not None else own

    @property
    def missing(self) -> tuple[str, ...]:
        """Name the untranslated messages of an edition in the original's language, which are few, with their catalogues."""
        return tuple(
            f"{template.name}.po: {' '.join(original.split())}"
            for template, catalogue in (() if self.edition.is_translation else self.sources)
            for original in sorted(self._printed(template))
            if not progress([original], catalogue).translated
        )

    @property
    def first_untranslated(self) -> str:
        """Return where the first message stands that keeps the edition from being complete: in a catalogue, or, where none has it yet,
        in the sources; empty where none does."""
        for template, catalogue in self.sources:
            printed = self._printed(template)
            by_original = {message.original: message for message in catalogue.messages} if catalogue is not None else {}
            for message in template.messages:
                if message.original not in printed or progress([message.original], catalogue).translated:
                    continue
                if catalogue is not None and message.original in by_original:
                    return f"{catalogue.path}:{by_original[message.original].line}"
                return str(message.places[0])
        return self.beside.first_untranslated if self.beside is not None else ""

    @property
    def state(self) -> EditionState:
        return self.progress.state(self.edition.publication.publish_at)

    @cached_property
    def review(self) -> Review:
        """Return `reviewed` when all that the edition prints is; `partly` when some of the publication's own texts are.

        Shared texts alone, which were read in another publication, leave it a draft.
        """
        if self.beside is not None:
            return min(replace(self, beside=None).review, self.beside.review, key=_REVIEWS.index)
        if not self.edition.is_translation:
            return Review.ORIGINAL
        states = {
            template.name: review(
                catalogue.header, [message for message in catalogue.messages if message.original in originals]
            )
            for template, catalogue in self.sources
            if catalogue is not None and (originals := self._printed(template))
        }
        if states and set(states.values()) == {Review.REVIEWED}:
            return Review.REVIEWED
        of_publication = {state for name, state in states.items() if not is_shared(name)}
        return Review.DRAFT if of_publication <= {Review.DRAFT} else Review.PARTLY

    @cached_property
    def _documents(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Return by the name of a template the originals of each document of the edition."""
        slug = self.edition.publication.slug
        return {template.name: template.of_documents(slug) for template, _ in self.sources}

    def _printed(self, template: Template) -> frozenset[str]:
        """Return the originals of a template that the edition prints."""
        return frozenset(chain.from_iterable(self._documents[template.name].values()))

    @property
    def date(self) -> date:
        """Return the later of the publication's date and its catalogues' revision."""
        revisions = (catalogue.revision for catalogue in self.catalogues)
        return max([self.edition.publication.date, *(day for day in revisions if day is not None)])

    @cached_property
    def domains(self) -> Domains:
        """Return what Sphinx looks up: one domain a document, so that one edited message has one document read again."""
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
        """Return the translations of the publication's abstracts, which its editions in other languages print as well."""
        translations: dict[str, str] = {}
        for template, catalogue in self.sources:
            if catalogue is not None and (originals := template.of_abstracts(self.edition.publication.slug)):
                by_original = catalogue.translations
                translations |= {text: by_original[text] for text in originals if text in by_original}
        return translations

    @property
    def summary(self) -> TextSummary:
        abstracts = digest(self.abstracts) if self.abstracts else ""
        return TextSummary(self.progress, self.review, self.date, abstracts)

    @cached_property
    def lines(self) -> Mapping[str, str]:
        """Return original -> `file.po:line` of its translation, for messages about it."""
        return {
            message.original: f"{catalogue.path}:{message.translation_line}"
            for catalogue in reversed(self.catalogues)  # those of its own language win
            for message in catalogue.messages
            if message.line  # that of a pseudo-locale is in no file
        }


def _share(done: Progress) -> tuple[bool, int]:
    return done.translated == done.messages, done.percent


def load_inputs(
    project: Project, edition: Edition, templates: Iterable[Template], catalogues: Catalogues | None = None
) -> EditionInputs:
    """Read the edition's catalogues through the gate; `catalogues` has those that other editions have read.

    Raises Problem `broken-catalogue` where one is refused, unless the project is an adopted one.
    """
    catalogues = catalogues or Catalogues(project)
    templates = tuple(templates)
    if edition.beside is not None:
        first, second = (
            load_inputs(project, Edition(edition.publication, language), templates, catalogues)
            for language in edition.languages
        )
        refused_in_both = (*first.refused, *second.refused)
        return EditionInputs(edition, first.sources, first.words, refused_in_both, beside=second)
    if (former := undivided(project, edition.language)) is not None:
        message = "the words of the interface are in readers.po and tools.po now"
        hint = "run west-pipeline update: it moves all translations of this file there"
        raise Problem("former-catalogue", message, hint=hint, path=former)
    refused: list[Problem] = []

    def read_own(name: str, folder: Path | None = None) -> Catalogue | None:
        if not edition.publication.adopted:
            return catalogues.read(edition.language, name, folder)
        catalogue, dropped = catalogues.usable(edition.language, name, folder)
        refused.extend(dropped)
        return catalogue

    pseudo = partial(pseudo_catalogue, folder=project.locales)
    sources = [
        (template, pseudo(template) if edition.language == PSEUDO else read_own(template.name))
        for template in templates
        if template.original.tag != edition.language.tag and speaks_in(template.name, edition.publication)
    ]
    words = [
        (name, catalogue)
        for name in (SPHINX, READERS)
        for folder in ((INTERFACE_LOCALES, None) if project.locales != INTERFACE_LOCALES else (None,))
        # An adopted project has Sphinx's own labels: ours are for what Sphinx lacks, and `labels` looks there.
        if folder is None or name == READERS or not edition.publication.adopted
        if (catalogue := read_own(name, folder)) is not None
    ]
    return EditionInputs(edition, tuple(sources), tuple(words), tuple(refused))


def words_of(project: Project, name: str, catalogues: Catalogues | None = None) -> dict[str, dict[str, str]]:
    """Return by language tag the translations in the catalogues of this name; nothing of one that the gate refuses."""
    catalogues = catalogues or Catalogues(project)
    by_tag = {}
    for language in project.languages:
        with suppress(Problem):
            if (catalogue := catalogues.read(language, name)) is not None:
                by_tag[language.tag] = catalogue.translations
    return by_tag


def words_of_the_site(
    project: Project, releases: Iterable[Releases], catalogues: Catalogues
) -> dict[str, dict[str, str]]:
    """Return by language tag the translations of the project's own texts and of what the site alone says of publications."""
    by_tag = words_of(project, SHARED, catalogues)
    for language in project.languages:  # of lists that are in a language of their own
        for tag, translations in words_of(project, f"{SHARED}+{language.tag}", catalogues).items():
            by_tag.setdefault(tag, {}).update(translations)
    for release in releases:
        publication = release.publication
        texts = {
            *(withdrawal.reason for withdrawal in release.withdrawals),
            *(change.text for change in publication.changes),
            *(page.reason for page in publication.former),
            *(publication.texts if release.withdrawals else ()),
        }
        for tag, translations in words_of(project, publication.slug, catalogues).items() if texts else ():
            by_tag.setdefault(tag, {}).update({text: translations[text] for text in texts & translations.keys()})
    return by_tag


def speaks_in(name: str, publication: Publication) -> bool:
    """Return whether a catalogue of this name can have words of a publication; of an adopted project each has."""
    owners = owners_in(publication)
    return owners is None or owner(name) in owners


def owners_in(publication: Publication) -> tuple[str, ...] | None:
    """Return whose catalogues can have words of a publication; None where all can, as in an adopted project."""
    return None if publication.adopted else (publication.slug, SHARED, READERS, SPHINX)
