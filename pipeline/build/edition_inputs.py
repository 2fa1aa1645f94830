# SPDX-License-Identifier: GPL-3.0-or-later
"""What the plan knows of an edition before it is made: its templates, its catalogues through the gate, its progress."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.catalogue.progress import progress
from pipeline.catalogue.reading import read
from pipeline.catalogue.review import review
from pipeline.model.findings import Severity
from pipeline.model.message import Catalogue
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, EditionState, Language, Progress, Review
from pipeline.model.releases import Releases
from pipeline.model.template import SHARED, Template, is_shared

PORTAL = "portal"
SPHINX = "sphinx"

type Domains = Mapping[str, Mapping[str, str]]
"""gettext domain -> original -> translation."""


@dataclass(frozen=True, slots=True)
class Desk:
    """An edition with all that its words come from.

    `sources` pairs each template that the edition needs with its catalogue, None where there is none yet.
    `words` are the catalogues of the interface: Sphinx's labels and our own. `refused` are catalogues that did not pass
    the gate of an adopted project; a project of ours does without the edition instead.
    """

    edition: Edition
    sources: tuple[tuple[Template, Catalogue | None], ...]
    words: tuple[tuple[str, Catalogue], ...]
    refused: tuple[Problem, ...] = ()

    @property
    def progress(self) -> Progress:
        total = Progress()
        for template, catalogue in self.sources:
            total += progress(self._printed(template), catalogue)
        return total

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
    def state(self) -> EditionState:
        return self.progress.state(self.edition.publication.publish_at)

    @property
    def review(self) -> Review:
        """Reviewed when all that it prints is; partly when somebody has read some of the publication's own texts.

        Shared texts alone, which were read in another publication, leave it a draft.
        """
        if not self.edition.is_translation:
            return Review.ORIGINAL
        found = {
            template.name: review(
                catalogue.header, [message for message in catalogue.messages if message.original in used]
            )
            for template, catalogue in self.sources
            if catalogue is not None and (used := self._printed(template))
        }
        if found and set(found.values()) == {Review.REVIEWED}:
            return Review.REVIEWED
        own = {state for name, state in found.items() if not is_shared(name)}
        return Review.DRAFT if own <= {Review.DRAFT} else Review.PARTLY

    def _printed(self, template: Template) -> frozenset[str]:
        """The originals of a template that stand in the edition."""
        documents = template.of_documents(self.edition.publication.slug)
        return frozenset(text for texts in documents.values() for text in texts)

    @property
    def date(self) -> date:
        """The later of the publication's date and its catalogues' revision."""
        revisions = [catalogue.revision for _, catalogue in self.sources if catalogue is not None]
        return max([self.edition.publication.date, *(day for day in revisions if day is not None)])

    @property
    def domains(self) -> Domains:
        """What Sphinx looks up: one domain a document, so that one edited message has one document read again."""
        slug = self.edition.publication.slug
        found: dict[str, dict[str, str]] = {}
        for template, catalogue in self.sources:
            translations = catalogue.translations if catalogue is not None else {}
            if self.edition.publication.adopted:
                found.setdefault(template.name, {}).update(translations)
                continue
            for docname, originals in template.of_documents(slug).items():
                domain = found.setdefault(docname, {})
                domain.update({text: translations[text] for text in originals if text in translations})
            if is_shared(template.name):
                found.setdefault(SHARED, {}).update(translations)
        for name, catalogue in self.words:
            found.setdefault(name, {}).update(catalogue.translations)
        return found

    @property
    def abstracts(self) -> Mapping[str, str]:
        """The translations of the publication's abstracts, which its editions in other languages print as well."""
        slug = self.edition.publication.slug
        return {
            text: catalogue.translations[text]
            for template, catalogue in self.sources
            if catalogue is not None
            for text in template.of_abstracts(slug)
            if text in catalogue.translations
        }

    @property
    def lines(self) -> Mapping[str, str]:
        """Original -> `file.po:line` of its translation, for messages about it."""
        return {
            message.original: f"{catalogue.path}:{message.translation_line}"
            for _, catalogue in self.sources
            if catalogue is not None
            for message in catalogue.messages
        }


def lay_out(project: Project, edition: Edition, templates: Iterable[Template]) -> Desk:
    """Read the edition's catalogues through the gate.

    Raises Problem `broken-catalogue` where one is refused, unless the project is an adopted one.
    """
    wanted = [template for template in templates if _speaks_in(template, edition)]
    refused: list[Problem] = []

    def read_or_refuse(folder: Path, name: str) -> Catalogue | None:
        try:
            return _read_if_there(folder, edition.language, name)
        except Problem as problem:
            if not edition.publication.adopted:
                raise
            refused.append(problem)
            return None

    sources = [(template, read_or_refuse(project.locales, template.name)) for template in wanted]
    words = [
        (name, catalogue)
        for name in (SPHINX, PORTAL)
        for folder in dict.fromkeys((own_locales(), project.locales))
        if (catalogue := read_or_refuse(folder, name)) is not None
    ]
    return Desk(edition, tuple(sources), tuple(words), tuple(refused))


def errors(desk: Desk) -> Problem | None:
    """The errors that proofreading finds in the edition's catalogues, as the Problem that stops it; None if all is well."""
    if desk.edition.publication.adopted:
        return None
    # Imported here: where nothing is due, nothing need be read that reads.
    from pipeline.proofread.checks import proofread

    found = [
        finding
        for _, catalogue in desk.sources
        if catalogue is not None
        for finding in proofread(catalogue)
        if finding.severity is Severity.ERROR
    ]
    if not found:
        return None
    return Problem(
        "catalogue-errors",
        f"{found[0].check}: {found[0].remark}",
        cause=f"{len(found)} errors in the catalogues of {desk.edition}" if len(found) > 1 else "",
        hint="mend it; `make check` lists all, `pipeline check --explain NAME` shows a good example",
        path=found[0].path,
        line=found[0].line,
    )


def words_of(project: Project, name: str) -> dict[str, dict[str, str]]:
    """By language tag, the translations in the catalogues of this name; none of one that the gate refuses."""
    found = {}
    for language in project.languages:
        try:
            catalogue = _read_if_there(project.locales, language, name)
        except Problem:
            continue
        if catalogue is not None:
            found[language.tag] = dict(catalogue.translations)
    return found


def words_of_the_site(project: Project, released: Iterable[Releases]) -> dict[str, dict[str, str]]:
    """By language tag, the translations of the project's own texts, and of what the site alone says of publications."""
    found = words_of(project, SHARED)
    for language in project.languages:  # of lists that are in a language of their own
        for tag, translations in words_of(project, f"{SHARED}+{language.tag}").items():
            found.setdefault(tag, {}).update(translations)
    for each in released:
        reasons = {withdrawal.reason for withdrawal in each.withdrawals} | {
            change.text for change in each.publication.changes
        }
        reasons |= {one.reason for one in each.publication.former}
        texts = reasons | (set(each.publication.texts) if each.withdrawals else set())
        for tag, translations in words_of(project, each.publication.slug).items() if texts else ():
            told = {text: translations[text] for text in texts & translations.keys()}
            found.setdefault(tag, {}).update(told)
    return found


def own_locales() -> Path:
    """The folder of the words of the interface that come with the pipeline."""
    return Path(__file__).resolve().parents[2] / "locales"


def catalogue_path(folder: Path, language: Language, name: str) -> Path:
    """Where a catalogue stands, or would; a project that writes `zh-CN` where gettext writes `zh_CN` is understood."""
    usual, spelt = (folder / one / "LC_MESSAGES" / f"{name}.po" for one in (language.locale, language.tag))
    return spelt if spelt.is_file() and not usual.is_file() else usual


def _speaks_in(template: Template, edition: Edition) -> bool:
    """Whether the edition needs this template translated."""
    slug = edition.publication.slug
    return template.original.tag != edition.language.tag and bool(
        template.of_documents(slug) or is_shared(template.name)
    )


def _read_if_there(folder: Path, language: Language, name: str) -> Catalogue | None:
    path = catalogue_path(folder, language, name)
    if not path.is_file():
        return None
    return read(path, language)
