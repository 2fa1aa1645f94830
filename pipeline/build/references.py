# SPDX-License-Identifier: GPL-3.0-or-later
"""References between publications: what an edition's targets in the others are called and where they are, in its language."""

from collections.abc import Callable, Iterable, Mapping

from pipeline.bookformat.identifiers import BODY
from pipeline.bookformat.page_numbers import label
from pipeline.build.edition_inputs import Desk
from pipeline.build.fingerprint import Fingerprint, digest
from pipeline.build.record import Record
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Format, Language, Publication
from pipeline.model.targets import TERMINOLOGY, Target, split_reference
from pipeline.model.template import Template
from pipeline.model.term_list import TERMINOLOGY_FILE, TermList, read_terms

REFERENCES = "what it refers to in other publications has changed"

type Told = Mapping[str, object]
"""A publication, or a target in it, as plain data; pipeline/compose/parts/other_publications.py reads the keys."""


class References:
    """Answers for each edition what its sources refer to in other publications.

    `desks` hold the catalogues of all editions that could be read; `is_offered` says whether an edition is, or is to be, on
    the site, and `record_of` what was made of it the last time: pages are those of that PDF.
    """

    def __init__(
        self,
        project: Project,
        templates: Iterable[Template],
        desks: Mapping[Edition, Desk],
        is_offered: Callable[[Edition], bool],
        record_of: Callable[[Edition], Record | None],
    ) -> None:
        self._project = project
        self._templates = {template.name: template for template in templates}
        self._desks = desks
        self._is_offered = is_offered
        self._record_of = record_of
        self._terms: TermList | None = None
        self._translations: dict[Edition, Mapping[str, str]] = {}
        self._targets: dict[Edition, Mapping[str, Told]] = {}

    def editions(self, edition: Edition) -> tuple[Edition, ...]:
        """The editions to which the references of an edition lead."""
        found = (self._edition_for(slug, edition.language) for slug in self._slugs(edition))
        return tuple(one for one in found if one is not None)

    def facts(self, edition: Edition) -> Mapping[str, Told]:
        """By slug, the publications that an edition refers to, with all that they offer to be referred to."""
        return {slug: self.publication(slug, edition.language) for slug in self._slugs(edition)}

    def prints(self, edition: Edition) -> Mapping[Format, Fingerprint]:
        """The fingerprint of what the references of an edition print, for each format; nothing where it has none."""
        names = referred(self._templates.values(), edition.publication)
        if not names:
            return {}
        told = self.facts(edition)
        seen = []
        for slug, name in names:
            whole = told.get(slug, {})
            targets = whole.get("targets", {})
            assert isinstance(targets, dict)
            seen.append((slug, name, whole.get("title"), whole.get("tag"), whole.get("formats"), targets.get(name)))
        without = [(*rest, {**target, "page": ""} if target else None) for *rest, target in seen]
        others = {REFERENCES: digest(without)}
        return {Format.PDF: {REFERENCES: digest(seen)}, Format.HTML: others, Format.EPUB: others}

    def publication(self, slug: str, language: Language) -> Told:
        """A publication as readers of a language get it: in the edition to which references to it lead.

        Where none is on the site it is called by its original's words, and its `tag` is empty.
        """
        edition = self._edition_for(slug, language)
        publication = self._project.publication(slug)
        named = edition or Edition(publication, publication.original)
        if named not in self._targets:
            self._targets[named] = {target.name: self._told(target, named) for target in self._offers(slug)}
        pages = self._pages(edition) if edition is not None else {}
        told = self._targets[named]
        targets = {
            offer.name: {**told[offer.name], "page": pages.get(offer.element, "")} for offer in self._offers(slug)
        }
        return {
            "tag": edition.language.tag if edition is not None else "",
            "title": self._words(publication.title, publication.original.tag, named),
            "formats": [one.value for one in publication.formats],
            "targets": targets,
        }

    def _slugs(self, edition: Edition) -> list[str]:
        known = {publication.slug for publication in self._project.publications} - {edition.publication.slug}
        named = dict.fromkeys(slug for slug, _ in referred(self._templates.values(), edition.publication))
        return [slug for slug in named if slug in known]

    def _offers(self, slug: str) -> tuple[Target, ...]:
        template = self._templates.get(slug)
        return template.targets if template is not None else ()

    def _edition_for(self, slug: str, language: Language) -> Edition | None:
        """The edition in this language; else in the original's, in English, in any: the first that is on the site."""
        offered = {
            edition.language.tag: edition for edition in self._project.editions(slug) if self._is_offered(edition)
        }
        original = self._project.publication(slug).original
        wanted = (language.tag, original.tag, "en", *offered)
        return next((offered[tag] for tag in wanted if tag in offered), None)

    def _told(self, target: Target, edition: Edition) -> Told:
        """A target in the words of an edition; its title is a pair, the words and the tag of their language."""
        if target.kind == TERMINOLOGY:
            term = self._term_list().find(target.anchor.removeprefix("term-"))
            title = term.name(edition.language.tag, target.tag) if term is not None else (target.title, target.tag)
        else:
            title = self._words(target.title, target.tag, edition)
        return {
            "kind": target.kind,
            "number": target.number,
            "document": target.document,
            "anchor": target.anchor,
            "title": title,
        }

    def _words(self, original: str, tag: str, edition: Edition) -> tuple[str, str]:
        if tag == edition.language.tag:
            return _plain(original), tag
        if edition not in self._translations:
            desk = self._desks.get(edition)
            catalogues = [catalogue for _, catalogue in desk.sources if catalogue is not None] if desk else []
            self._translations[edition] = {
                text: words for catalogue in catalogues for text, words in catalogue.translations.items()
            }
        words = self._translations[edition].get(original)
        return (_plain(words), edition.language.tag) if words else (_plain(original), tag)

    def _pages(self, edition: Edition) -> Mapping[str, str]:
        """By identifier, the page numbers as the edition's last PDF prints them; nothing where it has none."""
        known = self._record_of(edition)
        if known is None or Format.PDF not in known.made:
            return {}
        body = known.page_map.get(BODY, 1)
        return {name: label(page, body) for name, page in known.page_map.items()}

    def _term_list(self) -> TermList:
        if self._terms is None:
            self._terms = read_terms(self._project.source / TERMINOLOGY_FILE)
        return self._terms


def referred(templates: Iterable[Template], publication: Publication) -> list[tuple[str, str]]:
    """Return what a publication refers to in others, each as slug and name of the target, whether or not these exist."""
    own = (template for template in templates if template.name == publication.slug)
    return [split_reference(reference) for template in own for reference in template.references]


def _plain(message: str) -> str:
    """The words of a title without its markup."""
    # Imported here: where nothing refers to another publication, docutils is not needed.
    from pipeline.proofread.text import read

    return " ".join(read(message).plain.split())
