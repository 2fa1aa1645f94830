# SPDX-License-Identifier: GPL-3.0-or-later
"""Proofreading every catalogue of the editions asked for, and the originals behind them."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from pipeline.build.edition_inputs import SPHINX
from pipeline.build.fingerprint import catalogue_files
from pipeline.build.templates import templates
from pipeline.catalogue.gate import gate
from pipeline.catalogue.reading import read
from pipeline.commands.honesty import contacts, honesty, printed_by
from pipeline.commands.vocabulary import Vocabulary
from pipeline.languages import profile_of
from pipeline.model.findings import Finding, Severity
from pipeline.model.message import Catalogue
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Language
from pipeline.model.remark import Remark
from pipeline.model.template import Template, is_shared
from pipeline.proofread.checks import ALLOWABLE, BAD_ALLOW, proofread
from pipeline.proofread.consistency import TWO_TRANSLATIONS, two_translations
from pipeline.proofread.contacts import CONTACT_LINTS
from pipeline.proofread.handbook import entry as explained
from pipeline.proofread.handbook import names
from pipeline.proofread.honesty import LINTS
from pipeline.words import PORTAL, Words

SPELLING = "unknown-word"
UNKNOWN_TERM = "unknown-term"
INCOMPLETE_PROFILE = "incomplete-profile"
"""The notice about an entry that the profile of a language lacks."""


def check(
    project: Project, editions: tuple[Edition, ...], name: str | None, today: date | None = None
) -> Iterator[Finding]:
    """Yield the findings of each catalogue once, in the order of the editions; then those of the originals and contacts.

    A broken catalogue yields what the gate found. Where the machine lacks the dictionary of a language, a notice at the
    first catalogue of that language says so, and one for each entry that its profile lacks. Without `today` the age of contacts is left be. Raises Problem where the
    sources cannot be read.
    """
    _known(name)
    is_narrowed = {edition.publication for edition in editions} != set(project.publications)
    if name is None:
        yield from _incomplete_profiles(project, editions)
    yield from _catalogues(project, editions, name, is_narrowed=is_narrowed)
    if name in (None, *LINTS) and not any(publication.adopted for publication in project.publications):
        yield from (one for one in honesty(project, editions, templates(project)) if name in (None, one.check))
    if name in (None, *CONTACT_LINTS) and today is not None:
        found = contacts(project, today, printed_by(editions, templates(project)) if is_narrowed else None)
        yield from (one for one in found if name in (None, one.check))


def _catalogues(
    project: Project, editions: tuple[Edition, ...], name: str | None, *, is_narrowed: bool
) -> Iterator[Finding]:
    spelling = name in (None, SPELLING)
    has_glossaries = name in (None, UNKNOWN_TERM) and not any(
        publication.adopted for publication in project.publications
    )
    vocabulary = Vocabulary(project, spelling=spelling, templates=templates(project) if has_glossaries else ())
    seen: dict[Path, Language] = {}
    missed: set[Language] = set()
    for edition in editions:
        for path in catalogue_files(project, edition):
            if path in seen:
                continue
            seen[path] = edition.language
            if spelling and edition.language not in missed and vocabulary.dictionary(edition.language.tag) is None:
                missed.add(edition.language)
                yield _without_dictionary(project, path, edition.language)
            faults = gate(path, path.read_bytes(), edition.language)
            found = faults or _proofread(path, edition, vocabulary)
            if is_narrowed and not faults and not edition.publication.adopted:
                found = _of_the_publications(found, path, edition.language, editions, templates(project))
            yield from (one for one in found if faults or name in (None, one.check))
    if name in (None, TWO_TRANSLATIONS):
        for language in dict.fromkeys(seen.values()):
            yield from two_translations(_readable((path for path, one in seen.items() if one == language), language))


def _of_the_publications(
    found: Iterable[Finding],
    path: Path,
    language: Language,
    editions: tuple[Edition, ...],
    templates: Iterable[Template],
) -> Iterator[Finding]:
    """Leave out what concerns other publications: notices about the interface, and shared texts that these do not print."""
    if path.stem in (PORTAL, SPHINX):
        yield from (one for one in found if one.severity is not Severity.NOTICE)
    elif is_shared(path.stem):
        slugs = {edition.publication.slug for edition in editions}
        used = {
            message.original
            for template in templates
            if template.name == path.stem
            for message in template.messages
            if any(document.partition("/")[0] in slugs for document in message.documents)
        }
        lines = {one.translation_line for one in read(path, language).messages if one.original in used}
        yield from (one for one in found if one.line in lines)
    else:
        yield from found


def _readable(paths: Iterable[Path], language: Language) -> Iterator[Catalogue]:
    """The catalogues of texts that pass the gate; the words of buttons are left aside."""
    for path in paths:
        if path.stem not in (PORTAL, SPHINX) and not gate(path, path.read_bytes(), language):
            yield read(path, language)


def explanations(found: Iterable[Finding], words: Words) -> dict[str, str]:
    """What the checks that found something look for, with examples; empty for the gate's, whose remarks say all."""
    named = names()
    return {name: explained(name, words) if name in named else "" for name in dict.fromkeys(one.check for one in found)}


def explain(name: str, words: Words) -> str:
    """What a check looks for, with a bad and a good example in each language. Raises Problem `unknown-check`."""
    return explained(name, words)


def _proofread(path: Path, edition: Edition, vocabulary: Vocabulary) -> Iterator[Finding]:
    catalogue = read(path, edition.language)
    return proofread(catalogue, vocabulary.context(catalogue, smart_quotes=edition.publication.adopted))


def _incomplete_profiles(project: Project, editions: Iterable[Edition]) -> Iterator[Finding]:
    """Yield a notice for each entry that the profile of a language lacks, at the profile or where the language is named."""
    for language in dict.fromkeys(edition.language for edition in editions):
        path = project.profiles / f"{language.tag}.toml"
        for entry, cost in profile_of(language.tag, project.profiles).missing:
            remark = Remark(
                "the profile of %(language)s lacks %(entry)s: %(cost)s",
                language=language.autonym,
                entry=entry,
                cost=cost,
            )
            place = path if path.is_file() else project.described_in
            yield Finding(place, 1, INCOMPLETE_PROFILE, Severity.NOTICE, remark)


def _without_dictionary(project: Project, path: Path, language: Language) -> Finding:
    remark = Remark(
        "this machine has no dictionary of %(language)s; install %(package)s, or leave spelling be",
        language=language.autonym,
        package=" ".join(profile_of(language.tag, project.profiles).packages),
    )
    return Finding(path, 1, SPELLING, Severity.NOTICE, remark)


def _known(name: str | None) -> None:
    if name is not None and name not in (*ALLOWABLE, TWO_TRANSLATIONS, BAD_ALLOW):
        raise Problem(
            "unknown-check", f"there is no check named {name!r}", hint=f"choose one of: {', '.join(ALLOWABLE)}"
        )
