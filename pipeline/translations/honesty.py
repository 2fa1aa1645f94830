# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the lints on all texts, originals and translations, and on all contacts."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path, PurePosixPath

from pipeline.languages import profile_of
from pipeline.model.contacts import CONTACTS_FILE, read_contacts
from pipeline.model.findings import Finding, Severity
from pipeline.model.message import Catalogue, State
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Honesty, Language, Publication
from pipeline.model.remark import Remark
from pipeline.model.template import SourcePlace, Template, TemplateMessage, is_shared
from pipeline.model.toml_tables import read_text
from pipeline.proofread.allowances import Allowance, allowances
from pipeline.proofread.checks import ALLOWABLE, BAD_ALLOW, allowance_fault, allowed_by
from pipeline.proofread.dictionaries import read_words
from pipeline.proofread.honesty import CONTACT_LINTS, ContactDates, LintRules, NameRules, Passage, digits, lint
from pipeline.proofread.text import parse_text as parse
from pipeline.translations.catalogues import Catalogues
from pipeline.translations.vocabulary import Vocabulary

DENIED_FILE = "names-denied.txt"
ALLOWED_FILE = "names.txt"
ORIGINAL_ONLY_CHECKS = ("uncited-number", "missing-row-headers")
"""Lints of originals only: for translations, another check compares the numbers, and the table markup is the original's."""


def honesty(
    project: Project,
    editions: tuple[Edition, ...],
    templates: Iterable[Template],
    catalogues: Catalogues,
) -> Iterator[Finding]:
    """Yield the findings in the originals of the publications, then in their translations, without duplicates.

    Comments above a text can allow findings; invalid comments are reported as findings. Raises Problem `broken-terminology` for an
    unreadable list of words or names.
    """
    rules, comments = _Rules(project), _Comments(project)
    for template in templates:
        for message in template.messages:
            owners = _owners(message, editions)
            for name, severity, remark in rules.remarks(message.original, message, owners, template, template.original):
                if not any(comments.allow(Path(other.path), other.line, name) for other in message.places):
                    yield Finding(Path(message.places[0].path), message.places[0].line, name, severity, remark)
        for language in dict.fromkeys(edition.language for edition in editions):
            # Skip broken catalogues, whose syntax errors are reported elsewhere.
            catalogue = catalogues.find(language, template.name) if language != template.original else None
            if catalogue is not None:
                yield from _translations(template, catalogue, editions, rules)
    yield from comments.findings()


def _translations(
    template: Template, catalogue: Catalogue, editions: tuple[Edition, ...], rules: "_Rules"
) -> Iterator[Finding]:
    originals = {message.original: message for message in template.messages}
    for message in catalogue.messages:
        original = originals.get(message.original)
        if original is None or message.state is not State.TRANSLATED:
            continue
        allowed = {*allowed_by(message), *ORIGINAL_ONLY_CHECKS}
        owners, translation = _owners(original, editions), message.translation
        for name, severity, remark in rules.remarks(translation, original, owners, template, catalogue.language):
            if name not in allowed:
                yield Finding(catalogue.path, message.translation_line, name, severity, remark)


def contacts(project: Project, today: date, printed_places: frozenset[SourcePlace] | None = None) -> Iterator[Finding]:
    """Yield the findings about the age of contacts, at the lines of their numbers.

    `printed_places` limits them to contacts whose name is at one of these places.
    """
    path = project.source / CONTACTS_FILE
    comments = _Comments(project)
    for contact in read_contacts(path).contacts if path.is_file() else ():
        names = (contact.lines[key] for key in ("service", "neutral_service") if key in contact.lines)
        places = (SourcePlace(PurePosixPath(path.relative_to(project.root)), line) for line in names)
        if printed_places is not None and printed_places.isdisjoint(places):
            continue
        dates = ContactDates(contact.source_date, contact.verified_on, today)
        line = contact.lines["number"]
        for name, check in CONTACT_LINTS.items():
            if not comments.allow(path, line, name):
                yield from (Finding(path, line, name, check.severity, remark) for remark in check.function(dates))


def uncalled_numbers(
    project: Project, today: date, printed_places: frozenset[SourcePlace] | None = None
) -> tuple[Finding, ...]:
    """Return the findings about numbers that nobody has called; `printed_places` as in `contacts`."""
    return tuple(found for found in contacts(project, today, printed_places) if found.check == "unverified-contact")


def places_in(editions: tuple[Edition, ...], templates: Iterable[Template]) -> frozenset[SourcePlace]:
    """Return the places of all texts in the publications of these editions."""
    messages = (message for template in templates for message in template.messages if _owners(message, editions))
    return frozenset(place for message in messages for place in message.places)


def _owners(message: TemplateMessage, editions: tuple[Edition, ...]) -> tuple[Publication, ...]:
    """Return the publications of these editions that contain a message."""
    slugs = {document.partition("/")[0] for document in message.documents}
    return tuple(dict.fromkeys(edition.publication for edition in editions if edition.publication.slug in slugs))


class _Rules:
    """The rules of each publication in each language. Lists and dictionaries are loaded lazily."""

    def __init__(self, project: Project) -> None:
        self._vocabulary = Vocabulary(project)
        path = project.source / CONTACTS_FILE
        contact_list = read_contacts(path).contacts if path.is_file() else None
        self._general_rules = LintRules(
            language="",
            confusables=self._vocabulary.confusables,
            project_profiles=self._vocabulary.project_profiles,
            denied=_read_list(project.source / DENIED_FILE),
            helplines=frozenset(digits(contact.number) for contact in contact_list)
            if contact_list is not None
            else None,
        )
        self._of = cache(self._rules)

    def remarks(
        self, text: str, message: TemplateMessage, owners: Iterable[Publication], template: Template, language: Language
    ) -> list[tuple[str, Severity, Remark]]:
        """Return the remarks on a text of a message by the rules of its publications, with check and severity, without duplicates.

        Names in shared texts are not checked, since they are the project's choice, not the publication's.
        """
        parsed, shared = parse(text), is_shared(template.name)
        rules = (self._of(owner, language, shared) for owner in owners)
        passages = (Passage(parsed, of_owner, message.cited, message.ancestors) for of_owner in rules)
        return list(dict.fromkeys(chain.from_iterable(map(lint, passages))))

    def _rules(self, publication: Publication, language: Language, is_shared_text: bool) -> LintRules:
        return replace(
            self._general_rules,
            language=language.tag,
            numbers=Honesty.NUMBERS in publication.honesty,
            quotations=Honesty.QUOTATIONS in publication.honesty,
            names=self._names(publication, language)
            if Honesty.NAMES in publication.honesty and not is_shared_text
            else None,
        )

    def _names(self, publication: Publication, language: Language) -> NameRules | None:
        knows = self._vocabulary.dictionary(language.tag)
        if knows is None:
            return None  # the check `unknown-word` reports that the dictionary is missing
        allowed = frozenset(name.casefold() for name in _read_list(publication.folder / ALLOWED_FILE))
        capital_nouns = profile_of(language.tag, self._vocabulary.project_profiles).capital_nouns
        return NameRules(
            allowed, knows, self._vocabulary.dictionary(publication.original.tag) if capital_nouns else None
        )


class _Comments:
    """The comments in the sources that allow findings."""

    def __init__(self, project: Project) -> None:
        self._root = project.root
        self._files: dict[Path, tuple[Allowance, ...]] = {}

    def allow(self, path: Path, line: int, check: str) -> bool:
        """Return whether a comment with a reason allows a finding at a line; `path` may be relative to the project's root."""
        whole = self._root / path
        if whole not in self._files:
            is_text = whole.suffix in (".rst", ".toml") and whole.is_file()
            self._files[whole] = allowances(whole.read_text(encoding="utf-8").splitlines()) if is_text else ()
        return any(file.check == check and file.reason and file.covers(line) for file in self._files[whole])

    def findings(self) -> Iterator[Finding]:
        """Yield findings for comments, in the files read so far, that allow an unknown check or give no reason."""
        for path, entries in self._files.items():
            sign = "#" if path.suffix == ".toml" else ".."
            for entry in entries:
                if entry.check not in ALLOWABLE or not entry.reason:
                    yield Finding(path, entry.line, BAD_ALLOW, Severity.WARNING, allowance_fault(entry.check, sign))


def _read_list(path: Path) -> tuple[str, ...]:
    return read_words(read_text(path, "broken-terminology")) if path.is_file() else ()
