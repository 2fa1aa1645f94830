# SPDX-License-Identifier: GPL-3.0-or-later
"""The command `kit receive`: merge returned translations, and answer with the outcome and the new editions."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Annotated

from pipeline.catalogue.conflict import alternatives
from pipeline.catalogue.kit_snapshot import with_snapshot
from pipeline.catalogue.reading import parse, read
from pipeline.catalogue.receiving import MergedCatalogue, MergeOutcome, receive, with_outer_blanks
from pipeline.catalogue.review import signed
from pipeline.commands.arguments import Command, Option
from pipeline.commands.kits.answer import RefusedFile, Returned, answer
from pipeline.commands.kits.archive import pack
from pipeline.commands.kits.making import copies
from pipeline.commands.kits.returned import Work, open_kit, parse_file, reasons
from pipeline.model.findings import Finding, Severity
from pipeline.model.message import TO_FIX, Catalogue, Key, Message, State
from pipeline.model.problems import Problem
from pipeline.model.project import Project
from pipeline.model.publication import Edition, Language
from pipeline.model.remark import translated_text
from pipeline.proofread.checks import SAFETY_CHECKS, allowed_by, proofread
from pipeline.publishing.events import Event as BuildEvent
from pipeline.publishing.events import Failed, Held, Planned, TakenOff
from pipeline.publishing.run import build
from pipeline.report import builds
from pipeline.report.lines import Level, Line, count, in_one_line
from pipeline.report.session import Session
from pipeline.report.summary import Summary
from pipeline.system.files import revise, sha256, sha256_of, write_numbered
from pipeline.system.lock import project_lock
from pipeline.system.steps import Trace, steps_in
from pipeline.translations.catalogues import forbid_adopted, former_path
from pipeline.translations.signing import checked_name
from pipeline.translations.vocabulary import Vocabulary
from pipeline.words import ToolWords, Words

_MACHINE_FAILURE = "file-system"
"""The code of a problem that incoming translations cannot cause."""
_STEP = "receiving"
"""The name of the step that records merged work without an answer."""


@dataclass(frozen=True)
class ReceiveCommand(Command):
    files: Annotated[list[Path], Option(type=Path, nargs="+", metavar="FILE", help="a kit as .zip, or .po files")]
    reviser: Annotated[
        str | None,
        Option(
            "--reviser",
            metavar="NAME",
            help="sign the translations that this person, a native speaker, has confirmed or corrected",
        ),
    ]

    def run(self, session: Session) -> int:
        reviser = checked_name(self.reviser) if self.reviser is not None else ""
        events = receive_kit(session.project, self.files, datetime.now().astimezone(), reviser)
        return session.present(events, lines_for, Summary())


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer for a translator was written; it contains `editions`."""

    path: Path
    editions: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class Untouched:
    """Number of files of a kit that came back unchanged."""

    files: int


type Event = Returned | RefusedFile | Untouched | Answered | BuildEvent


class _Journal:
    """Merged work that has not been answered, so that an interrupted `kit receive` can resume. The caller holds the project's lock."""

    def __init__(self, project: Project) -> None:
        self._steps = steps_in(project.build)
        trace = self._steps.trace(_STEP)
        self._rows: dict[str, list[str]] = trace.value if trace is not None else {}

    def merge[R](self, returned: bytes, path: Path, merge_into: Callable[[bytes], tuple[bytes, R]]) -> tuple[R, bool]:
        """Merge the work in the file `returned` into the catalogue at `path`, like `revise`.

        If it has been merged already and the catalogue is unchanged since, return the result of the first merge.
        """
        key = f"{sha256(returned)} {path}"
        former, after = self._rows.get(key, ["", ""])
        if after and after == sha256_of(path):
            return merge_into(former.encode())[1], True

        def merge_and_note(data: bytes) -> tuple[bytes, R]:
            written, result = merge_into(data)
            if written != data:
                self._rows[key] = [data.decode(), sha256(written)]
                self._steps.keep({_STEP: Trace(value=self._rows)})
            return written, result

        return revise(path, merge_and_note)

    def close(self) -> None:
        """Clear the journal, after the answers have been written."""
        self._steps.forget(_STEP)


def receive_kit(project: Project, paths: Sequence[Path], moment: datetime, reviser: str = "") -> Iterator[Event]:
    """Merge these files into the catalogues, build the changed publications, and write an answer for each language.

    An edition that the site does not show, or shows without the new translations, is built in a separate folder.
    `moment`, with its time zone, dates the catalogues and the answers; `reviser` signs reviewed work. Raises Problem
    `not-ours`, `locked`.
    """
    forbid_adopted(project, "put the .po files in their place by hand, then build")
    all_results: list[Returned | RefusedFile] = []
    with project_lock(project.build):
        journal = _Journal(project)
        for result in _merge_files(project, paths, moment, journal, reviser):
            all_results.append(result)
            yield result
    untouched = sum(
        isinstance(result, Returned) and not (result.received or result.confirmed) for result in all_results
    )
    problems: list[Problem] = []
    for language in project.languages:
        if any(result.language == language for result in all_results):
            results = [result for result in all_results if result.language in (language, None)]
            for event in _answer(project, language, results, moment.date(), problems):
                if isinstance(event, Answered) and untouched:
                    yield Untouched(untouched)
                yield event
    with project_lock(project.build):
        journal.close()
    if problems:
        raise problems[0]


def _merge_files(
    project: Project, paths: Sequence[Path], moment: datetime, journal: _Journal, reviser: str
) -> Iterator[Returned | RefusedFile]:
    vocabulary = Vocabulary(project)
    words = {language.tag: ToolWords(language, project.locales) for language in project.languages}
    for path in paths:
        try:
            files = list(open_kit(path))
        except Problem as problem:
            yield RefusedFile(path, None, problem)
            continue
        for file in files:
            language = next((known for known in project.languages if known.tag == file.kit.language), None)
            try:
                work = parse_file(project, file)
                language = work.language
                merging = partial(_merge, work, vocabulary, moment, words[language.tag], reviser)
                yield _returned_work(work, *journal.merge(file.data, work.path, merging))
            except Problem as problem:
                yield RefusedFile(file.place, language, problem)


def _returned_work(work: Work, merge_result: tuple[MergedCatalogue, list[Finding]], is_written: bool) -> Returned:
    """Return the outcome of a translator's messages for a catalogue."""
    result, findings = merge_result
    lines = {received.message.translation_line for received in result.received}
    remarks = tuple(finding for finding in findings if finding.line in lines and finding.severity is not Severity.ERROR)
    waiting = _alternative_lines(result, parse(work.path, result.data, work.language))
    confirmed = len(work.confirmed or ())
    return Returned(work.place, work.path, work.language, result.received, remarks, is_written, waiting, confirmed)


def _merge(
    work: Work, vocabulary: Vocabulary, moment: datetime, words: Words, reviser: str, data: bytes
) -> tuple[bytes, tuple[MergedCatalogue, list[Finding]]]:
    """Proofread a translator's messages, and merge those without errors into a catalogue's bytes.

    Return the new bytes, the outcome of the messages, and the findings.
    """
    current = parse(work.path, data, work.language)
    returned = map(with_outer_blanks, work.messages)
    changed = [_with_current_allowances(message, current) for message in returned if _differs(message, current)]
    incoming = Catalogue(work.place, work.language, current.header, tuple(changed))
    findings = list(proofread(incoming, vocabulary.context(current, smart_quotes=False)))
    keys = {message.translation_line: message.key for message in changed}
    errors = reasons(
        (keys[finding.line], finding.check, finding.remark)
        for finding in findings
        if finding.severity is Severity.ERROR and finding.line in keys
    )
    faults, former_file = {**errors, **work.broken}, former_path(work.path)
    former = read(former_file, work.language).obsolete if former_file.is_file() else ()
    result = receive(work.path, data, work.language, work.messages, work.base, faults, moment, words, former)
    corrected = {received.message.original for received in result.received if received.fate is MergeOutcome.TAKEN}
    if work.confirmed is None or not reviser or not work.confirmed | corrected:
        return result.data, (result, findings)
    read_by = signed(work.path, result.data, work.language, work.confirmed | corrected, reviser, moment.date())
    return read_by, (result, findings)


def _differs(message: Message, catalogue: Catalogue) -> bool:
    """Return whether a message differs from the current translation."""
    if message.state is not State.TRANSLATED:
        return False
    current = catalogue.find(message.original, message.context)
    if current is None or current.fuzzy:
        return True
    forms = message.plural_translations or (message.translation,)
    return forms != (current.plural_translations or (current.translation,))


def _with_current_allowances(message: Message, catalogue: Catalogue) -> Message:
    """Return the incoming message with our `allow` comments instead of its own, which must not disable safety checks."""
    current = catalogue.find(message.original, message.context)
    incoming = (
        comment
        for comment in message.translator_comments
        if not SAFETY_CHECKS & allowed_by(replace(message, translator_comments=(comment,)))
    )
    comments = dict.fromkeys((*(current.translator_comments if current else ()), *incoming))
    return replace(message, translator_comments=tuple(comments))


def _alternative_lines(result: MergedCatalogue, catalogue: Catalogue) -> dict[int, int]:
    """Return the lines of messages with conflicting translations: incoming line -> line in our catalogue."""
    messages = [received.message for received in result.received]
    pairs = ((message, catalogue.find(message.original, message.context)) for message in messages)
    return {
        incoming.translation_line: current.translation_line
        for incoming, current in pairs
        if current is not None and alternatives(current)
    }


def _answer(
    project: Project, language: Language, results: Sequence[Returned | RefusedFile], day: date, problems: list[Problem]
) -> Iterator[BuildEvent | Answered]:
    """Build the changed editions of a language, and write its answer; build problems are added to `problems`."""
    changed = [result.path for result in results if isinstance(result, Returned) and result.received]
    slugs = {path.stem.partition("+")[0] for path in changed}
    publications = (publication for publication in project.publications if publication.slug in slugs)
    editions = tuple(Edition(found, language) for found in publications if language in found.languages)
    files: dict[str, bytes] = {}
    failed: list[Failed] = []
    try:
        if editions:
            yield from _build(project, editions, failed, files)
    except Problem as problem:
        if problem.code == _MACHINE_FAILURE:
            raise  # the next run, with disk space or permission, can answer completely
        # The work is merged already, so write the answer even if one of our catalogues is broken.
        problems.append(problem)
    included = tuple(
        edition
        for edition in editions
        if files.keys() & {f"{edition.folder}/{edition.pdf_name}", f"{edition.folder}/index.html"}
    )
    words = ToolWords(language, project.locales)
    catalogues_to_fix = dict(_catalogues_to_fix(results, words))
    name, text = answer(words, results, included, failed, catalogues_to_fix, project.profiles)
    letter = {name: text, **catalogues_to_fix, **{f"read/{place}": data for place, data in files.items()}}
    data = pack({f"answer-{language.tag}/{place}": data for place, data in letter.items()})
    # Number the name: an earlier answer of the same day may not have been sent yet.
    name = f"{language.tag}-answer-{day.isoformat()}"
    yield Answered(write_numbered(project.build / "kits", name, ".zip", data), included)


def _catalogues_to_fix(results: Iterable[Returned | RefusedFile], words: Words) -> Iterator[tuple[str, bytes]]:
    """Yield the catalogues with errors to fix, by their names in the answer, with the incoming translations."""
    wrong: dict[Path, dict[Key, Message]] = {}
    languages: dict[Path, Language] = {}
    for result in (result for result in results if isinstance(result, Returned)):
        for received in result.received:
            if received.fate is MergeOutcome.TO_FIX:
                comments = (
                    *received.message.translator_comments,
                    TO_FIX + " ".join(translated_text(received.reason, words).split()),
                )
                message = replace(received.message, fuzzy=True, translator_comments=comments)
                wrong.setdefault(result.path, {})[message.key] = message
                languages[result.path] = result.language
    for path, messages in wrong.items():
        data = with_snapshot(path, path.read_bytes(), languages[path], path.stem, replacements=messages)
        yield f"translate/{path.name}", data


def _build(
    project: Project, editions: tuple[Edition, ...], failures: list[Failed], files: dict[str, bytes]
) -> Iterator[BuildEvent]:
    """Make editions; add their copies to `files`, and failed ones to `failures`."""
    waiting: list[Edition] = []
    absent: set[Edition] = set()
    for event in build(project, editions):
        if isinstance(event, Held | Failed | TakenOff):
            absent.add(event.edition)
        if isinstance(event, Held):
            waiting.append(event.edition)
        if isinstance(event, Failed):
            failures.append(_caused_by_translation(event))
        else:
            yield event
    files |= copies(project.site, [edition for edition in editions if edition not in absent])
    if not waiting:
        return
    # Build editions that the site does not show in a folder outside it.
    trial = replace(
        project,
        build_override=project.build / "kits" / "aside",
        publications=tuple(
            replace(publication, publish_at=0, publish_reviewed=()) for publication in project.publications
        ),
    )
    chosen = (trial.editions(edition.publication.slug, edition.language.tag) for edition in waiting)
    due = tuple(chain.from_iterable(chosen))
    for event in build(trial, due):
        if isinstance(event, Failed):
            failures.append(_caused_by_translation(event))
        elif isinstance(event, Planned):
            yield event
    files |= copies(trial.site, due)


def _caused_by_translation(event: Failed) -> Failed:
    """Return the failure if incoming translations may have caused it, else raise its Problem."""
    if event.problem.code == _MACHINE_FAILURE:
        raise event.problem
    return event


def lines_for(event: object) -> Iterator[Line]:
    """Yield the lines for an event of receiving a kit, or of the build that goes with it."""
    match event:
        case RefusedFile():
            yield Line(str(event.problem), Level.FAILURE)
        case Returned():
            yield from _lines_of_returned(event)
        case Untouched(files):
            yield Line(f"{count(files, 'file')} came back unchanged")
        case Answered(path, editions):
            yield Line(f"wrote {path}: the answer, with {', '.join(map(str, editions)) or 'no edition'}")
        case _:
            yield from builds.lines_for(event)


def _lines_of_returned(event: Returned) -> Iterator[Line]:
    fates = [received.fate for received in event.received]
    counts = [f"{event.confirmed} confirmed"] if event.confirmed else []
    counts += [f"{fates.count(fate)} {fate}" for fate in MergeOutcome if fate in fates]
    if not counts:
        yield Line(f"{event.place.name}: came back unchanged", Level.DETAIL)
        return
    yield Line(f"{event.place.name} -> {event.path}: {', '.join(counts)}")
    for received in event.received:
        message, fate = received.message, received.fate
        if fate is not MergeOutcome.TAKEN:
            detail = ": ".join(filter(None, (received.reason or message.original, received.stays)))
            text = f"  {event.place.name}:{message.translation_line}: {fate}: {in_one_line(detail)}"
            yield Line(text, Level.TO_FIX if fate in (MergeOutcome.TO_FIX, MergeOutcome.UNKNOWN) else Level.RESULT)
        if (line := event.waiting.get(message.translation_line)) is not None:
            yield Line(f"    next: west-pipeline settle --take theirs {event.path}:{line}  (or ours)")
