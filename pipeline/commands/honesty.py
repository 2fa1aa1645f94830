# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking every text, original and translated, whether it is to be trusted; and every contact how old it is."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath

from pipeline.build.edition_inputs import catalogue_path
from pipeline.catalogue.reading import read
from pipeline.commands.vocabulary import Vocabulary
from pipeline.languages import profile_of
from pipeline.model.contacts import CONTACTS_FILE, read_contacts
from pipeline.model.findings import Finding, Severity
from pipeline.model.message import State
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Honesty, Language, Publication
from pipeline.model.remark import Remark
from pipeline.model.template import Place, Template, TemplateMessage, is_shared
from pipeline.model.toml_tables import read_text
from pipeline.proofread.allowances import Allowance, allowances
from pipeline.proofread.checks import ALLOWABLE, BAD_ALLOW, allowed_by, wrong_with
from pipeline.proofread.contacts import CONTACT_LINTS, Dates
from pipeline.proofread.dictionaries import read_words
from pipeline.proofread.honesty import NameRules, Passage, Rules, digits, lint
from pipeline.proofread.text import read as take_apart

DENIED_FILE = "names-denied.txt"
ALLOWED_FILE = "names.txt"
OF_THE_ORIGINAL = "uncited-number"
"""A figure without a source is the mistake of the original, and told there; another check tells where figures differ."""

type Said = tuple[str, Severity, Remark]
"""The name of a lint, its severity, and what it says."""


def honesty(project: Project, editions: Iterable[Edition], templates: Iterable[Template]) -> Iterator[Finding]:
    """The findings in the originals of the publications asked for, then in their translations, each once.

    A case is allowed by a comment above it; comments that allow nothing are findings too. Raises Problem
    `broken-terminology` for a list of words or names that cannot be read.
    """
    asked = tuple(editions)
    rules, comments = _Rules(project), _Comments(project)
    for template in templates:
        yield from _originals(template, asked, rules, comments)
        for language in dict.fromkeys(edition.language for edition in asked):
            if language != template.original:
                path = catalogue_path(project.locales, language, template.name)
                yield from _translations(template, path, language, asked, rules)
    yield from comments.findings()


def contacts(project: Project, today: date, printed: frozenset[Place] | None = None) -> Iterator[Finding]:
    """Yield what is to be said of the age of each contact, in the line of its number.

    With `printed`, of those alone whose name stands at one of these places.
    """
    path = project.source / CONTACTS_FILE
    comments = _Comments(project)
    for contact in read_contacts(path).contacts if path.is_file() else ():
        if printed is not None and Place(_from_root(path, project), contact.lines["service"]) not in printed:
            continue
        dates = Dates(contact.source_date, contact.verified_on, today, project.contacts_valid_months)
        line = contact.lines["number"]
        for name, one in CONTACT_LINTS.items():
            if not comments.allow(path, line, name):
                yield from (Finding(path, line, name, one.severity, remark) for remark in one.function(dates))


def printed_by(editions: Iterable[Edition], templates: Iterable[Template]) -> frozenset[Place]:
    """Return the places of all texts that stand in the publications of these editions."""
    asked = tuple(editions)
    return frozenset(
        place
        for template in templates
        for message in template.messages
        if _owners(message, asked)
        for place in message.places
    )


def _from_root(path: Path, project: Project) -> PurePosixPath:
    return PurePosixPath(path.relative_to(project.root).as_posix())


class _Rules:
    """The rules of each publication in each language; lists and dictionaries are read when they are first asked for."""

    def __init__(self, project: Project) -> None:
        self._vocabulary = Vocabulary(project)
        path = project.source / CONTACTS_FILE
        known = read_contacts(path).contacts if path.is_file() else None
        self._everywhere = Rules(
            language="",
            confusables=self._vocabulary.confusables,
            project_profiles=self._vocabulary.project_profiles,
            denied=_listed(project.source / DENIED_FILE),
            helplines=frozenset(digits(one.number) for one in known) if known is not None else None,
        )
        self._of = cache(self._find)

    def remarks(
        self, text: str, message: TemplateMessage, owners: Iterable[Publication], language: Language, *, shared: bool
    ) -> list[Said]:
        """What the publications that print a message have to say of a text of it, each remark once.

        Names in shared texts are the project's own choice, not that of a publication which prints them.
        """
        taken_apart = take_apart(text)
        return list(
            dict.fromkeys(
                one
                for owner in owners
                for one in lint(Passage(taken_apart, self._of(owner, language, shared), message.cited, message.within))
            )
        )

    def _find(self, publication: Publication, language: Language, shared: bool) -> Rules:
        return replace(
            self._everywhere,
            language=language.tag,
            numbers=Honesty.NUMBERS in publication.honesty,
            quotations=Honesty.QUOTATIONS in publication.honesty,
            names=self._names(publication, language) if Honesty.NAMES in publication.honesty and not shared else None,
        )

    def _names(self, publication: Publication, language: Language) -> NameRules | None:
        knows = self._vocabulary.dictionary(language.tag)
        if knows is None:
            return None  # `unknown-word` says that the dictionary is missing
        allowed = frozenset(name.casefold() for name in _listed(publication.folder / ALLOWED_FILE))
        capital_nouns = profile_of(language.tag, self._vocabulary.project_profiles).capital_nouns
        return NameRules(
            allowed, knows, self._vocabulary.dictionary(publication.original.tag) if capital_nouns else None
        )


class _Comments:
    """The comments in the sources that allow a case."""

    def __init__(self, project: Project) -> None:
        self._root = project.root
        self._files: dict[Path, tuple[Allowance, ...]] = {}

    def allow(self, path: Path, line: int, check: str) -> bool:
        """Whether a comment with a reason allows this check in this line; `path` may be relative to the project's root."""
        whole = self._root / path
        if whole not in self._files:
            is_text = whole.suffix in (".rst", ".toml") and whole.is_file()
            self._files[whole] = allowances(whole.read_text(encoding="utf-8").splitlines()) if is_text else ()
        return any(file.check == check and file.reason and file.covers(line) for file in self._files[whole])

    def findings(self) -> Iterator[Finding]:
        """Comments, in the files that were asked, that allow a check which does not exist, or give no reason."""
        for path, found in self._files.items():
            sign = "#" if path.suffix == ".toml" else ".."
            for one in found:
                if one.check not in ALLOWABLE or not one.reason:
                    yield Finding(path, one.line, BAD_ALLOW, Severity.WARNING, wrong_with(one.check, sign))


def _originals(template: Template, asked: tuple[Edition, ...], rules: _Rules, comments: _Comments) -> Iterator[Finding]:
    shared = is_shared(template.name)
    for message in template.messages:
        owners = _owners(message, asked)
        for name, severity, remark in rules.remarks(
            message.original, message, owners, template.original, shared=shared
        ):
            if not any(comments.allow(Path(place.path), place.line, name) for place in message.places):
                place = message.places[0]
                yield Finding(Path(place.path), place.line, name, severity, remark)


def _translations(
    template: Template, path: Path, language: Language, asked: tuple[Edition, ...], rules: _Rules
) -> Iterator[Finding]:
    try:
        catalogue = read(path, language) if path.is_file() else None
    except Problem:
        return  # the gate's own findings tell of it
    known = {message.original: message for message in template.messages}
    for message in catalogue.messages if catalogue is not None else ():
        if message.original not in known or message.state is not State.TRANSLATED:
            continue
        original = known[message.original]
        allowed = {*allowed_by(message), OF_THE_ORIGINAL}
        owners, shared = _owners(original, asked), is_shared(template.name)
        for name, severity, remark in rules.remarks(message.translation, original, owners, language, shared=shared):
            if name not in allowed:
                yield Finding(path, message.translation_line, name, severity, remark)


def _owners(message: TemplateMessage, asked: tuple[Edition, ...]) -> tuple[Publication, ...]:
    """The publications, of those asked for, that print a message."""
    slugs = {document.partition("/")[0] for document in message.documents}
    return tuple(dict.fromkeys(one.publication for one in asked if one.publication.slug in slugs))


def _listed(path: Path) -> tuple[str, ...]:
    return read_words(read_text(path, "broken-terminology")) if path.is_file() else ()
