# SPDX-License-Identifier: GPL-3.0-or-later
"""References between publications: titles and page numbers of the targets, in the language of the referring edition."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from pipeline.bookformat.facts import ReferredPublication
from pipeline.bookformat.identifiers import BODY
from pipeline.bookformat.page_numbers import label
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format, Language, Publication
from pipeline.model.targets import TERMINOLOGY, Target, split_reference
from pipeline.model.template import Template
from pipeline.model.term_list import TERMINOLOGY_FILE, TermList, read_terms
from pipeline.publishing.fingerprint import Fingerprint
from pipeline.publishing.record import Record
from pipeline.system.steps import digest
from pipeline.translations.edition_inputs import EditionInputs

REFERENCES = "its references to other publications have changed"


class References:
    """The references of each edition to other publications.

    `inputs` returns the catalogues of an edition, or None if they cannot be read; `is_offered` returns whether an edition is,
    or will be, on the site, and `record_of` returns its last record, with the page numbers of its PDF.
    """

    def __init__(
        self,
        project: Project,
        templates: Iterable[Template],
        inputs: Callable[[Edition], EditionInputs | None],
        is_offered: Callable[[Edition], bool],
        record_of: Callable[[Edition], Record | None],
    ) -> None:
        self._project = project
        self._templates = {template.name: template for template in templates}
        self._inputs = inputs
        self._is_offered = is_offered
        self._record_of = record_of
        self._translations: dict[Edition, Mapping[str, str]] = {}
        self._targets: dict[Edition, Mapping[str, Target]] = {}

    def editions(self, edition: Edition) -> tuple[Edition, ...]:
        """Return the editions that an edition refers to."""
        editions = (self._edition_for(slug, edition.language) for slug in self._slugs(edition))
        return tuple(other for other in editions if other is not None)

    def facts(self, edition: Edition) -> Mapping[str, ReferredPublication]:
        """Return the publications that an edition refers to by slug, with all their targets."""
        return {slug: self._publication(slug, edition.language) for slug in self._slugs(edition)}

    def fingerprints(self, edition: Edition) -> Mapping[Format, Fingerprint]:
        """Return the fingerprint of the printed references for each format; empty if there are none."""
        names = self._references(edition)
        if not names:
            return {}
        facts = self.facts(edition)
        printed, pages = [], []
        for slug, name in names:
            other = facts.get(slug)
            printed.append((slug, name, other and (other.title, other.tag, other.formats, other.targets.get(name))))
            pages.append(other and other.pages.get(name))
        without_pages = {REFERENCES: digest(printed)}
        return {
            Format.PDF: {REFERENCES: digest((printed, pages))},
            Format.HTML: without_pages,
            Format.EPUB: without_pages,
        }

    def _publication(self, slug: str, language: Language) -> ReferredPublication:
        """Return a publication as references in a language name it, with the edition that they link to.

        If none is on the site, it has the original's title and an empty `tag`.
        """
        offered = self._edition_for(slug, language)
        publication = self._project.publication(slug)
        edition = offered or Edition(publication, publication.original)
        template = self._templates.get(slug)
        targets = template.targets if template is not None else ()
        if edition not in self._targets:
            self._targets[edition] = {target.name: self._target(target, edition) for target in targets}
        pages = self._pages(offered) if offered is not None else {}
        return ReferredPublication(
            title=self._words(publication.title, publication.original.tag, edition),
            tag=offered.language.tag if offered is not None else "",
            formats=publication.formats,
            targets=self._targets[edition],
            pages={target.name: pages[target.element] for target in targets if target.element in pages},
        )

    def _slugs(self, edition: Edition) -> list[str]:
        slugs = dict.fromkeys(slug for slug, _ in self._references(edition))
        return [slug for slug in slugs if slug in self._all_slugs and slug != edition.publication.slug]

    def _references(self, edition: Edition) -> list[tuple[str, str]]:
        template = self._templates.get(edition.publication.slug)
        return references_of([template] if template is not None else [], edition.publication)

    @cached_property
    def _all_slugs(self) -> frozenset[str]:
        return frozenset(publication.slug for publication in self._project.publications)

    def _edition_for(self, slug: str, language: Language) -> Edition | None:
        """Return the edition on the site to link to: in this language, else in the original's, in English, or in any."""
        offered = {
            edition.language.tag: edition for edition in self._project.editions(slug) if self._is_offered(edition)
        }
        tags = (language.tag, self._project.publication(slug).original.tag, "en", *offered)
        return next((offered[tag] for tag in tags if tag in offered), None)

    def _target(self, target: Target, edition: Edition) -> Target:
        """Return a target with its title in the edition's language."""
        if target.kind == TERMINOLOGY:
            term = self._terms.find(target.anchor.removeprefix("term-"))
            title = term.name(edition.language.tag, target.tag) if term is not None else (target.title, target.tag)
        else:
            title = self._words(target.title, target.tag, edition)
        return target._replace(title=title[0], tag=title[1])

    def _words(self, original: str, tag: str, edition: Edition) -> tuple[str, str]:
        """Return a title in the language of an edition, or else untranslated, and the tag of its language."""
        if tag == edition.language.tag:
            return _plain(original), tag
        if edition not in self._translations:
            inputs = self._inputs(edition)
            translations = [catalogue.translations for catalogue in inputs.catalogues] if inputs else []
            self._translations[edition] = {
                text: words for catalogue in translations for text, words in catalogue.items()
            }
        words = self._translations[edition].get(original)
        return (_plain(words), edition.language.tag) if words else (_plain(original), tag)

    def _pages(self, edition: Edition) -> Mapping[str, str]:
        """Return the page numbers in the edition's last PDF by identifier; empty if it has none."""
        record = self._record_of(edition)
        if record is None or Format.PDF not in record.made:
            return {}
        body = record.page_map.get(BODY, 1)
        return {name: label(page, body) for name, page in record.page_map.items()}

    @cached_property
    def _terms(self) -> TermList:
        return read_terms(self._project.source / TERMINOLOGY_FILE)


def references_of(templates: Iterable[Template], publication: Publication) -> list[tuple[str, str]]:
    """Return a publication's references to other publications, as slug and target name; the targets may not exist."""
    return [
        split_reference(reference)
        for template in templates
        if template.name == publication.slug
        for reference in template.references
    ]


def _plain(message: str) -> str:
    """Return a title without its markup."""
    # Imported late: docutils is not needed if nothing refers to another publication.
    from pipeline.proofread.text import parse_text

    return " ".join(parse_text(message).plain.split())
