# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `check`: proofread the catalogues and originals of the requested editions, or single files."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Annotated

from pipeline.catalogue.reading import scan
from pipeline.commands.arguments import NarrowedCommand, Option, output_format
from pipeline.languages import autonym, profile_of
from pipeline.model.findings import Finding, Severity
from pipeline.model.message import Catalogue, State
from pipeline.model.problems import Problem, explanations
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Language, Publication
from pipeline.model.remark import Remark, framed, join_remarks
from pipeline.model.template import Template, is_shared
from pipeline.model.toml_tables import TAG
from pipeline.proofread.checks import TWO_TRANSLATIONS, explanation, proofread, two_translations
from pipeline.proofread.dictionaries import dictionary
from pipeline.proofread.handbook import check_names
from pipeline.proofread.handbook import entry as explained
from pipeline.proofread.honesty import CONTACT_LINTS, LINTS
from pipeline.proofread.pair import CheckContext
from pipeline.publishing.fingerprint import catalogue_files
from pipeline.publishing.templates import extracted_templates, mistakes_of
from pipeline.publishing.text_versions import text_days
from pipeline.report.findings import print_findings
from pipeline.report.json_lines import JsonLines
from pipeline.report.lines import FINDINGS, WELL, Explained
from pipeline.report.session import Session
from pipeline.system.checkout import refuse_unmerged
from pipeline.system.machine import package_names
from pipeline.translations.catalogues import INTERFACE, Catalogues
from pipeline.translations.honesty import contacts, honesty, places_in
from pipeline.translations.vocabulary import Vocabulary
from pipeline.words import TOOLS, Words, words_in

SPELLING = "unknown-word"
UNKNOWN_TERM = "unknown-term"
INCOMPLETE_PROFILE = "incomplete-profile"
"""The notice about a missing entry in the profile of a language."""
OUTDATED_DATE = "outdated-date"
"""The notice about a text that was changed after its date."""
MISTAKE = "sphinx-warning"
"""The code of the problem by which a build refuses an edition with mistakes."""
UNCONFIRMED = "fuzzy"
"""The notice about a translation that awaits confirmation."""
UNTRANSLATED = "untranslated"
"""The notice about a text of the site, such as a new helpline, that is not translated yet."""
MISSING_MESSAGE = "missing-message"
"""The notice about a message that is in the sources and not in a catalogue."""
MISSING_CONTACT = "missing-contact"
"""The notice about a project that readers cannot write to."""


@dataclass(frozen=True)
class CheckCommand(NarrowedCommand):
    files: Annotated[
        list[Path],
        Option(
            nargs="*",
            type=Path,
            metavar="FILE.po",
            help="only these catalogues, of any project (default: all of this project)",
        ),
    ]
    check: Annotated[str | None, Option("--check", metavar="NAME", help="only this check")]
    explain: Annotated[
        str | None,
        Option(
            "--explain",
            metavar="NAME",
            help="explain a check, with examples in each language, or the code of a problem",
        ),
    ]
    words: Annotated[str, Option("--in", metavar="TAG", default="en", help="language of the findings (default: en)")]
    output_format: Annotated[str, output_format("the findings")]

    def run(self, session: Session) -> int:
        if self.explain:
            of_problem = explanations().get(self.explain)
            text = of_problem or explained(self.explain, words_in(self.words))
            return session.present([Explained(text)], root=Path.cwd())
        if self.files:
            root, locales = Path.cwd(), None
        else:
            root, locales = session.project.root, session.project.locales
            refuse_unmerged(root)
        words = words_in(self.words, locales)
        presenter = session.presenter(root=root, is_document=True)
        with presenter.live():
            findings = [finding.translated(words) for finding in self._findings(session)]
        if self.output_format != "text":
            checks = dict.fromkeys(finding.check for finding in findings)
            # Syntax errors need no explanation besides their remarks.
            texts = {check: explained(check, words) if check in check_names() else "" for check in checks}
            print_findings(self.output_format, findings, root, texts, "check")
        elif isinstance(presenter, JsonLines):
            presenter.document(findings)
        else:
            for line in _lines(findings, words, is_verbose=session.verbose):
                presenter.add(line)
            session.end(presenter)
        return FINDINGS if any(finding.severity is not Severity.NOTICE for finding in findings) else WELL

    def _findings(self, session: Session) -> Iterator[Finding]:
        if not self.files:
            return check(session.project, self.editions(session.project), self.check, date.today())
        try:
            project = session.project
        except Problem as problem:
            if problem.code != "no-project":
                raise
            return check_files(self.files, self.check)
        return chain.from_iterable(_of_file(project, path, self.check) for path in self.files)


def _of_file(project: Project, path: Path, name: str | None) -> Iterator[Finding]:
    """Yield the findings of a file: as of the editions that have its texts if it is a catalogue of the project."""
    file = path.resolve()
    of_tools = {language: Catalogues(project).path(language, TOOLS) for language in project.languages}
    editions = tuple(
        edition
        for edition in project.editions()
        if file in (*catalogue_files(project, edition), of_tools[edition.language])
    )
    if not editions:
        yield from check_files([path], name)
    yield from (
        replace(finding, path=path.absolute())
        for finding in (check(project, editions, name, date.today()) if editions else ())
        if finding.path == file
    )


def check_files(files: Iterable[Path], name: str | None) -> Iterator[Finding]:
    """Yield the findings of single catalogues, with the dictionaries installed on this machine.

    Straight quotes and apostrophes are accepted, as in a project whose quotes Sphinx converts. Raises OSError, and Problem
    `unknown-check`.
    """
    _check_name(name)
    for path in map(Path.absolute, files):
        language = _language_of(path)
        catalogue, errors = scan(path, language)
        yield from errors
        if catalogue is not None:
            knows = dictionary(language.tag) if name in (None, SPELLING) else None
            context = CheckContext(language.tag, catalogue.source_language or "", knows=knows, smart_quotes=True)
            yield from (finding for finding in proofread(catalogue, context) if name in (None, finding.check))


def _language_of(path: Path) -> Language:
    """Return the language of a catalogue by its folder, its header or its name (`de.po`); else `und` (BCP 47)."""
    folder, _, _ = "/".join(path.parts).partition("/LC_MESSAGES/")
    header = re.search(rb'^"Language: *([\w@.-]+)', path.read_bytes(), re.MULTILINE)
    candidates = [folder.rpartition("/")[2]] if "LC_MESSAGES" in path.parts else []
    candidates += [header[1].decode("ascii", "replace")] if header else []
    whole = (name.replace("_", "-") for name in (*candidates, path.stem))
    tags = (tag if TAG.match(tag) else re.split("[-.@]", tag)[0] for tag in whole)  # sr of sr@latin
    known = (Language(tag, autonym(tag)) for tag in tags if TAG.match(tag) and autonym(tag))
    return next(known, Language("und", "und"))


def _check_name(name: str | None) -> None:
    if name is not None:
        explanation(name)


def check(
    project: Project, editions: tuple[Edition, ...], name: str | None, today: date | None = None
) -> Iterator[Finding]:
    """Yield the findings of each catalogue once, in the order of the editions, then those of originals and contacts.

    A broken catalogue yields its syntax errors. Notices report a missing dictionary at the first catalogue of its
    language, and each missing entry of its profile. Without `today` the age of contacts is not checked. Raises Problem
    if the sources cannot be read, and `unknown-check`.
    """
    _check_name(name)
    publications = tuple(dict.fromkeys(edition.publication for edition in editions))
    is_narrowed = set(publications) != set(project.publications)
    is_adopted = project.is_adopted
    if name is None:
        yield from _incomplete_profiles(project, editions)
        yield from _outdated_dates(project, editions)
        if not project.contact and not is_narrowed:
            remark = Remark("`contact` is empty: readers learn that they cannot report an error to anybody")
            yield Finding(project.described_in, 1, MISSING_CONTACT, Severity.NOTICE, remark)
    catalogues = Catalogues(project)
    read = cache(lambda: extracted_templates(project))  # only some checks need the sources extracted

    def extracted() -> tuple[Template, ...]:
        return read().templates

    yield from _of_catalogues(project, editions, name, catalogues, extracted, is_narrowed=is_narrowed)
    if name is None and not is_adopted:
        # The others are checked all the same.
        for problem in read().failed.values():
            sentence = framed("%(message)s: %(cause)s", message=problem.message, cause=problem.cause or problem.hint)
            yield Finding(
                problem.path or project.described_in, problem.line or 1, problem.code, Severity.ERROR, sentence
            )
        yield from _mistakes(project, [publication for publication in publications if publication not in read().failed])
    if name in (None, *LINTS) and not is_adopted:
        findings = honesty(project, editions, extracted(), catalogues)
        yield from (finding for finding in findings if name in (None, finding.check))
    if name in (None, *CONTACT_LINTS) and today is not None:
        findings = contacts(project, today, places_in(editions, extracted()) if is_narrowed else None)
        yield from (finding for finding in findings if name in (None, finding.check))


def _mistakes(project: Project, publications: Iterable[Publication]) -> Iterator[Finding]:
    """Yield the mistakes in the sources of publications, which would keep their editions off the site."""
    for publication in publications:
        for mistake in mistakes_of(project, publication) if publication.warnings_are_fatal else ():
            path = project.root / mistake.path if mistake.path is not None else publication.described_in
            remark = join_remarks("; ", filter(None, (mistake.sentence, mistake.step)))
            yield Finding(path, mistake.line or 1, MISTAKE, Severity.ERROR, remark)


def _of_catalogues(
    project: Project,
    editions: tuple[Edition, ...],
    name: str | None,
    catalogues: Catalogues,
    extracted: Callable[[], tuple[Template, ...]],
    *,
    is_narrowed: bool,
) -> Iterator[Finding]:
    is_adopted = project.is_adopted
    needs_glossaries = name in (None, UNKNOWN_TERM) and not is_adopted
    needs_spelling = name in (None, SPELLING)
    vocabulary = Vocabulary(
        project, spelling=needs_spelling, templates=extracted() if needs_glossaries else (), catalogues=catalogues
    )
    owners: dict[Path, Edition] = {}
    for edition in editions:
        of_tools = catalogues.path(edition.language, TOOLS)
        for path in (*catalogue_files(project, edition), *([of_tools] if of_tools.is_file() else [])):
            owners.setdefault(path, edition)
    without_dictionary: set[Language] = set()
    for path, edition in owners.items():
        language, adopted = edition.language, edition.publication.adopted
        if needs_spelling and language not in without_dictionary and vocabulary.dictionary(language.tag) is None:
            without_dictionary.add(language)
            remark = Remark(
                "the dictionary of %(language)s is not installed; install %(package)s, or do without spelling checks",
                language=language.autonym,
                package=package_names(profile_of(language.tag, project.profiles).packages),
            )
            yield Finding(path, 1, SPELLING, Severity.NOTICE, remark)
        catalogue, errors = catalogues.scan(path, language)
        yield from errors
        if catalogue is not None:
            findings = proofread(catalogue, vocabulary.context(catalogue, smart_quotes=adopted))
            if is_narrowed and not adopted:
                findings = _of_publications(findings, catalogue, editions, extracted())
            yield from (finding for finding in findings if name in (None, finding.check))
            if name is None and path.stem not in INTERFACE:
                yield from _unfinished(catalogue)
                yield from () if is_adopted else _missing(catalogue, extracted())
    if name in (None, TWO_TRANSLATIONS):
        for language in dict.fromkeys(edition.language for edition in owners.values()):
            # Leave out the interface, whose texts are button labels.
            paths = (path for path in owners if path.stem not in INTERFACE)
            scans = (catalogues.scan(path, language).catalogue for path in paths if owners[path].language == language)
            yield from two_translations(catalogue for catalogue in scans if catalogue is not None)


def _unfinished(catalogue: Catalogue) -> Iterator[Finding]:
    """Yield a notice for each fuzzy translation, and for each missing one that the pages around the editions show at once."""
    for message in catalogue.messages:
        if message.fuzzy and message.translation:
            remark = Remark(
                "no edition prints this translation until it is confirmed: correct it, and remove the fuzzy mark"
            )
            yield Finding(catalogue.path, message.translation_line, UNCONFIRMED, Severity.NOTICE, remark)
        elif message.state is State.UNTRANSLATED and is_shared(catalogue.path.stem):
            remark = Remark("the site shows the original at once, also where the editions of this language wait for it")
            yield Finding(catalogue.path, message.translation_line, UNTRANSLATED, Severity.NOTICE, remark)


def _missing(catalogue: Catalogue, templates: Iterable[Template]) -> Iterator[Finding]:
    """Yield a notice for each message of the sources that a catalogue lacks, or has among its obsolete entries (`#~`)."""
    of_file = (template for template in templates if template.name == catalogue.path.stem)
    obsolete = {message.original: message.line for message in catalogue.obsolete}
    for message in chain.from_iterable(template.messages for template in of_file):
        if catalogue.find(message.original) is None:
            place = str(message.places[0]) if message.places else ""
            remark = Remark("the catalogue lacks the message at %(place)s; run `west-pipeline update`", place=place)
            yield Finding(catalogue.path, obsolete.get(message.original, 1), MISSING_MESSAGE, Severity.NOTICE, remark)


def _of_publications(
    findings: Iterable[Finding], catalogue: Catalogue, editions: tuple[Edition, ...], templates: Iterable[Template]
) -> Iterator[Finding]:
    """Leave out findings that do not concern these editions: notices about the interface, and shared texts that they do not print."""
    name = catalogue.path.stem
    if name in INTERFACE:
        yield from (finding for finding in findings if finding.severity is not Severity.NOTICE)
    elif is_shared(name):
        slugs = {edition.publication.slug for edition in editions}
        messages = chain.from_iterable(template.messages for template in templates if template.name == name)
        printed = [
            message for message in messages if any(path.partition("/")[0] in slugs for path in message.documents)
        ]
        originals = {message.original for message in printed}
        lines = {message.translation_line for message in catalogue.messages if message.original in originals}
        yield from (finding for finding in findings if finding.line in lines)
    else:
        yield from findings


def _incomplete_profiles(project: Project, editions: Iterable[Edition]) -> Iterator[Finding]:
    """Yield a notice for each missing entry of a language's profile, at the profile or at the language in project.toml."""
    for language in dict.fromkeys(edition.language for edition in editions):
        path = project.profiles / f"{language.tag}.toml"
        for entry, cost in profile_of(language.tag, project.profiles).missing:
            values = {"language": language.autonym, "entry": entry, "cost": cost}
            remark = Remark("the profile of %(language)s lacks %(entry)s: %(cost)s", **values)
            place = path if path.is_file() else project.described_in
            yield Finding(place, 1, INCOMPLETE_PROFILE, Severity.NOTICE, remark)


def _outdated_dates(project: Project, editions: Iterable[Edition]) -> Iterator[Finding]:
    """Yield a notice for each publication whose text was changed in a commit after its stated date."""
    days = text_days(project)
    for publication in dict.fromkeys(edition.publication for edition in editions):
        day = days.get(Edition(publication, publication.original))
        if day is not None and day > publication.date:
            remark = Remark(
                "the text changed on %(day)s, after its stated date %(date)s: editions are drafts of %(day)s; before a release, write its day",
                day=day.isoformat(),
                date=publication.date.isoformat(),
            )
            yield Finding(publication.described_in, 1, OUTDATED_DATE, Severity.NOTICE, remark)


def _lines(findings: Sequence[Finding], words: Words, *, is_verbose: bool) -> Iterator[str]:
    """Yield a line for each error and warning, then the number of notices by file and check, or all if `is_verbose`.

    The last line has the totals.
    """
    counted = Counter[tuple[Path, str]]()
    for finding in findings:
        if finding.severity is not Severity.NOTICE:
            yield str(finding)
        elif is_verbose:
            yield f"{finding} ({words('notice')})"
        else:
            counted[finding.path, finding.check] += 1
    for (path, check_name), n in counted.items():
        yield f"{path}: {check_name}: " + words.plural("%(n)s notice", "%(n)s notices", n) % {"n": n}
    if counted:
        yield words("`west-pipeline check --verbose` lists the notices")
    number = Counter(finding.severity for finding in findings)
    counts = (
        words.plural("%(n)s error", "%(n)s errors", number[Severity.ERROR]) % {"n": number[Severity.ERROR]},
        words.plural("%(n)s warning", "%(n)s warnings", number[Severity.WARNING]) % {"n": number[Severity.WARNING]},
        words.plural("%(n)s notice", "%(n)s notices", number[Severity.NOTICE]) % {"n": number[Severity.NOTICE]},
    )
    yield ", ".join(counts) if findings else words("Nothing found.")
